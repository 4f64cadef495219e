"""What a plan says and what follows from it: pure, no Django, no clock, no database."""
