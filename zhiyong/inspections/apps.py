"""The room `inspections`."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Rounds of inspection: teams, draws, visits, what they found, and reports."""

    name = "zhiyong.inspections"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.inspections import kinds, places

        kinds.register()
        places.register()
