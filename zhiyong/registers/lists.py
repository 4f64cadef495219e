"""A register as a list: its columns and filters are what the pack says."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from zhiyong.directory.picks import find_people, find_units, get_holder, get_unit
from zhiyong.plans.wording import language
from zhiyong.registers.models import Row
from zhiyong.registers.selectors import Kept, has_title, subject_kind
from zhiyong.registers.wording import say_value
from zhiyong.rules.pack.fields import Field
from zhiyong.shell import kinds
from zhiyong.shell.access import Request
from zhiyong.shell.lists import (
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    Filter,
    ListPage,
    Order,
    PickFilter,
    TextFilter,
)
from zhiyong.shell.lists.filters import Rows

ANY = "ANY"


def decorate(rows: Sequence[Any], request: Request) -> None:
    """Give rows the names of whom they are about: one query a Kind."""
    titles = kinds.titles([row.about for row in rows], request.standing)
    for row in rows:
        row.name = titles.get(row.about, row.about)


def list_of(kept: Kept, *, asks_state: bool) -> ListPage:
    """Return the list of a register."""
    register = kept.register
    return ListPage(
        name=f"register-{register.id}",
        columns=tuple(_columns(kept)),
        filters=tuple(_filters(kept)),
        orders=(
            Order("latest", _("Latest day first"), ("-day", "-id")),
            Order("earliest", _("Earliest day first"), ("day", "id")),
            Order("entered", _("Last entered first"), ("-id",)),
        ),
        noun=ngettext_lazy("%(shown)s row", "%(shown)s rows", "count"),
        empty=_empty(kept, asks_state=asks_state),
        decorate=decorate,
        exports=False,
    )


def _empty(kept: Kept, *, asks_state: bool) -> Empty:
    if asks_state:
        return Empty(_("No such row"), _("Corrected and struck rows are kept and found here."))
    where = [kept.adoption.pk, kept.register.id]
    if not kept.keeps:
        return Empty(
            _("No row yet"),
            _("Rows appear here once those who keep the register have entered them."),
            icon="table-2",
        )
    return Empty(
        _("No row yet"),
        _(
            "Enter the first row, or fill in the template and hand it in as a workbook. What the "
            "figures of the plan take from the rows is worked out by itself."
        ),
        reverse("registers:add", args=where),
        _("Enter a row"),
        icon="table-2",
    )


def _columns(kept: Kept) -> Iterable[Column]:
    register = kept.register
    titled = has_title(register)
    yield Column(
        "name",
        _("Person") if subject_kind(register) == "person" else _("Unit"),
        value=(lambda row: row.title) if titled else "name",
        head=True,
        url=lambda row: reverse("registers:row", args=[row.pk]),
        sub=(lambda row: row.name) if titled else _sub(register.of),
    )
    for field in register.fields:
        yield Column(
            field.id,
            field.label.say(language()),
            value=_shows(field),
            kind="text",
            wide=field.kind == "text",
        )
    yield Column(
        "state",
        _("State"),
        template="registers/cells/state.html",
        export=lambda row: row.get_state_display(),
    )
    yield Column("entered_on", _("Entered on"), kind="day")


def _sub(of: str) -> Callable[[Any], Any] | None:
    return (lambda row: row.unit.name) if of == "person" else None


def _shows(field: Field) -> Callable[[Row], str]:
    return lambda row: say_value(field, row.values.get(field.id))


def _filters(kept: Kept) -> Iterable[Filter]:
    register = kept.register
    if subject_kind(register) == "person":
        yield PickFilter(
            "person",
            _("Person"),
            find=find_people,
            get=get_holder,
            search_url=reverse_lazy("directory:find_person"),
            narrowing=lambda rows, key: rows.filter(about=key.replace("-", ":")),
        )
    if has_title(register):
        yield TextFilter("q", _("Contains"), ("title__icontains",))
    yield PickFilter(
        "unit",
        _("Unit"),
        find=find_units,
        get=get_unit,
        search_url=reverse_lazy("directory:find_unit"),
        lookup="unit_id",
    )
    for field in register.fields:
        if field.kind == "choice" and not field.many:
            choices = [(one.id, one.label.say(language())) for one in field.values]
            yield ChoiceFilter(
                f"v_{field.id}",
                field.label.say(language()),
                choices=choices,
                narrowing=_is(field.id),
            )
    yield DatesFilter("day", _("Day"), lookup="day", more=True)
    yield ChoiceFilter(
        "state",
        _("State"),
        choices=[
            (Row.State.CORRECTED.value, Row.State.CORRECTED.label),
            (Row.State.STRUCK.value, Row.State.STRUCK.label),
            (ANY, _("All, also those that no longer hold")),
        ],
        narrowing=lambda rows, state: rows if state == ANY else rows.filter(state=state),
        more=True,
    )


def _is(field: str) -> Callable[[Rows, Any], Rows]:
    return lambda rows, value: rows.filter(**{f"values__{field}": value})
