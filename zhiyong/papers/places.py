"""Where the pages of papers stand, and where approvals get their printed sheets."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.approvals import sheets
from zhiyong.shell import navigation
from zhiyong.shell.access import READS_CASES
from zhiyong.shell.navigation import Group, Item


def settle() -> None:
    """Add the list of papers and the way home of scans."""
    sheets.settle(lambda approval: reverse("papers:approval_sheet", args=[approval.pk]))
    navigation.add(
        Item(Group.CASES, _("Papers issued"), "papers:papers", READS_CASES, order=60),
        Item(Group.CASES, _("Find by printed code"), "papers:home", READS_CASES, order=70),
    )
