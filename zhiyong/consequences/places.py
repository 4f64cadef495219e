"""Where the pages of the ledger stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.consequences.selectors.access import CARRIES_OUT
from zhiyong.consequences.selectors.lists import count_to_carry_out
from zhiyong.shell import navigation
from zhiyong.shell.navigation import Group, Item


def register() -> None:
    """Add the ledger."""
    navigation.add(
        Item(
            Group.DECISIONS,
            _("Ledger of consequences"),
            "consequences:ledger",
            CARRIES_OUT,
            60,
            count_to_carry_out,
        )
    )
