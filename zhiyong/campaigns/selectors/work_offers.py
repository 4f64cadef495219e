"""What can be done with what a unit owes, by whom; and what cannot be done, and why not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.campaigns.models import Assignment, Attendance, Campaign, Submission
from zhiyong.campaigns.selectors import contents
from zhiyong.campaigns.selectors.roster import roster
from zhiyong.campaigns.selectors.work import may_judge_it, may_write_it
from zhiyong.rules.pack.campaign import Task as PackTask
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Offer

State = Assignment.State


@dataclass
class Desk:
    """A unit's task as somebody stands before it: its versions, and what they may do."""

    assignment: Assignment
    standing: Standing
    task: PackTask
    versions: list[Submission]
    today: date

    @property
    def draft(self) -> Submission | None:
        """Return the draft that is being written."""
        return self._first(Submission.State.DRAFT)

    @property
    def waiting(self) -> Submission | None:
        """Return the newest version that waits to be judged."""
        return self._first(Submission.State.SUBMITTED)

    @property
    def standing_one(self) -> Submission | None:
        """Return the newest version that stands and is no addendum."""
        return next(
            (one for one in self.versions if one.state in contents.STANDS and not one.addendum),
            None,
        )

    @property
    def writes(self) -> bool:
        """Whether they write for the unit."""
        return may_write_it(self.standing, self.assignment)

    @property
    def judges(self) -> bool:
        """Whether they accept or return it."""
        return may_judge_it(self.standing, self.assignment)

    def _first(self, state: str) -> Submission | None:
        return next((one for one in self.versions if one.state == state), None)


@dataclass(frozen=True, slots=True)
class Act:
    """One act: where it makes sense and who may do it, and what it is called."""

    key: str
    label: Any
    fits: Callable[[Desk], bool]
    kind: Literal["", "primary", "grave", "quiet"] = ""
    icon: str = ""
    why_not: Callable[[Desk], str] = lambda desk: ""  # noqa: ARG005


def _owed(desk: Desk) -> bool:
    return desk.assignment.state in (State.OPEN, State.RETURNED)


def _begins(desk: Desk) -> bool:
    return desk.writes and _owed(desk) and desk.draft is None


def _own_draft(desk: Desk) -> bool:
    draft = desk.draft
    return draft is None or getattr(draft, "is_open", True)


def _written_by_other(desk: Desk) -> str:
    if _own_draft(desk):
        return ""
    return _("Somebody else writes it, and nobody else reads it.")


def _has_sheet(desk: Desk) -> bool:
    if not contents.by_person(desk.task) or desk.assignment.state == State.VOID:
        return False
    me = desk.standing.person_id or 0
    return roster(desk.assignment, desk.today).filter(pk=me).exists()


def _absent(desk: Desk) -> bool:
    one = desk.standing_one
    return one is not None and (
        one.attendances.exclude(state=Attendance.State.PRESENT)
        .filter(made_up_on__isnull=True)
        .exists()
    )


ACTS = (
    Act(
        "sheet",
        gettext_lazy("My own sheet"),
        _has_sheet,
        "primary",
        "notebook-pen",
    ),
    Act(
        "hand-in",
        gettext_lazy("Hand it in"),
        lambda desk: desk.writes and desk.draft is not None and _own_draft(desk),
        "primary",
        "send",
    ),
    Act(
        "write",
        gettext_lazy("Write it"),
        lambda desk: _begins(desk) and not contents.by_person(desk.task),
        "primary",
        "square-pen",
        _written_by_other,
    ),
    Act(
        "write",
        gettext_lazy("Report for the unit"),
        lambda desk: _begins(desk) and contents.by_person(desk.task),
        "",
        "square-pen",
        _written_by_other,
    ),
    Act(
        "write",
        gettext_lazy("Go on writing"),
        lambda desk: desk.writes and desk.draft is not None,
        "",
        "square-pen",
        _written_by_other,
    ),
    Act(
        "write",
        gettext_lazy("Write an addendum"),
        lambda desk: desk.writes and desk.assignment.state == State.ACCEPTED and not desk.draft,
        "",
        "file-plus",
    ),
    Act(
        "discard",
        gettext_lazy("Discard the draft"),
        lambda desk: desk.writes and desk.draft is not None and _own_draft(desk),
        "quiet",
        "undo-2",
    ),
    Act(
        "take-back",
        gettext_lazy("Take the version back"),
        lambda desk: desk.writes and desk.waiting is not None,
        "quiet",
        "undo-2",
    ),
    Act(
        "accept",
        gettext_lazy("Accept it"),
        lambda desk: desk.judges and desk.waiting is not None,
        "primary",
        "check",
    ),
    Act(
        "return",
        gettext_lazy("Return it"),
        lambda desk: desk.judges and desk.waiting is not None,
        "",
        "undo-2",
    ),
    Act(
        "make-up",
        gettext_lazy("Note who made up for it"),
        lambda desk: desk.writes and contents.is_met(desk.task) and _absent(desk),
        "",
        "user-check",
    ),
    Act(
        "on-paper",
        gettext_lazy("Note a sheet on paper"),
        lambda desk: desk.writes and contents.by_person(desk.task) and _owed(desk),
        "",
        "file-check",
    ),
    Act(
        "programme",
        gettext_lazy("Count it for a programme as well"),
        lambda desk: (
            desk.writes
            and desk.standing_one is not None
            and bool(contents.pack_for(desk.assignment).programmes)
        ),
        "quiet",
        "git-merge",
    ),
)


def offers(desk: Desk) -> list[Offer]:
    """Return what somebody may do with what a unit owes now."""
    if desk.assignment.campaign.state != Campaign.State.RUNNING:
        return []
    return [
        Offer(
            act.key,
            act.label,
            _url(desk.assignment, act.key),
            why_not=act.why_not(desk),
            kind=act.kind,
            icon=act.icon,
        )
        for act in ACTS
        if act.fits(desk)
    ]


def offer(key: str, desk: Desk) -> Offer | None:
    """Return one act, if somebody may do it now."""
    return next((one for one in offers(desk) if one.key == key), None)


def _url(assignment: Assignment, key: str) -> str:
    if key in ("write", "sheet"):
        name = "campaigns:write" if key == "write" else "campaigns:my_sheet"
        return reverse(name, args=[assignment.pk])
    return reverse("campaigns:assignment_act", args=[assignment.pk, key])
