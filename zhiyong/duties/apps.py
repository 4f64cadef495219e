"""The room `duties`."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """See the package's own line."""

    name = "zhiyong.duties"
