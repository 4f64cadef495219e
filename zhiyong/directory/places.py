"""Where the directory's pages stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.directory import selectors
from zhiyong.directory.views import counts
from zhiyong.directory.views.roles import CONFIRMERS
from zhiyong.shell import navigation
from zhiyong.shell.access import Role
from zhiyong.shell.navigation import Group, Item

PAGES = (
    ("units", _("Units")),
    ("regions", _("Regions")),
    ("people", _("People")),
    ("bodies", _("Standing bodies")),
    ("points", _("Reception points")),
    ("vacancies", _("Vacancies")),
)


def settle() -> None:
    """Add the pages of units and people, of accounts and roles."""
    navigation.settle(sign_in="directory:sign_in", sign_out="directory:sign_out")
    navigation.add(
        Item(Group.ACCOUNT, _("My account"), "directory:my_account", frozenset(), order=10),
        Item(
            Group.ACCOUNT,
            _("Hand-overs"),
            "directory:hand_overs",
            frozenset(),
            order=20,
            count=counts.lists_to_sign,
        ),
        *(
            Item(Group.DIRECTORY, label, f"directory:{name}", frozenset(), order=place)
            for place, (name, label) in enumerate(PAGES, start=10)
        ),
        Item(
            Group.DIRECTORY,
            _("Leave and stand-ins"),
            "directory:covers",
            frozenset(),
            order=40,
            count=counts.covers_to_confirm,
        ),
        Item(
            Group.DIRECTORY,
            _("Import and export"),
            "directory:workbooks",
            frozenset(selectors.EDITORS),
            order=60,
        ),
        Item(
            Group.DIRECTORY,
            _("Accounts"),
            "directory:accounts",
            frozenset({Role.SYSTEM_ADMIN}),
            order=80,
        ),
        Item(Group.DIRECTORY, _("Roles"), "directory:roles", frozenset(CONFIRMERS), order=90),
    )
