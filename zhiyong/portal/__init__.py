"""The public's door: complain, follow up, verify, read, answer."""
