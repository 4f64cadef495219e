"""What the benchmarks share: a database of their own, the demo city in it, tables on paper.

A benchmark makes its database beside the one that DATABASE_URL (or the embedded cluster) names,
and drops it at the end. It prints ratios measured side by side in one run: machines differ.
"""

import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyong.config.settings.test")

if TYPE_CHECKING:
    from zhiyong.demo.city import City

TODAY = date(2026, 3, 2)


@contextmanager
def database(name: str, *, keep: bool = False) -> Iterator[None]:
    """Make a database with all tables, make Django use it, and drop it at the end."""
    import django
    from django.conf import settings

    settings.DATABASES["default"]["TEST"] = {"NAME": name}
    settings.DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
    settings.FIXED_TODAY = TODAY.isoformat()
    django.setup()
    from django.db import connection, connections

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connections.close_all()
        if not keep:
            connection.creation.destroy_test_db(name, verbosity=0)


def city() -> "City":
    """Build the demo city: units, posts, people, accounts with roles, the plan, the custodians."""
    from django.db import transaction

    from zhiyong.demo.city import SET_UP, build
    from zhiyong.demo.staff import adopt_plan, appoint_custodians, staff

    with transaction.atomic():
        made = build()
        accounts = staff(made)
        adopt_plan(made, accounts["office"], SET_UP)
        appoint_custodians(made, accounts, SET_UP)
    return made


def sentences() -> None:
    """Compile the translations, so that pages are rendered as their readers see them."""
    from zhiyong.config.messages import compile_catalogues

    compile_catalogues()


def address() -> str:
    """Return the address of the benchmark's own database, as libpq reads it."""
    from django.db import connection
    from psycopg.conninfo import make_conninfo

    known = connection.settings_dict
    return make_conninfo(
        host=known["HOST"],
        port=known["PORT"],
        user=known["USER"],
        password=known["PASSWORD"],
        dbname=known["NAME"],
    )


def url() -> str:
    """Return the same as DATABASE_URL wants it."""
    from urllib.parse import quote

    from django.db import connection

    known = connection.settings_dict
    password = quote(known["PASSWORD"], safe="")
    return f"postgres://{known['USER']}:{password}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


def rate(act: Callable[[], object], count: int) -> float:
    """Return how often a second something can be done."""
    began = time.perf_counter()
    for _ in range(count):
        act()
    return count / (time.perf_counter() - began)


def seconds(act: Callable[[], object]) -> float:
    """Return how long something takes, in seconds."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def side_by_side(rounds: int, *acts: Callable[[], object]) -> list[float]:
    """Return the median time of each act, in seconds; they take turns, after one round unseen."""
    times = [[seconds(act) for act in acts] for _ in range(rounds + 1)][1:]
    return [statistics.median(each) for each in zip(*times, strict=True)]


def together(count: int, act: Callable[[int, Callable[[], object]], None]) -> float:
    """Let threads begin at one moment; return the seconds until the last is done.

    `act` waits once before it begins and once when it is done.
    """
    barrier = threading.Barrier(count + 1, timeout=600)
    faults: list[BaseException] = []

    def run(place: int) -> None:
        try:
            act(place, barrier.wait)
        except BaseException as fault:
            faults.append(fault)
            barrier.abort()

    threads = [threading.Thread(target=run, args=(n,), daemon=True) for n in range(count)]
    for thread in threads:
        thread.start()
    try:
        barrier.wait()
        began = time.perf_counter()
        barrier.wait()
        took = time.perf_counter() - began
    except threading.BrokenBarrierError:
        raise faults[0] from None
    for thread in threads:
        thread.join()
    return took


def ms(took: float) -> str:
    """Return seconds as milliseconds with a useful number of digits."""
    return f"{took * 1000:.2f}" if took < 0.1 else f"{took * 1000:.0f}"


def say(*cells: Any, first: int = 26, width: int = 17) -> None:
    """Print one line of the table."""
    print(
        "  ".join(
            f"{cell:<{first}}" if n == 0 else f"{cell:>{width}}" for n, cell in enumerate(cells)
        ),
        flush=True,
    )
