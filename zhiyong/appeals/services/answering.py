"""An appeal is answered: what it undoes is undone in the same transaction, everybody is told."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhiyong.appeals import plan, slips, undone
from zhiyong.appeals.models import Appeal, RollBackLine
from zhiyong.appeals.selectors.drafts import chosen_of
from zhiyong.appeals.selectors.undoing import (
    Change,
    compared,
    live,
    of_rules,
    picture,
    published,
)
from zhiyong.appeals.services.common import State, moved, pack_for, tell
from zhiyong.consequences.models import Entry
from zhiyong.decisions import services as decisions
from zhiyong.decisions.models import DecisionNotice
from zhiyong.decisions.reckoning import reckon_with_others, sources_of
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.duties.services import Owner, happened
from zhiyong.intake import services as intake
from zhiyong.intake.models import Complaint
from zhiyong.journal.services import Act, record_many
from zhiyong.notices import services as notices
from zhiyong.papers.models import Paper
from zhiyong.papers.services import issue
from zhiyong.publicity import services as publicity
from zhiyong.publicity.models import Publication
from zhiyong.registers.access import EVERYWHERE
from zhiyong.registers.models import Row
from zhiyong.registers.services import strike_row
from zhiyong.rules.rollback import RollBack
from zhiyong.shell import kinds
from zhiyong.shell.access import Role

Kind = RollBackLine.Kind
UNDOES = ("changed", "revoked")
TOLD = (Role.LEADER, Role.OFFICE, Role.SECTION_HEAD, Role.UNIT_LIAISON, Role.PERSONNEL)
"""Who of a unit is told what became of an appeal."""


def answer(appeal: Appeal, *, decided_by: Account | None, by: Account, on: date) -> Appeal:
    """Answer an appeal as drafted, in the transaction of whoever decided it.

    A decision that is changed or revoked is undone entry by entry; what was published of it is
    retracted and corrected in the same audience; the answer is issued, to be served.
    """
    cause = kinds.ref(appeal)
    if appeal.effect in UNDOES:
        _undo(appeal, cause, by, on)
    else:
        decisions.stand_on_appeal(
            decision=appeal.decision, effect=appeal.effect, cause=cause, by=by, on=on
        )
    appeal.answered_on = on
    paper = _paper(appeal, by, on)
    moved(appeal, State.ANSWERED, answered_on=on, decided_by=decided_by, paper=paper)
    _notices(appeal, paper)
    facts = {
        "outcome": appeal.outcome,
        "effect": appeal.effect,
        "paper": paper,
        "lines": appeal.lines.count(),
    }
    tell("appeal.answered", appeal, by, on, facts)
    _meet(appeal, by, on)
    _tell_everybody(appeal, by, on)
    return appeal


def _meet(appeal: Appeal, by: Account, on: date) -> None:
    """Let the answer meet the duty to give it, and start what it starts."""
    pack = pack_for(appeal)
    owners = {
        clock.owed_by: Owner(appeal.body) for clock in pack.clocks if clock.from_ == plan.ANSWERED
    }
    happened(
        plan.ANSWERED,
        of=appeal,
        adoption=appeal.decision.adoption,
        owners=owners,
        by=by,
        on=on,
        threads=(appeal.decision, appeal.decision.case),
    )


# ── undoing ───────────────────────────────────────────────────────────────────────────────


def _undo(appeal: Appeal, cause: str, by: Account, on: date) -> None:
    decision = appeal.decision
    sources = sources_of(reckon_with_others(decision))
    before = {entry.pk: picture(entry) for entry in live(sources).values()}
    roll_back = decisions.stand_on_appeal(
        decision=decision,
        effect=appeal.effect,
        measures=chosen_of(appeal),
        cause=cause,
        by=by,
        on=on,
    )
    decision.refresh_from_db()
    changes = [
        *compared(before, sources),
        *of_rules(roll_back),
        *_correct_rows(appeal, roll_back, by, on),
        *_retract(appeal, cause, by, on),
    ]
    _keep(appeal, changes, by, on)
    undone.tell(appeal, roll_back, by, on)


def _keep(appeal: Appeal, changes: Iterable[Change], by: Account, on: date) -> None:
    """Keep every line of what was undone, each with its own entry in the journal."""
    lines = RollBackLine.objects.bulk_create(
        RollBackLine(
            appeal=appeal,
            kind=change.kind,
            reference=change.reference,
            before=change.before,
            after=change.after,
            on=on,
        )
        for change in changes
    )
    threads = (appeal.decision, appeal.decision.case)
    acts = [
        Act(
            "appeal.undid",
            appeal,
            {"kind": str(line.kind), "what": line.reference},
            (*threads, line.reference) if ":" in line.reference else threads,
            appeal.audience,
        )
        for line in lines
    ]
    record_many(acts, by=by, on=on)


def _why_undone(appeal: Appeal) -> str:
    """Return why something falls, in the language of the office whoever signs."""
    with override(settings.LANGUAGE_CODE):
        return _("The decision was {done} on appeal no. {number}.").format(
            done=_("revoked") if appeal.effect == "revoked" else _("changed"), number=appeal.number
        )


def _correct_rows(appeal: Appeal, roll_back: RollBack, by: Account, on: date) -> list[Change]:
    """Strike the rows of registers that were entered because of the decision; keepers are told.

    Such a row cites the decision in one of its fields, or gives the grade of a year that the
    decision forced and that nothing forces any more. It stays, struck out with the reason; the
    grade given anew its keeper enters.
    """
    decision = appeal.decision
    people = {effect.on for effect in roll_back.reversed if effect.on}
    rows = Row.objects.filter(
        adoption=decision.adoption, about__in=people, state=Row.State.IN_FORCE
    ).select_related("unit")
    names = {decision.number, kinds.ref(decision)} - {""}
    forced = _forced_no_more(roll_back)
    found = []
    for row in rows.order_by("pk"):
        values = {str(value) for value in row.values.values()}
        graded = any(who == row.about and {year, grade} <= values for who, year, grade in forced)
        if names & values or graded:
            found.append(row)
    for row in found:
        strike_row(row=row, why=_why_undone(appeal), reach=EVERYWHERE, by=by, on=on)
        notices.tell(of=row, to=row.unit, template="appeal.row_struck", on=on, roles=TOLD)
    return [
        Change(
            Kind.CORRECTED,
            f"register_row:{row.pk}",
            {"on": row.about, "register": row.register, "year": row.day.year},
            {"year": row.day.year, "state": str(Row.State.STRUCK)},
        )
        for row in found
    ]


def _forced_no_more(roll_back: RollBack) -> set[tuple[str, str, str]]:
    """Return the grades that nothing forces any more: on whom, of which year, which."""
    still = {
        (f"person:{one.person_id}" if one.person_id else f"unit:{one.unit_id}", one.year, one.grade)
        for one in Entry.objects.filter(
            effect="force", state__in=[Entry.State.IN_FORCE, Entry.State.DONE]
        ).filter(year__in={one.year for one in roll_back.reversed if one.year})
    }
    return {
        (one.on, str(one.year), one.grade)
        for one in roll_back.reversed
        if one.effect == "force" and one.on and (one.on, one.year, one.grade) not in still
    }


def _retract(appeal: Appeal, cause: str, by: Account, on: date) -> list[Change]:
    """Retract what was published of a decision, and correct it before the same audience."""
    changes = []
    revoked = appeal.effect == "revoked"
    kind = Publication.Kind.CLEARING if revoked else Publication.Kind.CORRECTION
    for row in published(appeal.decision):
        reason = _why_undone(appeal)
        with override(settings.LANGUAGE_CODE):
            title, text = slips.correction(appeal, row, on)
        went_out = row.state != Publication.State.SCHEDULED
        publicity.retract(publication=row, reason=reason, cause=cause, by=by, on=on)
        after = {}
        if went_out:
            correction = publicity.correct(
                publication=row, title=title, text=text, kind=kind, cause=cause, by=by, on=on
            )
            after = {"by": f"publication:{correction.pk}"}
        changes.append(Change(Kind.RETRACTED, f"publication:{row.pk}", {"title": row.title}, after))
    return changes


# ── the answer ────────────────────────────────────────────────────────────────────────────


def _paper(appeal: Appeal, by: Account, on: date) -> Paper | None:
    slip = plan.answer_slip(pack_for(appeal))
    if slip is None:
        return None
    with override(settings.LANGUAGE_CODE):
        return issue(
            slip=slip.id,
            of=appeal,
            adoption=appeal.decision.adoption,
            unit=appeal.body,
            fill=slips.answer(appeal),
            by=by,
            on=on,
            audience=appeal.audience,
        )


def _notices(appeal: Appeal, paper: Paper | None) -> None:
    """Keep to whom the answer is served: the appellant, and whoever had the decision's notice."""
    about = kinds.ref(appeal)
    decision = appeal.decision
    parties = [party for notice in plan.notices(pack_for(appeal)) for party in notice.to]
    wanted: dict[tuple[int | None, int | None], str] = {}
    person, unit = appeal.person_id, None if appeal.person_id else appeal.unit_id
    wanted[person, unit] = next(iter(parties), "appellant")
    told = decision.notices.filter(of=DecisionNotice.Of.DECISION)
    for row in told.order_by("pk"):
        wanted.setdefault((row.person_id, row.unit_id), row.party)
    DecisionNotice.objects.bulk_create(
        DecisionNotice(
            decision=decision,
            of=DecisionNotice.Of.APPEAL,
            about=about,
            party=party,
            person_id=one,
            unit_id=other,
            paper=paper,
        )
        for (one, other), party in wanted.items()
    )


def _tell_everybody(appeal: Appeal, by: Account, on: date) -> None:
    """Tell the appellant, the bodies concerned, and the complainants, each what is theirs."""
    template = f"appeal.answered_{appeal.effect}"
    if appeal.person:
        notices.tell(of=appeal, to=appeal.person, template="appeal.answered", on=on)
    decision = appeal.decision
    units = {decision.body_id, decision.case.body_id, decision.audience}
    if appeal.effect in UNDOES:
        touched = Entry.objects.filter(ended_by=kinds.ref(appeal), undone_on=on)
        units |= {pk for pk in touched.values_list("carried_out_by", flat=True) if pk}
        units |= {pk for pk in touched.values_list("unit", flat=True) if pk}
        people = Person.objects.filter(pk__in=touched.values("person"))
        others = list(people.exclude(pk=appeal.person_id or 0))
        notices.tell(of=decision, to=others, template=template, on=on)
    for unit in Unit.objects.filter(pk__in=units).order_by("pk"):
        notices.tell(of=decision, to=unit, template=template, on=on, roles=TOLD)
    if appeal.effect in UNDOES:
        _tell_complainants(appeal, by, on)


def _tell_complainants(appeal: Appeal, by: Account, on: date) -> None:
    """Tell whoever complained that the decision is another one now, and no more than that."""
    sources = appeal.decision.case.sources.exclude(complaint=None)
    for complaint in Complaint.objects.filter(pk__in=sources.values("complaint")).order_by("pk"):
        with override(complaint.language):
            text = (
                _("The decision that followed your complaint was revoked on appeal.")
                if appeal.effect == "revoked"
                else _("The decision that followed your complaint was changed on appeal.")
            )
        intake.post_message(complaint=complaint, text=text, by=by, on=on)
