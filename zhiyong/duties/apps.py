"""The room `duties`."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """See the package's own line."""

    name = "zhiyong.duties"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.duties.kinds import register_kinds
        from zhiyong.duties.places import settle

        register_kinds()
        settle()
