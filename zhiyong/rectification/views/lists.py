"""The lists: what our unit must put right, the whole ledger."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.directory.picks import find_units, get_unit
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.rectification import plan, selectors
from zhiyong.rectification.access import READERS
from zhiyong.rectification.models import Item, MadeRule, Progress
from zhiyong.rectification.views.common import adoptions_here, tabs
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.lights import Light
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
State = Item.State


def _search(rows: Rows, text: str) -> Rows:
    said = text.strip()[:100]
    return rows.filter(
        Q(number__icontains=said)
        | Q(problem__icontains=said)
        | Q(measure__icontains=said)
        | Q(leader_name__icontains=said)
        | Q(owner_name__icontains=said)
    )


def _adoptions() -> list[Adoption]:
    return [
        *Adoption.objects.filter(Exists(Item.objects.filter(adoption=OuterRef("pk"))))
        .select_related("pack", "body")
        .order_by("pk")
    ]


def _plans() -> Iterable[tuple[str, str]]:
    return [
        (str(one.pk), f"{pack_of(one).short_title.say(language())} · {one.body}")
        for one in _adoptions()
    ]


def _modes() -> Iterable[tuple[str, str]]:
    return list(
        {
            mode.id: mode.label.say(language())
            for one in _adoptions()
            for mode in plan.modes_of(one)
        }.items()
    )


def _sources() -> Iterable[tuple[str, str]]:
    return list(
        {
            source.id: source.label.say(language())
            for one in _adoptions()
            for source in plan.ways_of(one).sources
        }.items()
    )


def _result(rows: Rows, result: str) -> Rows:
    today = clock.today()
    struck = Q(struck_on__isnull=False)
    in_time = Q(due_on=None) | Q(done_on__lte=F("due_on"))
    match result:
        case "open":
            return rows.filter(struck_on=None).exclude(state=State.WITHDRAWN)
        case "late":
            late = Q(due_on__lt=today) & (Q(done_on=None) | Q(done_on__gt=F("due_on")))
            return rows.filter(late, struck_on=None).exclude(state=State.WITHDRAWN)
        case "in_time":
            return rows.filter(struck & in_time)
    return rows.filter(struck).exclude(in_time)


def _decorate(rows: Sequence[Any], request: Request) -> None:
    selectors.decorate(rows, clock.today())
    for row in rows:
        mode = plan.mode_of(row)
        source = plan.source_called(row.adoption, row.source)
        row.mode_shown = mode.label.say(language()) if mode else ""
        row.source_shown = source.label.say(language()) if source else ""


def _struck(row: Any) -> str:
    return gettext("Yes") if row.state == State.STRUCK_OFF else gettext("No")


COLUMNS = (
    Column(
        "number",
        _("Register no."),
        head=True,
        url=lambda row: reverse("rectification:item", args=[row.pk]),
        sub=lambda row: gettext("round {n}").format(n=row.cycle) if row.cycle > 1 else "",
    ),
    Column("problem", _("Problem"), wide=True, value=lambda row: row.problem[:120],
           export=lambda row: row.problem, sub=lambda row: row.source_shown),
    Column("cause", _("Cause"), only="workbook"),
    Column("measure", _("Rectification measure"), only="workbook"),
    Column("mode", _("Way of rectification"), value="mode_shown", only="workbook"),
    Column("due_on", _("To be put right by"), kind="day", order="due",
           sub=lambda row: gettext("moved {n} times").format(n=row.moved) if row.moved else ""),
    Column("leader", _("Leader responsible"), value="leader_shown", only="workbook"),
    Column("unit", _("Unit responsible"), value="unit.name"),
    Column("owner", _("Person responsible"), value="owner_shown",
           sub=lambda row: row.leader_shown),
    Column("light", _("Light"), kind="light", value="light"),
    Column("state", _("Stands at"), value=lambda row: row.get_state_display(),
           sub=lambda row: row.mode_shown),
    Column("progress", _("Progress"), value="last_word", only="workbook"),
    Column("struck", _("Struck off?"), value=_struck, only="workbook"),
    Column("remark", _("Remark"), only="workbook"),
    Column("found_on", _("Found on"), kind="day", only="workbook"),
    Column("source", _("Source of the problem"), value="source_shown", only="workbook"),
)  # fmt: skip

FILTERS = (
    TextFilter("q", _("Contains"), search=_search, placeholder=_("Number, problem, measure, name")),
    PickFilter(
        "unit",
        _("Unit responsible"),
        find=find_units,
        get=get_unit,
        search_url=reverse_lazy("directory:find_unit"),
        lookup="unit_id",
    ),
    ChoiceFilter("state", _("Stands at"), choices=State.choices),
    ChoiceFilter(
        "light",
        _("Light"),
        choices=[
            (light.value, light.label)
            for light in (Light.OVERDUE, Light.DUE_SOON, Light.NORMAL, Light.DONE)
        ],
        narrowing=lambda rows, light: selectors.with_light(rows, light, clock.today()),
    ),
    ChoiceFilter("plan", _("Plan"), choices=_plans, lookup="adoption", more=True),
    ChoiceFilter("mode", _("Way of rectification"), choices=_modes, more=True),
    ChoiceFilter("source", _("Source of the problem"), choices=_sources, more=True),
    ChoiceFilter(
        "origin",
        _("Who found it"),
        choices=[("own", _("The unit itself")), ("others", _("Somebody else"))],
        narrowing=lambda rows, who: rows.filter(found_by_itself=who == "own"),
        more=True,
    ),
    ChoiceFilter(
        "result",
        _("How it ended"),
        choices=[
            ("open", _("Not done yet")),
            ("late", _("Not done, and late")),
            ("in_time", _("Done in time")),
            ("done_late", _("Done late")),
        ],
        narrowing=_result,
        more=True,
    ),
    DatesFilter("found", _("Found on"), lookup="found_on", more=True),
    DatesFilter("due", _("To be put right"), lookup="due_on", more=True),
    FlagFilter("moved", _("Only with a moved promise"), condition=Q(moved__gt=0), more=True),
    FlagFilter("reopened", _("Only those opened again"), condition=Q(cycle__gt=1), more=True),
    FlagFilter(
        "recurred", _("Only those that came up again"), condition=Q(recurs__isnull=False), more=True
    ),
    FlagFilter(
        "rule",
        _("Only those whose rule is still to be made"),
        condition=Q(rule_due_on__isnull=False, rule_made_on=None),
        more=True,
    ),
)
ORDERS = (
    Order("newest", _("Newest first"), ("-id",)),
    Order("due", _("Nearest day first"), ("due_on", "id")),
    Order("oldest", _("Oldest first"), ("id",)),
)

ITEMS = ListPage(
    name="rectification",
    columns=COLUMNS,
    filters=FILTERS,
    orders=ORDERS,
    noun=ngettext_lazy("%(shown)s item", "%(shown)s items", "count"),
    empty=Empty(
        _("The ledger is empty"),
        _("Problems from any source stand here, each with its number, until somebody else has "
          "looked and struck it off. Enter the first one, or hand in the workbook you keep."),
        icon="clipboard-list",
    ),
    decorate=_decorate,
)  # fmt: skip

MINE = ListPage(
    name="rectification-mine",
    columns=COLUMNS,
    filters=FILTERS,
    orders=(ORDERS[1], ORDERS[0]),
    noun=ngettext_lazy("%(shown)s item", "%(shown)s items", "count"),
    empty=Empty(
        _("Your unit has nothing to put right"),
        _("When a problem of your unit is entered it stands here: say how and by when it is put "
          "right, tell how far it is, hand it in. What your unit finds itself you enter yourself."),
        icon="circle-check",
    ),
    decorate=_decorate,
)  # fmt: skip


def _worded(rows: "QuerySet[Item]") -> "QuerySet[Item]":
    """Return items with the last word on each: for the workbook."""
    last = Progress.objects.filter(item=OuterRef("pk")).order_by("-pk").values("text")[:1]
    return selectors.ready(rows).annotate(last_word=Subquery(last))


def _context(request: Request, tab: str) -> dict[str, Any]:
    here = adoptions_here(request)
    return {
        "tabs": tabs(request),
        "tab": tab,
        "adoptions": [(one, pack_of(one).short_title.say(language())) for one in here],
    }


@never_cache
@needs(*READERS)
@require_GET
def items(request: Request) -> HttpResponse:
    """Show the ledger: every item that somebody may read."""
    return ITEMS.respond(
        request,
        _worded(selectors.items_visible_to(request.standing)),
        title=gettext("Rectification ledger"),
        template="rectification/items.html",
        context=_context(request, "items"),
    )


@never_cache
@needs(*READERS)
@require_GET
def mine(request: Request) -> HttpResponse:
    """Show what one's own unit must put right, the nearest day first."""
    rows = selectors.mine(request.standing)
    if not request.GET.get("state") and not request.GET.get("light"):
        rows = rows.exclude(state__in=[State.STRUCK_OFF, State.WITHDRAWN])
    return MINE.respond(
        request,
        _worded(rows),
        title=gettext("Ours to put right"),
        template="rectification/items.html",
        context=_context(request, "mine"),
    )


# ── rules that were made ──────────────────────────────────────────────────────────────────

RULES = ListPage(
    name="made-rules",
    columns=(
        Column(
            "title",
            _("Rule"),
            head=True,
            wide=True,
            url=lambda row: reverse("rectification:rule", args=[row.pk]),
            sub="number",
        ),
        Column("unit", _("Unit"), value="unit.name"),
        Column("made_on", _("Rule made on"), kind="day", order="newest"),
        Column("from_on", _("Holds from"), kind="day"),
        Column("review_on", _("Looked at again on"), kind="day", order="review"),
        Column("state", _("Stands at"), value=lambda row: row.get_state_display()),
        Column(
            "item",
            _("Because of"),
            value=lambda row: row.item.number if row.item else "",
            url=lambda row: (
                reverse("rectification:item", args=[row.item_id]) if row.item_id else None
            ),
        ),
    ),
    filters=(
        TextFilter("q", _("Contains"), ("title__icontains",)),
        PickFilter(
            "unit",
            _("Unit"),
            find=find_units,
            get=get_unit,
            search_url=reverse_lazy("directory:find_unit"),
            lookup="unit_id",
        ),
        ChoiceFilter("state", _("Stands at"), choices=MadeRule.State.choices),
        DatesFilter("review", _("Looked at again"), lookup="review_on", more=True),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-made_on", "-id")),
        Order("review", _("Nearest look first"), ("review_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s rule", "%(shown)s rules", "count"),
    empty=Empty(
        _("No rule was entered yet"),
        _("What keeps a problem from coming back is a rule with a day on which it is looked at "
          "again. Enter it on the page of its item, or here."),
        icon="book-check",
    ),
)  # fmt: skip


@never_cache
@needs(*READERS)
@require_GET
def rules(request: Request) -> HttpResponse:
    """Show the rules that were made."""
    return RULES.respond(
        request,
        selectors.rules_visible_to(request.standing).select_related("unit", "item"),
        title=gettext("Rules made"),
        template="rectification/rules.html",
    )
