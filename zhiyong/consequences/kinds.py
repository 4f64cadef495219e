"""How the entries of the ledger are spoken of."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from zhiyong.consequences.models import Entry
from zhiyong.consequences.selectors import entries_visible_to
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing

SENTENCES = {
    "consequence.booked": _("Booked: {code}, for {whom}."),
    "consequence.rolled_back": _("Rolled back because of {cause}."),
    "consequence.restored": _("It counts again because of {cause}."),
    "consequence.recounted": _("Counted anew because of {cause}: {state}."),
}


def register() -> None:
    """Make the ledger known to the rooms below."""
    kinds.register(
        kinds.Kind(
            name="consequence",
            model=Entry,
            label=_("Consequence"),
            url=None,
            visible_to=entries_visible_to,
            titles=_titles,
            sentences=SENTENCES,
        )
    )


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = entries_visible_to(standing).filter(pk__in=list(ids))
    named = rows.values_list("pk", "code", "person__name", "unit__name")
    return {pk: f"{person or unit}: {code}" for pk, code, person, unit in named}
