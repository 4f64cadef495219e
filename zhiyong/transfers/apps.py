"""The room `transfers`."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    """What is handed over, notified or suggested to another body."""

    name = "zhiyong.transfers"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.transfers import kinds, places

        kinds.register()
        places.register()
