"""The room `approvals`."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Who must agree before an act takes effect."""

    name = "zhiyong.approvals"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.approvals.kinds import register_kinds

        register_kinds()
