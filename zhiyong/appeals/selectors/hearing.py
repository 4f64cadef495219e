"""What the plan's rules say of an appeal: late or not, who may hear it, how it may end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhiyong.appeals import plan
from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.first import parts_in_words, took_part
from zhiyong.cases.selectors import recusal
from zhiyong.decisions.models import ChosenMeasure, Decision, DecisionNotice
from zhiyong.directory.models import Person, Unit
from zhiyong.duties.calendars import counted
from zhiyong.intake import labels
from zhiyong.plans.selectors import pack_of
from zhiyong.rules import appeals as rules
from zhiyong.rules.calendar import Calendar
from zhiyong.rules.clauses import Clause
from zhiyong.rules.consequences import Appeal as Filed
from zhiyong.rules.consequences import Chosen, Matter, Note
from zhiyong.rules.consequences import Decision as First
from zhiyong.rules.explain.notes import say_note
from zhiyong.rules.pack.schema import Pack


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why something is not possible, and what that rests on."""

    text: str
    basis: Clause | None = None


def served_on(decision: Decision, person: Person | None, unit: Unit | None) -> date | None:
    """Return the day on which whoever appeals received the decision as it stands.

    A decision that an earlier appeal changed stands as its answer says, and counts from that.
    """
    of = DecisionNotice.Of.APPEAL if decision.version > 1 else DecisionNotice.Of.DECISION
    rows = DecisionNotice.objects.filter(decision=decision, of=of, served_on__isnull=False)
    mine = rows.filter(person=person) if person else rows.filter(unit=unit, person__isnull=True)
    found = mine.order_by("-served_on").values_list("served_on", flat=True).first()
    return found or (decision.served_on if decision.version == 1 else None)


def stands(decision: Decision) -> list[Chosen] | None:
    """Return the measures of a decision as it stands; None once it has been revoked."""
    if decision.state == Decision.State.REVOKED:
        return None
    rows = ChosenMeasure.objects.filter(decision=decision, version=decision.version, declined=False)
    return [Chosen(row.measure, row.stated, row.until_on) for row in rows.order_by("order", "pk")]


def hear(appeal: Appeal, handlers: Iterable[int] = (), outcome: str = "", on: date | None = None,
         measures: Sequence[Chosen] = ()) -> rules.Heard:  # fmt: skip
    """Return what the plan's rules make of an appeal, with those who would hear it."""
    decision = appeal.decision
    pack = pack_of(decision.adoption)
    assert decision.made_on is not None, "only what was decided is appealed"
    reference = f"decision:{decision.pk}"
    served = served_on(decision, appeal.person, appeal.unit)
    parts = took_part(decision)
    first = First(
        id=decision.number or reference,
        on=decision.made_on,
        subject=_subject(decision),
        measures=tuple(stands(decision) or ()),
        deciders=tuple(f"person:{one}" for one in parts),
        served=served,
    )
    filed = Filed(
        decision=first.id,
        outcome=outcome or None,
        on=on,
        measures=tuple(measures),
        served=served,
        filed=appeal.filed_on,
        to=appeal.to,
        handled_by=tuple(f"person:{one}" for one in handlers),
    )

    def heard(calendar: Calendar) -> rules.Heard:
        return rules.hear(pack, Matter(calendar=calendar), filed, first, stands(decision))

    found, _plain = counted(heard)
    return found


def _subject(decision: Decision) -> str:
    respondent = decision.respondent
    if respondent.person_id:
        return f"person:{respondent.person_id}"
    return f"unit:{respondent.unit_id}"


def in_words(pack: Pack, notes: Iterable[Note]) -> str:
    """Return why something is refused, in the reader's language: people and measures by name."""
    said = [say_note(pack, _named(pack, one)) for one in notes]
    zh = labels.language() == "zh"
    return ("；" if zh else "; ").join(one[0] if zh else one[1] for one in said)


def _named(pack: Pack, note: Note) -> Note:
    params = dict(note.params)
    if "who" in params:
        ids = [int(one.partition(":")[2]) for one in str(params["who"]).split(", ")]
        names = Person.objects.in_bulk(ids)
        params["who"] = _joined(names[one].name for one in ids if one in names)
    if "measures" in params:
        named = str(params["measures"]).split(", ")
        params["measures"] = _joined(labels.label(pack, "measures", one) for one in named)
    return Note(note.code, params)


def _joined(words: Iterable[str]) -> str:
    return ("、" if labels.language() == "zh" else ", ").join(words)


def why_may_not_hear(appeal: Appeal, person: Person, on: date) -> WhyNot | None:
    """Return why somebody may not hear an appeal: their part in the first, kinship, or themself."""
    pack = pack_of(appeal.decision.adoption)
    rule = plan.rule_of(pack)
    found = hear(appeal, [person.pk])
    barred = [one for one in found.refused if one.code == "DECIDED_BEFORE"]
    if barred:
        parts = parts_in_words(took_part(appeal.decision), person.pk)
        return WhyNot(f"{in_words(pack, barred)}（{parts}）", rule.clause)
    if person.pk in (appeal.person_id, appeal.decision.respondent.person_id):
        return WhyNot(_("{name} is whom it is about.").format(name=person.name), rule.clause)
    conflict = recusal.why_not(person, appeal.decision.case, on)
    return WhyNot(conflict.text, conflict.basis) if conflict else None


def flagged(appeal: Appeal, people: Iterable[int]) -> dict[int, str]:
    """Return what each of some people did for the first decision, in words: the members of a panel.

    At the same body it is shown; at the one above they step aside.
    """
    parts = took_part(appeal.decision)
    return {one: parts_in_words(parts, one) for one in people if one in parts}


def refusals(appeal: Appeal, outcome: str, measures: Sequence[Chosen], on: date) -> list[Note]:
    """Return why an outcome cannot stand, as the plan's rules say: heavier, unknown, revoked.

    A late appeal that was accepted is not refused for being late.
    """
    handlers = [one.person_id for one in appeal.handlers.all() if one.until_on is None]
    found = hear(appeal, handlers, outcome, on, measures)
    return [one for one in found.refused if not (one.code == "APPEAL_LATE" and appeal.accepted_on)]


def why_may_vote_not(appeal: Appeal, person: Person, on: date) -> WhyNot | None:
    """Return why a member of a panel takes no part in an appeal.

    At the body that decided, who decided first is flagged, since the body itself is asked again;
    whoever verified or drafted steps aside there too. At the body above, all of them do.
    """
    parts = took_part(appeal.decision).get(person.pk, ())
    if appeal.body_id != appeal.decision.body_id or set(parts) - {"voted"}:
        return why_may_not_hear(appeal, person, on)
    if person.pk in (appeal.person_id, appeal.decision.respondent.person_id):
        return why_may_not_hear(appeal, person, on)
    conflict = recusal.why_not(person, appeal.decision.case, on)
    return WhyNot(conflict.text, conflict.basis) if conflict else None
