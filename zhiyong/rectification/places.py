"""Where the pages of this room stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.rectification.access import READERS, WATCHERS
from zhiyong.rectification.selectors import count_late, count_mine
from zhiyong.shell import navigation
from zhiyong.shell.navigation import Group, Item


def register() -> None:
    """Add what one's own unit must put right, the ledger, notices, rules and key units."""
    group, readers = Group.RECTIFICATION, frozenset(READERS)
    navigation.add(
        Item(group, _("Ours to put right"), "rectification:mine", readers, 10, count_mine),
        Item(group, _("Rectification ledger"), "rectification:items", readers, 20, count_late),
        Item(group, _("Notices to slow units"), "rectification:notices", readers, 30),
        Item(group, _("Rules made"), "rectification:rules", readers, 40),
        Item(group, _("Key units"), "rectification:watch", frozenset(WATCHERS), 50),
        Item(group, _("Ledger in figures"), "rectification:figures", frozenset(WATCHERS), 60),
    )
