"""The same duty for very many at once: owed by each of them by one agreed day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from zhiyong.rules.values import Label


@dataclass(frozen=True, slots=True)
class OwedBy:
    """Who owes what a subject asks for: a unit, by its id, or a person of it."""

    subject: str
    unit: int
    audience: int
    person: int | None = None


OPEN_EACH = """
    INSERT INTO duties_duty (
        subject, code, label_zh, label_en, clause, basis, owner_unit_id, owner_person_id, audience,
        state, starts_on, due_on, warn_on, original_due_on, explanation, void_reason, urged,
        escalation_step
    )
    SELECT given.subject, %(code)s, %(zh)s, %(en)s, %(clause)s, '{}', given.unit, given.person,
        given.audience, 'OPEN', %(starts)s, %(due)s, %(warn)s, %(due)s, '[]', '', 0, 0
    FROM unnest(%(subjects)s::text[], %(units)s::bigint[], %(people)s::bigint[],
        %(audiences)s::bigint[]) AS given (subject, unit, person, audience)
    ON CONFLICT (subject, code) WHERE state IN ('OPEN', 'PAUSED') DO NOTHING
"""
MOVE_EACH = """
    UPDATE duties_duty SET due_on = %(due)s, warn_on = %(warn)s, warned_on = NULL,
        starts_on = least(starts_on, %(due)s::date)
    WHERE subject = ANY(%(subjects)s::text[]) AND code = %(code)s AND state = 'OPEN'
"""
VOID_EACH = """
    UPDATE duties_duty SET state = 'VOID', void_reason = %(reason)s,
        due_on = coalesce(due_on, original_due_on)
    WHERE subject = ANY(%(subjects)s::text[]) AND code = %(code)s AND state IN ('OPEN', 'PAUSED')
"""
PASS_EACH = """
    UPDATE duties_duty SET owner_unit_id = %(unit)s, audience = %(unit)s
    WHERE subject = ANY(%(subjects)s::text[]) AND code = %(code)s AND state IN ('OPEN', 'PAUSED')
"""


@transaction.atomic
def open_alike(
    *,
    code: str,
    label: Label,
    owed: Sequence[OwedBy],
    due_on: date,
    on: date,
    warn_on: date | None = None,
    clause: str = "",
) -> int:
    """Open the same duty, due on an agreed day, for many subjects in one trip; return how many.

    Nothing is recorded: the caller writes one entry for all of them. What runs already is left
    alone.
    """
    if not owed:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            OPEN_EACH,
            {
                "code": code,
                "zh": label.zh[:120],
                "en": label.en[:160],
                "clause": clause[:120],
                "starts": min(on, due_on),
                "due": due_on,
                "warn": warn_on,
                "subjects": [one.subject for one in owed],
                "units": [one.unit for one in owed],
                "people": [one.person for one in owed],
                "audiences": [one.audience for one in owed],
            },
        )
        return int(cursor.rowcount)


@transaction.atomic
def move_alike(*, of: Collection[str], code: str, due_on: date, warn_on: date | None = None) -> int:
    """Give the open duties of many subjects another agreed day; return how many there were.

    Their first day stays beside it. Nothing is recorded: the caller writes one entry for all.
    """
    return _write(MOVE_EACH, of, {"code": code, "due": due_on, "warn": warn_on})


@transaction.atomic
def void_alike(*, of: Collection[str], code: str, reason: str) -> int:
    """Let the running duties of a kind of many subjects lapse; return how many.

    Nothing is recorded: the caller writes one entry for all.
    """
    return _write(VOID_EACH, of, {"code": code, "reason": reason})


@transaction.atomic
def pass_alike(*, of: Collection[str], code: str, unit: int) -> int:
    """Pass the running duties of a kind of many subjects to a unit; return how many.

    Nothing is recorded: the caller writes one entry for all.
    """
    return _write(PASS_EACH, of, {"code": code, "unit": unit})


def _write(statement: str, of: Collection[str], values: dict[str, Any]) -> int:
    if not of:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "subjects": sorted(of)})
        return int(cursor.rowcount)
