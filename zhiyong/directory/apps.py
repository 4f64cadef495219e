"""The directory."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DirectoryConfig(AppConfig):
    """Regions, units, bodies, posts, people, roles and accounts."""

    name = "zhiyong.directory"

    def ready(self) -> None:
        """Make the Kinds known."""
        from zhiyong.directory import kinds, ranks

        kinds.register()
        post_migrate.connect(ranks.load_missing, sender=self)
        from zhiyong.directory import places

        places.settle()
