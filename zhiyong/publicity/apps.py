"""The room `publicity`."""

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    """What is made known: to whom, from when to when, what corrects it."""

    name = "zhiyong.publicity"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.publicity import kinds, places

        kinds.register()
        places.register()
