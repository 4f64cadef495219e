"""The room `consequences`."""

from django.apps import AppConfig


class ConsequencesConfig(AppConfig):
    """The ledger of what follows from decisions, entry by entry."""

    name = "zhiyong.consequences"
