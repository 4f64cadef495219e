"""How fast the directory is at full size, beside one hand-written statement each in the same run.

    python bench/directory.py [--units 10000] [--people 500000] [--rounds 15]

Every person holds one post; one post in fifty is vacant; every post has a past of one change.

bare      one statement, written by hand, that returns the same rows.
selector  the same rows as the page gets them: `selectors` and, for lists, `shell.paging` with its
          count up to 10,000, which the bare statement has not.
page      the whole request through Django's test client, counts and rendering included.
import    a workbook of 25,000 people with their posts and times in them: read and compared, then
          carried out; rows a second.
"""

import argparse
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from common import TODAY, database, ms, say, sentences, side_by_side

SURNAMES = "陈林张李王赵周吴徐孙马朱胡郭何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶"
GIVEN = "志远明辉静敏建国文华海燕丽娟伟强晓峰玉兰春梅思源雨桐子涵浩然佳怡国栋秀英"
BUREAUS = "民政公安财政教育卫生交通水利农业林业商务文化体育统计审计税务环保城管住建人社司法"
START, CHANGED = date(2019, 1, 1), date(2023, 6, 1)


def main() -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--keep", action="store_true", help="keep the database")
    asked = parser.parse_args()
    sentences()
    with database("bench_directory", keep=asked.keep):
        began = time.perf_counter()
        load(asked.units, asked.people)
        print(
            f"{asked.units:,} units, {asked.people:,} people, posts and times in posts,"
            f" loaded in {time.perf_counter() - began:.0f} s\n"
        )
        reads(asked.rounds)
        imports()


# --- the data ---------------------------------------------------------------------------------


def load(units: int, people: int) -> None:
    """Fill the tables by COPY: the same rows for the same numbers."""
    from django.db import connection

    from zhiyong.directory import pinyin

    chance = random.Random(7)
    copy("directory_unit", UNIT, (unit(n, units, pinyin) for n in range(1, units + 1)))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO directory_unitspan (unit_id, name, short_name, parent_id, valid)"
            " SELECT id, name, short_name, parent_id, daterange(opened_on, NULL)"
            " FROM directory_unit"
        )
    copy("directory_person", PERSON, (person(n, chance, pinyin) for n in range(1, people + 1)))
    copy("directory_post", POST, (post(n, units, chance) for n in range(1, people + 1)))
    with connection.cursor() as cursor:
        for first, until in (("%(start)s", "%(changed)s"), ("%(changed)s", "NULL")):
            cursor.execute(
                "INSERT INTO directory_postspan"
                " (post_id, unit_id, kind, title, staff_type, is_city_managed, valid)"
                " SELECT id, unit_id, kind, title, staff_type, is_city_managed,"
                f" daterange({first}, {until}) FROM directory_post",
                {"start": START, "changed": CHANGED},
            )
        cursor.execute(
            "INSERT INTO directory_tenure (post_id, person_id, valid, is_principal, is_acting,"
            " is_elected, basis) SELECT id, id, daterange(%s, NULL), true, false, false, ''"
            " FROM directory_post WHERE id %% 50 <> 0",
            [START],
        )
        for table in ("unit", "person", "post"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('directory_{table}', 'id'),"
                f" (SELECT max(id) FROM directory_{table}))"
            )
        cursor.execute("ANALYZE")


UNIT = [
    *("id", "code", "uscc", "kind", "level", "name", "short_name", "aliases", "pinyin"),
    *("initials", "grams", "parent_id", "path", "tags", "opened_on"),
]
PERSON = ["id", "number", "name", "pinyin", "initials", "grams"]
POST = ["id", "code", "unit_id", "kind", "title", "staff_type", "is_city_managed"]


def unit(n: int, units: int, pinyin: Any) -> list[Any]:
    """Return one unit: a city, its counties and bureaus, and sections below."""
    top = max(2, units // 50)
    parent = None if n == 1 else 1 if n <= top else 2 + n % (top - 1)
    bureau = BUREAUS[2 * (n % (len(BUREAUS) // 2)) :][:2]
    place = "江州市" if n <= top else f"第{n}县"
    name = f"{place}{bureau}局" if n > 1 else "江州市人民政府"
    aliases, tags = [f"{bureau}窗口"], ["窗口单位"] if n % 7 == 0 else []
    full, initials = pinyin.keys(name)
    return [
        n, f"U{n:06}", "", "GOVERNMENT" if n == 1 else "GOVERNMENT_DEPARTMENT", "CITY", name,
        name[-3:], aliases, full, initials, pinyin.grams(name, *aliases, *tags), parent,
        [n] if parent is None else [1, n] if parent == 1 else [1, parent, n], tags, START,
    ]  # fmt: skip


def person(n: int, chance: random.Random, pinyin: Any) -> list[Any]:
    """Return one person."""
    name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
    full, initials = pinyin.keys_of_person(name)
    return [n, f"P{n:07}", name, full, initials, pinyin.grams(name)]


def post(n: int, units: int, chance: random.Random) -> list[Any]:
    """Return one post; the first of each unit is its head's."""
    kind = "MAIN_LEADER" if n <= units else chance.choice(("LEADER", "STAFF", "STAFF", "STAFF"))
    title = "局长" if n <= units else "副局长" if kind == "LEADER" else "科员"
    return [n, f"G{n:07}", (n - 1) % units + 1, kind, title, "CIVIL_SERVANT", False]


def copy(table: str, columns: list[str], rows: Iterator[list[Any]]) -> None:
    """Write rows by COPY."""
    from django.db import connection

    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as target,
    ):
        for row in rows:
            target.write_row(row)


# --- what is measured -------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One question, asked by hand, by the selectors, and as a page."""

    name: str
    bare: str
    values: dict[str, Any]
    selector: Callable[[], Any]
    url: str


def cases() -> list[Case]:
    """Return the questions."""
    from django.urls import reverse

    from zhiyong.directory import selectors
    from zhiyong.directory.models import Person, Post, Unit
    from zhiyong.directory.selectors.people import matching_people
    from zhiyong.shell import paging

    units, people, posts = reverse("directory:units"), reverse("directory:people"), "directory:"
    everyone, by_name = Person.objects.defer("grams"), ("pinyin", "id")
    before = paging.page(everyone, order=by_name, size=1000 * paging.SIZE)
    far, cursor = before.rows[-1], before.after
    bureau = Unit.objects.get(pk=77)
    columns = "id, number, name, pinyin, initials"
    return [
        Case(
            "people, first page",
            f"SELECT {columns} FROM directory_person ORDER BY pinyin, id LIMIT 51",
            {},
            lambda: rows(everyone, by_name),
            people,
        ),
        Case(
            "people, a thousand pages on",
            f"SELECT {columns} FROM directory_person WHERE (pinyin, id) > (%(pinyin)s, %(id)s)"
            " ORDER BY pinyin, id LIMIT 51",
            {"pinyin": far.pinyin, "id": far.pk},
            lambda: rows(everyone, by_name, cursor),
            f"{people}?cursor={cursor}",
        ),
        *(
            Case(
                f"people called “{text}”",
                f"SELECT {columns} FROM directory_person WHERE {where}"
                " ORDER BY pinyin, id LIMIT 51",
                values,
                lambda text=text: rows(matching_people(everyone, text), by_name),
                f"{people}?q={text}",
            )
            for text, where, values in (
                (
                    "陈志远",
                    "grams @> %(grams)s AND name LIKE %(like)s",
                    {"grams": ["陈志", "志远"], "like": "%陈志远%"},
                ),
                (
                    "志远",
                    "grams @> %(grams)s AND name LIKE %(like)s",
                    {"grams": ["志远"], "like": "%志远%"},
                ),
                (
                    "czy",
                    "initials LIKE %(like)s OR replace(pinyin, ' ', '') LIKE %(like)s",
                    {"like": "czy%"},
                ),
                ("P0123", "number LIKE %(like)s", {"like": "P0123%"}),
            )
        ),
        Case(
            "people of one unit and below",
            f"SELECT {columns} FROM directory_person p WHERE EXISTS (SELECT FROM directory_tenure"
            " t JOIN directory_post g ON g.id = t.post_id JOIN directory_unit u ON u.id ="
            " g.unit_id WHERE t.person_id = p.id AND upper(t.valid) IS NULL AND u.path @>"
            " ARRAY[77::bigint]) ORDER BY pinyin, id LIMIT 51",
            {},
            lambda: rows(_below(everyone), by_name),
            f"{people}?under=77",
        ),
        Case(
            "units, first page",
            "SELECT id, code, name, kind, level, tags FROM directory_unit WHERE closed_on IS NULL"
            " ORDER BY pinyin, id LIMIT 51",
            {},
            lambda: rows(selectors.open_units(TODAY), by_name),
            reverse("directory:unit_list"),
        ),
        *(
            Case(
                f"unit for “{text}”",
                "SELECT id, name FROM directory_unit WHERE name LIKE %(like)s OR short_name LIKE"
                " %(like)s OR %(text)s = ANY(aliases) OR initials LIKE %(like)s"
                " ORDER BY cardinality(path), pinyin, id LIMIT 20",
                {"like": f"%{text}%", "text": text},
                lambda text=text: selectors.unit_search(text, 20),
                f"{units}?q={text}",
            )
            for text in ("江州市公安局", "公安窗口", "江州市公安局户籍窗口", "jzsgaj")
        ),
        Case(
            "who led a unit in 2022",
            "SELECT t.id, p.name, s.title FROM directory_postspan s JOIN directory_tenure t ON"
            " t.post_id = s.post_id AND t.valid @> '2022-05-01'::date JOIN directory_person p ON"
            " p.id = t.person_id WHERE s.unit_id = 77 AND s.valid @> '2022-05-01'::date"
            " AND s.kind IN ('MAIN_LEADER', 'LEADER')",
            {},
            lambda: list(selectors.leaders_of(bureau, date(2022, 5, 1))),
            reverse("directory:unit", args=[77]) + "?on=2022-05-01",
        ),
        Case(
            "vacant posts, first page",
            "SELECT g.id, g.title, u.name FROM directory_post g JOIN directory_unit u ON u.id ="
            " g.unit_id WHERE NOT EXISTS (SELECT FROM directory_tenure t WHERE t.post_id = g.id"
            " AND t.valid @> %(today)s::date) ORDER BY g.unit_id, g.id LIMIT 51",
            {"today": TODAY},
            lambda: rows(selectors.vacant_posts(TODAY), ("unit_id", "id")),
            reverse(f"{posts}vacancies"),
        ),
        Case(
            "posts of one unit",
            "SELECT s.id, s.title, p.name FROM directory_postspan s LEFT JOIN directory_tenure t"
            " ON t.post_id = s.post_id AND t.valid @> %(today)s::date LEFT JOIN directory_person p"
            " ON p.id = t.person_id WHERE s.unit_id = 77 AND s.valid @> %(today)s::date",
            {"today": TODAY},
            lambda: list(selectors.posts_of_unit(bureau, TODAY)),
            reverse("directory:unit", args=[77]) + "?tab=posts",
        ),
        Case(
            "a person's posts",
            "SELECT g.id, g.title, u.name FROM directory_tenure t JOIN directory_post g ON g.id ="
            " t.post_id JOIN directory_unit u ON u.id = g.unit_id WHERE t.person_id = 4711"
            " AND t.valid @> %(today)s::date",
            {"today": TODAY},
            lambda: list(selectors.posts_of(Person(pk=4711), TODAY)),
            reverse("directory:person", args=[4711]),
        ),
        Case(
            "post by unit and title",
            "SELECT id, title FROM directory_post WHERE unit_id = 77 AND title = '局长'",
            {},
            lambda: list(Post.objects.filter(unit=bureau, title__contains="局长")),
            reverse("directory:find_post") + "?for=post&post_q=公安窗口 局长",
        ),
    ]


def rows(queryset: Any, order: tuple[str, ...], cursor: str | None = None) -> list[Any]:
    """Return one page as a list asks for it."""
    from zhiyong.shell import paging

    return paging.page(queryset, order=order, cursor=cursor).rows


def _below(people: Any) -> Any:
    from zhiyong.directory.lists import _serving_below

    return _serving_below(people, "77")


def reads(rounds: int) -> None:
    """Measure the questions."""
    from django.db import connection
    from django.test import Client

    from zhiyong.directory.tests.factories import account_with
    from zhiyong.shell.access import Role

    client = Client()
    from zhiyong.directory.models import Unit

    client.force_login(account_with(Role.PERSONNEL, unit=Unit.objects.get(pk=1)))
    say("ms, median", "bare", "selector", "ratio", "page", first=32, width=9)
    for case in cases():

        def bare(case: Case = case) -> None:
            with connection.cursor() as cursor:
                cursor.execute(case.bare, case.values)
                cursor.fetchall()

        def page(case: Case = case) -> None:
            response = client.get(case.url)
            if response.status_code != 200:
                raise SystemExit(f"{case.url}: {response.status_code}")

        by_hand, selected, whole = side_by_side(rounds, bare, case.selector, page)
        say(
            case.name, ms(by_hand), ms(selected), f"{selected / by_hand:.1f}", ms(whole),
            first=32, width=9,
        )  # fmt: skip


def imports() -> None:
    """Measure a large workbook."""
    from zhiyong.directory.models import ImportRun, Unit
    from zhiyong.directory.services import imports
    from zhiyong.directory.tests import workbooks
    from zhiyong.directory.tests.factories import account_with
    from zhiyong.shell.access import Role

    account = account_with(Role.PERSONNEL, unit=Unit.objects.get(pk=1))
    many = range(25_000)
    codes = [f"U{n % 9_000 + 1:06}" for n in many]
    content = workbooks.workbook(
        {
            "岗位": [
                workbooks.POST_HEADINGS,
                *((f"N-{n}", code, "科员", "工作人员", START) for n, code in enumerate(codes)),
            ],
            "人员": [workbooks.PEOPLE_HEADINGS, *((f"N{n}", f"陈{n}", "公务员", "") for n in many)],
            "任职": [workbooks.TENURE_HEADINGS, *((f"N{n}", f"N-{n}", TODAY) for n in many)],
        }
    )
    run = ImportRun.objects.create(
        name="bench.xlsx", content=content, on=TODAY, uploaded_by=account, uploaded_on=TODAY
    )
    rights = workbooks.rights(account, TODAY)
    began = time.perf_counter()
    run = imports.examine(run=run, rights=rights)
    read = time.perf_counter() - began
    if run.state != ImportRun.State.READY:
        raise SystemExit(f"the workbook has errors: {workbooks.troubles(run)[:5]}")
    ImportRun.objects.filter(pk=run.pk).update(state="CONFIRMED", confirmed_by=account)
    began = time.perf_counter()
    imports.carry_out_workbook(run=run, rights=rights, today=TODAY)
    carried = time.perf_counter() - began
    print(f"\nimport of {run.rows:,} rows ({len(content) / 1e6:.1f} MB)")
    say("read and compared", f"{read:.1f} s", f"{run.rows / read:,.0f} rows/s")
    say("compared again and carried out", f"{carried:.1f} s", f"{run.rows / carried:,.0f} rows/s")


if __name__ == "__main__":
    main()
