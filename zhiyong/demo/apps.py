"""The room `demo`."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo city and the command that loads it."""

    name = "zhiyong.demo"
