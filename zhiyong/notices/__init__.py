"""What is told to whom, by which channel: notices to staff, texts to complainants."""
