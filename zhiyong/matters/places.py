"""Where the pages of matters stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.matters.selectors.disputes import DECIDERS, count_to_decide
from zhiyong.matters.selectors.lists import (
    ASSIGNERS,
    count_kept,
    count_mine,
    count_of_units,
    count_to_assign,
)
from zhiyong.shell import navigation
from zhiyong.shell.access import READS_CASES, Role
from zhiyong.shell.navigation import Group, Item


def register() -> None:
    """Add the lists of matters."""
    keepers = frozenset({*ASSIGNERS, Role.SUPERVISOR})
    navigation.add(
        Item(
            Group.CASES,
            _("To be assigned"),
            "matters:to_assign",
            frozenset(ASSIGNERS),
            10,
            count_to_assign,
        ),
        Item(
            Group.CASES,
            _("My matters"),
            "matters:mine",
            frozenset({Role.HANDLER}),
            20,
            count_mine,
        ),
        Item(Group.CASES, _("Matters of my unit"), "matters:unit", READS_CASES, 30, count_of_units),
        Item(Group.CASES, _("Matters assigned by us"), "matters:kept", keepers, 40, count_kept),
        Item(
            Group.CASES,
            _("Disputes to decide"),
            "matters:disputes",
            frozenset(DECIDERS),
            45,
            count_to_decide,
        ),
        Item(Group.CASES, _("Lying still"), "matters:still", keepers, 50),
        Item(Group.CASES, _("Quality of handling"), "matters:judged", READS_CASES, 55),
    )
