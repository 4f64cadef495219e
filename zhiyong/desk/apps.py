"""The room `desk`."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages composed of many rooms."""

    name = "zhiyong.desk"

    def ready(self) -> None:
        """Tell the shell where one's work and the search are."""
        from django.utils.translation import gettext_lazy as _

        from zhiyong.shell import navigation

        navigation.settle(home="desk:home", search="desk:search")
        navigation.add(
            navigation.Item(navigation.Group.WORK, _("My work"), "desk:home", frozenset(), order=0)
        )
