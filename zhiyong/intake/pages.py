"""The pages of intake in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhiyong.intake.selectors.queue import waiting
from zhiyong.shell.access import READS_CASES, Role
from zhiyong.shell.navigation import Group, Item, add

CLERKS = frozenset({Role.CLERK})


def register() -> None:
    """Add the pages."""
    add(
        Item(
            Group.INTAKE,
            _("Complaints"),
            "intake:queue",
            READS_CASES,
            order=10,
            count=waiting,
            icon="inbox",
        ),
        Item(Group.INTAKE, _("Enter a complaint"), "intake:enter", CLERKS, order=20, icon="plus"),
        Item(Group.INTAKE, _("Registers"), "intake:registers", READS_CASES, order=30, icon="book"),
        Item(
            Group.INTAKE,
            _("Blank forms"),
            "intake:blank_forms",
            CLERKS,
            order=40,
            icon="file-text",
        ),
        Item(Group.INTAKE, _("Workbooks"), "intake:imports", CLERKS, order=50, icon="table"),
        Item(Group.INTAKE, _("Mails"), "intake:mails", CLERKS, order=55, icon="at-sign"),
        Item(
            Group.INTAKE,
            _("Accusations handed over"),
            "intake:handovers",
            READS_CASES | {Role.CUSTODIAN},
            order=60,
            icon="package",
        ),
    )
