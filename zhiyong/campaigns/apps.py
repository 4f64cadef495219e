"""The room `campaigns`."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """A plan at work: phases, tasks for units, submissions, boards, acceptance."""

    name = "zhiyong.campaigns"
