"""Where notices stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.notices import selectors
from zhiyong.shell.access import Role
from zhiyong.shell.navigation import Group, Item, add


def register() -> None:
    """Add the pages."""
    add(
        Item(
            Group.WORK,
            _("Notices"),
            "notices:notices",
            frozenset(),
            order=80,
            count=selectors.unread,
            icon="bell",
        ),
        Item(
            Group.JOURNAL,
            _("Outgoing texts"),
            "notices:outbox",
            frozenset({Role.SYSTEM_ADMIN}),
            order=80,
            icon="send",
        ),
    )
