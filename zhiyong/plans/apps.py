"""The room `plans`."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """See the package's own line."""

    name = "zhiyong.plans"
