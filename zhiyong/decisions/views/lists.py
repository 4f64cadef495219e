"""The lists of decisions and of returns to office."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.decisions import slips
from zhiyong.decisions.models import Decision, DecisionNotice, Reappointment
from zhiyong.decisions.selectors.lists import decisions, returns, unserved, with_measure
from zhiyong.decisions.views.common import READERS, account
from zhiyong.directory.picks import find_units, get_unit
from zhiyong.intake import labels
from zhiyong.journal.services import record_read
from zhiyong.plans.selectors import adoptions_in_force, pack_of
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.lists import (
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    FlagFilter,
    ListPage,
    Order,
    PickFilter,
    TextFilter,
)

Rows = QuerySet[Any, Any]
WAITING = (DecisionNotice.State.DUE, DecisionNotice.State.RETURNED)


def _search(rows: Rows, text: str) -> Rows:
    wanted = text.strip()[:100]
    return rows.filter(
        Q(number__startswith=wanted)
        | Q(number__contains=f"〕{wanted}号")
        | Q(case__number__startswith=wanted)
        | Q(respondent__person__name__startswith=wanted)
        | Q(respondent__unit__name__startswith=wanted)
    )


def _measures() -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for adoption in adoptions_in_force(clock.today()):
        pack = pack_of(adoption)
        found |= {one.id: one.label.say(labels.language()) for one in pack.measures}
    return list(found.items())


def _decorate(rows: Sequence[Any], request: Request) -> None:
    joint = "、" if labels.language() == "zh" else ", "
    for row in rows:
        pack = pack_of(row.adoption)
        names = [labels.label(pack, "measures", one.measure) for one in slips.measures_of(row)]
        row.measure_labels = joint.join(names)
        own = [one for one in row.notices.all() if one.of == DecisionNotice.Of.DECISION]
        served = sum(one.state not in WAITING for one in own)
        row.served_label = f"{served}/{len(own)}" if own else ""


LIST = ListPage(
    name="decisions",
    columns=(
        Column(
            "number",
            _("Decision no."),
            head=True,
            value=lambda row: row.number or gettext("not numbered yet"),
            url=lambda row: reverse("decisions:decision", args=[row.pk]),
            sub=lambda row: row.case.number,
        ),
        Column("about", _("Decided about"), value="respondent.name"),
        Column("measures", _("Measures"), value="measure_labels", wide=True),
        Column("body", _("Decided by"), value="body.name"),
        Column("made_on", _("Made on"), kind="day", order="newest"),
        Column("effective_on", _("Takes effect on"), kind="day", only="workbook"),
        Column("expires_on", _("Runs until"), kind="day"),
        Column("served", _("Notices served"), value="served_label"),
        Column("state", _("Stands at"), value=lambda row: row.get_state_display()),
        Column("drafted_on", _("Drafted on"), kind="day", only="workbook"),
    ),
    filters=(
        TextFilter(
            "q", _("Contains"), search=_search, placeholder=_("Number, or the name concerned")
        ),
        ChoiceFilter("state", _("Stands at"), choices=Decision.State.choices, lookup="state"),
        ChoiceFilter("measure", _("Measure"), choices=_measures, narrowing=with_measure),
        PickFilter(
            "body",
            _("Decided by"),
            find=find_units,
            get=get_unit,
            search_url=reverse_lazy("directory:find_unit"),
            lookup="body",
            more=True,
        ),
        DatesFilter("made", _("Made on"), lookup="made_on", more=True),
        ChoiceFilter(
            "notices",
            _("Notices"),
            choices=[("waiting", _("Not all served"))],
            narrowing=lambda rows, value: unserved(rows) if value else rows,
            more=True,
        ),
        FlagFilter(
            "running",
            _("Only what stands"),
            condition=Q(state__in=[Decision.State.MADE, Decision.State.CHANGED]),
            more=True,
        ),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-drafted_on", "-id")),
        Order("oldest", _("Oldest first"), ("drafted_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s decision", "%(shown)s decisions", "count"),
    empty=Empty(
        _("No decision here"),
        _(
            "A decision begins on the page of a concluded case: the ladder offers measures with"
            " reasons, people choose, and a meeting or the head decides."
        ),
        icon="gavel",
    ),
    decorate=_decorate,
)


@never_cache
@needs(*READERS)
@require_GET
def all_decisions(request: Request) -> HttpResponse:
    """Show the decisions of one's bodies, and of the cases that they have."""
    if text := request.GET.get("q", "").strip():
        by = account(request)
        record_read(by, by=by, on=clock.today(), what="search", query=text[:100])
    return LIST.respond(request, decisions(request.standing), title=gettext("Decisions"))


RETURNS = ListPage(
    name="reappointments",
    columns=(
        Column(
            "person",
            _("Who"),
            head=True,
            value="person.name",
            url=lambda row: reverse("decisions:reappointment", args=[row.pk]),
        ),
        Column("post_title", pgettext_lazy("reappointment", "Post")),
        Column("unit", pgettext_lazy("reappointment", "Unit"), value="unit.name"),
        Column("proposed_on", _("Proposed on"), kind="day", order="newest"),
        Column("answered_on", _("Answered on"), kind="day"),
        Column("state", _("Stands at"), value=lambda row: row.get_state_display()),
    ),
    filters=(
        ChoiceFilter("state", _("Stands at"), choices=Reappointment.State.choices, lookup="state"),
        DatesFilter("proposed", _("Proposed on"), lookup="proposed_on", more=True),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-proposed_on", "-id")),
        Order("oldest", _("Oldest first"), ("proposed_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s return to office", "%(shown)s returns to office", "count"),
    empty=Empty(
        _("No return to office is proposed"),
        _(
            "Who had a measure comes back neither for ever barred nor too quickly: the time to"
            " wait, the checks and the reasons are shown with their days. It begins on the page"
            " of the decision."
        ),
        icon="user-check",
    ),
)


@never_cache
@needs(*READERS)
@require_GET
def all_returns(request: Request) -> HttpResponse:
    """Show the returns to office that one's bodies look at."""
    return RETURNS.respond(request, returns(request.standing), title=gettext("Returns to office"))
