"""Rows are entered, corrected beside the old one, struck out; nothing is overwritten."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import PersonFactory, account_with
from zhiyong.journal.models import Entry
from zhiyong.journal.services import recommit
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.registers import services
from zhiyong.registers.access import EVERYWHERE, Reach
from zhiyong.registers.models import Row
from zhiyong.registers.selectors import (
    chain_of,
    facts_for,
    register_of,
    registers_for,
    rows_visible_to,
)
from zhiyong.registers.tests.factories import ABSENCE, a_row, office
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

pytestmark = pytest.mark.django_db


def test_a_row_keeps_exact_values_and_is_committed_to(city: City) -> None:
    person = city.official()

    row = a_row(city, about=person, from_="２０２６年１月５日", until="2026.1.25", kind="absence")

    assert row.values == ABSENCE
    assert (row.about, row.unit, row.day) == (f"person:{person.pk}", city.bureau, date(2026, 1, 5))
    assert row.until == date(2026, 1, 25)
    entry = Entry.objects.get(verb="register.entered")
    assert entry.commitments == {"row": recommit(row.content, row.salt)}
    assert entry.facts == {"register": "attendance"}
    assert entry.audience == city.bureau.pk
    assert f"person:{person.pk}" in entry.threads


@pytest.mark.parametrize(
    ("register", "values", "codes"),
    [
        ("attendance", {}, {"from": "REQUIRED", "kind": "REQUIRED"}),
        ("attendance", {**ABSENCE, "from": "2月30日"}, {"from": "DAY"}),
        ("attendance", {**ABSENCE, "until": "2026-01-01"}, {"until": "ENDS_BEFORE"}),
        ("attendance", {**ABSENCE, "kind": "holiday"}, {"kind": "CHOICE"}),
        ("attendance", {**ABSENCE, "excused": "perhaps"}, {"excused": "FLAG"}),
        ("attendance", {**ABSENCE, "height": "2"}, {"height": "NO_FIELD"}),
    ],
)
def test_a_row_with_wrong_fields_is_refused(
    city: City, register: str, values: dict[str, Any], codes: dict[str, str]
) -> None:
    with pytest.raises(services.ValuesWrong) as refused:
        services.add_row(
            adoption=city.adoption,
            register=register,
            about=city.official(),
            values=values,
            reach=EVERYWHERE,
            by="clock",
            on=DAY,
        )

    assert {one.field: one.code for one in refused.value.wrong} == codes
    assert not Row.objects.exists()


@pytest.mark.parametrize(
    ("case", "error"),
    [
        ("unknown register", services.NoSuchRegister),
        ("a unit where persons stand", services.AnotherSubject),
        ("nobody's unit", services.NotPlaced),
        ("another's unit", services.NotYours),
        ("an event without a name", services.AnotherSubject),
    ],
)
def test_what_does_not_belong_there_is_refused(city: City, case: str, error: type[Refusal]) -> None:
    about: Any = city.official()
    register, reach = "attendance", EVERYWHERE
    match case:
        case "unknown register":
            register = "dreams"
        case "a unit where persons stand":
            about = city.bureau
        case "nobody's unit":
            about = PersonFactory.create()
        case "another's unit":
            reach = Reach(units=frozenset({city.court.pk}))
        case "an event without a name":
            register, about = "emergency_reports", city.bureau

    with pytest.raises(error):
        services.add_row(
            adoption=city.adoption,
            register=register,
            about=about,
            values=ABSENCE,
            reach=reach,
            by="clock",
            on=DAY,
        )

    assert not Row.objects.exists()


def test_the_same_row_is_not_entered_twice(city: City) -> None:
    person = city.official()
    a_row(city, about=person)

    with pytest.raises(services.SaysTheSame):
        a_row(city, about=person)

    assert Row.objects.count() == 1


def test_a_correction_is_another_row_and_the_old_one_stays(city: City) -> None:
    old = a_row(city)

    new = services.correct_row(
        row=old,
        values={**ABSENCE, "until": "2026-01-12"},
        why="止日录错",
        reach=EVERYWHERE,
        by=office(city),
        on=DAY,
    )

    old.refresh_from_db()
    assert (old.state, old.ended_why, old.values) == ("CORRECTED", "止日录错", ABSENCE)
    assert (new.state, new.corrects, new.first) == ("IN_FORCE", old, old)
    assert [*chain_of(old)] == [*chain_of(new)] == [new, old]
    entry = Entry.objects.get(verb="register.superseded")
    assert entry.commitments == {"why": recommit("止日录错", old.ended_salt)}
    facts = facts_for(city.adoption, new.about, DAY)
    assert facts.facts["attendance.absent_days"] == 8
    assert facts.taken["attendance.absent_days"].rows == (new.pk,)


def test_corrections_of_corrections_keep_the_whole_chain(city: City) -> None:
    row = first = a_row(city)
    for day in ("10", "11"):
        row = services.correct_row(
            row=row,
            values={**ABSENCE, "until": f"2026-01-{day}"},
            why="再核",
            reach=EVERYWHERE,
            by="clock",
            on=DAY,
        )

    assert [one.state for one in chain_of(first)] == ["IN_FORCE", "CORRECTED", "CORRECTED"]


def test_a_correction_needs_a_reason_and_a_difference(city: City) -> None:
    row = a_row(city)

    with pytest.raises(services.NoReason):
        services.correct_row(
            row=row,
            values={**ABSENCE, "kind": "sick"},
            why=" ",
            reach=EVERYWHERE,
            by="clock",
            on=DAY,
        )
    with pytest.raises(services.SaysTheSame):
        services.correct_row(
            row=row, values=ABSENCE, why="无变化", reach=EVERYWHERE, by="clock", on=DAY
        )

    row.refresh_from_db()
    assert row.state == "IN_FORCE"
    assert Row.objects.count() == 1


def test_a_row_that_is_struck_out_counts_no_more(city: City) -> None:
    row = a_row(city)

    services.strike_row(row=row, why="重复录入", reach=EVERYWHERE, by="clock", on=DAY)

    row.refresh_from_db()
    assert (row.state, row.ended_on) == ("STRUCK", DAY)
    assert not facts_for(city.adoption, row.about, DAY).facts
    assert Entry.objects.get(verb="register.struck").commitments == {
        "why": recommit("重复录入", row.ended_salt)
    }
    with pytest.raises(services.NoLongerHolds):
        services.strike_row(row=row, why="再次", reach=EVERYWHERE, by="clock", on=DAY)


def test_a_row_that_ended_cannot_be_made_to_hold_by_hand(city: City) -> None:
    row = a_row(city)
    services.strike_row(row=row, why="重复录入", reach=EVERYWHERE, by="clock", on=DAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        Row.objects.filter(pk=row.pk).update(state="IN_FORCE")


# ── who keeps, who reads ──────────────────────────────────────────────────────────────────


def test_who_keeps_and_who_reads_a_register(city: City) -> None:
    """Attendance is the own unit's; known breaches are the discipline body's; targets nobody's
    whom the platform knows, so the office's."""
    people = {
        "office": office(city),
        "bureau": account_with(Role.CLERK, unit=city.bureau),
        "leader": account_with(Role.LEADER, unit=city.bureau),
        "discipline": account_with(Role.CLERK, unit=city.bodies["discipline_bureau"]),
        "panel": account_with(Role.PANEL_MEMBER, unit=city.root),
    }
    told = {}
    for name, account in people.items():
        standing = standing_of(account, DAY)
        for code in ("attendance", "known_breaches", "targets"):
            kept = register_of(city.adoption, code, standing)
            told[name, code] = (
                kept is not None and kept.keeps.covers(city.bureau),
                kept is not None and kept.reads.covers(city.bureau),
            )

    assert told == {
        ("office", "attendance"): (True, True),
        ("office", "known_breaches"): (True, True),
        ("office", "targets"): (True, True),
        ("bureau", "attendance"): (True, True),
        ("bureau", "known_breaches"): (False, False),
        ("bureau", "targets"): (False, False),
        ("leader", "attendance"): (False, True),
        ("leader", "known_breaches"): (False, False),
        ("leader", "targets"): (False, False),
        ("discipline", "attendance"): (False, False),
        ("discipline", "known_breaches"): (True, True),
        ("discipline", "targets"): (False, False),
        ("panel", "attendance"): (False, False),
        ("panel", "known_breaches"): (False, False),
        ("panel", "targets"): (False, False),
    }


def test_rows_are_seen_by_whom_the_plan_names(city: City) -> None:
    mine = a_row(city)
    other = a_row(city, about=city.official(city.court))
    breach = a_row(city, "known_breaches", city.official(), what="违规收费", since="2026-01-05")

    def sees(account: Any) -> set[Row]:
        return set(rows_visible_to(standing_of(account, DAY)))

    assert sees(office(city)) == {mine, other, breach}
    assert sees(account_with(Role.CLERK, unit=city.bureau)) == {mine}
    assert sees(account_with(Role.CLERK, unit=city.bodies["discipline_bureau"])) == {breach}
    assert sees(account_with(Role.SYSTEM_ADMIN, unit=city.root)) == set()
    assert sees(account_with(Role.HANDLER, unit=city.bureau)) == set()


def test_registers_are_counted_for_whom_they_are_shown(
    city: City, django_assert_num_queries: Any
) -> None:
    a_row(city)
    a_row(city, about=city.official(city.court))
    pack_of(city.adoption)
    standing = standing_of(account_with(Role.CLERK, unit=city.bureau), DAY)

    with django_assert_num_queries(3):
        found = registers_for([city.adoption], standing)

    assert {one.register.id: one.rows for one in found}["attendance"] == 1
