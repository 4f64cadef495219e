"""The unit tells how far it is, shows what it was like before and after, and hands in as done."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Unit
from zhiyong.duties.services import meet
from zhiyong.journal.services import commit
from zhiyong.notices.services import tell as notify
from zhiyong.rectification import plan
from zhiyong.rectification.access import confirming_units
from zhiyong.rectification.models import Item, Progress
from zhiyong.rectification.services.common import (
    AFTER,
    BEFORE,
    DUE,
    KEEPER_HEARS,
    NotNow,
    State,
    check_complete,
    keep_files,
    locked,
    need_day,
    need_state,
    need_text,
    read_fields,
    tell,
)


@transaction.atomic
def report_progress(
    *,
    item: Item,
    text: str,
    by: Account,
    on: date,
    before: "Sequence[UploadedFile[Any]]" = (),
    after: "Sequence[UploadedFile[Any]]" = (),
) -> Progress:
    """Tell what was done so far, with pictures or papers of before and after.

    :raises NotNow: if the item is handed in or closed.
    :raises Incomplete: without words.
    :raises FileRefused: if a file is not taken.
    """
    item = locked(item)
    need_state(item, State.REGISTERED, State.IN_APPROVAL, State.RUNNING)
    return _said(item, Progress.Kind.PROGRESS, text, before, after, by, on)


def _said(
    item: Item,
    kind: Progress.Kind,
    text: str,
    before: "Sequence[UploadedFile[Any]]",
    after: "Sequence[UploadedFile[Any]]",
    by: Account,
    on: date,
) -> Progress:
    text = need_text(text, _("Say what was done."))
    kept = commit(text)
    progress = Progress.objects.create(
        item=item, kind=kind, text=text, salt=kept.salt, cycle=item.cycle, by=by, on=on
    )
    files = len(keep_files(item, before, BEFORE, by, on) + keep_files(item, after, AFTER, by, on))
    done = kind == Progress.Kind.DONE
    verb = "rectification.handed_in" if done else "rectification.progress"
    tell(verb, item, by, on, {"files": files or None}, {f"progress-{progress.pk}": kept})
    return progress


@transaction.atomic
def hand_in(
    *,
    item: Item,
    text: str,
    done_on: date,
    by: Account,
    on: date,
    values: Mapping[str, Any] | None = None,
    before: "Sequence[UploadedFile[Any]]" = (),
    after: "Sequence[UploadedFile[Any]]" = (),
) -> Item:
    """Hand a problem in as put right; somebody else looks at it then.

    :raises NotNow: if it waits for approval, a move or acceptance, or is closed.
    :raises FieldsMissing: with what its class wants stated at the end.
    :raises BadDay: if the day lies before the problem was found, or after today.
    :raises Incomplete: without words.
    """
    item = locked(item)
    need_state(item, State.RUNNING)
    mode = plan.mode_of(item)
    if item.moves.filter(state="ASKED").exists():
        raise NotNow(_("A later day is asked for: first it must be answered."))
    need_day(done_on, after=item.found_on, on=on)
    if values:
        fields = plan.own_fields(plan.fields_for(item.adoption, mode))
        item.values = {**item.values, **read_fields(fields, values)}
    if mode is not None:
        check_complete(item, mode, at_end=True)
    _said(item, Progress.Kind.DONE, text, before, after, by, on)
    item.state, item.done_on, item.done_by = State.HANDED_IN, done_on, by
    kept = commit(item.content)
    item.salt = kept.salt
    item.save(update_fields=["state", "done_on", "done_by", "values", "salt"])
    tell("rectification.done", item, by, on, {"done": done_on}, {"item": kept})
    meet(of=item, code=DUE, by=by, on=done_on)
    for unit in confirming_units(item.adoption).values():
        _tell_body(item, unit, on)
    return item


def _tell_body(item: Item, unit: int, on: date) -> None:
    body = Unit.objects.filter(pk=unit).first()
    notify(of=item, to=body, template="rectification.to_check", on=on, roles=KEEPER_HEARS)
