"""The room `duties`."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """See the package's own line."""

    name = "zhiyong.duties"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.approvals import dues
        from zhiyong.duties.counting import last_day_of
        from zhiyong.duties.dry_run import duties
        from zhiyong.duties.kinds import register_kinds
        from zhiyong.duties.places import settle
        from zhiyong.plans import dry_runs

        register_kinds()
        settle()
        dry_runs.register(duties)
        dues.settle(last_day_of)
