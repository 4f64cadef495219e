"""Where the watch stands in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.protection.models import Watch
from zhiyong.protection.selectors import watches_visible_to
from zhiyong.shell import navigation
from zhiyong.shell.access import Role, Standing
from zhiyong.shell.navigation import Group, Item


def register() -> None:
    """Add the list of watches, for custodians."""
    navigation.add(
        Item(
            Group.INTAKE,
            _("Retaliation watch"),
            "protection:watches",
            frozenset({Role.CUSTODIAN}),
            90,
            count_unlooked,
        )
    )


def count_unlooked(standing: Standing) -> int:
    """Return how many running watches nobody has looked into yet."""
    rows = watches_visible_to(standing).filter(state=Watch.State.RUNNING, looked_on=None)
    return rows[:100].count()
