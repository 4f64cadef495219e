"""The room `cases`: cases: leads, teams, evidence, statements, findings, conclusion."""
