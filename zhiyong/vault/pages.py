"""Where the vault stands in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.shell.access import Role
from zhiyong.shell.navigation import Group, Item, add


def register() -> None:
    """Add the pages."""
    add(
        Item(
            Group.ACCOUNT, _("My vault passphrase"), "vault:key", frozenset(), order=60,
            icon="key-round",
        ),
        Item(
            Group.JOURNAL, _("Custodians of identities"), "vault:custodies",
            frozenset({Role.CUSTODIAN}), order=60, icon="vault",
        ),
        Item(
            Group.JOURNAL, _("Openings of identities"), "vault:openings",
            frozenset({Role.CUSTODIAN, Role.OFFICE, Role.LEADER}), order=61, icon="lock-keyhole",
        ),
        Item(
            Group.INTAKE, _("Find by number"), "vault:enquire", frozenset({Role.CLERK}), order=80,
            icon="search",
        ),
    )  # fmt: skip
