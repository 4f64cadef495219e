"""A resignation is filed, waits where it must, is examined, and is answered by who has the power.

Nothing about guilt is written down with it; it replaces no other responsibility.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.approvals import services as approvals
from zhiyong.approvals.models import Approval
from zhiyong.cases.models import Case
from zhiyong.directory.models import Account, Person, Post, Tenure, Unit
from zhiyong.directory.selectors import same_person
from zhiyong.files.services import store
from zhiyong.journal.services import commit
from zhiyong.notices import services as notices
from zhiyong.papers.services import issue
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.rules.pack.responsibility import Track
from zhiyong.rules.tracks import TrackAsked, TrackFound, check_track
from zhiyong.shell import kinds
from zhiyong.shell.access import Role
from zhiyong.tracks import ended, plan, slips
from zhiyong.tracks.models import Resignation
from zhiyong.tracks.selectors.open_cases import Found, open_cases
from zhiyong.tracks.services.common import (
    BadDay,
    Incomplete,
    NotNow,
    NotOpenHere,
    NotTheirPower,
    need_power,
    need_state,
    need_text,
    said,
    tell,
)
from zhiyong.tracks.slips import told

ACT = "resignation"
State = Resignation.State
OPEN = (State.FILED, State.PENDING)
TOLD = (Role.LEADER, Role.SECTION_HEAD, Role.OFFICE, Role.CLERK)


@transaction.atomic
def file_resignation(
    *,
    person: Person,
    post: Post,
    adoption: Adoption,
    unit: Unit,
    origin: str,
    reason: str,
    by: Account,
    on: date,
    case: Case | None = None,
    request: "UploadedFile[Any] | None" = None,
    basis: int | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Resignation:
    """File a resignation: asked for by the person, called for, or ordered.

    `unit` keeps it; the body with the power answers it. Where the plan has it begin with the
    person alone, the person's own writing (`request`) must be there, or they file it themselves.
    It waits while a track that it waits for is open about them.

    :raises NotOpenHere: if the plan does not open it to them, naming why.
    :raises Incomplete: if a fact that it rests on is not known, or there is no reason.
    :raises NotNow: if they have one under way from this post, or do not hold it.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    reason = need_text(reason, _("Say what the request says."))
    if not Tenure.objects.filter(person=person, post=post, valid__contains=on).exists():
        raise NotNow(_("{name} does not hold this post today.").format(name=person.name))
    running = Resignation.objects.filter(
        person=person, post=post, state__in=[*OPEN, State.IN_APPROVAL]
    )
    if running.exists():
        raise NotNow(_("A resignation from this post is under way already."))
    own = request is not None or same_person(by, person)
    pack = pack_of(adoption)
    track = plan.resigning(pack)
    found, waits = check(
        adoption=adoption, person=person, own=own, basis=basis, stated=stated or {}, on=on
    )
    if found is not None and found.state == "unknown":
        missing = [_named(adoption, name) for name in plan.asked_of(found.track)]
        raise Incomplete(
            _("It is not known whether it is open to them: state {facts}.").format(
                facts="、".join(missing) if language() == "zh" else ", ".join(missing)
            ),
            basis=found.track.clause,
        )
    kept = commit(reason)
    row = Resignation.objects.create(
        case=case,
        adoption=adoption,
        track=track.id if track else "",
        person=person,
        post=post,
        unit=unit,
        audience=unit.pk,
        origin=origin,
        state=State.PENDING if waits else State.FILED,
        reason=reason,
        salt=kept.salt,
        filed_on=on,
        filed_by=by,
        basis=basis,
        stated=dict(stated or {}),
        waits=[one.as_waiting() for one in waits],
        approver=plan.approver_of(adoption, track, post.unit, on),
    )
    if request is not None:
        row.request = store(
            upload=request,
            of=row,
            purpose="resignation.request",
            by=by,
            on=on,
            audience=unit.pk,
            evidence=True,
        )
        row.save(update_fields=["request"])
    _tell(
        "resignation.filed",
        row,
        by,
        on,
        facts={"origin": origin, "post": post, "waits": len(waits)},
        commits={"reason": kept},
    )
    if row.approver is not None:
        notices.tell(of=row, to=row.approver, template="resignation.filed", on=on, roles=TOLD)
    return row


def check(
    *,
    adoption: Adoption,
    person: Person,
    own: bool,
    basis: int | None,
    stated: Mapping[str, Any],
    on: date,
    examined: Mapping[str, str] | None = None,
) -> tuple[TrackFound | None, list[Found]]:
    """Return what the plan says of a resignation, and the open cases that it waits for.

    (None, []) where the plan knows no track on which somebody resigns.

    :raises NotOpenHere: if it is refused, with every reason and its clause.
    """
    pack = pack_of(adoption)
    track = plan.resigning(pack)
    if track is None:
        return None, []
    cases = open_cases(person, unnamed=track.waits_for)
    asked = TrackAsked(
        track.id,
        started_by=_started_by(track, own),
        stated=examined,
        cases=tuple(one.asked for one in cases),
        basis=basis,
    )
    found = check_track(pack, asked, plan.facts_about(pack, person, stated, on))
    if found.refused:
        raise NotOpenHere(said(pack, found.refused), basis=found.track.clause)
    waits = [
        one for one in cases if one.track in found.waits_for and one.responsibility != "leading"
    ]
    return found, waits


def _started_by(track: Track, own: bool) -> str:
    """Return who begins it: whom the plan wants, if the writing is theirs; else a body."""
    return track.starts_with if own and track.starts_with else "person" if own else "body"


def _named(adoption: Adoption, fact: str) -> str:
    return pack_of(adoption).vocabulary.say_fact(fact, language())


@transaction.atomic
def review(*, resignation: Resignation, by: Account, on: date) -> Resignation:
    """Look again at what a resignation waits for: it waits, or it can be answered.

    :raises NotNow: if it is answered, in approval or withdrawn.
    """
    row = _locked(resignation)
    need_state(row, *OPEN)
    _found, waits = check(
        adoption=row.adoption,
        person=row.person,
        own=True,
        basis=row.basis,
        stated=row.stated,
        on=on,
    )
    state = State.PENDING if waits else State.FILED
    said_now = [one.as_waiting() for one in waits]
    if (row.state, row.waits) == (state, said_now):
        return row
    changed = row.state != state
    row.state, row.waits = state, said_now
    row.save(update_fields=["state", "waits"])
    verb = "resignation.waits" if waits else "resignation.waits_no_more"
    if changed or waits:
        _tell(verb, row, by, on, facts={"waits": len(waits)})
    if changed and not waits and row.approver is not None:
        notices.tell(of=row, to=row.approver, template="resignation.filed", on=on, roles=TOLD)
    return row


@transaction.atomic
def examine(
    *, resignation: Resignation, fields: Mapping[str, str], by: Account, on: date
) -> Resignation:
    """Write down what the body that answers it looked into, in the fields of the plan.

    :raises NotOpenHere: if a field of the plan is empty.
    :raises NotTheirPower: if another body answers it, or it is the person themself.
    """
    row = _locked(resignation)
    need_state(row, *OPEN)
    _need_other(row, by, on)
    pack = pack_of(row.adoption)
    track = plan.resigning(pack)
    wanted = [one.id for one in track.fields] if track else []
    filled = {name: fields.get(name, "").strip() for name in wanted}
    check(
        adoption=row.adoption,
        person=row.person,
        own=True,
        basis=row.basis,
        stated=row.stated,
        on=on,
        examined=filled,
    )
    kept = commit(as_text(filled))
    row.examined, row.examined_salt, row.examined_on = filled, kept.salt, on
    row.save(update_fields=["examined", "examined_salt", "examined_on"])
    _tell("resignation.examined", row, by, on, commits={"examined": kept})
    return row


@transaction.atomic
def answer(
    *,
    resignation: Resignation,
    agree: bool,
    text: str,
    by: Account,
    on: date,
    effective_on: date | None = None,
) -> Resignation | Approval:
    """Approve a resignation from a day, or refuse it; in the chain of the plan where it has one.

    Only the body with the power answers. An approved one ends no post: that is proposed to who
    keeps the directory, and closes no case on another track.

    :raises NotNow: while it waits for another track, or was answered.
    :raises Incomplete: without words, a day, or what the plan wants examined.
    :raises BadDay: if it would take effect before it was filed.
    :raises NotTheirPower: if another body answers it, or it is the person themself.
    """
    row = review(resignation=resignation, by=by, on=on)
    if row.state == State.PENDING:
        track = plan.resigning(pack_of(row.adoption))
        raise NotNow(
            _("It waits while a case of direct responsibility is open about {name}.").format(
                name=row.person.name
            ),
            basis=track.clause if track else None,
        )
    _need_other(row, by, on)
    text = need_text(text, _("Say what the answer says."))
    if agree:
        _check_approval(row, effective_on)
    draft = {
        "act": ACT,
        "agree": agree,
        "text": text,
        "effective_on": effective_on.isoformat() if agree and effective_on else "",
    }
    slip = plan.slip_for(pack_of(row.adoption), plan.RESIGNATION_ANSWER)
    if slip is None or slip.approval is None:
        return _answered(row, draft, by, on)
    row.state = State.IN_APPROVAL
    row.save(update_fields=["state"])
    _tell("resignation.submitted", row, by, on)
    body = row.approver or row.unit
    approval = approvals.start(
        of=row,
        chain=slip.approval,
        adoption=row.adoption,
        unit=body,
        draft={**draft, "slip": slip.id},
        by=by,
        on=on,
        audience=body.pk,
    )
    Resignation.objects.filter(pk=row.pk).update(approval=approval)
    return approval


def _check_approval(row: Resignation, effective_on: date | None) -> None:
    track = plan.resigning(pack_of(row.adoption))
    if track is not None and track.fields and not row.examined:
        raise Incomplete(
            _("The body that answers it first looks into it: write that down."),
            basis=track.clause,
        )
    if effective_on is None:
        raise Incomplete(_("Say from which day it takes effect."))
    if effective_on < row.filed_on:
        raise BadDay(_("It takes effect on {day} at the earliest.").format(day=told(row.filed_on)))


def agreed(approval: Approval, by: Account, on: date) -> None:
    """Answer a resignation as its chain has agreed.

    :raises NotNow: if a track was taken up meanwhile for which it waits.
    """
    row = _of(approval)
    need_state(row, State.IN_APPROVAL)
    _found, waits = check(
        adoption=row.adoption,
        person=row.person,
        own=True,
        basis=row.basis,
        stated=row.stated,
        on=on,
    )
    if waits and approval.draft["agree"]:
        raise NotNow(
            _("It waits while a case of direct responsibility is open about {name}.").format(
                name=row.person.name
            )
        )
    _answered(row, approval.draft, by, on)


def came_back(approval: Approval, by: Account, on: date) -> None:
    """Let a resignation be answered anew."""
    row = _of(approval)
    if row.state == State.IN_APPROVAL:
        row.state = State.FILED
        row.save(update_fields=["state"])
        _tell("resignation.answer_returned", row, by, on)


def _of(approval: Approval) -> Resignation:
    return _locked(Resignation.objects.get(pk=kinds.split(approval.subject)[1]))


def _answered(row: Resignation, draft: Mapping[str, Any], by: Account, on: date) -> Resignation:
    kept = commit(draft["text"])
    row.state = State.APPROVED if draft["agree"] else State.REFUSED
    row.answered_on, row.answer, row.answer_salt = on, draft["text"], kept.salt
    row.effective_on = date.fromisoformat(draft["effective_on"]) if draft["effective_on"] else None
    row.save(update_fields=["state", "answered_on", "answer", "answer_salt", "effective_on"])
    slip = plan.slip_for(pack_of(row.adoption), plan.RESIGNATION_ANSWER)
    if slip is not None:
        body = row.approver or row.unit
        row.paper = issue(
            slip=slip.id,
            of=row,
            adoption=row.adoption,
            unit=body,
            fill=slips.resignation_answer(row),
            by=by,
            on=on,
            audience=row.audience,
        )
        row.number = row.paper.number
        row.save(update_fields=["paper", "number"])
    verb = "resignation.approved" if draft["agree"] else "resignation.refused"
    facts = {"effective": row.effective_on, "paper": row.paper}
    _tell(verb, row, by, on, facts=facts, commits={"answer": kept})
    if draft["agree"]:
        notices.tell(
            of=row,
            to=row.post.unit,
            template="resignation.post_to_end",
            on=on,
            roles=(Role.PERSONNEL,),
        )
        ended.tell(row, by, on)
    return row


@transaction.atomic
def withdraw_resignation(
    *, resignation: Resignation, reason: str, by: Account, on: date
) -> Resignation:
    """Withdraw a resignation that is not answered yet: the person's own wish, written down.

    :raises NotNow: if it is in approval or answered.
    :raises Incomplete: without a reason.
    """
    row = _locked(resignation)
    need_state(row, *OPEN)
    reason = need_text(reason, _("Say why it is withdrawn."))
    kept = commit(reason)
    row.state, row.answer, row.answer_salt, row.answered_on = (
        State.WITHDRAWN,
        reason,
        kept.salt,
        on,
    )
    row.save(update_fields=["state", "answer", "answer_salt", "answered_on"])
    _tell("resignation.withdrawn", row, by, on, commits={"answer": kept})
    return row


def as_text(fields: Mapping[str, str]) -> str:
    """Return what was examined in the one form that commitments cover."""
    return json.dumps(dict(fields), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _need_other(row: Resignation, by: Account, on: date) -> None:
    if same_person(by, row.person):
        raise NotTheirPower(_("Nobody answers their own request."))
    need_power(row.approver, by, on)


def _locked(resignation: Resignation) -> Resignation:
    return (
        Resignation.objects.select_for_update(of=("self",))
        .select_related(
            "adoption__pack", "adoption__body", "person", "post__unit", "unit", "approver", "case"
        )
        .get(pk=resignation.pk)
    )


def _tell(verb: str, row: Resignation, by: Account, on: date, **more: Any) -> None:
    tell(verb, row, by, on, case=row.case, audience=row.audience, **more)
