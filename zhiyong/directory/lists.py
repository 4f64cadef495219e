"""The lists of the directory: units, people, vacancies, bodies, reception points."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from zhiyong.directory import picks, selectors
from zhiyong.directory.models import (
    Body,
    Channel,
    ImportRun,
    PlannedChange,
    Post,
    ReceptionPoint,
    StaffType,
    StaffTypeHeld,
    Tenure,
    Unit,
    UnitSpan,
)
from zhiyong.directory.selectors.people import matching_people
from zhiyong.directory.selectors.units import matching_units
from zhiyong.directory.views.days import as_of
from zhiyong.shell.access import Request
from zhiyong.shell.lists import (
    ChoiceFilter,
    Column,
    Empty,
    FlagFilter,
    ListPage,
    Order,
    PickFilter,
    TextFilter,
)

Rows = QuerySet[Any, Any]
KEEP = ("on",)
SEARCH = pgettext_lazy("list", "Search")
BY_NAME = pgettext_lazy("sorting", "By name")
NAME = pgettext_lazy("of a thing", "Name")


def page_of(name: str, suffix: str = "") -> Any:
    """Return what links a row to its page."""
    return lambda row: reverse(f"directory:{name}", args=[row.pk]) + suffix


def _put_unit_names(rows: Sequence[Any], request: Request) -> None:
    """Give units the name and the unit above of the day: one query."""
    day = as_of(request)
    spans = {
        span.unit_id: span
        for span in UnitSpan.objects.filter(
            unit__in=[unit.pk for unit in rows], valid__contains=day.day
        ).select_related("parent")
    }
    for unit in rows:
        span = spans.get(unit.pk)
        unit.shown_name = span.name if span else unit.name
        unit.shown_parent = span.parent if span else None
        unit.suffix = day.suffix


def _unit_url(unit: Any) -> str:
    return f"{reverse('directory:unit', args=[unit.pk])}{unit.suffix}"


def _below(rows: Rows, pk: str) -> Rows:
    return rows.filter(path__contains=[int(pk)])


UNITS = ListPage(
    name="units",
    columns=(
        Column("code", _("Unit code")),
        Column("name", _("Unit name"), value="shown_name", url=_unit_url, head=True, order="name"),
        Column("kind", _("Kind of unit"), value="get_kind_display"),
        Column("level", pgettext_lazy("of a unit", "Level"), value="get_level_display"),
        Column("parent", _("Unit above"), value=lambda u: u.shown_parent or ""),
        Column("tags", _("Tags"), value=lambda u: "、".join(u.tags), wide=True),
        Column("closed_on", pgettext_lazy("of a unit", "Closed on"), kind="day", only="workbook"),
    ),
    filters=(
        TextFilter(
            "q",
            SEARCH,
            search=matching_units,
            placeholder=_("Name, plain name, pinyin, code"),
        ),
        ChoiceFilter("kind", _("Kind of unit"), choices=Unit.Kind.choices),
        ChoiceFilter("level", pgettext_lazy("of a unit", "Level"), choices=Unit.Level.choices),
        PickFilter(
            "under",
            _("Below"),
            find=picks.find_units,
            get=picks.get_unit,
            search_url=reverse_lazy("directory:find_unit"),
            narrowing=_below,
            more=True,
        ),
        PickFilter(
            "region",
            _("Region"),
            find=picks.find_regions,
            get=picks.get_region,
            search_url=reverse_lazy("directory:find_region"),
            narrowing=lambda rows, pk: rows.filter(region__in=selectors.region_subtree(int(pk))),
            more=True,
        ),
        TextFilter(
            "tag", _("Tag"), search=lambda rows, text: rows.filter(tags__contains=[text]), more=True
        ),
    ),
    orders=(
        Order("name", BY_NAME, ("pinyin", "id")),
        Order("code", _("By code"), ("code", "id")),
    ),
    noun=ngettext_lazy("%(shown)s unit", "%(shown)s units", "count"),
    empty=Empty(
        _("No unit yet"),
        _("Units come in by the workbook, or one by one."),
        action_url=reverse_lazy("directory:workbooks"),
        action_label=_("Import a workbook"),
        icon="building-2",
    ),
    decorate=_put_unit_names,
    keep=KEEP,
)


REGIONS = ListPage(
    name="regions",
    columns=(
        Column("code", _("Region code")),
        Column("name", _("Region name"), url=page_of("region"), head=True),
        Column("parent", _("Region above"), value=lambda region: region.parent or ""),
        Column("from", _("In force from"), value="valid.lower", kind="day"),
        Column("until", _("In force until"), value="valid.upper", kind="day"),
    ),
    filters=(
        TextFilter(
            "q", SEARCH, ("name__contains", "code__startswith"), placeholder=_("Name or code")
        ),
        PickFilter(
            "under",
            _("Below"),
            find=picks.find_regions,
            get=picks.get_region,
            search_url=reverse_lazy("directory:find_region"),
            narrowing=lambda rows, pk: rows.filter(pk__in=selectors.region_subtree(int(pk))),
        ),
    ),
    orders=(Order("code", _("By code"), ("code", "id")),),
    noun=ngettext_lazy("%(shown)s region", "%(shown)s regions", "count"),
    empty=Empty(
        _("No region yet"),
        _("Regions come in by the workbook, or one by one."),
        action_url=reverse_lazy("directory:workbooks"),
        action_label=_("Import a workbook"),
        icon="map",
    ),
    keep=KEEP,
)


def _put_posts(rows: Sequence[Any], request: Request) -> None:
    """Give people the posts of the day, the principal one first: one query."""
    day = as_of(request)
    held: dict[int, list[Tenure]] = {}
    tenures = (
        Tenure.objects.filter(person__in=[person.pk for person in rows], valid__contains=day.day)
        .select_related("post__unit")
        .order_by("-is_principal", "pk")
    )
    for tenure in tenures:
        held.setdefault(tenure.person_id, []).append(tenure)
    for person in rows:
        person.held = held.get(person.pk, [])
        person.suffix = day.suffix


def _post_of(person: Any) -> str:
    return str(person.held[0].post.title) if person.held else ""


def _unit_of(person: Any) -> str:
    return str(person.held[0].post.unit.name) if person.held else ""


def _further(person: Any) -> Any:
    more = len(person.held) - 1
    return (
        ngettext_lazy("and %(n)s further post", "and %(n)s further posts", more) % {"n": more}
        if more > 0
        else ""
    )


def _serving_below(rows: Rows, pk: str) -> Rows:
    """Keep the people who hold a post in a unit or below it, without a day: today's posts."""
    served = Tenure.objects.filter(
        person=OuterRef("pk"),
        post__unit__path__contains=[int(pk)],
        valid__endswith__isnull=True,
    )
    return rows.filter(Exists(served))


def _of_staff_type(rows: Rows, value: str) -> Rows:
    held = StaffTypeHeld.objects.filter(
        person=OuterRef("pk"), staff_type=value, valid__endswith__isnull=True
    )
    return rows.filter(Exists(held))


PEOPLE = ListPage(
    name="people",
    columns=(
        Column(
            "name",
            _("Name"),
            url=lambda p: reverse("directory:person", args=[p.pk]) + p.suffix,
            head=True,
        ),
        Column("number", _("Personnel number")),
        Column("unit", _("Unit"), value=_unit_of, wide=True),
        Column("post", pgettext_lazy("in an office", "Post"), value=_post_of, sub=_further),
    ),
    filters=(
        TextFilter(
            "q",
            SEARCH,
            search=matching_people,
            placeholder=_("Name, pinyin, number"),
        ),
        PickFilter(
            "under",
            _("Unit and below"),
            find=picks.find_units,
            get=picks.get_unit,
            search_url=reverse_lazy("directory:find_unit"),
            narrowing=_serving_below,
        ),
        ChoiceFilter(
            "staff_type", _("Staff type"), choices=StaffType.choices, narrowing=_of_staff_type
        ),
    ),
    orders=(Order("name", BY_NAME, ("pinyin", "id")),),
    noun=ngettext_lazy("%(shown)s person", "%(shown)s people", "count"),
    empty=Empty(
        _("No person yet"),
        _("People come in by the workbook, or one by one."),
        action_url=reverse_lazy("directory:workbooks"),
        action_label=_("Import a workbook"),
        icon="users",
    ),
    decorate=_put_posts,
    keep=KEEP,
)

VACANT = ListPage(
    name="vacant-posts",
    columns=(
        Column("unit", _("Unit"), value="unit.name", wide=True),
        Column("title", _("Title of the post"), url=page_of("post"), head=True),
        Column("kind", _("Kind of post"), value="get_kind_display"),
        Column("rank", _("Rank of the post"), value=lambda p: p.rank or ""),
        Column("code", _("Post code")),
    ),
    filters=(
        ChoiceFilter("kind", _("Kind of post"), choices=Post.Kind.choices),
        PickFilter(
            "under",
            _("Unit and below"),
            find=picks.find_units,
            get=picks.get_unit,
            search_url=reverse_lazy("directory:find_unit"),
            narrowing=lambda rows, pk: rows.filter(unit__path__contains=[int(pk)]),
        ),
    ),
    orders=(Order("unit", _("By unit"), ("unit_id", "id")),),
    noun=ngettext_lazy("%(shown)s vacant post", "%(shown)s vacant posts", "count"),
    empty=Empty(_("No post is vacant"), _("Each post has a holder on this day."), icon="check"),
    keep=(*KEEP, "tab"),
)

DUTIES = ListPage(
    name="duties-without-holder",
    columns=(
        Column("unit", _("Unit"), value="charter.post.unit.name"),
        Column(
            "post",
            pgettext_lazy("in an office", "Post"),
            value="charter.post.title",
            url=lambda item: reverse("directory:post", args=[item.charter.post_id]),
        ),
        Column("text", pgettext_lazy("of a post", "Duty"), head=True, wide=True),
    ),
    filters=(
        PickFilter(
            "under",
            _("Unit and below"),
            find=picks.find_units,
            get=picks.get_unit,
            search_url=reverse_lazy("directory:find_unit"),
            narrowing=lambda rows, pk: rows.filter(charter__post__unit__path__contains=[int(pk)]),
        ),
    ),
    orders=(Order("post", _("By post"), ("charter_id", "id")),),
    noun=ngettext_lazy(
        "%(shown)s duty without a holder", "%(shown)s duties without a holder", "count"
    ),
    empty=Empty(
        _("No duty is without a holder"),
        _("Each post that has duties has somebody who holds it or acts in it."),
        icon="check",
    ),
    keep=(*KEEP, "tab"),
)


def _put_shortages(rows: Sequence[Any], request: Request) -> None:
    short = selectors.shortages_of(list(rows), as_of(request).day)
    for body in rows:
        body.short = short.get(body.pk, [])


def _short(body: Any) -> str:
    return "、".join(f"{one.label} {one.filled}/{one.needed}" for one in body.short)


BODIES = ListPage(
    name="bodies",
    columns=(
        Column("name", NAME, url=page_of("body"), head=True),
        Column("kind", _("Kind"), value="get_kind_display"),
        Column("unit", _("Set up by"), value="unit.name"),
        Column("office", _("Office sits at"), value=lambda b: b.office_at or ""),
        Column("short", _("Seats to fill"), value=_short),
    ),
    filters=(
        TextFilter(
            "q", pgettext_lazy("list", "Search"), ("name__contains", "unit__name__contains")
        ),
        ChoiceFilter("kind", _("Kind"), choices=Body.Kind.choices),
    ),
    orders=(Order("name", BY_NAME, ("pinyin", "id")),),
    noun=ngettext_lazy("%(shown)s standing body", "%(shown)s standing bodies", "count"),
    empty=Empty(
        _("No standing body yet"),
        _("Leading groups, their offices, task forces and leading teams appear here."),
        icon="users-round",
    ),
    decorate=_put_shortages,
    keep=KEEP,
)


def _reach(point: ReceptionPoint) -> str:
    return "、".join(point.lines) or point.link or point.address


POINTS = ListPage(
    name="reception-points",
    columns=(
        Column("unit", _("Unit"), value="unit.name", wide=True),
        Column("name", NAME, url=page_of("point"), head=True),
        Column("kind", _("Channel"), value="get_kind_display"),
        Column("reach", _("How to reach it"), value=_reach, wide=True),
        Column("hours", _("Opening hours")),
        Column("last_emptied_on", _("Last emptied on"), kind="day"),
    ),
    filters=(
        TextFilter(
            "q", pgettext_lazy("list", "Search"), ("name__contains", "unit__name__contains")
        ),
        ChoiceFilter("kind", _("Channel"), choices=Channel.choices),
        FlagFilter(
            "never",
            _("Boxes never emptied"),
            condition=lambda rows: rows.filter(
                kind=Channel.SUGGESTION_BOX, last_emptied_on__isnull=True
            ),
            more=True,
        ),
    ),
    orders=(Order("unit", _("By unit"), ("unit_id", "id")),),
    noun=ngettext_lazy("%(shown)s reception point", "%(shown)s reception points", "count"),
    empty=Empty(
        _("No reception point yet"),
        _("Open one from the page of its unit; the portal shows it at once."),
        icon="phone",
    ),
    keep=(*KEEP, "tab"),
)


def _put_missing(rows: Sequence[Any], request: Request) -> None:
    missing = selectors.missing_of(rows, as_of(request).day)
    for unit in rows:
        unit.missing = missing[unit.pk]


def _missing(unit: Any) -> str:
    return "、".join(dict.fromkeys(str(rule.get_kind_display()) for rule in unit.missing))


def _bases(unit: Any) -> str:
    return "、".join(dict.fromkeys(rule.basis for rule in unit.missing if rule.basis))


LACKING = ListPage(
    name="units-lacking-a-channel",
    columns=(
        Column("name", _("Unit"), url=page_of("unit"), head=True),
        Column("kind", _("Kind of unit"), value="get_kind_display"),
        Column("missing", _("Lacks"), value=_missing, sub=_bases, wide=True),
    ),
    filters=(TextFilter("q", SEARCH, ("name__contains",)),),
    orders=(Order("name", BY_NAME, ("pinyin", "id")),),
    noun=ngettext_lazy("%(shown)s unit", "%(shown)s units", "count"),
    empty=Empty(
        _("No unit lacks a channel"),
        _("Either every unit offers what is required, or no channel is required yet."),
        icon="check",
    ),
    decorate=_put_missing,
    keep=(*KEEP, "tab"),
)

WORKBOOKS = ListPage(
    name="workbooks",
    columns=(
        Column("name", _("Workbook"), url=page_of("import"), head=True),
        Column("uploaded_on", _("Handed in on"), kind="day"),
        Column("by", _("By"), value="uploaded_by"),
        Column("rows", _("Rows"), kind="num"),
        Column("state", _("State"), value="get_state_display"),
    ),
    filters=(ChoiceFilter("state", _("State"), choices=ImportRun.State.choices),),
    orders=(Order("newest", _("Newest first"), ("-id",)),),
    noun=ngettext_lazy("%(shown)s workbook", "%(shown)s workbooks", "count"),
    empty=Empty(
        _("No workbook was handed in yet"),
        _("Take the template, fill it in, and hand it in above."),
        icon="file-spreadsheet",
    ),
    exports=False,
)

CHANGES = ListPage(
    name="planned-changes",
    columns=(
        Column("sheet", _("Sheet"), template="directory/cells/sheet.html"),
        Column("row", _("Row"), kind="num"),
        Column("title", pgettext_lazy("row of a workbook", "What"), head=True),
        Column("kind", _("What happens"), value="get_kind_display"),
        Column(
            "differences", _("Difference"), template="directory/cells/differences.html", wide=True
        ),
    ),
    filters=(
        ChoiceFilter(
            "kind",
            _("What happens"),
            choices=PlannedChange.Kind.choices,
        ),
        TextFilter("q", SEARCH, ("title__contains",)),
    ),
    orders=(Order("row", _("In the order of the workbook"), ("id",)),),
    noun=ngettext_lazy("%(shown)s change", "%(shown)s changes", "count"),
    empty=Empty(
        _("Nothing changes"), _("The directory says already what the workbook says."), icon="check"
    ),
    exports=False,
)

ERRORS = ListPage(
    name="cell-errors",
    columns=(
        Column("sheet", _("Sheet")),
        Column("cell", _("Cell"), value=lambda e: f"{e.column}{e.row}", head=True),
        Column("heading", _("Column")),
        Column("value", _("What stands there")),
        Column("what", _("What would be right"), template="directory/cells/right.html", wide=True),
    ),
    filters=(),
    orders=(Order("cell", _("In the order of the workbook"), ("id",)),),
    noun=ngettext_lazy("%(shown)s error", "%(shown)s errors", "count"),
)
