"""The room `appeals`."""

from django.apps import AppConfig


class AppealsConfig(AppConfig):
    """Appeals against decisions, and their full roll-back."""

    name = "zhiyong.appeals"
