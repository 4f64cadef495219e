"""Whoever takes a list away leaves an entry in the log of reads."""

from zhiyong.journal.services import record_read
from zhiyong.shell import clock
from zhiyong.shell.lists.export import Exported


def record_export(exported: Exported) -> None:
    """Write down an export before it is sent; what it was filtered by is for the auditors."""
    record_read(
        f"list:{exported.name}",
        by=f"account:{exported.request.user.pk}",
        on=clock.today(),
        what="export",
        facts={"count": exported.count},
        query=exported.sentence,
    )
