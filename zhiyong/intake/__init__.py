"""Complaints from every source: lodging, registration, acceptance, routing."""
