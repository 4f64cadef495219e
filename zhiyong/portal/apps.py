"""The room `portal`: the public's door."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Settle where the public's pages are."""

    name = "zhiyong.portal"

    def ready(self) -> None:
        """Tell the frame of all pages where the public's are."""
        from zhiyong.shell import navigation

        navigation.settle(
            portal="portal:home",
            report="portal:report",
            follow_up="portal:follow_up",
            published="portal:published",
            verify="journal:verify",
            desks="portal:desks",
            how="portal:how",
            protection="portal:protection",
            accessibility="portal:accessibility",
        )
