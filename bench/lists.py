"""How fast the lists are, beside one hand-written statement each in the same run.

    python bench/lists.py [--sizes 10000 100000 1000000] [--rounds 15]

The intake queue and the lists of matters, over as many complaints and matters as are asked for
(see `filling`). Asked by a clerk of one unit (the second busiest), by a handler for their own
matters, and by the office that reads the whole city: the first page, and the page a thousand
pages further by its cursor, or the last one where there are fewer.

bare      one statement, written by hand, with the same predicate of access, order and limit.
selector  the same rows as a page gets them: from `selectors` and `shell.paging`, count included.
database  all that the page asks of the database: count, tabs, duties, rights and session too.
render    the template alone, without its queries.
page      the whole request through Django's test client.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from common import TODAY, city, database, ms, say, sentences, side_by_side

PAGE = 50
FURTHER = 1000
WIDTHS = {"first": 30, "width": 15}
NOT_ABOUT_ME = "(SELECT complaint_id FROM intake_namedperson WHERE person_id = %(me)s)"
COMPLAINTS = f"""
    SELECT c.id, c.number, c.title, c.channel, c.received_on, c.entered_on, c.state, c.urgency,
           c.major, c.went_up, coalesce(u.name, c.subject_unit_text), k.name
    FROM intake_complaint c
    JOIN directory_unit k ON k.id = c.keeper_id
    LEFT JOIN directory_unit u ON u.id = c.subject_unit_id
    WHERE {{where}} AND c.id NOT IN {NOT_ABOUT_ME} {{beyond}}
    ORDER BY c.received_on DESC, c.id DESC LIMIT 51
"""
MATTERS = f"""
    SELECT m.id, m.number, m.state, m.opened_on, m.mode, m.touched_on, c.title, c.received_on,
           h.name, u.name, k.name
    FROM matters_matter m
    JOIN intake_complaint c ON c.id = m.complaint_id
    JOIN directory_unit u ON u.id = m.handling_unit_id
    JOIN directory_unit k ON k.id = m.keeper_id
    LEFT JOIN directory_person h ON h.id = m.handler_id
    WHERE {{where}} AND m.complaint_id NOT IN {NOT_ABOUT_ME} {{beyond}}
    ORDER BY m.opened_on DESC, m.id DESC LIMIT 51
"""


@dataclass(frozen=True)
class List:
    """One list as one of its readers asks for it, and the statement it is held against."""

    name: str
    reader: str
    url: str
    rows: Callable[[Any], Any]
    bare: str
    where: str
    day: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[str, str]:
        """The order of the page, as `paging` wants it."""
        return (f"-{self.day}", "-id")

    def statement(self, *, deep: bool) -> str:
        """Return the hand-written statement for the first page, or for one beyond an edge."""
        row = self.bare.split("FROM")[1].split()[1]
        beyond = f"AND ({row}.{self.day}, {row}.id) < (%(day)s, %(id)s)" if deep else ""
        return self.bare.format(where=self.where, beyond=beyond)


def main() -> None:
    """Measure all lists at all sizes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    sentences()
    with database("bench_lists"):
        city()
        from filling import Filler

        filler = Filler()
        for size in sorted(asked.sizes):
            filler.grow(size)
            say(
                *(f"{size:,} rows", "page", "bare ms", "selector ms", "÷ bare", "database ms"),
                *("render ms", "page ms", "÷ (bare+render)", "÷ first page"),
                **WIDTHS,
            )
            for each in lists():
                measured(each, asked.rounds)


def lists() -> list[List]:
    """Return what is measured."""
    from django.urls import reverse

    from zhiyong.intake.selectors import queue
    from zhiyong.matters.selectors import lists as matters

    found = []
    for key in ("register", "ended", "all"):
        step = queue.step(key)
        where = "c.audience = ANY(%(units)s)" + (
            " AND c.state = ANY(%(states)s)" * bool(step.states)
        )
        for reader in ("clerk", "office"):
            found.append(
                List(
                    f"queue, {key}: {reader}",
                    reader,
                    f"{reverse('intake:queue')}?step={key}",
                    lambda standing, step=step: queue.queue(standing, step),
                    COMPLAINTS,
                    where,
                    "received_on",
                    {"states": list(step.states)},
                )
            )
    for name, reader, view, rows, where in (
        ("of the unit", "clerk", "unit", matters.of_my_units, "m.audience = ANY(%(units)s)"),
        ("my own", "handler", "mine", matters.mine, "m.handler_id = %(me)s"),
        ("kept", "office", "kept", matters.kept, "m.keeper_id = ANY(%(units)s)"),
    ):
        if view != "kept":
            where += " AND m.state <> 'RETURNED'"
        url = reverse(f"matters:{view}")
        found.append(
            List(f"matters, {name}: {reader}", reader, url, rows, MATTERS, where, "opened_on")
        )
    return found


def measured(each: List, rounds: int) -> None:
    """Measure the first page of a list, and one far down; print a line for each."""
    from django.db import connection
    from django.test import Client

    from zhiyong.directory.models import Account
    from zhiyong.directory.standing import standing_of
    from zhiyong.shell import paging
    from zhiyong.shell.access import READS_CASES

    account = Account.objects.get(username=each.reader)
    standing = standing_of(account, TODAY)
    client = Client()
    client.force_login(account)
    values = {
        **each.values,
        "units": sorted(standing.units(*READS_CASES)),
        "me": standing.person_id,
    }
    first = 0.0
    for pages, cursor, edge in ((0, None, {}), _further(each, standing)):
        if cursor is None and pages:
            continue
        statement = each.statement(deep=cursor is not None)

        def bare(sql: str = statement, edge: dict[str, Any] = edge) -> int:
            with connection.cursor() as own:
                own.execute(sql, {**values, **edge})
                return len(own.fetchall())

        def rows(at: str | None = cursor) -> int:
            return len(paging.page(each.rows(standing), order=each.order, cursor=at))

        url = each.url + (f"{'&' if '?' in each.url else '?'}cursor={cursor}" if cursor else "")

        def page(url: str = url) -> None:
            answer = client.get(url)
            assert answer.status_code == 200, (url, answer.status_code)

        assert min(bare(), PAGE) == rows(), each.name
        with timers() as spent:
            raw, selector, whole = side_by_side(rounds, bare, rows, page)
        asked, render = spent.of_pages(rounds)
        first = first or whole
        say(
            *(each.name, f"+{pages:,}", ms(raw), ms(selector), f"{selector / raw:.1f}", ms(asked)),
            *(ms(render), ms(whole), f"{whole / (raw + render):.2f}", f"{whole / first:.2f}"),
            **WIDTHS,
        )


def _further(each: List, standing: Any) -> tuple[int, str | None, dict[str, Any]]:
    """Return how many pages further there is one, its cursor, and the row at its edge."""
    from zhiyong.shell import paging

    rows = each.rows(standing)
    pages = min(FURTHER, (rows.order_by()[: (FURTHER + 1) * PAGE].count() - 1) // PAGE)
    if pages < 1:
        return 1, None, {}
    before = paging.page(rows, order=each.order, size=pages * PAGE)
    last = before.rows[-1]
    return pages, before.after, {"day": getattr(last, each.day), "id": last.pk}


@dataclass
class Spent:
    """Where the time of the requests went: lists of seconds, one entry a request."""

    queries: list[float] = field(default_factory=list)
    rendering: list[float] = field(default_factory=list)

    def of_pages(self, rounds: int) -> tuple[float, float]:
        """Return the medians of the database's part and of the template's."""
        from statistics import median

        return median(self.queries[-rounds:]), median(self.rendering[-rounds:])


@contextmanager
def timers() -> Iterator[Spent]:
    """Take the time of queries and of templates inside requests."""
    from django.core.handlers.base import BaseHandler
    from django.db import connection

    from zhiyong.shell.lists import page as pages

    spent, now = Spent(), [0.0, 0.0]
    render, handle = pages.render, BaseHandler.get_response

    def query(execute: Any, *args: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*args)
        finally:
            now[0] += time.perf_counter() - began

    def rendered(*args: Any, **kwargs: Any) -> Any:
        began, asked = time.perf_counter(), now[0]
        try:
            return render(*args, **kwargs)
        finally:
            now[1] += time.perf_counter() - began - (now[0] - asked)

    def handled(self: Any, request: Any) -> Any:
        now[:] = [0.0, 0.0]
        with connection.execute_wrapper(query):
            answer = handle(self, request)
        spent.queries.append(now[0])
        spent.rendering.append(now[1])
        return answer

    pages.render, BaseHandler.get_response = rendered, handled  # type: ignore[assignment,method-assign]
    try:
        yield spent
    finally:
        pages.render, BaseHandler.get_response = render, handle  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
