"""Where the pages of campaigns stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.campaigns.selectors.visible import ACCEPTS, EVERYBODY, OWES
from zhiyong.campaigns.selectors.work import count_sheets, count_to_judge
from zhiyong.campaigns.views.work.lists import late_count
from zhiyong.shell import navigation
from zhiyong.shell.navigation import Group, Item


def register() -> None:
    """Add the campaigns."""
    navigation.add(
        Item(Group.CAMPAIGNS, _("Campaigns"), "campaigns:list", frozenset(EVERYBODY), 10),
        Item(
            Group.CAMPAIGNS,
            _("My unit's month"),
            "campaigns:month",
            frozenset(OWES),
            30,
            late_count,
        ),
        Item(
            Group.CAMPAIGNS,
            _("What units handed in"),
            "campaigns:to_judge",
            frozenset(ACCEPTS),
            32,
            count_to_judge,
        ),
        Item(
            Group.CAMPAIGNS,
            _("Personal sheets"),
            "campaigns:sheets",
            frozenset(),
            34,
            count_sheets,
        ),
    )
