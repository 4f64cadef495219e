"""Somebody else looks whether it was put right: strikes the item off, sends it back, reopens it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.duties.models import Duty
from zhiyong.duties.services import reopen_after, void
from zhiyong.files.models import File
from zhiyong.journal.services import commit, record, record_many
from zhiyong.notices.services import tell as notify
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import parties
from zhiyong.rectification import plan
from zhiyong.rectification.access import confirming_units, confirms_as, is_own
from zhiyong.rectification.models import Check, Item, Reopening, SlowNotice
from zhiyong.rectification.services.common import (
    AFTER,
    DUE,
    PROOF,
    RULE,
    UNIT_HEARS,
    BadDay,
    FieldsMissing,
    SameHand,
    State,
    keep_files,
    locked,
    need_confirmer,
    need_day,
    need_other,
    need_state,
    need_text,
    read_fields,
    tell,
)
from zhiyong.rectification.services.registering import open_duties
from zhiyong.rules.rectifying import Closing, stand
from zhiyong.rules.rectifying import Item as Asked
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing


@transaction.atomic
def check_item(
    *,
    item: Item,
    passed: bool,
    how: str,
    looked_on: date,
    where: str,
    found: str,
    by: Account,
    standing: Standing,
    on: date,
    values: Mapping[str, Any] | None = None,
    files: "Sequence[UploadedFile[Any]]" = (),
) -> Check:
    """Write down what a visit or a sample showed; strike the item off, or send it back.

    One item at a time: nothing strikes off many. The rules say what closing needs and who does it.

    :raises NotNow: if the item was not handed in.
    :raises NotTheirs: if the plan has somebody else say that it is put right.
    :raises SameHand: if it is somebody who did the work, or reported on it.
    :raises FieldsMissing: with what closing needs.
    :raises BadDay: if the day lies before it was handed in as done, or after today.
    :raises Incomplete: without what was looked at, or what was found.
    """
    item = locked(item)
    need_state(item, State.HANDED_IN)
    party = need_confirmer(item, confirms_as(item.adoption, standing))
    message = _("Whoever did the work, or reported on it, does not accept it.")
    need_other(by, _workers(item), message)
    if is_own(standing, item.unit_id, item.adoption):
        raise SameHand(message)
    need_day(looked_on, after=item.done_on, on=on)
    where = need_text(where, _("Say where the visit was, or what the sample was of."))
    found = need_text(found, _("Say what the look showed."))
    fields = plan.ways_of(item.adoption).closing
    read = read_fields((one for one in fields if one.kind != "file"), values or {})
    if any(one.id == "check_result" for one in fields):
        read.setdefault("check_result", found[:1000])
    kept_files = keep_files(item, files, PROOF, by, on)
    if passed:
        _need_closable(item, read, by, party, on)
    check = Check(
        item=item,
        how=how,
        looked_on=looked_on,
        where=where,
        found=found,
        values=read,
        passed=passed,
        cycle=item.cycle,
        by=by,
        on=on,
    )
    kept = commit(check.content)
    check.salt = kept.salt
    check.save()
    facts = {"how": how.lower(), "looked": looked_on, "files": len(kept_files) or None}
    verb = "rectification.accepted" if passed else "rectification.not_accepted"
    tell(verb, item, by, on, facts, {f"check-{check.pk}": kept})
    if passed:
        _strike_off(item, by, on)
    else:
        _back_to_work(item, by, on)
    return check


def _workers(item: Item) -> list[Any]:
    """Return everybody who did the work, said so, or answers for it by name."""
    reporters = [one.by for one in item.progress.filter(cycle=item.cycle).select_related("by")]
    return [item.done_by, item.owner, *reporters]


def _need_closable(
    item: Item, values: Mapping[str, Any], by: Account, party: str, on: date
) -> None:
    """Refuse a striking-off that the rules refuse: what is missing, whose it is."""
    mode = plan.mode_of(item)
    if mode is None:
        return
    files = File.objects.filter(
        subject=kinds.ref(item), purpose__in=[AFTER, PROOF], withdrawn_on=None
    )
    has_proof = files.exists()
    closing = plan.ways_of(item.adoption).closing
    given = [*values, *(one.id for one in closing if one.kind == "file" and has_proof)]
    asked = Asked(
        found=None,
        given=plan.given_of(item, mode),
        done_by=kinds.ref(item.done_by) if item.done_by else None,
        closed=Closing(on=on, by=kinds.ref(by), role=party or None, given=tuple(given)),
    )
    standing = stand(pack_of(item.adoption), mode, asked, today=on)
    for code, facts in standing.refused:
        if code == "CLOSING_MISSING":
            missing = facts["fields"]
            said = plan.labels_of(pack_of(item.adoption), missing)  # type: ignore[arg-type]
            field = next(one for one in closing if one.id in missing)  # type: ignore[operator]
            text = _("It is not struck off without: {fields}.")
            raise FieldsMissing(text.format(fields=said), missing, field.clause)  # type: ignore[arg-type]


def _strike_off(item: Item, by: Account, on: date) -> None:
    item.state, item.struck_on = State.STRUCK_OFF, on
    item.save(update_fields=["state", "struck_on"])
    for duty in _running(item):
        if duty.code != RULE:
            void(of=item, code=duty.code, reason="struck_off", by=by, on=on)
    tell("rectification.struck_off", item, by, on, {"number": item.number, "cycle": item.cycle})
    late = bool(item.due_on and item.done_on and item.done_on > item.due_on)
    notices = SlowNotice.objects.select_for_update(of=("self",)).filter(
        subject=kinds.ref(item), unit=item.unit, repaired_on=None
    )
    for notice in notices.exclude(state=SlowNotice.State.WITHDRAWN).order_by("pk"):
        notice.repaired_on, notice.repaired_late = item.done_on, late
        notice.save(update_fields=["repaired_on", "repaired_late"])
        record(
            "slow_notice.repaired",
            of=notice,
            by=by,
            on=on,
            threads=[item, item.unit],
            audience=notice.unit_id,
            facts={"repaired": item.done_on, "late": late},
        )
    notify(of=item, to=item.unit, template="rectification.struck_off", on=on, roles=UNIT_HEARS)


def _running(item: Item) -> list[Duty]:
    return [*Duty.objects.filter(subject=kinds.ref(item), state__in=["OPEN", "PAUSED"])]


def _back_to_work(item: Item, by: Account, on: date) -> None:
    item.state, item.done_on, item.done_by = State.RUNNING, None, None
    item.save(update_fields=["state", "done_on", "done_by"])
    duty = (
        Duty.objects.filter(subject=kinds.ref(item), code=DUE, state=Duty.State.MET)
        .order_by("-pk")
        .first()
    )
    if duty is not None:
        reopen_after(duty=duty, by=by, on=on)
    notify(of=item, to=item.unit, template="rectification.not_accepted", on=on, roles=UNIT_HEARS)


@transaction.atomic
def reopen_item(
    *, item: Item, reason: str, due_on: date, by: Account, standing: Standing, on: date
) -> Item:
    """Open an item again that was struck off: its number stays, and every round is kept.

    :raises NotNow: if it is not struck off.
    :raises NotTheirs: if the plan has somebody else say whether it is put right.
    :raises Incomplete: without a reason.
    :raises BadDay: if the new day is not after today.
    """
    item = locked(item)
    need_state(item, State.STRUCK_OFF)
    need_confirmer(item, confirms_as(item.adoption, standing))
    reason = need_text(reason, _("Say why it is opened again."))
    if due_on <= on:
        raise BadDay(_("The new day lies after today."))
    kept = commit(reason)
    struck = item.struck_on or on
    reopening = Reopening.objects.create(
        item=item, struck_on=struck, reason=reason, salt=kept.salt, due_on=due_on, by=by, on=on
    )
    item.state, item.struck_on, item.done_on, item.done_by = State.RUNNING, None, None, None
    item.cycle += 1
    item.due_on = due_on
    item.warn_on = plan.warn_day(item.adoption, due_on, on)
    item.save()
    facts = {"cycle": item.cycle, "due": due_on}
    tell("rectification.reopened", item, by, on, facts, {f"reopening-{reopening.pk}": kept})
    record_many(open_duties([item], on), by=by, on=on)
    notify(of=item, to=item.unit, template="rectification.reopened", on=on, roles=UNIT_HEARS)
    return item


def confirmers(item: Item) -> str:
    """Return who strikes an item off, as the plan calls them."""
    named = tuple(one for one in confirming_units(item.adoption) if one)
    return parties(pack_of(item.adoption), named) if named else item.adoption.body.name
