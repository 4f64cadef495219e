"""Keeps the columns of units and posts at what their histories say about today."""

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction

from zhiyong.directory import pinyin
from zhiyong.directory.models import Unit

TREE_LOCK = 0x7A79_0001
"""The key of the lock under which the tree of units changes: two moves could make a ring."""

UNITS = """
    UPDATE directory_unit AS unit
    SET name = span.name, short_name = span.short_name, parent_id = span.parent_id,
        organ_id = span.organ_id, cadre_manager_id = span.cadre_manager_id
    FROM directory_unitspan AS span
    WHERE span.unit_id = unit.id AND span.valid @> %(today)s::date
      AND (%(ids)s::bigint[] IS NULL OR unit.id = ANY(%(ids)s))
      AND (unit.name, unit.short_name, unit.parent_id, unit.organ_id, unit.cadre_manager_id)
          IS DISTINCT FROM
          (span.name, span.short_name, span.parent_id, span.organ_id, span.cadre_manager_id)
    RETURNING unit.id
"""

POSTS = """
    UPDATE directory_post AS post
    SET unit_id = span.unit_id, kind = span.kind, title = span.title, rank_id = span.rank_id,
        staff_type = span.staff_type, is_city_managed = span.is_city_managed
    FROM directory_postspan AS span
    WHERE span.post_id = post.id AND span.valid @> %(today)s::date
      AND (%(ids)s::bigint[] IS NULL OR post.id = ANY(%(ids)s))
      AND (post.unit_id, post.kind, post.title, post.rank_id, post.staff_type,
           post.is_city_managed)
          IS DISTINCT FROM
          (span.unit_id, span.kind, span.title, span.rank_id, span.staff_type,
           span.is_city_managed)
    RETURNING post.id
"""

PATHS = """
    WITH RECURSIVE down (id, path) AS (
        SELECT id, ARRAY[id] FROM directory_unit
        WHERE COALESCE(merged_into_id, parent_id) IS NULL
        UNION ALL
        SELECT unit.id, down.path || unit.id
        FROM down JOIN directory_unit AS unit
          ON COALESCE(unit.merged_into_id, unit.parent_id) = down.id
        WHERE cardinality(down.path) < 50
    )
    UPDATE directory_unit AS unit SET path = down.path
    FROM down WHERE down.id = unit.id AND unit.path IS DISTINCT FROM down.path
"""


def hold_tree() -> None:
    """Wait for whoever changes the tree of units, and hold it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])


@transaction.atomic
def bring_up_to(today: date) -> tuple[int, int]:
    """Make the columns of all units and posts those of a day; return how many changed of each.

    The worker does this each night, for what was recorded ahead of its day.
    """
    hold_tree()
    changed = _run(UNITS, today, None)
    respell(changed)
    if changed:
        repath()
    return len(changed), len(_run(POSTS, today, None))


def bring_units_up_to(today: date, ids: Iterable[int]) -> None:
    """Make the columns of some units, and the paths below them, those of a day."""
    ids = list(ids)
    _run(UNITS, today, ids)
    respell(ids)
    repath()


def bring_posts_up_to(today: date, ids: Iterable[int]) -> None:
    """Make the columns of some posts those of a day."""
    _run(POSTS, today, list(ids))


def repath() -> None:
    """Write the path of every unit whose place in the tree has changed: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(PATHS)


def respell(ids: Iterable[int]) -> None:
    """Write what units are found by: pinyin, initials, pairs of characters."""
    units = list(Unit.objects.filter(pk__in=list(ids)))
    for unit in units:
        spell(unit)
    Unit.objects.bulk_update(units, ["pinyin", "initials", "grams"], batch_size=500)


def spell(unit: Unit) -> None:
    """Set what a unit is found by."""
    full, initials = pinyin.keys(unit.name)
    unit.pinyin, unit.initials = full[:400], initials[:120]
    unit.grams = pinyin.grams(unit.name, unit.short_name, *unit.aliases, *unit.tags)


def _run(statement: str, today: date, ids: list[int] | None) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"today": today, "ids": ids})
        return [row[0] for row in cursor.fetchall()]
