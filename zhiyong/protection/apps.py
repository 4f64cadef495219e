"""The room `protection`."""

from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    """Retaliation watch for complainants who consent."""

    name = "zhiyong.protection"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.protection import kinds, places

        kinds.register()
        places.register()
