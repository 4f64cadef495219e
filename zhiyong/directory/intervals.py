"""Intervals of days [from, until), and the histories that are made of them."""

from datetime import date
from typing import Any, TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from zhiyong.shell.errors import Refusal

S = TypeVar("S", bound=Model)


class OutsideHistory(Refusal):
    """Nothing is known of that day: the unit, post or fact did not exist then."""

    def __init__(self, on: date) -> None:
        text = _("There is no record for {day}. Choose a day on which it existed.")
        super().__init__(text.format(day=on.isoformat()))
        self.on = on


class EmptyInterval(Refusal):
    """An interval would end on or before its first day."""

    def __init__(self) -> None:
        super().__init__(str(_("The last day must lie after the first.")))


def interval(first: date | None, until: date | None = None) -> DateRange:
    """Return [first, until).

    :raises EmptyInterval: if no day lies in it.
    """
    if first is not None and until is not None and until <= first:
        raise EmptyInterval
    return DateRange(first, until)


def touches(one: Any, other: Any) -> bool:
    """Return whether two intervals have a day in common."""
    return (one.upper is None or other.lower is None or other.lower < one.upper) and (
        other.upper is None or one.lower is None or one.lower < other.upper
    )


def change(rows: QuerySet[S], on: date, **values: Any) -> S:
    """Give a history other values from a day to the end of the span that day falls in.

    :raises OutsideHistory: if no span holds the day.
    """
    span = rows.select_for_update(of=("self",)).filter(valid__contains=on).first()
    if span is None:
        raise OutsideHistory(on)
    if all(getattr(span, name) == value for name, value in values.items()):
        return span
    valid = span.valid  # type: ignore[attr-defined]
    if valid.lower != on:
        span.valid = DateRange(valid.lower, on)  # type: ignore[attr-defined]
        span.save(update_fields=["valid"])
        span.pk = None
        span._state.adding = True
        span.valid = DateRange(on, valid.upper)  # type: ignore[attr-defined]
    for name, value in values.items():
        setattr(span, name, value)
    span.save()
    return span


def end(rows: QuerySet[S], on: date) -> S:
    """End a history on a day.

    :raises OutsideHistory: if no span holds the day before, or something is recorded later.
    """
    last = rows.select_for_update(of=("self",)).order_by("-valid").first()
    valid = last.valid if last else None  # type: ignore[attr-defined]
    if last is None or valid is None or (valid.upper is not None and valid.upper <= on):
        raise OutsideHistory(on)
    last.valid = interval(valid.lower, on)  # type: ignore[attr-defined]
    last.save(update_fields=["valid"])
    return last
