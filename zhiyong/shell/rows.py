"""Many rows in one trip to the database, in few steps of our own.

The rows travel as one text and the database reads it by the types of its own columns. A model's
`save` and its signals are passed by: for acts that are done very often.
"""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection, models


def insert(
    objects: Sequence[models.Model], *, returning: str = "", unless: str = ""
) -> list[tuple[Any, ...]]:
    """Insert objects of one model that are not saved yet; return some columns of each new row.

    `unless` names the unique columns, with their condition, by which one that is there already
    is left out.
    """
    if not objects:
        return []
    names, columns, table = _shape(type(objects[0]), objects[0].pk is not None)
    given = [{column: getattr(one, name) for name, column in names} for one in objects]
    conflict = f" ON CONFLICT {unless} DO NOTHING" if unless else ""
    back = f" RETURNING {returning}" if returning else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns}"
            f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb){conflict}{back}",
            [json.dumps(given, ensure_ascii=False, default=_plain)],
        )
        found = cursor.fetchall() if returning else []
    for one in objects:
        one._state.adding = False
        one._state.db = connection.alias
    return found


def update(objects: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write some fields of objects of one model, each its own values, in one statement."""
    if not objects:
        return
    meta = type(objects[0])._meta
    wanted, own = set(fields), meta.pk.column or meta.pk.attname
    columns = {
        one.attname: one.column or one.attname for one in meta.concrete_fields if one.name in wanted
    }
    key, table = _quoted(own), _quoted(meta.db_table)
    given = [
        {own: one.pk, **{column: getattr(one, name) for name, column in columns.items()}}
        for one in objects
    ]
    changes = ", ".join(f"{_quoted(name)} = given.{_quoted(name)}" for name in columns.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} AS kept SET {changes}"
            f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) AS given"
            f" WHERE kept.{key} = given.{key}",
            [json.dumps(given, ensure_ascii=False, default=_plain)],
        )


@cache
def _shape(model: type[models.Model], has_key: bool) -> tuple[list[tuple[str, str]], str, str]:
    fields = [one for one in model._meta.concrete_fields if has_key or not one.primary_key]
    names = [(one.attname, one.column or one.attname) for one in fields]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column) for _name, column in names)
    return names, columns, quote(model._meta.db_table)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _plain(value: Any) -> str:
    """Return what JSON has no form for as the database's own text form of it."""
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case bytes() | bytearray() | memoryview():
            return "\\x" + bytes(value).hex()
    raise TypeError(f"no column of ours holds a {type(value).__name__}")
