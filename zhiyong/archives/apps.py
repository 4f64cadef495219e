"""The room `archives`."""

from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    """Dossiers, personnel-file slips, retention and destruction."""

    name = "zhiyong.archives"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.archives import following, kinds, places
        from zhiyong.archives.selectors.access import dossiers_about, slips_about
        from zhiyong.shell.about import hide

        hide(dossiers_about)
        hide(slips_about)
        following.register()
        kinds.register()
        places.register()
