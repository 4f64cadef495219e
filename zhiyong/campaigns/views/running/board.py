"""The board: units down, tasks across; each cell opens what the unit owes of the task."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from zhiyong.campaigns import plan
from zhiyong.campaigns.models import Assignment, Campaign, Member, Task
from zhiyong.campaigns.selectors import board as boards
from zhiyong.campaigns.selectors.visible import may_run
from zhiyong.campaigns.views.running.common import campaign_or_404, tabs_of
from zhiyong.plans.wording import language
from zhiyong.shell import clock
from zhiyong.shell.access import Request, Standing, signed_in
from zhiyong.shell.days import say_turn
from zhiyong.shell.lists import ChoiceFilter, Column, Empty, ListPage, Order, TextFilter

State = Assignment.State
SIZE = 50
SHORT = {
    State.OPEN: pgettext_lazy("assignment", "To do"),
    State.SUBMITTED: pgettext_lazy("assignment", "Handed in"),
    State.RETURNED: pgettext_lazy("assignment", "Returned"),
    State.ACCEPTED: pgettext_lazy("assignment", "Accepted"),
}


def _words(cell: boards.Cell) -> str:
    """Return how a unit stands with a task, in words."""
    if cell.is_late:
        return _("Late")
    word = str(SHORT[State(cell.state)])
    if cell.was_late:
        return _("{word}, late").format(word=word)
    if cell.retroactive and cell.state == State.OPEN:
        return _("To be made up")
    return word


def _shown(task: Task) -> Callable[[Any], SafeString | str]:
    def show(row: Any) -> SafeString | str:
        cell = row.cells.get((row.pk, task.pk))
        return row.paint(cell) if cell else ""

    return show


def _written(task: Task) -> Callable[[Any], str]:
    def write(row: Any) -> str:
        cell = row.cells.get((row.pk, task.pk))
        return _words(cell) if cell else ""

    return write


class _Painter:
    """Paints cells; the words and the sign of each way to stand are made once a page."""

    def __init__(self) -> None:
        self.url = reverse("campaigns:assignment", args=[0]).replace("0", "%d")
        self.known: dict[tuple[object, ...], SafeString] = {}

    def __call__(self, cell: boards.Cell) -> SafeString:
        key = (cell.state, cell.is_late, cell.was_late, cell.retroactive)
        if key not in self.known:
            light = cell.light
            self.known[key] = format_html(
                '<span class="light light--{}"><span aria-hidden="true">{}</span> {}</span>',
                light.css if light else "normal",
                light.shape if light else "",
                _words(cell),
            )
        more = f" · {say_turn(cell.period)}" if cell.period else ""
        return SafeString(f'<a href="{self.url % cell.pk}">{self.known[key]}{more}</a>')


def page_for(campaign: Campaign, tasks: Sequence[Task], standing: Standing) -> ListPage:
    """Return the board as a list whose columns are tasks."""
    today = clock.today()

    def decorate(rows: Sequence[Any], request: Request) -> None:
        whole, units = boards.seen(campaign, request.standing), [row.pk for row in rows]
        found = boards.cells(whole, tasks, units, today)
        seen = whole.filter(unit__in=units, task__in=tasks)
        summed = boards.counts(seen, today)
        paint = _Painter()
        for row in rows:
            row.cells, row.paint = found, paint
            one = summed.get(row.pk, {"owed": 0, "accepted": 0, "late": 0})
            row.owed, row.accepted, row.late = one["owed"], one["accepted"], one["late"]

    return ListPage(
        name="campaign_board",
        columns=(
            Column("name", gettext_lazy("Unit"), head=True),
            Column("late", gettext_lazy("Late"), kind="num"),
            Column("accepted", pgettext_lazy("assignment", "Accepted"), kind="num"),
            Column("owed", gettext_lazy("Owed"), kind="num"),
            *(
                Column(
                    f"task_{task.pk}",
                    task.label,
                    value=_shown(task),
                    export=_written(task),
                )
                for task in tasks
            ),
        ),
        filters=(
            TextFilter("q", gettext_lazy("Contains"), ("name__icontains", "initials__startswith")),
            ChoiceFilter(
                "party",
                gettext_lazy("Takes part as"),
                choices=[
                    (one.code, one.label.say(language()))
                    for one in plan.parties(plan.pack(campaign))
                ],
                narrowing=_of_party(campaign),
            ),
            ChoiceFilter(
                "state",
                gettext_lazy("Has something"),
                choices=[("LATE", gettext_lazy("Late")), *SHORT.items()],
                narrowing=_having(boards.seen(campaign, standing), tasks),
            ),
        ),
        orders=(Order("name", pgettext_lazy("unit", "By name"), ("pinyin", "id")),),
        noun=ngettext_lazy("%(shown)s unit", "%(shown)s units", "count"),
        empty=Empty(
            gettext_lazy("Nobody owes anything yet"),
            gettext_lazy("Once the campaign is launched, each unit has a row here."),
            icon="layout-grid",
        ),
        size=SIZE,
        decorate=decorate,
        keep=("stage",),
    )


def _of_party(campaign: Campaign) -> Callable[[Any, str], Any]:
    def narrow(rows: Any, party: str) -> Any:
        members = Member.objects.filter(campaign=campaign, party=party, until_on__isnull=True)
        return rows.filter(pk__in=members.values("unit"))

    return narrow


def _having(visible: Any, tasks: Sequence[Task]) -> Callable[[Any, str], Any]:
    def narrow(rows: Any, state: str) -> Any:
        owed = visible.filter(unit=OuterRef("pk"), task__in=tasks)
        if state == "LATE":
            late = Q(state__in=[State.OPEN, State.RETURNED], due__lt=clock.today())
            return rows.filter(Exists(owed.filter(late, retroactive=False)))
        return rows.filter(Exists(owed.filter(state=state)))

    return narrow


@require_GET
@signed_in
def board(request: Request, pk: int) -> HttpResponse:
    """Show the board of a campaign, of all its tasks or those of one phase."""
    campaign = campaign_or_404(request, pk)
    stages = list(campaign.stages.all())
    chosen = request.GET.get("stage", "")
    chosen = chosen if chosen in {one.code for one in stages} else ""
    tasks = boards.columns(campaign, chosen)
    return page_for(campaign, tasks, request.standing).respond(
        request,
        boards.units_on(campaign, request.standing, tasks if chosen else None),
        title=_("Board of {campaign}").format(campaign=campaign.title),
        template="campaigns/running/board.html",
        context={
            "campaign": campaign,
            "stages": stages,
            "chosen": chosen,
            "tabs": tabs_of(campaign, request.standing),
            "tab": "board",
        },
    )


UNITS = ListPage(
    name="campaign_members",
    columns=(
        Column("unit", gettext_lazy("Unit"), value="unit.name", head=True, wide=True),
        Column("party", gettext_lazy("Takes part as"), value=lambda row: row.party_label),
        Column(
            "upper",
            gettext_lazy("Rolled up into"),
            value=lambda row: row.upper.name if row.upper else "",
        ),
        Column("from_on", gettext_lazy("From"), kind="day"),
        Column("until_on", gettext_lazy("Until"), kind="day"),
        Column(
            "leave",
            gettext_lazy("Act"),
            value=lambda row: row.leave,
            only="page",
        ),
    ),
    filters=(TextFilter("q", gettext_lazy("Contains"), ("unit__name__icontains",)),),
    orders=(Order("name", pgettext_lazy("unit", "By name"), ("unit__pinyin", "id")),),
    noun=ngettext_lazy("%(shown)s unit", "%(shown)s units", "count"),
    empty=Empty(gettext_lazy("No unit is chosen yet"), icon="building-2"),
)


@require_GET
@signed_in
def units(request: Request, pk: int) -> HttpResponse:
    """Show which units take part as what, from when to when."""
    campaign = campaign_or_404(request, pk)
    pack = plan.pack(campaign)
    runs = may_run(request.standing, campaign) and campaign.state == Campaign.State.RUNNING
    seen = boards.units_on(campaign, request.standing)

    def decorate(rows: Sequence[Any], asked: Request) -> None:
        for row in rows:
            row.party_label = plan.label_of(pack, row.party).say(language())
            row.leave = ""
            if runs and row.until_on is None:
                url = reverse("campaigns:leave", args=[campaign.pk, row.pk])
                row.leave = format_html('<a href="{}">{}</a>', url, _("Takes part no more"))

    page = ListPage(**{**UNITS.__dict__, "decorate": decorate})
    return page.respond(
        request,
        Member.objects.filter(campaign=campaign, unit__in=seen.values("pk")).select_related(
            "unit", "upper"
        ),
        title=_("Units of {campaign}").format(campaign=campaign.title),
        template="campaigns/running/board.html",
        context={
            "campaign": campaign,
            "tabs": tabs_of(campaign, request.standing),
            "tab": "units",
            "may_join": runs,
        },
    )
