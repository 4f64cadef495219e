"""The room `consequences`."""

from django.apps import AppConfig


class ConsequencesConfig(AppConfig):
    """The ledger of what follows from decisions, entry by entry."""

    name = "zhiyong.consequences"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.consequences import kinds, places

        kinds.register()
        places.register()
