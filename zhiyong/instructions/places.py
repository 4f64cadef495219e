"""Where the pages of instructions stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.instructions.selectors import count_waiting
from zhiyong.shell import navigation
from zhiyong.shell.access import READS_CASES
from zhiyong.shell.navigation import Group, Item


def register() -> None:
    """Add the register of instructions."""
    navigation.add(
        Item(
            Group.CASES,
            _("Leaders' instructions"),
            "instructions:register_list",
            READS_CASES,
            70,
            count_waiting,
        )
    )
