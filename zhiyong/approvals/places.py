"""Where the pages of approvals stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.approvals.selectors import waiting_for
from zhiyong.shell import navigation
from zhiyong.shell.access import READS_CASES, Standing
from zhiyong.shell.navigation import Group, Item


def _count(standing: Standing) -> int:
    return waiting_for(standing).order_by()[:100].count()


def settle() -> None:
    """Add the drafts that wait for me."""
    navigation.add(
        Item(Group.WORK, _("To approve"), "approvals:waiting", READS_CASES, order=10, count=_count)
    )
