"""The room `instructions`."""

from django.apps import AppConfig


class InstructionsConfig(AppConfig):
    """Leaders' instructions and the sheets that wait for one."""

    name = "zhiyong.instructions"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.instructions import kinds, places

        kinds.register()
        places.register()
