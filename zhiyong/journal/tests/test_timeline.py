"""What happened, as sentences, in a number of queries that does not grow."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from zhiyong.journal import sealer, selectors
from zhiyong.journal.models import AuditorsKey, SealerState
from zhiyong.journal.services import anonymously, record, rethread
from zhiyong.journal.tests.kinds_for_tests import AUDITOR, CLERK, NOBODY, FakeStanding, registered
from zhiyong.shell.access import Role

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def things(db: None) -> Iterator[None]:
    SealerState.objects.bulk_create(SealerState(pk=pk) for pk in range(1, 10))
    with registered(), translation.override("en"):
        yield


def officer(name: str) -> str:
    key = AuditorsKey.objects.create(public=b"", wrapped=b"", salt=b"", made_on=DAY, made_by=name)
    return f"officer:{key.pk}"


def test_tells_who_did_what_and_links_to_what_may_be_seen() -> None:
    chen, wu = officer("Chen"), officer("Wu")
    record("thing.lodged", of="thing:1", by="portal", on=DAY, facts={"due_on": date(2026, 3, 9)})
    record("thing.assigned", of="thing:1", by=chen, on=DAY, facts={"handler": wu})
    sealer.seal_once(at=NOON)
    record("thing.accepted", of="thing:1", by=wu, on=DAY)

    lodged, assigned, accepted = selectors.timeline("thing:1", CLERK)

    assert lodged.text == "The public website lodged No. 1 <b> on ; due 9 March 2026."
    assert '<a href="/things/1/">No. 1 &lt;b&gt;</a>' in lodged.html
    assert assigned.text == "Officer Chen assigned it to Officer Wu."
    assert (lodged.index, assigned.index, accepted.index) == (0, 1, None)
    assert accepted.is_late


def test_asks_as_often_for_forty_entries_as_for_two(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(40):
        record(
            "thing.assigned",
            of="thing:1",
            by=officer(f"A{n}"),
            on=DAY,
            facts={"handler": officer(f"B{n}")},
        )

    with django_assert_num_queries(6):
        lines = selectors.timeline("thing:1", CLERK)

    assert lines[39].text == "Officer A39 assigned it to Officer B39."


def test_on_a_day_without_moments_what_befell_the_object_itself_comes_first() -> None:
    with anonymously():
        for n in range(2, 8):
            record("thing.noted", of=f"thing:{n}", by="clock", on=DAY, threads=["thing:1"])
        record("thing.lodged", of="thing:1", by="portal", on=DAY)

    assert selectors.timeline("thing:1", CLERK)[0].entry.verb == "thing.lodged"


def test_follows_what_was_joined() -> None:
    record("thing.lodged", of="thing:1", by="portal", on=DAY)
    record("thing.lodged", of="thing:2", by="portal", on=DAY)
    record("thing.lodged", of="thing:3", by="portal", on=DAY)
    rethread(source="thing:3", into="thing:2", by="clock", on=DAY)
    rethread(source="thing:2", into="thing:1", by="clock", on=DAY)
    record("thing.accepted", of="thing:3", by="clock", on=DAY)

    verbs = [line.entry.verb for line in selectors.timeline("thing:1", CLERK)]

    assert verbs.count("thing.lodged") == 3
    assert verbs[-1] == "thing.accepted"
    assert len(selectors.timeline("thing:2", CLERK)) < len(verbs)


def test_shows_entries_about_a_case_only_to_those_who_read_cases_there() -> None:
    record("thing.lodged", of="thing:1", by="portal", on=DAY, audience=7)
    record("thing.accepted", of="thing:1", by="clock", on=DAY, audience=9)

    here = selectors.timeline("thing:1", CLERK)
    both = selectors.timeline("thing:1", FakeStanding({Role.SUPERVISOR: frozenset({7, 9})}))

    assert [line.entry.audience for line in here] == [7]
    assert [line.entry.audience for line in both] == [7, 9]
    assert selectors.timeline("thing:1", NOBODY) == []
    assert selectors.timeline("thing:1", AUDITOR) == []


def test_tells_the_complainant_only_what_the_kind_allows() -> None:
    chen = officer("Chen")
    record("thing.lodged", of="thing:1", by="portal", on=DAY, audience=7)
    record("thing.assigned", of="thing:1", by=chen, on=DAY, audience=7, facts={"handler": chen})
    record("thing.accepted", of="thing:1", by=chen, on=DAY, audience=7)

    lines = selectors.timeline("thing:1", NOBODY, public=True)

    assert [line.text for line in lines] == [
        "The office lodged Thing on ; due .",
        "The office accepted it.",
    ]
    assert "Chen" not in "".join(line.text + line.html for line in lines)


def test_an_entry_without_words_is_still_told() -> None:
    record("thing.unheard_of", of="thing:1", by="clock", on=DAY)

    assert selectors.timeline("thing:1", CLERK)[0].text == (
        "The system clock: thing.unheard_of (No. 1 <b>)"
    )
