"""The room `decisions`."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Decisions on persons and units: offer, choice, notice, execution."""

    name = "zhiyong.decisions"
