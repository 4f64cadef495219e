"""The room `decisions`."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Decisions on persons and units: offer, choice, notice, execution."""

    name = "zhiyong.decisions"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.decisions import kinds, places, publicity

        kinds.register()
        places.register()
        publicity.register()
