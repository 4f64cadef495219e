"""The room `approvals`."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Who must agree before an act takes effect."""

    name = "zhiyong.approvals"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.approvals.kinds import register_kinds
        from zhiyong.approvals.models import Approval, Step
        from zhiyong.approvals.services import as_text
        from zhiyong.journal import commitments

        register_kinds()
        commitments.cover(Approval, "draft", content=lambda row: as_text(row.draft))
        commitments.cover(
            Step,
            "opinion",
            of=lambda row: f"approval:{row.approval_id}",
            content=lambda row: row.opinion,
            rows=lambda: Step.objects.exclude(salt=b""),
        )
        from zhiyong.approvals.places import settle

        settle()
