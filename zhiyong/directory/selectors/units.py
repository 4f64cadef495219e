"""Units: who sees them, how they are found, how they stood on a day."""

import math
from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import (
    Case,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Replace

from zhiyong.directory import pinyin
from zhiyong.directory.models import Unit, UnitSpan
from zhiyong.shell.access import Standing

COMMON = 1000
ENOUGH = 0.6
"""The share of a plain name's pairs of characters that a unit must answer to be offered."""


def units_visible_to(standing: Standing) -> QuerySet[Unit]:
    """Return the units somebody may know about: who is signed in knows all of them."""
    return Unit.objects.none() if standing.person_id is None else Unit.objects.all()


def open_units(on: date) -> QuerySet[Unit]:
    """Return the units that existed on a day."""
    return Unit.objects.filter(
        Q(opened_on__isnull=True) | Q(opened_on__lte=on),
        Q(closed_on__isnull=True) | Q(closed_on__gt=on),
    )


def matching_units(units: QuerySet[Unit], text: str) -> QuerySet[Unit]:
    """Return those of some units that a text points at, in no order, for lists.

    As `unit_search`, but all pairs of characters must be there: a list says what fits.
    """
    wanted = pinyin.plain(text)[:60]
    if not wanted:
        return units
    if pinyin.is_latin(wanted):
        return _spelled(units, wanted.replace(" ", ""))
    return units.filter(grams__contains=pinyin.grams(wanted))


def unit_search(text: str, limit: int = 20, *, among: QuerySet[Unit] | None = None) -> list[Unit]:
    """Return the units that a plain name, an alias, a tag, a code or pinyin points at, best first.

    Han text is compared by pairs of characters: those that answer all of it, else those that
    answer most of it, so that a name said a little differently still finds its unit. Other text
    is compared by code, initials and pinyin. Closed units are left out unless `among` holds them.
    """
    wanted = pinyin.plain(text)[:60]
    units = Unit.objects.filter(closed_on__isnull=True) if among is None else among
    if not wanted:
        return []
    if pinyin.is_latin(wanted):
        return _first(by_spelling(units, wanted), limit)
    pairs = pinyin.pairs(wanted)
    return _first(_answering_all(units, wanted, pairs), limit) or _first(
        _answering_most(units, wanted, pairs), limit
    )


def _first(found: QuerySet[Unit], limit: int) -> list[Unit]:
    return list(found.select_related("parent", "region")[:limit])


def by_spelling(units: QuerySet[Unit], wanted: str) -> QuerySet[Unit]:
    """Return the units whose code, initials or pinyin begin with, or hold, a Latin text."""
    joined = wanted.replace(" ", "")
    return (
        _spelled(units, joined)
        .annotate(
            nearness=Case(
                When(code__iexact=joined, then=0),
                When(initials=joined, then=1),
                When(Q(initials__startswith=joined) | Q(spelling__startswith=joined), then=2),
                When(initials__endswith=joined, then=3),
                default=4,
                output_field=IntegerField(),
            )
        )
        .order_by("nearness", _depth(), "pinyin", "pk")
    )


def _spelled(units: QuerySet[Unit], joined: str) -> QuerySet[Unit]:
    return units.annotate(spelling=Replace("pinyin", Value(" "), Value(""))).filter(
        Q(code__istartswith=joined)
        | Q(initials__contains=joined)
        | Q(spelling__contains=joined)
        | Q(grams__contains=pinyin.grams(joined) or [joined])
    )


def _answering_all(units: QuerySet[Unit], wanted: str, pairs: list[str]) -> QuerySet[Unit]:
    return (
        units.filter(grams__contains=pairs)
        .annotate(nearness=_nearness(wanted))
        .order_by("nearness", _depth(), "pinyin", "pk")
    )


def _answering_most(units: QuerySet[Unit], wanted: str, pairs: list[str]) -> QuerySet[Unit]:
    """Return the units that answer most of a plain name, each pair of characters counted once.

    Whoever answers so many of all pairs answers at least one of the rarest: only those are read.
    """
    needed = math.ceil(ENOUGH * len(pairs))
    rarest = _rarest_first(pairs)[: len(pairs) - needed + 1]
    shared: Func = Func(
        F("grams"),
        Value(pairs),
        function="",
        template="(SELECT count(*) FROM unnest(%(expressions)s))",
        arg_joiner=") AS gram WHERE gram = ANY(",
        output_field=IntegerField(),
    )
    return (
        units.filter(grams__overlap=rarest)
        .annotate(shared=shared)
        .filter(shared__gte=needed)
        .annotate(nearness=_nearness(wanted))
        .order_by("nearness", "-shared", _depth(), "pinyin", "pk")
    )


def _nearness(wanted: str) -> Case:
    return Case(
        When(Q(name=wanted) | Q(short_name=wanted), then=0),
        When(aliases__contains=[wanted], then=0),
        When(tags__contains=[wanted], then=1),
        When(Q(name__startswith=wanted) | Q(short_name__startswith=wanted), then=1),
        When(Q(name__contains=wanted) | Q(short_name__contains=wanted), then=2),
        default=3,
        output_field=IntegerField(),
    )


def _rarest_first(pairs: list[str]) -> list[str]:
    """Return pairs of characters by how many units have them; counting stops at `COMMON`."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pair, (
                SELECT count(*) FROM (
                    SELECT FROM directory_unit WHERE grams @> ARRAY[pair]::varchar(2)[] LIMIT %s
                ) AS some_units
            ) FROM unnest(%s::text[]) AS pair ORDER BY 2, 1
            """,
            [COMMON, pairs],
        )
        return [pair for pair, _many in cursor.fetchall()]


def _depth() -> Func:
    return Func(F("path"), function="cardinality", output_field=IntegerField())


def subtree_ids(unit: Unit) -> frozenset[int]:
    """Return the ids of a unit and of all units below it, as the tree stands today."""
    return frozenset(Unit.objects.filter(path__contains=[unit.pk]).values_list("pk", flat=True))


def span_on(unit: Unit, on: date) -> UnitSpan | None:
    """Return how a unit was called and where it stood on a day, or None outside its life."""
    return (
        UnitSpan.objects.filter(unit=unit, valid__contains=on)
        .select_related("parent", "organ", "cadre_manager")
        .first()
    )


def children_on(unit: Unit | None, on: date) -> QuerySet[UnitSpan]:
    """Return the spans of the units right below a unit (None: at the top) on a day, by name."""
    below = UnitSpan.objects.filter(parent=unit, valid__contains=on)
    return below.select_related("unit").order_by("unit__pinyin", "unit_id")


def with_children(ids: Iterable[int], on: date) -> frozenset[int]:
    """Return which of some units have units below them on a day: one query."""
    rows = UnitSpan.objects.filter(parent__in=list(ids), valid__contains=on)
    return frozenset(rows.values_list("parent_id", flat=True))


def superior_of(unit: Unit, on: date) -> Unit | None:
    """Return the unit above on a day, or None for the top of the tree."""
    span = span_on(unit, on)
    return span.parent if span else None


def name_on(unit: Unit, on: date) -> str:
    """Return what a unit was called on a day; outside its life, what it is called now."""
    span = span_on(unit, on)
    return span.name if span else unit.name


def ancestors_on(unit: Unit, on: date) -> list[Unit]:
    """Return the units above on a day, from the top down to the unit itself."""
    chain = Unit.objects.raw(
        """
        WITH RECURSIVE up (id, steps) AS (
            SELECT %s::bigint, 0
            UNION ALL
            SELECT span.parent_id, up.steps + 1
            FROM up JOIN directory_unitspan AS span
              ON span.unit_id = up.id AND span.valid @> %s::date
            WHERE span.parent_id IS NOT NULL AND up.steps < 50
        )
        SELECT unit.*, up.steps FROM up JOIN directory_unit AS unit USING (id)
        ORDER BY up.steps DESC
        """,
        [unit.pk, on],
    )
    return list(chain)


def texts_of(unit: Unit) -> tuple[str, ...]:
    """Return everything a unit is found by."""
    return (unit.name, unit.short_name, *unit.aliases, *unit.tags)
