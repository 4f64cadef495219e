"""What is composed of many rooms."""
