"""The room `archives`."""

from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    """Dossiers, personnel-file slips, retention and destruction."""

    name = "zhiyong.archives"
