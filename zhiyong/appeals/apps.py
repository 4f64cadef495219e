"""The room `appeals`."""

from django.apps import AppConfig


class AppealsConfig(AppConfig):
    """Appeals against decisions, and their full roll-back."""

    name = "zhiyong.appeals"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.appeals import kinds, places, publicity

        kinds.register()
        places.register()
        publicity.register()
