"""Keyset pages: as fast on the thousandth page as on the first."""

import base64
import binascii
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, Q, QuerySet

M = TypeVar("M", bound=Model)
SIZE = 50
CAP = 10_000


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """One page of a list.

    `after` and `before` are the cursors of the neighbouring pages (None: there is none).
    `total` counts the whole list up to `CAP`; `capped` says that there are more.
    """

    rows: list[M]
    after: str | None
    before: str | None
    total: int
    capped: bool

    def __iter__(self) -> Iterator[M]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page(
    queryset: QuerySet[M, M], *, order: Sequence[str], cursor: str | None = None, size: int = SIZE
) -> Page[M]:
    """Return one page of `queryset` by its cursor: two queries (rows; count up to `CAP`).

    `order` names concrete, not-null columns, all ascending or all descending, and ends with a
    unique one ("-received_on", "-id"): so the condition is one row comparison that an index
    serves. A cursor that is broken or from another list shows the first page.
    """
    total = queryset.order_by()[: CAP + 1].count()
    backwards, edge = _decode(cursor, order, queryset.model)
    rows = list(_from_edge(queryset, order, edge, backwards)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_after = bool(rows) and (more if not backwards else True)
    has_before = bool(rows) and (edge is not None if not backwards else more)
    return Page(
        rows=rows,
        after=_encode(rows[-1], order, backwards=False) if has_after else None,
        before=_encode(rows[0], order, backwards=True) if has_before else None,
        total=min(total, CAP),
        capped=total > CAP,
    )


def _from_edge(
    queryset: QuerySet[M, M], order: Sequence[str], edge: list[Any] | None, backwards: bool
) -> QuerySet[M, M]:
    names = [name.removeprefix("-") for name in order]
    descending = order[0].startswith("-")
    if any(name.startswith("-") != descending for name in order):
        raise ValueError("a keyset order goes one way")
    down = descending != backwards
    if edge is not None:
        queryset = queryset.filter(_beyond(names, edge, "lt" if down else "gt"))
    return queryset.order_by(*(F(name).desc() if down else F(name).asc() for name in names))


def _beyond(names: list[str], edge: list[Any], side: str) -> Q:
    """Say (a, b) < (x, y) so that the planner can walk the index: a <= x AND (a < x OR b < y)."""
    condition = Q()
    for depth in range(len(names) - 1, -1, -1):
        strict = Q(**{f"{names[depth]}__{side}": edge[depth]})
        if depth == len(names) - 1:
            condition = strict
        else:
            condition = Q(**{f"{names[depth]}__{side}e": edge[depth]}) & (strict | condition)
    return condition


def tag(order: Sequence[str]) -> int:
    """Return a short mark of an order, so that a cursor of another one is known as such."""
    return zlib.crc32(",".join(order).encode()) & 0xFFFF


def _encode(row: Model, order: Sequence[str], *, backwards: bool) -> str:
    values = [_value(row, name.removeprefix("-")) for name in order]
    raw = json.dumps([int(backwards), tag(order), *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for step in path.split("__"):
        value = getattr(value, step)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _decode(
    cursor: str | None, order: Sequence[str], model: type[Model]
) -> tuple[bool, list[Any] | None]:
    if not cursor:
        return False, None
    try:
        raw = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        backwards, made_for, *edge = raw
    except (ValueError, TypeError, binascii.Error):
        return False, None
    if made_for != tag(order) or len(edge) != len(order):
        return False, None
    try:
        names = (name.removeprefix("-") for name in order)
        values = [_read(model, name, v) for name, v in zip(names, edge, strict=True)]
    except (ValueError, TypeError, ValidationError):
        return False, None
    return bool(backwards), values


def _read(model: type[Model], path: str, value: Any) -> Any:
    """Return the column's own value for what a cursor holds.

    :raises ValueError, TypeError, ValidationError: if the column cannot hold it.
    """
    if not isinstance(value, str | int) or (isinstance(value, str) and "\x00" in value):
        raise ValueError(value)
    field: Any = None
    for step in path.split("__"):
        try:
            field = (field.related_model if field else model)._meta.get_field(step)
        except FieldDoesNotExist:  # an annotation: the query has its own say
            return value
    read = field.to_python(value)
    if isinstance(read, datetime) and read.tzinfo is None:
        raise ValueError(value)
    return read
