"""Oversight by the people's congress: registered, answered, and what came of it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhiyong.cases.models import Case
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.duties.services import Owner, clocks_from, happened, meet, open_dated, void
from zhiyong.journal.services import commit
from zhiyong.notices import services as notices
from zhiyong.papers.services import issue
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.values import Label
from zhiyong.shell.access import Role
from zhiyong.tracks import ended, plan, slips
from zhiyong.tracks.models import Oversight
from zhiyong.tracks.services.common import (
    BadDay,
    Incomplete,
    NotNow,
    need_day,
    need_state,
    need_text,
    tell,
)
from zhiyong.tracks.slips import told

State, Kind = Oversight.State, Oversight.Kind
ANSWER = "oversight.answer"
"""The platform's own word for the answer owed, where the plan has no clock for it."""
RESOLVED = (State.ADOPTED, State.REJECTED, State.WITHDRAWN)


@transaction.atomic
def register_oversight(
    *,
    kind: str,
    unit: Unit,
    congress: Unit,
    text: str,
    received_on: date,
    by: Account,
    on: date,
    of_unit: Unit | None = None,
    person: Person | None = None,
    case: Case | None = None,
    adoption: Adoption | None = None,
    movers: int | None = None,
    answer_by: date | None = None,
) -> Oversight:
    """Register what the congress asks of an organ, or moves about a person.

    The organ owes an answer: by the plan's clock where it has one, else by the day that the
    congress set. A motion to remove changes nobody's post before it is carried.

    :raises Incomplete: without an organ (of a motion to remove: a person), words, or a day.
    :raises BadDay: if it came after today, or is to be answered before it came.
    """
    text = need_text(text, _("Say what is asked or moved."))
    if kind == Kind.REMOVAL_MOTION and person is None:
        raise Incomplete(_("Name the person whose removal is moved."))
    if kind != Kind.REMOVAL_MOTION and of_unit is None:
        raise Incomplete(_("Name the organ that must answer."))
    need_day(received_on, after=None, on=on)
    if answer_by is not None and answer_by < received_on:
        raise BadDay(_("It is answered after it came."))
    by_clock = kind == Kind.INTERPELLATION and plan.has_clock(adoption, plan.INQUIRY_MADE)
    if kind != Kind.REMOVAL_MOTION and answer_by is None and not by_clock:
        raise Incomplete(_("Say by when the answer is due."))
    kept = commit(text)
    row = Oversight.objects.create(
        case=case,
        adoption=adoption,
        number=plan.number_for(adoption, plan.OVERSIGHT_ANSWER, unit, on),
        kind=kind,
        unit=unit,
        audience=unit.pk,
        congress=congress,
        person=person,
        of_unit=of_unit,
        movers=movers,
        text=text,
        salt=kept.salt,
        received_on=received_on,
        answer_by=answer_by,
        registered_by=by,
    )
    facts = {"kind": kind, "congress": congress, "unit": of_unit, "received": received_on}
    _tell("oversight.registered", row, by, on, facts=facts, commits={"text": kept})
    if of_unit is not None:
        _owe(row, by, on, by_clock=by_clock)
        notices.tell(of=row, to=of_unit, template="oversight.registered", on=on)
    return row


def _owe(row: Oversight, by: Account, on: date, *, by_clock: bool) -> None:
    assert row.of_unit is not None
    if by_clock and row.adoption is not None:
        owner = Owner(row.of_unit, audience=row.audience)
        duties = happened(
            plan.INQUIRY_MADE,
            of=row,
            adoption=row.adoption,
            owners={
                clock.owed_by: owner
                for clock in clocks_from(pack_of(row.adoption), plan.INQUIRY_MADE)
            },
            by=by,
            on=on,
            start=row.received_on,
        )
        latest = min((one.due_on for one in duties if one.due_on), default=None)
        if latest is not None and row.answer_by is not None and row.answer_by > latest:
            raise BadDay(_("The plan wants the answer by {day}.").format(day=told(latest)))
        row.answer_by = row.answer_by or latest
        row.save(update_fields=["answer_by"])
    elif row.answer_by is not None:
        open_dated(
            of=row,
            code=ANSWER,
            label=_label(),
            owner_unit=row.of_unit,
            audience=row.audience,
            due_on=row.answer_by,
            by=by,
            on=on,
        )


def _label() -> Label:
    """Return what an organ owes the congress, in both languages."""
    with override("zh-hans"):
        zh = _("Answer the people's congress")
    with override("en"):
        return Label(zh=zh, en=_("Answer the people's congress"))


@transaction.atomic
def answer_oversight(
    *, oversight: Oversight, text: str, answered_on: date, by: Account, on: date
) -> Oversight:
    """Enter the organ's answer.

    :raises NotNow: if it was answered or settled.
    :raises BadDay: if the day lies before it came, or after today.
    :raises Incomplete: without words.
    """
    row = _locked(oversight)
    need_state(row, State.OPEN)
    if row.kind == Kind.REMOVAL_MOTION:
        raise NotNow(_("A motion is voted on, not answered."))
    need_day(answered_on, after=row.received_on, on=on)
    text = need_text(text, _("Say what the answer says."))
    kept = commit(text)
    row.state, row.answer, row.answer_salt, row.answered_on = (
        State.ANSWERED,
        text,
        kept.salt,
        answered_on,
    )
    row.save(update_fields=["state", "answer", "answer_salt", "answered_on"])
    facts = {"answered": answered_on}
    _tell("oversight.answered", row, by, on, facts=facts, commits={"answer": kept})
    if row.adoption is not None:
        happened(
            plan.INQUIRY_ANSWERED,
            of=row,
            adoption=row.adoption,
            owners={},
            by=by,
            on=answered_on,
        )
        slip = plan.slip_for(pack_of(row.adoption), plan.OVERSIGHT_ANSWER)
        if slip is not None and row.of_unit is not None:
            issue(
                slip=slip.id,
                of=row,
                adoption=row.adoption,
                unit=row.of_unit,
                fill=slips.oversight_answer(row),
                by=by,
                on=on,
                audience=row.audience,
                number=row.number,
            )
    meet(of=row, code=ANSWER, by=by, on=answered_on)
    return row


@transaction.atomic
def settle_oversight(
    *,
    oversight: Oversight,
    state: str,
    closed_on: date,
    by: Account,
    on: date,
    text: str = "",
    votes_for: int | None = None,
    votes_cast: int | None = None,
) -> Oversight:
    """Enter what came of it: of a motion the vote, of the others what the congress resolved.

    A motion that is carried says that a post should end; it ends none by itself.

    :raises NotNow: if it was settled before, or is not answered yet.
    :raises BadDay: if the day lies before it came, or after today.
    :raises Incomplete: of a motion without its vote, or with a vote that does not add up.
    """
    row = _locked(oversight)
    if state not in RESOLVED:
        raise Incomplete(_("Say what came of it."))
    motion = row.kind == Kind.REMOVAL_MOTION
    need_state(row, State.OPEN) if motion or state == State.WITHDRAWN else need_state(
        row, State.ANSWERED
    )
    need_day(closed_on, after=row.answered_on or row.received_on, on=on)
    if motion and state != State.WITHDRAWN:
        _check_vote(state, votes_for, votes_cast)
    kept = commit(text.strip()) if text.strip() and not row.answer else None
    row.state, row.closed_on = state, closed_on
    row.votes_for, row.votes_cast = votes_for, votes_cast
    fields = ["state", "closed_on", "votes_for", "votes_cast"]
    if kept is not None:
        row.answer, row.answer_salt = text.strip(), kept.salt
        fields += ["answer", "answer_salt"]
    row.save(update_fields=fields)
    facts = {"state": state, "closed": closed_on, "for": votes_for, "cast": votes_cast}
    commits = {"answer": kept} if kept else None
    _tell("oversight.settled", row, by, on, facts=facts, commits=commits)
    if state == State.WITHDRAWN:
        void(of=row, reason="withdrawn", by=by, on=on)
    if motion and state == State.ADOPTED and row.person is not None:
        _propose_end(row, by, on)
    return row


def _check_vote(state: str, votes_for: int | None, votes_cast: int | None) -> None:
    if votes_for is None or votes_cast is None:
        raise Incomplete(_("Enter how many voted, and how many for it."))
    if votes_for > votes_cast:
        raise Incomplete(_("More votes for it than were cast."))
    if state == State.ADOPTED and votes_for == 0:
        raise Incomplete(_("A motion without a vote for it is not carried."))


def _propose_end(row: Oversight, by: Account, on: date) -> None:
    assert row.person is not None
    place = row.of_unit or row.unit
    notices.tell(of=row, to=place, template="oversight.post_to_end", on=on, roles=(Role.PERSONNEL,))
    ended.tell(row, by, on)


def _locked(oversight: Oversight) -> Oversight:
    return (
        Oversight.objects.select_for_update(of=("self",))
        .select_related(
            "adoption__pack", "adoption__body", "unit", "congress", "person", "of_unit", "case"
        )
        .get(pk=oversight.pk)
    )


def _tell(verb: str, row: Oversight, by: Account, on: date, **more: object) -> None:
    tell(verb, row, by, on, case=row.case, audience=row.audience, **more)  # type: ignore[arg-type]
