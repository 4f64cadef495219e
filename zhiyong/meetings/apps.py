"""The room `meetings`."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Meetings of a body: presence, quorum, recusal, votes with reasons, minutes."""

    name = "zhiyong.meetings"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.meetings import kinds, places

        kinds.register()
        places.register()
