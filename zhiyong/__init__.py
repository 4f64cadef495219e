"""Zhiyong 致用: accountability plans of public offices, run as data."""
