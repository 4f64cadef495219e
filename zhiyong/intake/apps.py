"""The room `intake`."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """See the package's own line."""

    name = "zhiyong.intake"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.intake import kinds, pages

        kinds.register()
        pages.register()
