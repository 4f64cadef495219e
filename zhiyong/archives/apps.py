"""The room `archives`."""

from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    """Dossiers, personnel-file slips, retention and destruction."""

    name = "zhiyong.archives"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.archives import following, kinds, places

        following.register()
        kinds.register()
        places.register()
