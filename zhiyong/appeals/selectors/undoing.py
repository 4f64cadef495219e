"""What an outcome would undo, before anybody presses the button: the very lines of the ledger.

The rules settle the decision with the appeal added, and the lines that would then stand are held
against the entries that do. Nothing is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from zhiyong.appeals.models import RollBackLine
from zhiyong.consequences.lines import Key, Line
from zhiyong.consequences.models import Entry
from zhiyong.consequences.services.settling import key_of
from zhiyong.decisions.models import Decision
from zhiyong.decisions.reckoning import (
    Reckoned,
    lines_of,
    reckon_with_others,
    rules_decision,
    sources_of,
)
from zhiyong.duties.calendars import counted
from zhiyong.publicity.models import Publication
from zhiyong.rules.calendar import Calendar
from zhiyong.rules.consequences import Appeal, Chosen
from zhiyong.rules.decisions import Checked, check_decision
from zhiyong.rules.rollback import RollBack, Settled, had_on, settle
from zhiyong.shell import kinds

Kind = RollBackLine.Kind
Picture = dict[str, Any]
"""An entry or a line as JSON holds it: what it is, on whom, how it stands."""

SHOWN = ("effect", "code", "measure", "from_measure", "origin", "target", "of", "year")
DATES = ("since", "through")
GRADES = ("block", "force")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is undone or moved: what it was, and what it is after."""

    kind: Kind
    reference: str
    before: Picture
    after: Picture


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an outcome would do: to the ledger, sums, later decisions, and what was published."""

    changes: tuple[Change, ...]
    roll_back: RollBack | None


def picture(one: Entry | Line) -> Picture:
    """Return an entry of the ledger, or a line that would stand there, as JSON holds it."""
    if isinstance(one, Entry):
        who = f"person:{one.person_id}" if one.person_id else f"unit:{one.unit_id}"
        share = f"{one.part}/{one.base}" if one.base else None
    else:
        who = f"person:{one.person}" if one.person else f"unit:{one.unit}"
        share = f"{one.share.numerator}/{one.share.denominator}" if one.share else None
    told = {name: getattr(one, name) for name in (*SHOWN, "appraisal", "grade")}
    days = {name: day.isoformat() for name in DATES if (day := getattr(one, name))}
    found = {
        "on": who,
        "state": str(one.state),
        **told,
        **days,
        "share": share,
        "amount": str(one.amount) if one.amount is not None else None,
        "source": one.source,
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def live(sources: Iterable[str]) -> dict[Key, Entry]:
    """Return the entries of some decisions that were not rolled back."""
    rows = Entry.objects.filter(source__in=sorted(sources)).exclude(state=Entry.State.ROLLED_BACK)
    return {key_of(entry): entry for entry in rows.order_by("pk")}


def foresee(decision: Decision, effect: str, measures: Sequence[Chosen], on: date) -> Foreseen:
    """Return what an outcome would change; nothing, if the decision stands.

    :raises GradesContradict: as the rules.
    """
    if effect not in ("changed", "revoked"):
        return Foreseen((), None)
    reckoned = after(reckon_with_others(decision), decision, effect, measures, on)
    reference = kinds.ref(decision)
    roll_back = next(
        (one for one in reversed(reckoned.settled.roll_backs) if one.decision == reference), None
    )
    wanted = {line.key: line for line in lines_of(reckoned)}
    entries = live(sources_of(reckoned))
    changes = [
        *_of_ledger(entries, wanted),
        *of_rules(roll_back),
        *(
            Change(Kind.RETRACTED, f"publication:{one.pk}", {"title": one.title}, {})
            for one in published(decision)
        ),
    ]
    return Foreseen(tuple(changes), roll_back)


def after(
    reckoned: Reckoned, decision: Decision, effect: str, measures: Sequence[Chosen], on: date
) -> Reckoned:
    """Return decisions as the rules would settle them once an appeal has that outcome."""
    outcome = Appeal(kinds.ref(decision), effect, on, tuple(measures))
    matter = replace(reckoned.matter, appeals=(*reckoned.matter.appeals, outcome))

    def count(calendar: Calendar) -> Settled:
        return settle(reckoned.pack, replace(matter, calendar=calendar))

    settled, _plain = counted(count)
    return replace(reckoned, matter=matter, settled=settled)


def _of_ledger(entries: Mapping[Key, Entry], wanted: Mapping[Key, Line]) -> list[Change]:
    changes = []
    for key, entry in entries.items():
        was, reference = picture(entry), f"consequence:{entry.pk}"
        line = wanted.get(key)
        if line is None:
            gone = {"state": Entry.State.ROLLED_BACK.value}
            changes.append(Change(Kind.REVERSED, reference, was, gone))
        elif entry.state == Entry.State.SUPERSEDED and line.state == Entry.State.IN_FORCE:
            changes.append(Change(Kind.RESTORED, reference, was, picture(line)))
    booked = [line for key, line in wanted.items() if key not in entries]
    return [*changes, *(Change(Kind.BOOKED, line.source, {}, picture(line)) for line in booked)]


def of_rules(roll_back: RollBack | None) -> list[Change]:
    """Return the yearly sums that are computed anew, and the later decisions to decide anew."""
    if roll_back is None:
        return []
    sums = [
        Change(
            Kind.RECOMPUTED,
            one.who,
            {"year": one.year, "of": one.of, "share": _exact(one.before)},
            {"year": one.year, "of": one.of, "share": _exact(one.after)},
        )
        for one in roll_back.recomputed
    ]
    grades: dict[tuple[str, str, int], Change] = {}
    for effect in roll_back.reversed:
        if effect.effect in GRADES and effect.on and effect.year is not None:
            was = {"effect": effect.effect, "appraisal": effect.appraisal, "grade": effect.grade}
            key = (effect.on, effect.appraisal, effect.year)
            year = {"year": effect.year}
            grades.setdefault(key, Change(Kind.CORRECTED, effect.on, was | year, year))
    flagged = [
        Change(
            Kind.FLAGGED,
            one.decision,
            {},
            {"clock": one.clock or "", "due": one.due.isoformat() if one.due else ""},
        )
        for one in roll_back.flagged
    ]
    return [*sums, *grades.values(), *flagged]


def compared(before: Mapping[int, Picture], sources: Iterable[str]) -> list[Change]:
    """Return what a roll-back changed in the ledger, entry by entry, against what stood before.

    `before` are the pictures of the entries that stood, by their ids.
    """
    changes = []
    for entry in Entry.objects.filter(source__in=sorted(sources)).order_by("pk"):
        now, reference = picture(entry), f"consequence:{entry.pk}"
        was = before.get(entry.pk)
        if was is None:
            if entry.state != Entry.State.ROLLED_BACK:
                changes.append(Change(Kind.BOOKED, reference, {}, now))
        elif entry.state == Entry.State.ROLLED_BACK:
            changes.append(Change(Kind.REVERSED, reference, was, now))
        elif was["state"] == Entry.State.SUPERSEDED and now["state"] != was["state"]:
            changes.append(Change(Kind.RESTORED, reference, was, now))
    return changes


def published(decision: Decision) -> list[Publication]:
    """Return what was made known of a decision, or is about to be: of its case too, if it has one.

    What was made known of a case with several decisions is not one of them's to take back.
    """
    subjects = [kinds.ref(decision)]
    if not Decision.objects.filter(case=decision.case_id).exclude(pk=decision.pk).exists():
        subjects.append(kinds.ref(decision.case))
    states = Publication.State
    rows = Publication.objects.filter(
        subject__in=subjects, state__in=[states.PUBLISHED, states.OVER, states.SCHEDULED]
    )
    return list(rows.filter(kind=Publication.Kind.NOTICE).order_by("pk"))


def checked(decision: Decision, measures: Sequence[Chosen], *, same_body: bool) -> Checked:
    """Return what the ladder says of the measures to which a decision would be changed.

    It is asked on the facts and for the day of the first decision, with what whom it is about had
    by then. Another body may change it to what that body decides.
    """
    reckoned = reckon_with_others(decision)
    row = next(one for one in reckoned.rows if one.pk == decision.pk)
    asked = rules_decision(reckoned.pack, row, measures=list(measures))
    asked = replace(asked, by=asked.by if same_body else None)
    history = had_on(reckoned.settled, reckoned.matter, asked.subject, asked.on, asked.id)

    def check(calendar: Calendar) -> Checked:
        matter = replace(reckoned.matter, calendar=calendar)
        return check_decision(reckoned.pack, matter, asked, history)

    found, _plain = counted(check)
    return found


def _exact(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"
