"""Every read of the public's door: what everybody may know, and what a receipt code opens."""
