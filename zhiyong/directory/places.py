"""Where the directory's pages stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.directory.views.roles import CONFIRMERS
from zhiyong.shell import navigation
from zhiyong.shell.access import Role
from zhiyong.shell.navigation import Group, Item


def settle() -> None:
    """Add the pages of accounts and roles."""
    navigation.settle(sign_in="directory:sign_in", sign_out="directory:sign_out")
    navigation.add(
        Item(Group.ACCOUNT, _("My account"), "directory:my_account", frozenset(), order=10),
        Item(
            Group.DIRECTORY,
            _("Accounts"),
            "directory:accounts",
            frozenset({Role.SYSTEM_ADMIN}),
            order=80,
        ),
        Item(Group.DIRECTORY, _("Roles"), "directory:roles", frozenset(CONFIRMERS), order=90),
    )
