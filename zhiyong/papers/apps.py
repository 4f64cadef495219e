"""The room `papers`."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Official documents: rendering, issue, numbers, the way back of a scan."""

    name = "zhiyong.papers"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.papers.kinds import register_kinds

        register_kinds()
