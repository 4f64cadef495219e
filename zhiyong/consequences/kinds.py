"""How the entries of the ledger are spoken of: titles, sentences, notices."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.consequences import plan
from zhiyong.consequences.models import Entry, YearlySum
from zhiyong.consequences.selectors import entries_visible_to
from zhiyong.consequences.selectors.access import references_untold, sums_visible_to
from zhiyong.notices import templates
from zhiyong.shell import kinds
from zhiyong.shell.about import hide
from zhiyong.shell.access import Standing

SENTENCES = {
    "consequence.booked": _("Booked for {whom}."),
    "consequence.rolled_back": _("Rolled back because of {cause}."),
    "consequence.restored": _("It counts again because of {cause}."),
    "consequence.recounted": _("Counted anew."),
    "consequence.carried_out": _("{actor} entered that it was carried out."),
    "consequence.gate_passed": _("{actor} confirmed a gate for {unit}."),
    "consequence.released": _("The last gate is passed: it is over."),
    "consequence.ended": _("{actor} ended it."),
    "consequence.expired": _("Its time was over after {through}."),
    "consequence.time_over": _("Its time was over after {through}; its gates may be passed."),
}


def register() -> None:
    """Make the ledger known to the rooms below."""
    kinds.register(
        kinds.Kind(
            name="consequence",
            model=Entry,
            label=_("Consequence"),
            url=lambda pk: reverse("consequences:entry", args=[pk]),
            visible_to=entries_visible_to,
            titles=_titles,
            sentences=SENTENCES,
        )
    )
    kinds.register(
        kinds.Kind(
            name="yearlysum",
            model=YearlySum,
            label=_("Yearly sum"),
            url=None,
            visible_to=sums_visible_to,
            titles=_sum_titles,
            sentences={"yearly_sum.stated": _("{actor} stated the sum of {year}.")},
        )
    )
    hide(references_untold)
    templates.register(
        templates.Template("consequence.expired", _("It is over: {title}.")),
        templates.Template(
            "consequence.time_over",
            _("Its time is over, and its gates may be passed now: {title}."),
        ),
    )


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = entries_visible_to(standing).filter(pk__in=list(ids))
    return {
        row.pk: f"{row.person or row.unit} {plan.label_of(row)}"
        for row in rows.select_related("person", "unit", "adoption__pack")
    }


def _sum_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = sums_visible_to(standing).filter(pk__in=list(ids)).select_related("person", "unit")
    return {row.pk: f"{row.person or row.unit} {row.year}" for row in rows}
