"""The room `tracks`."""

from django.apps import AppConfig


class TracksConfig(AppConfig):
    """What runs beside a case: other tracks, talks, resignations, oversight."""

    name = "zhiyong.tracks"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.tracks import kinds, places

        kinds.register()
        places.register()
