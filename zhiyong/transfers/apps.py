"""The room `transfers`."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    """What is handed over, notified or suggested to another body."""

    name = "zhiyong.transfers"
