"""What stands against many people on a day, and a decision that touches a unit of a thousand.

    python bench/consequences.py [--people 50000] [--rounds 9] [--quick]

Shape of the ledger: of all people two fifths have entries, up to four each (a measure, what is
withheld, a grade ruled out, a freeze with three gates) from one day of the last three years; of
all entries one tenth is carried out, one tenth ended, one twentieth rolled back, one twentieth
covered by a heavier one.

standing  `consequences.selectors.standing_on` for 5,000 people spread over them, on a day a year
          ago: one statement, and a row of ours for each entry with its clauses.
bare      one statement, written by hand, with the same columns and the same answer, its rows as
          the driver gives them.
settle    `consequences.services.settle` of one decision on a unit: a line for each of 1,000
          people; booked, counted anew with a sum, rolled back. Unit: seconds, statements.
"""

import argparse
import json
import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from common import TODAY, city, database, ms, say, seconds, side_by_side

ASKED = 5_000
DAYS = 3 * 365
THEN = TODAY - timedelta(days=365)
WIDTHS = {"first": 14, "width": 13}

BARE = """
    SELECT id, person_id, unit_id, effect, code, measure, target, part, base, "of", amount, year,
           appraisal, grade, since, through, gates, source, clauses, undone_on
    FROM consequences_entry
    WHERE person_id = ANY(%(people)s) AND since <= %(on)s AND booked_on <= %(on)s
        AND (through IS NULL OR through >= %(on)s OR gates > 0)
        AND (ended_on IS NULL OR ended_on > %(on)s)
        AND (covered_on IS NULL OR covered_on > %(on)s OR covered_until <= %(on)s)
    ORDER BY person_id, unit_id, since, id
"""


def main() -> None:
    """Fill the ledger, ask it, settle a decision."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--quick", action="store_true", help="10,000 people, three rounds")
    asked = parser.parse_args()
    people, rounds = (10_000, 3) if asked.quick else (asked.people, asked.rounds)
    with database("bench_consequences"):
        city()
        ids = fill(people)
        standing(ids, rounds)
        settling(ids[:1000])


def fill(size: int) -> list[int]:
    """Enter so many people, and the ledger of those who have one; return the ids of the people."""
    from django.db import connection

    from zhiyong.consequences.models import Entry
    from zhiyong.directory.models import Person
    from zhiyong.plans.models import Adoption
    from zhiyong.shell import rows

    Person.objects.bulk_create(
        (Person(number=f"B{n:07}", name="陈文") for n in range(size)), batch_size=5000
    )
    ids = list(
        Person.objects.filter(number__startswith="B").order_by("pk").values_list("pk", flat=True)
    )
    dice, adoption = random.Random(7), Adoption.objects.get().pk
    waiting: list[Entry] = []
    for number, person in enumerate(ids):
        if dice.random() < 0.4:
            waiting += _entries(dice, adoption, number, person)
        if len(waiting) >= 5000:
            rows.insert(waiting)
            waiting = []
    rows.insert(waiting)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE consequences_entry")
        cursor.execute("VACUUM ANALYZE directory_person")
    return ids


def _entries(dice: random.Random, adoption: int, number: int, person: int) -> list[Any]:
    """Return what one decision left on one person."""
    from zhiyong.consequences.models import Entry

    day = TODAY - timedelta(days=dice.randrange(DAYS))
    kinds = ["measure", "deduct", "block", "freeze"][: dice.randint(1, 4)]
    return [_entry(Entry, dice, adoption, number, person, day, kind) for kind in kinds]


def _entry(
    model: Any, dice: random.Random, adoption: int, number: int, person: int, day: date, kind: str
) -> Any:
    chance, later = dice.random(), day + timedelta(days=dice.randrange(1, 200))
    entry = model(
        source=f"decision:{number}",
        case=f"case:{number}",
        adoption_id=adoption,
        person_id=person,
        place="subject",
        audience=1,
        effect=kind,
        code=f"admonition_{kind}",
        measure="admonition",
        origin="decided",
        target="promotion" if kind == "freeze" else "",
        part=3 if kind == "deduct" else None,
        base=10 if kind == "deduct" else None,
        of="annual_bonus" if kind == "deduct" else "",
        year=day.year if kind in ("deduct", "block") else None,
        appraisal="person_annual" if kind == "block" else "",
        grade="excellent" if kind == "block" else "",
        state="IN_FORCE",
        since=day,
        through=day + timedelta(days=365) if kind == "freeze" else None,
        gates=3 if kind == "freeze" else 0,
        clauses=["四(一) S3-050"],
        why={"notes": [], "zh": [], "en": []},
        booked_on=day,
    )
    if chance < 0.1:
        entry.state, entry.carried_out_on, entry.ended_on = "DONE", later, later
    elif chance < 0.2:
        entry.state, entry.ended_on, entry.ended_by = "OVER", later, "clock"
    elif chance < 0.25:
        entry.state, entry.ended_on, entry.ended_by = "ROLLED_BACK", later, "appeal:1"
        entry.undone_on = later
    elif chance < 0.3:
        entry.state, entry.covered_on = "SUPERSEDED", later
    return entry


def standing(ids: list[int], rounds: int) -> None:
    """Ask for 5,000 people, ours and the bare statement in turns; print the medians."""
    from zhiyong.consequences.models import Entry
    from zhiyong.consequences.selectors import standing_on

    people = random.Random(11).sample(ids, min(ASKED, len(ids)))
    ours = [tuple(one) for one in standing_on(THEN, people=people)]
    assert ours == read(bare(people)), "ours and the bare statement answer differently"
    took, floor = side_by_side(
        rounds, lambda: standing_on(THEN, people=people), lambda: bare(people)
    )
    say("people", "entries", "asked", "found", "standing, ms", "bare, ms", "ratio", **WIDTHS)
    say(
        *(f"{len(ids):,}", f"{Entry.objects.count():,}", f"{len(people):,}", f"{len(ours):,}"),
        *(ms(took), ms(floor), f"{took / floor:.2f}"),
        **WIDTHS,
    )


def bare(people: list[int]) -> list[tuple[Any, ...]]:
    """Run the statement written by hand."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(BARE, {"people": people, "on": THEN})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def read(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows of the bare statement with the clauses read as ours are."""
    place = 18
    return [(*row[:place], tuple(json.loads(row[place])), *row[place + 1 :]) for row in rows]


def settling(ids: list[int]) -> None:
    """Settle one decision on a unit of a thousand: new, counted anew, gone."""
    from dataclasses import replace

    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from zhiyong.consequences.lines import Line
    from zhiyong.consequences.services import settle
    from zhiyong.directory.models import Unit
    from zhiyong.plans.models import Adoption

    adoption = Adoption.objects.get().pk
    unit = Unit.objects.order_by("pk").first()
    assert unit
    lines = [
        Line(
            source="decision:900000",
            case="case:900000",
            adoption=adoption,
            audience=unit.pk,
            person=person,
            effect="deduct",
            code="admonition_bonus",
            measure="admonition",
            share=Fraction(3, 10),
            of="annual_bonus",
            year=TODAY.year,
            since=TODAY,
            clauses=("四(一) S3-050",),
            carried_out_by=unit.pk,
        )
        for person in ids
    ]
    sums = [replace(line, amount=Decimal(9000)) for line in lines]
    say("\nsettled", "people", "seconds", "statements", **WIDTHS)
    with transaction.atomic():
        for name, wanted in (("new", lines), ("the same", lines), ("anew", sums), ("gone", [])):
            with CaptureQueriesContext(connection) as asked:
                took = seconds(
                    lambda wanted=wanted: settle(  # type: ignore[misc]
                        lines=wanted,
                        sources=["decision:900000"],
                        cause="appeal:1",
                        by="clock",
                        on=TODAY,
                    )
                )
            say(name, f"{len(ids):,}", f"{took:.2f}", len(asked), **WIDTHS)
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
