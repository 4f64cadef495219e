"""The journal."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class JournalConfig(AppConfig):
    """The record of every act; receipts; proofs."""

    name = "zhiyong.journal"

    def ready(self) -> None:
        """Add the auditors' pages, the public page, and the record of exports."""
        from zhiyong.journal.exports import record_export
        from zhiyong.shell import lists, navigation
        from zhiyong.shell.access import Role
        from zhiyong.shell.navigation import Group, Item

        auditors = frozenset({Role.AUDIT_ADMIN})
        for order, (label, name) in enumerate(
            [
                (pgettext_lazy("journal", "Acts"), "journal:entries"),
                (_("Reads and exports"), "journal:reads"),
                (_("Tree heads"), "journal:heads"),
            ]
        ):
            navigation.add(Item(Group.JOURNAL, label, name, auditors, order))
        navigation.settle(verify="journal:verify")
        lists.watch(record_export)
