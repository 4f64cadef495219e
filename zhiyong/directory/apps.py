"""The directory."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Regions, units, bodies, posts, people, roles and accounts."""

    name = "zhiyong.directory"
