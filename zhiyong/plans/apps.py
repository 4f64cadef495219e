"""The room `plans`."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """See the package's own line."""

    name = "zhiyong.plans"

    def ready(self) -> None:
        """Register what there is."""
        from zhiyong.plans.kinds import register_kinds
        from zhiyong.plans.places import settle

        register_kinds()
        settle()
