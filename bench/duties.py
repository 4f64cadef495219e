"""How fast the clock goes over the open duties, beside one hand-written statement in the same run.

    python bench/duties.py [--sizes 10000 100000 1000000] [--quick]

Shape: open duties to reply, spread over the units as offices share them, half of them owed by a
unit and half by a person there, due evenly over the next hundred days. So on each day the light
of one of a hundred turns to "due soon" and another one of a hundred is late: its people are
told, the step of the escalation is written into the journal, the day of the next step is counted.

idle    `tick` when nothing has come, as every ten minutes; beside the bare count of what has.
tick    `duties.services.tick` of one day. Unit: duties moved a second.
bare    one statement, written by hand, that does the same: turn the light, take the step, insert
        the notices (whom to tell is laid ready for it) and the journal's entries (whose leaves
        the same trigger makes); the day of the next step is handed to it. Rolled back each time.
"""

import argparse
import random
import resource
import statistics
from datetime import timedelta
from typing import Any

from common import TODAY, city, database, ms, say, seconds, side_by_side
from filling import Filler

DAYS = 100
WARN = timedelta(days=10)
WIDTHS = {"first": 18, "width": 13}

COUNT = """
    SELECT count(*) FROM duties_duty WHERE state = 'OPEN'
        AND ((warned_on IS NULL AND warn_on <= %(on)s) OR press_on <= %(on)s)
"""
BARE = """
    WITH come AS (
        SELECT id, subject, code, due_on, label_zh, label_en, owner_unit_id, owner_person_id,
               audience, warned_on IS NULL AND warn_on <= %(on)s AS soon, press_on <= %(on)s AS late
        FROM duties_duty
        WHERE state = 'OPEN'
            AND ((warned_on IS NULL AND warn_on <= %(on)s) OR press_on <= %(on)s)
        ORDER BY id FOR UPDATE SKIP LOCKED
    ), moved AS (
        UPDATE duties_duty AS d SET
            warned_on = CASE WHEN come.soon THEN %(on)s ELSE d.warned_on END,
            press_on = CASE WHEN come.late THEN %(next)s ELSE d.press_on END,
            escalation_step = d.escalation_step + come.late::int
        FROM come WHERE d.id = come.id
    ), told AS (
        INSERT INTO notices_notice (person_id, subject, template, facts, told_on)
        SELECT t.person, come.subject,
               CASE WHEN t.late THEN 'duty.overdue' ELSE 'duty.due_soon' END,
               jsonb_build_object('duty', come.id, 'label_zh', come.label_zh,
                                  'label_en', come.label_en, 'due', come.due_on),
               %(on)s
        FROM come JOIN bench_told t
            ON t.unit = come.owner_unit_id AND t.owner IS NOT DISTINCT FROM come.owner_person_id
            AND (t.late AND come.late OR NOT t.late AND come.soon)
    ), written AS (
        INSERT INTO journal_entry (id, version, anonymous, verb, subject, actor, "on", audience,
                                   threads, facts, commitments, algorithm)
        SELECT gen_random_uuid(), 1, false, 'duty.escalated', 'duty:' || id, 'clock', %(on)s,
               audience, ARRAY['duty:' || id, subject],
               jsonb_build_object('code', code, 'step', 1, 'act', 'remind', 'told', 2,
                                  'clause', %(clause)s::text),
               '{}', 'sha256'
        FROM come WHERE late
    )
    SELECT count(*) FROM come
"""


def main() -> None:
    """Fill the tables, measure, fill them further."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--quick", action="store_true", help="10,000 and 100,000 alone")
    asked = parser.parse_args()
    with database("bench_duties"):
        from zhiyong.config.cli.prepare import load_calendar

        city()
        load_calendar()
        filler = Duties()
        say(
            *("open duties", "moved a day", "idle, ms", "count, ms", "tick, /s", "bare, /s"),
            *("tick÷bare", "memory, MB"),
            **WIDTHS,
        )
        for size in asked.sizes[:2] if asked.quick else asked.sizes:
            filler.reach(size)
            measure(size)


class Duties(Filler):
    """Fills the table of duties alone."""

    def __init__(self) -> None:
        super().__init__()
        self.dice = random.Random(5)
        self.owners = {unit: people[0] for unit, people in self.handlers.items() if people}

    def reach(self, size: int) -> None:
        """Begin anew with so many open duties, none of which was pressed yet."""
        from django.db import connection

        from zhiyong.duties.models import Duty

        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE duties_duty, notices_notice CASCADE")
            cursor.execute("SET session_replication_role = replica")
            for begin in range(0, size, 20_000):
                rows = [self._open(n) for n in range(begin, min(begin + 20_000, size))]
                self._copy(cursor, Duty, rows)
            cursor.execute("SET session_replication_role = DEFAULT")
            for table in ("duties_duty", "notices_notice", "journal_entry", "journal_waiting"):
                cursor.execute(f"VACUUM ANALYZE {table}")
        lay_ready()

    def _open(self, number: int) -> dict[str, Any]:
        (unit,) = self.dice.choices(self.units, cum_weights=self.weights)
        due = TODAY + timedelta(days=1 + self.dice.randrange(DAYS))
        warn = due - WARN
        return {
            "subject": f"complaint:{10**15 + number}",
            "code": "reply",
            "label_zh": "办结并答复",
            "label_en": "Conclude and reply",
            "adoption_id": self.adoption,
            "clause": "五（二）",
            "owner_unit_id": unit,
            "owner_person_id": self.owners.get(unit) if number % 2 else None,
            "audience": unit,
            "state": "OPEN",
            "starts_on": due - timedelta(days=60),
            "due_on": due,
            "warn_on": warn,
            "warned_on": warn if warn <= TODAY else None,
            "press_on": due + timedelta(days=1),
            "original_due_on": due,
        }


def lay_ready() -> None:
    """Write down for the bare statement whom the clock tells, for each unit and each owner."""
    from django.db import connection

    from zhiyong.duties.models import Duty
    from zhiyong.duties.services.pressing import _Told, escalation_of

    told = _Told(TODAY)
    owners = Duty.objects.order_by("owner_unit", "owner_person").distinct(
        "owner_unit", "owner_person"
    )
    rows = []
    for duty in owners.select_related("adoption__pack", "owner_unit", "owner_person"):
        escalation = escalation_of(duty)
        assert escalation is not None
        late = {one for party in escalation.steps[0].tell for one in told.party(duty, party)}
        owner = (duty.owner_unit_id, duty.owner_person_id)
        rows += [(*owner, False, person) for person in told.owners(duty)]
        rows += [(*owner, True, person) for person in late]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_told")
        cursor.execute(
            "CREATE TABLE bench_told (unit bigint, owner bigint, late bool, person bigint)"
        )
        cursor.executemany("INSERT INTO bench_told VALUES (%s, %s, %s, %s)", rows)
        cursor.execute("ANALYZE bench_told")


def measure(size: int) -> None:
    """Let two days come, each for the bare statement first; print the medians."""
    from zhiyong.duties.services import tick
    from zhiyong.notices.models import Notice

    tick(on=TODAY + timedelta(days=1))  # only lights turn: it warms up
    moved: list[int] = []
    ticks: list[float] = []
    bares: list[float] = []
    for later in (2, 3):
        day = TODAY + timedelta(days=later)
        bare, took, notices = statement(day)
        bares.append(took)
        before = Notice.objects.count()
        ticks.append(seconds(lambda day=day: moved.append(tick(on=day))))  # type: ignore[misc]
        assert moved[-1] == bare, "the clock and the statement moved different duties"
        assert Notice.objects.count() - before == notices, "they told different people"
    day = TODAY + timedelta(days=3)
    idle, count = side_by_side(5, lambda: tick(on=day), lambda: asked(COUNT, {"on": day}))
    each = statistics.median(moved)
    fast, floor = each / statistics.median(ticks), each / statistics.median(bares)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(
        *(f"{size:,}", f"{each:,.0f}", ms(idle), ms(count), f"{fast:,.0f}", f"{floor:,.0f}"),
        *(f"{fast / floor:.2f}", f"{memory:,.0f}"),
        **WIDTHS,
    )


def statement(day: Any) -> tuple[int, float, int]:
    """Run the bare statement, roll it back; return what it moved, its seconds, its notices."""
    from django.db import transaction

    from zhiyong.duties.counting import day_after
    from zhiyong.notices.models import Notice
    from zhiyong.rules.clock import Term

    values = {
        "on": day,
        "next": day_after(day - timedelta(days=1), Term.parse("3 working days")),
        "clause": "七(三)",
    }
    with transaction.atomic():
        before = Notice.objects.count()
        found: list[int] = []
        took = seconds(lambda: found.append(asked(BARE, values)))
        notices = Notice.objects.count() - before
        transaction.set_rollback(True)
    return found[0], took, notices


def asked(sql: str, values: dict[str, Any]) -> int:
    """Return the one number that a statement gives."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
