"""Where the pages of letters stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.shell import navigation
from zhiyong.shell.access import READS_CASES
from zhiyong.shell.navigation import Group, Item
from zhiyong.transfers.selectors import count_awaited, count_to_sign_for


def register() -> None:
    """Add the lists of letters."""
    navigation.add(
        Item(Group.CASES, _("Handed on"), "transfers:sent", READS_CASES, 70, count_awaited),
        Item(
            Group.CASES,
            _("Letters received"),
            "transfers:received",
            READS_CASES,
            71,
            count_to_sign_for,
        ),
    )
