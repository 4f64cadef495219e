"""The room `campaigns`."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """A plan at work: phases, tasks for units, submissions, boards, acceptance."""

    name = "zhiyong.campaigns"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.campaigns import kinds, places
        from zhiyong.campaigns.selectors import outside

        kinds.register()
        places.register()
        outside.settle()
