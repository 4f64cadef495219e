"""The room `cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases: leads, teams, evidence, statements, findings, conclusion."""

    name = "zhiyong.cases"
