"""Case files and personnel-file slips as lists."""

from collections.abc import Sequence

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from zhiyong.archives.models import Dossier, FileSlip
from zhiyong.directory.picks import find_people, find_units, get_holder, get_unit
from zhiyong.shell.lists import (
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    ListPage,
    Order,
    PickFilter,
    TextFilter,
)
from zhiyong.shell.lists.filters import Rows


def _search(rows: Rows, text: str) -> Rows:
    wanted = text.strip()
    return (
        rows.filter(number__contains=wanted)
        | rows.filter(case__number__contains=wanted)
        | rows.filter(case__title__contains=wanted)
    )


def _years() -> Sequence[tuple[str, str]]:
    years = Dossier.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in years]


def _in_year(rows: Rows, year: str) -> Rows:
    return rows.filter(year=int(year))


def _waiting(rows: Rows, state: str) -> Rows:
    return rows.filter(received_on__isnull=state == "WAITING")


DOSSIERS = ListPage(
    name="dossiers",
    columns=(
        Column(
            "number",
            _("File no."),
            value=lambda row: row.number or "—",
            head=True,
            url=lambda row: reverse("archives:dossier", args=[row.pk]),
        ),
        Column("title", _("Title of the file"), value="case.title", wide=True),
        Column("case_number", _("Case no."), value="case.number"),
        Column("unit", _("Body"), value="unit.name"),
        Column("year", _("Year"), value=lambda row: str(row.year)),
        Column("retention", _("Kept for"), value="get_retention_display"),
        Column("state", _("State"), value="get_state_display"),
        Column("filed_on", _("Filed on"), kind="day"),
        Column("retain_until", _("Kept until"), kind="day"),
    ),
    filters=(
        TextFilter("q", _("Number or title"), search=_search),
        ChoiceFilter("year", _("Year"), choices=_years, narrowing=_in_year),
        ChoiceFilter("retention", _("Kept for"), choices=Dossier.Retention.choices),
        ChoiceFilter("state", _("State"), choices=Dossier.State.choices),
        PickFilter(
            "unit",
            _("Body"),
            find=find_units,
            get=get_unit,
            search_url=reverse_lazy("directory:find_unit"),
            lookup="unit",
            more=True,
        ),
        DatesFilter("until", _("Kept until"), lookup="retain_until", more=True),
    ),
    orders=(Order("newest", _("Newest first"), ("-year", "-id")),),
    noun=ngettext_lazy("%(shown)s file", "%(shown)s files", "count"),
    empty=Empty(
        _("No case file yet"),
        _("When a case is closed, its page offers to put the file together. It appears here."),
        icon="archive",
    ),
)


def _slip_search(rows: Rows, text: str) -> Rows:
    return rows.filter(number__contains=text.strip())


SLIPS = ListPage(
    name="fileslips",
    columns=(
        Column(
            "number",
            _("Slip no."),
            head=True,
            url=lambda row: reverse("archives:slip", args=[row.pk]),
        ),
        Column("kind", _("Kind"), value="get_kind_display"),
        Column("person", _("Person"), value="person.name"),
        Column("keeper", _("Keeper of the personnel file"), value="keeper.name"),
        Column("sent_on", _("Sent on"), kind="day"),
        Column("received_on", _("Received on"), kind="day"),
    ),
    filters=(
        TextFilter("q", _("Slip no."), search=_slip_search),
        ChoiceFilter("kind", _("Kind"), choices=FileSlip.Kind.choices),
        ChoiceFilter(
            "receipt",
            _("Receipt"),
            choices=(("WAITING", _("Still out")), ("THERE", _("Entered"))),
            narrowing=_waiting,
        ),
        PickFilter(
            "person",
            _("Person"),
            find=find_people,
            get=get_holder,
            search_url=reverse_lazy("directory:find_person"),
            lookup="person",
            more=True,
        ),
    ),
    orders=(Order("newest", _("Newest first"), ("-id",)),),
    noun=ngettext_lazy("%(shown)s slip", "%(shown)s slips", "count"),
    empty=Empty(
        _("No slip yet"),
        _("What goes into a personnel file, and what corrects it there, appears here."),
        icon="file-output",
    ),
)
