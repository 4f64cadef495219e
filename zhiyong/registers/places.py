"""Where the pages of registers stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.registers.access import READERS, WATCHERS
from zhiyong.shell import navigation
from zhiyong.shell.navigation import Group, Item


def settle() -> None:
    """Add the registers, and what the figures show."""
    navigation.add(
        Item(
            Group.PLANS,
            _("Plan registers"),
            "registers:registers",
            frozenset(READERS),
            order=20,
        ),
        Item(
            Group.PLANS,
            _("What the figures show"),
            "registers:leads",
            frozenset(WATCHERS),
            order=25,
        ),
    )
