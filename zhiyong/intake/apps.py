"""The room `intake`."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """See the package's own line."""

    name = "zhiyong.intake"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.intake import kinds, pages
        from zhiyong.intake.dry_run import routes
        from zhiyong.plans import dry_runs

        kinds.register()
        pages.register()
        dry_runs.register(routes)
