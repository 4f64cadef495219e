"""The room `tracks`."""

from django.apps import AppConfig


class TracksConfig(AppConfig):
    """What runs beside a case: talks, resignations, oversight."""

    name = "zhiyong.tracks"
