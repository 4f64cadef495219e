"""The room `matters`."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """The handling of what was accepted: matters, outcomes, replies, call-backs."""

    name = "zhiyong.matters"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.matters import instructed, kinds, places

        kinds.register()
        instructed.register()
        places.register()
