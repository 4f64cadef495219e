"""Regions, units, bodies, posts, people, roles and accounts, as of any day."""
