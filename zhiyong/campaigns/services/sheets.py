"""Sheets of persons: written by oneself, read by whom one names, and by nobody else."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Assignment, Sheet
from zhiyong.campaigns.selectors import contents
from zhiyong.campaigns.selectors.roster import roster
from zhiyong.campaigns.services import handing
from zhiyong.campaigns.services.common import (
    Incomplete,
    NotNow,
    NotTheirs,
    locked_assignment,
    need_text,
)
from zhiyong.directory.models import Account, Person
from zhiyong.journal.services import commit, record
from zhiyong.notices.services import tell as notify
from zhiyong.plans.wording import language


@transaction.atomic
def write_sheet(
    *,
    assignment: Assignment,
    values: Mapping[str, Any],
    by: Account,
    on: date,
    text: str = "",
) -> Sheet:
    """Keep one's own sheet as a draft; parts may be missing until it is handed in.

    :raises NotTheirs: if the task asks for no sheets, or not for one of this person.
    :raises NotNow: if it was handed in.
    :raises PartsWrong: if parts hold what they cannot.
    """
    assignment = locked_assignment(assignment)
    task = contents.asked(assignment)
    person = _own(assignment, by, on)
    read, wrong = contents.read_parts(task, values)
    if wrong:
        raise handing.PartsWrong(wrong, task)
    sheet = _sheet(assignment, person)
    if sheet.handed_in_on is not None:
        raise NotNow(_("Your sheet is handed in. Whoever reads it can give it back."))
    sheet.values, sheet.text = read, text.strip()[:20_000]
    sheet.save()
    _tell("sheet.written", sheet, by, on)
    return sheet


@transaction.atomic
def hand_in_sheet(*, sheet: Sheet, readers: Iterable[Person], by: Account, on: date) -> Sheet:
    """Hand one's own sheet in, and name who reads it.

    :raises NotTheirs: if it is somebody else's.
    :raises NotNow: if it was handed in, or the campaign is not running.
    :raises PartsMissing: naming the parts that the plan asks for.
    :raises Incomplete: if nobody else is named, or nothing is said.
    """
    assignment = locked_assignment(sheet.assignment)
    sheet = Sheet.objects.select_for_update().get(pk=sheet.pk)
    if sheet.person_id != by.person_id:
        raise NotTheirs(_("This sheet is somebody else's."))
    if sheet.handed_in_on is not None:
        raise NotNow(_("Your sheet is handed in. Whoever reads it can give it back."))
    named = [one for one in readers if one.pk != by.person_id]
    if not named:
        raise Incomplete(_("Name at least one person who reads it."))
    task = contents.asked(assignment)
    left = [part for part in task.parts if part.required and part.id not in sheet.values]
    if left:
        names = handing.named([part.label.say(language()) for part in left])
        text = _("The plan asks for these parts, which are missing: {parts}.")
        raise handing.PartsMissing(text.format(parts=names), basis=task.clause)
    if not sheet.values and not sheet.text:
        raise Incomplete(_("Say in words what was done."), basis=task.clause)
    made = commit(sheet.content)
    sheet.handed_in_on, sheet.salt = on, made.salt
    sheet.checked_by = sheet.checked_on = None
    sheet.checked_why = ""
    sheet.save()
    sheet.readers.set(named)
    _tell("sheet.handed_in", sheet, by, on, commits={"sheet": made})
    handing.count_again(assignment, on)
    notify(of=sheet, to=named, template="sheet.handed_in", on=on)
    return sheet


@transaction.atomic
def note_paper_sheet(*, assignment: Assignment, person: Person, by: Account, on: date) -> Sheet:
    """Note that somebody handed a sheet in on paper: it counts, and nothing of it is kept here.

    :raises NotTheirs: if another unit's liaison would, or nobody asks this person for one.
    :raises NotNow: if there is a sheet already.
    """
    assignment = handing.mine(assignment, by, on)
    if not roster(assignment, on).filter(pk=person.pk).exists():
        raise NotTheirs(_("This person is not on the roster of the unit."))
    sheet = _sheet(assignment, person)
    if sheet.pk is not None:
        raise NotNow(_("This person writes a sheet here already."))
    sheet.handed_in_on = on
    sheet.save()
    _tell("sheet.on_paper", sheet, by, on)
    handing.count_again(assignment, on)
    return sheet


@transaction.atomic
def name_readers(*, sheet: Sheet, readers: Iterable[Person], by: Account, on: date) -> Sheet:
    """Let further persons read one's own sheet. Who could read it can from then on as well.

    :raises NotTheirs: if it is somebody else's.
    """
    sheet = Sheet.objects.select_for_update().get(pk=sheet.pk)
    if sheet.person_id != by.person_id:
        raise NotTheirs(_("This sheet is somebody else's."))
    sheet.readers.add(*[one for one in readers if one.pk != sheet.person_id])
    _tell("sheet.opened_to", sheet, by, on)
    return sheet


@transaction.atomic
def check_sheet(*, sheet: Sheet, is_taken: bool, by: Account, on: date, why: str = "") -> Sheet:
    """Take a sheet as good, or give it back with reasons; only a named reader can.

    :raises NotTheirs: if by is no reader of it.
    :raises NotNow: if it is not handed in, or was checked.
    :raises Incomplete: if it is given back without a reason.
    """
    assignment = locked_assignment(sheet.assignment)
    sheet = Sheet.objects.select_for_update().get(pk=sheet.pk)
    if not sheet.readers.filter(pk=by.person_id or 0).exists():
        raise NotTheirs(_("Only somebody who is named as its reader does this."))
    if sheet.handed_in_on is None or sheet.checked_on is not None:
        raise NotNow(_("This sheet does not wait to be looked at."))
    sheet.checked_by, sheet.checked_why = by, why.strip()[:1000]
    if is_taken:
        sheet.checked_on = on
    else:
        sheet.checked_why = need_text(why, _("Say what must be changed."))[:1000]
        sheet.handed_in_on, sheet.salt = None, b""
    sheet.save()
    _tell("sheet.taken" if is_taken else "sheet.given_back", sheet, by, on)
    if not is_taken:
        handing.count_again(assignment, on)
        notify(of=sheet, to=sheet.person, template="sheet.given_back", on=on)
    return sheet


def _own(assignment: Assignment, by: Account, on: date) -> Person:
    task = contents.asked(assignment)
    person = roster(assignment, on).filter(pk=by.person_id or 0).first()
    if not contents.by_person(task) or person is None:
        raise NotTheirs(_("This task asks for no sheet of yours."))
    return person


def _sheet(assignment: Assignment, person: Person) -> Sheet:
    found = Sheet.objects.select_for_update().filter(assignment=assignment, person=person).first()
    return found or Sheet(assignment=assignment, person=person)


def _tell(verb: str, sheet: Sheet, by: Account, on: date, **more: Any) -> None:
    """Write it down in the thread of the sheet alone: nobody else follows it."""
    assignment = sheet.assignment
    record(verb, of=sheet, by=by, on=on, audience=assignment.audience, **more)
