"""Where the pages of this room stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.shell import navigation
from zhiyong.shell.access import READS_CASES
from zhiyong.shell.navigation import Group, Item
from zhiyong.tracks.selectors import count_oversights, count_resignations, count_talks


def register() -> None:
    """Add the lists of talks, resignations, oversight, and of what waits."""
    navigation.add(
        Item(Group.CASES, _("Talks"), "tracks:talks", READS_CASES, 75, count_talks),
        Item(
            Group.DECISIONS,
            _("Resignations"),
            "tracks:resignations",
            READS_CASES,
            70,
            count_resignations,
        ),
        Item(Group.DECISIONS, _("Waits for another body"), "tracks:waiting", READS_CASES, 71),
        Item(
            Group.DECISIONS,
            _("Oversight by the people's congress"),
            "tracks:oversights",
            READS_CASES,
            72,
            count_oversights,
        ),
    )
