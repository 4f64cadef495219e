"""The room `cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The handling of what was accepted: matters, outcomes, replies, call-backs."""

    name = "zhiyong.cases"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.cases import kinds, places

        kinds.register()
        places.register()
