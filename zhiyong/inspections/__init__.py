"""Inspections: rounds, teams, draws, visits, findings, reports."""
