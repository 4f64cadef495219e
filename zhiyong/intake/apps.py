"""The room `intake`."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """See the package's own line."""

    name = "zhiyong.intake"
