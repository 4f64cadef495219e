"""Eight clerks register at once: numbers without gaps or doubles, and how fast.

    python bench/numbering.py [--each 50] [--clerks 8] [--rounds 3]

Each clerk is a thread with a connection of its own. Complaints are lodged beforehand, by the act
itself; every tenth registration is undone after its number was given, whose number must then go
to somebody else.

one office     all complaints are kept by one office: all clerks want the same counter row.
own offices    each clerk's complaints are kept by another office: nobody waits for a counter.
one clerk      the same act with nobody else at work.
bare counter   one counter row, updated by as many connections, each update its own transaction.
"""

import argparse
import statistics
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from common import TODAY, address, city, database, say, together

TEXT = "窗口工作人员上午十点仍未到岗，来办事的群众等了一个多小时。" * 10


class Undone(Exception):
    """The act did not come to its end."""


def main() -> None:
    """Lodge, register, and look at every number."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=50, help="registrations by each clerk")
    parser.add_argument("--clerks", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with database("bench_numbers"):
        city()
        compare(asked.clerks, asked.each, asked.rounds)


def compare(clerks: int, each: int, rounds: int) -> None:
    """Let them register in turns with the floors; print medians."""
    offices = _offices(clerks)
    rates: dict[str, list[float]] = {}
    for _ in range(rounds):
        one = _lodged(offices[:1] * clerks, each)
        rates.setdefault("one office", []).append(registered(one))
        own = _lodged(offices, each)
        rates.setdefault("own offices", []).append(registered(own))
        alone = _lodged(offices[:1], each)
        rates.setdefault("one clerk", []).append(registered(alone))
        rates.setdefault("bare counter", []).append(counted(clerks, 200))
    found = {name: statistics.median(rate) for name, rate in rates.items()}
    bare = found["bare counter"]
    say("registrations a second", "rate", "÷ bare counter", "÷ one clerk")
    for name, rate in found.items():
        say(f"  {name}", f"{rate:,.0f}", f"{rate / bare:.2f}", f"{rate / found['one clerk']:.2f}")
    checked()


def _offices(count: int) -> list[Any]:
    from zhiyong.directory.models import Unit

    return list(Unit.objects.exclude(level="PROVINCE").order_by("code")[10 : 10 + count])


def _lodged(keepers: Sequence[Any], each: int) -> list[list[Any]]:
    """Return as many new complaints for each clerk, kept by the clerk's office."""
    from zhiyong.intake.drafts import Lodging
    from zhiyong.intake.models import Complaint
    from zhiyong.intake.services import lodge_complaint

    piles = []
    for keeper in keepers:
        pile = []
        for _ in range(each):
            draft = Lodging(text=TEXT, channel="web", subject_unit=keeper)
            made = lodge_complaint(draft=draft, by="portal", on=TODAY).complaint
            assert made
            Complaint.objects.filter(pk=made.pk).update(keeper=keeper, audience=keeper.pk)
            pile.append(made)
        piles.append(pile)
    return piles


def registered(piles: list[list[Any]]) -> float:
    """Let every clerk register a pile; return how many a second there were in all."""
    from django.db import connection, transaction

    from zhiyong.directory.models import Account
    from zhiyong.intake.services import register_complaint

    accounts = list(Account.objects.filter(person__isnull=False).order_by("pk")[: len(piles)])

    def act(place: int, wait: Callable[[], object]) -> None:
        connection.ensure_connection()
        wait()
        for turn, complaint in enumerate(piles[place]):
            if turn % 10 == 9:
                try:
                    with transaction.atomic():
                        register_complaint(complaint=complaint, by=accounts[place], on=TODAY)
                        raise Undone
                except Undone:
                    pass
            register_complaint(complaint=complaint, by=accounts[place], on=TODAY)
        wait()
        connection.close()

    return sum(map(len, piles)) / together(len(piles), act)


def counted(clerks: int, each: int) -> float:
    """Return how many updates a second one counter row takes from as many connections."""
    with psycopg.connect(address(), autocommit=True) as own:
        own.execute("CREATE TABLE IF NOT EXISTS bare_counter (id int PRIMARY KEY, last bigint)")
        own.execute("INSERT INTO bare_counter VALUES (1, 0) ON CONFLICT DO NOTHING")

    def act(_place: int, wait: Callable[[], object]) -> None:
        with psycopg.connect(address(), autocommit=True) as own:
            wait()
            for _ in range(each):
                own.execute("UPDATE bare_counter SET last = last + 1 WHERE id = 1 RETURNING last")
            wait()

    return clerks * each / together(clerks, act)


def checked() -> None:
    """See that every office's numbers run from 1 without a gap, and none is there twice."""
    from zhiyong.files.models import NumberSeries
    from zhiyong.intake.models import Complaint, Registration

    given: dict[tuple[int, str, int], list[int]] = {}
    for unit, series, year, n in Registration.objects.values_list("unit", "series", "year", "n"):
        given.setdefault((unit, series, year), []).append(n)
    for key, numbers in given.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), key
        assert NumberSeries.objects.get(unit=key[0], series=key[1], year=key[2]).last == len(
            numbers
        )
    assert not Complaint.objects.filter(state="LODGED").exists()
    many = sum(map(len, given.values()))
    print(f"{many:,} numbers in {len(given)} registers: no gap, none twice")


if __name__ == "__main__":
    main()
