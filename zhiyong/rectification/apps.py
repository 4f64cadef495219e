"""The room `rectification`."""

from django.apps import AppConfig


class RectificationConfig(AppConfig):
    """Problems from any source: promised, put right, looked at by somebody else, struck off."""

    name = "zhiyong.rectification"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.rectification import kinds, places
        from zhiyong.rectification.entering import offer_on_row
        from zhiyong.registers import acts

        kinds.register()
        places.register()
        acts.register(offer_on_row)
