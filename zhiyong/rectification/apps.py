"""The room `rectification`."""

from django.apps import AppConfig


class RectificationConfig(AppConfig):
    """See the package's own line."""

    name = "zhiyong.rectification"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.rectification import kinds, places

        kinds.register()
        places.register()
