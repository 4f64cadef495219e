"""The room `papers`."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Official documents: rendering, issue, numbers, the way back of a scan."""

    name = "zhiyong.papers"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.journal import commitments
        from zhiyong.papers.kinds import register_kinds
        from zhiyong.papers.models import Paper
        from zhiyong.papers.services import as_text

        register_kinds()
        commitments.cover(Paper, "paper", content=lambda row: as_text(row.data))
        from zhiyong.papers.places import settle

        settle()
