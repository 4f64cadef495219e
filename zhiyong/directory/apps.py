"""The directory."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Regions, units, bodies, posts, people, roles and accounts."""

    name = "zhiyong.directory"

    def ready(self) -> None:
        """Make the Kinds known."""
        from zhiyong.directory import kinds

        kinds.register()
        from zhiyong.directory import places

        places.settle()
