"""The room `protection`."""

from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    """Retaliation watch for complainants who consent."""

    name = "zhiyong.protection"
