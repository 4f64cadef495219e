"""What an appeal undoes: entry by entry, nothing deleted, as the rules say, seen before."""

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils.translation import override
from pypdf import PdfReader

from zhiyong.appeals import services, undone
from zhiyong.appeals.models import Appeal, RollBackLine
from zhiyong.appeals.selectors.undoing import foresee
from zhiyong.appeals.selectors.words import say
from zhiyong.appeals.tests.checks import nothing_changes, the_entry
from zhiyong.appeals.tests.factories import DAY, FILED, HEARD, Hall, draft
from zhiyong.cases.models import CaseSource
from zhiyong.consequences.models import Entry
from zhiyong.consequences.selectors import standing_on
from zhiyong.decisions.models import ChosenMeasure, Decision
from zhiyong.decisions.reckoning import reckon_with_others
from zhiyong.decisions.tests.factories import a_decision, serve_all
from zhiyong.duties.models import Duty
from zhiyong.files import storage
from zhiyong.intake.models import Message
from zhiyong.intake.tests.factories import accepted
from zhiyong.journal.models import Entry as Journal
from zhiyong.notices.models import Notice
from zhiyong.plans.selectors import pack_of
from zhiyong.publicity.models import Publication
from zhiyong.publicity.tests.factories import published
from zhiyong.registers.models import Row
from zhiyong.registers.tests.factories import a_row
from zhiyong.rules import rollback
from zhiyong.rules.consequences import Appeal as Filed
from zhiyong.rules.consequences import Chosen

Kind = RollBackLine.Kind
STILL = (Entry.State.IN_FORCE, Entry.State.DONE)


def two_of_one_case(hall: Hall) -> tuple[Decision, Decision]:
    """Return two decisions of one case, whose linked deductions cover each other on the leaders."""
    case = hall.scene.case()
    other = hall.scene.city.official(hall.scene.city.section, name="施同案")
    first = hall.decision(respondent=hall.scene.respondent(case))
    second = hall.decision(respondent=hall.scene.respondent(case, about=other))
    return first, second


def resting(hall: Hall, on: object = FILED) -> Decision:
    """Return a later decision on the same person that rests on the earlier measure."""
    case = hall.scene.case(number="效案〔2026〕99号", concluded_on=FILED)
    respondent = hall.scene.respondent(case)
    decision = a_decision(hall.scene, ("promotion_freeze",), respondent=respondent, on=FILED)
    serve_all(hall.scene, decision, on=FILED)
    decision.refresh_from_db()
    return decision


def ledger(decision: Decision) -> list[Entry]:
    return list(Entry.objects.filter(source=f"decision:{decision.pk}").order_by("pk"))


def as_the_rules_undo(decision: Decision, effect: str, measures: Any = ()) -> rollback.RollBack:
    """Return what the rules themselves roll back, asked apart from every room."""
    before = reckon_with_others(decision)
    appeal = Filed(f"decision:{decision.pk}", effect, HEARD, tuple(measures))
    matter = replace(before.matter, appeals=(*before.matter.appeals, appeal))
    return rollback.settle(before.pack, matter).roll_backs[-1]


@pytest.mark.clause("S3-128", "S3-130")
def test_a_revocation_rolls_back_every_entry_as_the_rules_do(hall: Hall) -> None:
    first, second = two_of_one_case(hall)
    later = resting(hall)
    wanted = as_the_rules_undo(first, "revoked")
    before = {entry.pk: entry for entry in Entry.objects.all()}
    restored = [one for one in before.values() if one.state == Entry.State.SUPERSEDED]
    assert restored, "the leaders' second deduction is covered by the first"

    appeal = hall.answered("revoked", decision=first)

    after = {entry.pk: entry for entry in Entry.objects.all()}
    assert set(before) <= set(after), "nothing is deleted"
    gone = {pk for pk, one in after.items() if one.state == Entry.State.ROLLED_BACK}
    assert gone == {one.pk for one in ledger(first)}
    assert all(after[pk].ended_by == f"appeal:{appeal.pk}" for pk in gone)
    assert all(after[pk].undone_on == HEARD for pk in gone)
    effects = Counter(
        (one.on, one.id, one.taken.measure)
        for one in wanted.reversed
        if one.effect != "impose" and one.on
    )
    measures = Counter((one.on, one.measure, one.measure) for one in wanted.measures if one.on)
    assert Counter((_who(before[pk]), before[pk].code, before[pk].measure) for pk in gone) == (
        effects + measures
    )
    assert {(one.on, one.id) for one in wanted.restored} == {
        (_who(one), one.code) for one in restored if after[one.pk].state in STILL
    }
    _sums_are_what_the_rules_say(first, wanted)
    assert [one.decision for one in wanted.flagged] == [f"decision:{later.pk}"]
    _lines_say_the_same(appeal, wanted, gone, restored, later)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (Decision.State.REVOKED, Decision.State.MADE)
    assert first.versions.get().until == HEARD


def _who(entry: Entry) -> str:
    return f"person:{entry.person_id}" if entry.person_id else f"unit:{entry.unit_id}"


def _sums_are_what_the_rules_say(decision: Decision, wanted: rollback.RollBack) -> None:
    standing = reckon_with_others(decision).settled.standing
    assert wanted.recomputed
    for one in wanted.recomputed:
        years = standing.get(one.who, {})
        bonus = years[one.year].bonuses.get(one.of) if one.year in years else None
        assert (bonus.share if bonus else Fraction(0)) == one.after
        pk = int(one.who.partition(":")[2])
        rows = Entry.objects.filter(effect="deduct", of=one.of, year=one.year, state__in=STILL)
        rows = rows.filter(person=pk) if one.who.startswith("person:") else rows.filter(unit=pk)
        shares = sum((Fraction(row.part or 0, row.base or 1) for row in rows), Fraction(0))
        assert min(shares, Fraction(1)) == one.after


def _lines_say_the_same(
    appeal: Appeal,
    wanted: rollback.RollBack,
    gone: set[int],
    restored: list[Entry],
    later: Decision,
) -> None:
    by_kind: dict[str, list[RollBackLine]] = {}
    for line in appeal.lines.order_by("pk"):
        by_kind.setdefault(line.kind, []).append(line)
    assert {one.reference for one in by_kind[Kind.REVERSED]} == {f"consequence:{pk}" for pk in gone}
    assert {one.reference for one in by_kind[Kind.RESTORED]} == {
        f"consequence:{one.pk}" for one in restored
    }
    assert len(by_kind[Kind.RECOMPUTED]) == len(wanted.recomputed)
    assert [one.reference for one in by_kind[Kind.FLAGGED]] == [f"decision:{later.pk}"]
    assert by_kind[Kind.CORRECTED], "the grades of the year are corrected"
    assert all(one.before["state"] != "ROLLED_BACK" for one in by_kind[Kind.REVERSED])
    assert all(one.after["state"] == "ROLLED_BACK" for one in by_kind[Kind.REVERSED])
    journal = Journal.objects.filter(verb="appeal.undid", subject=f"appeal:{appeal.pk}")
    assert journal.count() == appeal.lines.count()
    rolled = Journal.objects.filter(verb="consequence.rolled_back")
    assert rolled.count() == len(gone)


@pytest.mark.clause("S3-128")
@pytest.mark.parametrize(
    ("outcome", "measures"), [("revoked", ()), ("changed", ("admonition",)), ("upheld", ())]
)
def test_the_page_shows_before_what_is_done_after(
    hall: Hall, outcome: str, measures: tuple[str, ...]
) -> None:
    decision = _adjusted(hall) if outcome == "changed" else two_of_one_case(hall)[0]
    appeal = hall.accepted(decision)
    appeal = draft(hall, appeal, outcome, measures, against_offer="复核认定情节较轻。")
    chosen = [Chosen(one, {}) for one in measures]
    with nothing_changes():
        seen = foresee(decision, appeal.effect, chosen, HEARD).changes

    services.decide(appeal=appeal, lock=appeal.lock, by=hall.leader, on=HEARD)

    done = list(appeal.lines.all())
    assert Counter(str(one.kind) for one in seen) == Counter(one.kind for one in done)
    assert {one.reference for one in seen if one.kind != Kind.BOOKED} == {
        one.reference for one in done if one.kind != Kind.BOOKED
    }
    from zhiyong.plans.selectors import pack_of

    pack = pack_of(decision.adoption)
    assert {(one.kind, one.who, one.what) for one in say(pack, seen)} == {
        (one.kind, one.who, one.what) for one in say(pack, done)
    }


def _adjusted(hall: Hall) -> Decision:
    respondent = hall.scene.respondent(severity="grave")
    return hall.decision(("post_adjustment",), respondent=respondent)


@pytest.mark.clause("S3-128")
def test_a_change_runs_from_the_first_day_and_keeps_both_versions(hall: Hall) -> None:
    decision = _adjusted(hall)
    first_day = decision.effective_on
    appeal = hall.accepted(decision)
    appeal = draft(hall, appeal, "changed", ("admonition",), against_offer="复核认定情节较轻。")

    services.decide(appeal=appeal, lock=appeal.lock, by=hall.leader, on=HEARD)

    decision.refresh_from_db()
    assert (decision.state, decision.version) == (Decision.State.CHANGED, 2)
    assert [(one.number, one.since, one.until) for one in decision.versions.order_by("number")] == [
        (1, DAY, HEARD),
        (2, HEARD, None),
    ]
    chosen = ChosenMeasure.objects.filter(decision=decision).order_by("version")
    assert list(chosen.values_list("version", "measure")) == [
        (1, "post_adjustment"),
        (2, "admonition"),
    ]
    rows = ledger(decision)
    assert {one.state for one in rows if one.version == 1} == {"ROLLED_BACK"}
    new = [one for one in rows if one.version == 2]
    assert new
    assert {one.since for one in new if one.effect == "measure" and one.origin == "decided"} == {
        first_day
    }
    booked = appeal.lines.filter(kind=Kind.BOOKED)
    assert {one.reference for one in booked} == {f"consequence:{one.pk}" for one in new}


@pytest.mark.clause("S3-128")
def test_what_stood_then_still_answers_as_of_then(hall: Hall) -> None:
    decision = hall.decision()
    person = hall.scene.person.pk
    stood = {one.entry for one in standing_on(FILED, people=[person])}

    hall.answered("revoked", decision=decision)

    assert {one.entry for one in standing_on(FILED, people=[person])} == stood
    assert standing_on(HEARD, people=[person]) == []


def test_a_later_decision_is_flagged_with_a_duty_and_stands(hall: Hall) -> None:
    first = hall.decision()
    later = resting(hall)

    hall.answered("revoked", decision=first)

    later.refresh_from_db()
    assert later.state == Decision.State.MADE
    duty = Duty.objects.get(subject=f"decision:{later.pk}", code="decide_anew")
    assert (duty.state, duty.due_on) == (Duty.State.OPEN, HEARD + timedelta(days=30))
    assert all(one.state != Entry.State.ROLLED_BACK for one in ledger(later))


def test_what_was_published_is_retracted_and_the_name_cleared_before_the_same_people(
    hall: Hall,
) -> None:
    decision = hall.decision()
    out = published(
        hall.scene.city, subject=decision, audience=Publication.Audience.INTERNAL, title="处理通报"
    )

    appeal = hall.answered("revoked", decision=decision)

    out.refresh_from_db()
    assert out.state == Publication.State.RETRACTED
    assert appeal.number in out.retraction
    clearing = Publication.objects.get(corrects=out)
    assert clearing.kind == Publication.Kind.CLEARING
    assert (clearing.audience, clearing.reached) == (out.audience, out.reached)
    line = appeal.lines.get(kind=Kind.RETRACTED)
    assert line.after == {"by": f"publication:{clearing.pk}"}


def test_what_is_kept_is_in_the_language_of_the_office_whoever_signs(hall: Hall) -> None:
    decision = hall.decision()
    out = published(hall.scene.city, subject=decision, title="处理通报")

    with override("en"):
        appeal = hall.answered("revoked", decision=decision)

    out.refresh_from_db()
    clearing = Publication.objects.get(corrects=out)
    for text in (out.retraction, clearing.title, clearing.text):
        assert not re.search("[a-z]{3}", text), text
    assert appeal.paper
    with storage.open_kept(appeal.paper.file.served_path) as kept:
        told = PdfReader(io.BytesIO(kept.read())).pages[0].extract_text()
    assert "received" not in told


def test_amounts_have_their_thousands_apart(hall: Hall) -> None:
    appeal = hall.answered("revoked")

    said = say(pack_of(appeal.decision.adoption), appeal.lines.order_by("pk"))
    assert any("3,000.00元" in one.what.replace(" ", "") for one in said), [x.what for x in said]


def test_a_change_corrects_what_was_published(hall: Hall) -> None:
    decision = _adjusted(hall)
    out = published(hall.scene.city, subject=decision, title="处理通报")
    appeal = hall.accepted(decision)
    appeal = draft(hall, appeal, "changed", ("admonition",), against_offer="复核认定情节较轻。")

    services.decide(appeal=appeal, lock=appeal.lock, by=hall.leader, on=HEARD)

    correction = Publication.objects.get(corrects=out)
    assert correction.kind == Publication.Kind.CORRECTION
    assert "诫勉" in correction.text


def removed(hall: Hall) -> Decision:
    """Return a removal: it falls on the leaders too, and forces the class of the unit."""
    hall.decision()
    case = hall.scene.case(number="效案〔2026〕98号", concluded_on=FILED)
    facts = {
        "rectification.in_place": False,
        "case.harm_goes_on": True,
        "assessment.grade": "incompetent",
    }
    respondent = hall.scene.respondent(case, facts=facts, severity="grave")
    return hall.decision(("removal",), respondent=respondent, on=FILED)


@pytest.mark.clause("S3-128")
def test_a_removal_revoked_takes_back_leaders_measures_the_class_and_the_deductions(
    hall: Hall,
) -> None:
    decision = removed(hall)
    rows = ledger(decision)
    forced = [one for one in rows if one.effect == "force"]
    assert [(one.unit, one.grade) for one in forced] == [(hall.scene.city.bureau, "class_3")]
    linked = [one for one in rows if one.effect == "measure" and one.origin == "linked"]
    assert linked, "the leaders are criticised with it"
    register = a_row(
        hall.scene.city,
        "unit_classes",
        hall.scene.city.bureau,
        year=str(forced[0].year),
        **{"class": "class_3"},
    )

    appeal = hall.answered("revoked", decision=decision)

    assert {one.state for one in ledger(decision)} == {Entry.State.ROLLED_BACK}
    assert len(ledger(decision)) == len(rows)
    register.refresh_from_db()
    assert register.state == Row.State.STRUCK
    assert appeal.number in register.ended_why
    line = appeal.lines.get(reference=f"register_row:{register.pk}")
    assert line.kind == Kind.CORRECTED


def test_a_row_that_nothing_of_it_forced_stays(hall: Hall) -> None:
    decision = _adjusted(hall)
    row = a_row(hall.scene.city, about=hall.scene.person)

    hall.answered("revoked", decision=decision)

    row.refresh_from_db()
    assert row.state == Row.State.IN_FORCE


@pytest.mark.clause("S3-124")
def test_the_rooms_above_are_told_in_the_same_transaction(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []

    def follow(appeal: Appeal, roll_back: rollback.RollBack, by: object, on: object) -> None:
        told.append((appeal.number, roll_back.decision))

    monkeypatch.setattr(undone, "_follows", [follow])
    decision = hall.decision()

    appeal = hall.answered("revoked", decision=decision)

    assert told == [(appeal.number, f"decision:{decision.pk}")]


def test_the_units_and_people_concerned_and_the_complainant_are_told(hall: Hall) -> None:
    decision = hall.decision()
    complaint = accepted(hall.scene.city)
    CaseSource.objects.create(
        case=decision.case, complaint=complaint, reference=f"complaint:{complaint.pk}", on=DAY
    )

    hall.answered("revoked", decision=decision)

    told = Notice.objects.filter(template="appeal.answered_revoked")
    assert told.filter(person=hall.scene.main_leader).exists()
    assert told.filter(person=hall.scene.clerk.person).exists() or told.count() > 1
    message = Message.objects.filter(complaint=complaint).last()
    assert message is not None
    assert "撤销" in message.text
    assert hall.scene.person.name not in message.text


def test_the_whole_stands_or_falls_together(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    decision = hall.decision()
    published(hall.scene.city, subject=decision, title="处理通报")
    appeal = hall.drafted("revoked", decision=decision)

    def broken(*args: object, **kwargs: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(undone, "_follows", [broken])
    with nothing_changes(), pytest.raises(DatabaseError):
        services.decide(appeal=appeal, lock=appeal.lock, by=hall.leader, on=HEARD)


def test_the_journal_tells_it_all(hall: Hall) -> None:
    decision = hall.decision()

    hall.answered("revoked", decision=decision)

    assert the_entry("decision.revoked").subject == f"decision:{decision.pk}"
    assert the_entry("appeal.answered").facts["effect"] == "revoked"
