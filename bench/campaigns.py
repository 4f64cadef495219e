"""How fast a campaign is launched and watched, beside COPY and a bare query in the same run.

    python bench/campaigns.py [--units 2500] [--tasks 40] [--duties 1000000] [--quick]

launch  a campaign of so many tasks for so many units: `launching.launch` and its whole batch, that
        is, an assignment and a duty for each, the listing that the journal commits to, its entries.
copy    the same rows of both tables by COPY into tables with the same columns, indexes and checks.
board   the page of units and tasks as the office sees it, 50 units a page: from the request to the
        last byte of HTML; its one query for the cells; that query written by hand.
tick    the nightly pass of the clock over so many open duties of campaigns, of which one of a
        hundred turns to "due soon": seconds, and what the process grew by.
"""

import argparse
import resource
from datetime import timedelta
from typing import Any

from common import TODAY, city, database, ms, say, seconds, side_by_side

WIDTHS = {"first": 34, "width": 14}
ROWS = """
    SELECT unit_id, task_id, id, state, due, handed_in_on, retroactive, period
    FROM campaigns_assignment
    WHERE campaign_id = %s AND unit_id = ANY(%s) AND state <> 'VOID'
    ORDER BY unit_id, task_id, period
"""
MANY = """
    INSERT INTO duties_duty (subject, code, label_zh, label_en, clause, basis, owner_unit_id,
        audience, state, starts_on, due_on, warn_on, original_due_on, explanation, void_reason,
        urged, escalation_step)
    SELECT 'assignment:' || (1000000000 + n), 'campaign_task', '任务', 'Task', '', '{}',
        units.ids[1 + n %% array_length(units.ids, 1)],
        units.ids[1 + n %% array_length(units.ids, 1)], 'OPEN', %(on)s,
        %(on)s::date + 8 + (n %% 100)::int, %(on)s::date + 1 + (n %% 100)::int,
        %(on)s::date + 8 + (n %% 100)::int, '[]', '', 0, 0
    FROM generate_series(1, %(count)s) AS n, (SELECT %(units)s::bigint[] AS ids) AS units
"""


def main() -> None:
    """Launch, look, let a night come."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=2500)
    parser.add_argument("--tasks", type=int, default=40)
    parser.add_argument("--duties", type=int, default=1_000_000)
    parser.add_argument("--quick", action="store_true", help="250 units, 10,000 duties")
    asked = parser.parse_args()
    if asked.quick:
        asked.units, asked.duties = 250, 10_000
    with database("bench_campaigns"):
        city()
        campaign = drafted(asked.units, asked.tasks)
        launch(campaign)
        board(campaign)
        night(asked.duties)


def drafted(units: int, tasks: int) -> Any:
    """Return a draft of a campaign of so many tasks for so many units."""
    from zhiyong.campaigns.services import preparing
    from zhiyong.directory.models import Account, Unit
    from zhiyong.plans.services import adopt, load_draft, publish
    from zhiyong.rules.pack import Pack, find_packs, load_pack

    shipped = load_pack(find_packs()["s0-city-campaign"]).as_data()
    first = next(one for one in shipped["tasks"] if one["id"] == "study")
    phases = [one["id"] for one in shipped["phases"]]
    ends = {one["id"]: one["until"] for one in shipped["phases"]}
    made = [
        {**first, "id": f"task_{n}", "phase": phases[n % 5], "until": ends[phases[n % 5]]}
        for n in range(tasks)
    ]
    data = {name: value for name, value in shipped.items() if name != "inspections"}
    data["tasks"] = made
    by = Account.objects.get(username="office")
    root = Unit.objects.get(parent=None, level="CITY")
    more = max(0, units - Unit.objects.count())
    start = Unit.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    Unit.objects.bulk_create(
        Unit(
            pk=start + n,
            code=f"B{n:06}",
            kind=Unit.Kind.INSTITUTION,
            level=Unit.Level.COUNTY,
            name=f"江州市第{n}事业单位",
            pinyin=f"b{n:06}",
            parent=root,
            path=[root.pk, start + n],
        )
        for n in range(more)
    )
    office = Account.objects.get(username="office").person.tenures.get().post.unit  # type: ignore[union-attr]
    pack = Pack.model_validate(data)
    version = publish(version=load_draft(pack=pack, by=by, on=TODAY), by=by, on=TODAY)
    adoption = adopt(
        version=version,
        body=root,
        valid_from=TODAY,
        valid_until=None,
        roles={one.id: office for one in pack.bindings},
        open_numbers=pack.proposed(),
        by=by,
        on=TODAY,
    )
    campaign = preparing.prepare(
        adoption=adoption, title="专项治理", office=office, years=11, by=by, on=TODAY
    )
    chosen = list(Unit.objects.order_by("-pk")[:units])
    preparing.choose_units(campaign=campaign, party="every_unit", units=chosen, by=by, on=TODAY)
    return campaign


def launch(campaign: Any) -> None:
    """Launch, and copy as many rows."""
    from django.db import connection

    from zhiyong.campaigns.models import Assignment
    from zhiyong.campaigns.services import launching
    from zhiyong.directory.models import Account

    by = Account.objects.get(username="office")
    made: list[Any] = []

    def go() -> None:
        batch = launching.launch(campaign=campaign, by=by, on=TODAY)
        made.append(launching.carry_out(batch=batch))

    took = seconds(go)
    count = Assignment.objects.count()
    assert made[0].done == count == made[0].total
    copies = 0.0
    with connection.cursor() as cursor:
        for table in ("campaigns_assignment", "duties_duty"):
            cursor.execute(f"CREATE TABLE bench_copy (LIKE {table} INCLUDING ALL)")
            with cursor.copy(f"COPY {table} TO STDOUT (FORMAT BINARY)") as out:
                rows = b"".join(bytes(block) for block in out)

            def copy(rows: bytes = rows) -> None:
                with cursor.copy("COPY bench_copy FROM STDIN (FORMAT BINARY)") as into:
                    into.write(rows)

            copies += seconds(copy)
            cursor.execute("DROP TABLE bench_copy")
        cursor.execute("VACUUM ANALYZE campaigns_assignment")
        cursor.execute("VACUUM ANALYZE duties_duty")
        cursor.execute("VACUUM ANALYZE campaigns_member")
    say("launch", "rows", "seconds", "rows/s", "COPY, s", "launch÷COPY", **WIDTHS)
    say(
        f"{made[0].total:,} assignments with duties",
        *(f"{2 * count:,}", f"{took:.2f}", f"{2 * count / took:,.0f}", f"{copies:.2f}"),
        f"{took / copies:.1f}",
        **WIDTHS,
    )


def board(campaign: Any) -> None:
    """Ask for a page of the board, for its cells, and for the same rows bare."""
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from zhiyong.campaigns.selectors import board as boards
    from zhiyong.directory.models import Account, Unit

    client = Client()
    client.force_login(
        Account.objects.get(username="office"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    address = reverse("campaigns:board", args=[campaign.pk])
    campaign.refresh_from_db()
    tasks = boards.columns(campaign)
    units = list(Unit.objects.order_by("-pk").values_list("pk", flat=True)[:50])

    def page() -> None:
        assert client.get(address).status_code == 200

    def cells() -> None:
        boards.cells(campaign.assignments.all(), tasks, units, TODAY)

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(ROWS, [campaign.pk, units])
            cursor.fetchall()

    whole, drawn, floor = side_by_side(5, page, cells, bare)
    say("board", "cells", "page, ms", "cells, ms", "bare, ms", **WIDTHS)
    say(
        f"{Unit.objects.count():,} units × {len(tasks)} tasks",
        *(f"{len(units) * len(tasks):,}", ms(whole), ms(drawn), ms(floor)),
        **WIDTHS,
    )


def night(count: int) -> None:
    """Let one night come over so many open duties, and one in which nothing has come."""
    from django.db import connection

    from zhiyong.campaigns.services import nightly
    from zhiyong.directory.models import Unit
    from zhiyong.duties.services import tick

    units = list(Unit.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE duties_duty CASCADE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(MANY, {"on": TODAY, "count": count, "units": units})
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE duties_duty")
    day = TODAY + timedelta(days=2)
    tick(on=TODAY + timedelta(days=1))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    moved: list[int] = []
    took = seconds(lambda: moved.append(tick(on=day)))
    own = seconds(lambda: nightly.tick(on=day))
    idle = seconds(lambda: tick(on=day))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    say("tick", "moved", "seconds", "moved/s", "idle, ms", "grown, MB", "campaigns, ms", **WIDTHS)
    say(
        f"{count:,} open duties",
        *(f"{moved[0]:,}", f"{took:.2f}", f"{moved[0] / took:,.0f}", ms(idle)),
        *(f"{grown:.0f}", ms(own)),
        **WIDTHS,
    )


if __name__ == "__main__":
    main()
