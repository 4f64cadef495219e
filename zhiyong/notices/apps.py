"""Notices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """Notices to staff on their page, and texts without content to complainants."""

    name = "zhiyong.notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Make the Kind, the pages, the sentences and the follower known."""
        from zhiyong.notices import followers, kinds, pages

        kinds.register()
        pages.register()
        followers.register()
