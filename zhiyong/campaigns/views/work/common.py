"""What the pages of units' work share."""

from collections.abc import Callable

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Assignment, Sheet, Submission
from zhiyong.campaigns.selectors import contents, work
from zhiyong.campaigns.selectors.visible import EVERYBODY, assignments_visible_to
from zhiyong.campaigns.selectors.work_offers import Desk
from zhiyong.directory.models import Account
from zhiyong.files.uploads import dropped
from zhiyong.shell import clock
from zhiyong.shell.access import Request, Standing
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form
from zhiyong.shell.parts import Tab


def account(request: Request) -> Account:
    """Return the account that is signed in."""
    assert isinstance(request.user, Account)
    return request.user


def assignment_or_404(request: Request, pk: int) -> Assignment:
    """Return what a unit owes, if the reader may see it.

    :raises Http404: if there is none, or it may not be seen: both look the same.
    """
    rows = assignments_visible_to(request.standing).select_related(
        "campaign__adoption__pack", "campaign__office", "task__stage", "unit", "first_unit",
        "receiver", "person", "upper__unit", "upper__task",
    )  # fmt: skip
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def desk_of(request: Request, assignment: Assignment) -> Desk:
    """Return a unit's task as the reader stands before it."""
    return Desk(
        assignment=assignment,
        standing=request.standing,
        task=contents.asked(assignment),
        versions=work.versions(assignment, request.standing),
        today=clock.today(),
    )


def version_or_404(request: Request, pk: int) -> Submission:
    """Return a version that the reader may read.

    :raises Http404: if there is none, or it may not be read.
    """
    found = (
        work.submissions_open_to(request.standing)
        .select_related(
            "assignment__campaign__adoption__pack", "assignment__task", "assignment__unit",
            "written_by__person", "handed_in_by__person", "judged_by__person",
        )
        .filter(pk=pk)
        .first()
    )  # fmt: skip
    if found is None:
        raise Http404
    return found


def sheet_or_404(request: Request, pk: int) -> Sheet:
    """Return a sheet that the reader may read: their own, or one whose reader they are.

    :raises Http404: if there is none, or it may not be read.
    """
    found = (
        work.sheets_visible_to(request.standing)
        .select_related(
            "assignment__campaign__adoption__pack", "assignment__task", "assignment__unit",
            "person", "checked_by__person",
        )
        .filter(pk=pk)
        .first()
    )  # fmt: skip
    if found is None:
        raise Http404
    return found


def attempt(request: Request, form: Form, act: Callable[[], object]) -> bool:
    """Run an act; show at the form why it was refused. Return whether it was done."""
    if lost := dropped(request):
        for one in lost:
            form.add_error(one.field if one.field in form.fields else None, one.sentence)
        return False
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def tabs(standing: Standing) -> list[Tab]:
    """Return the pages of one's work in campaigns."""
    if not standing.roles & set(EVERYBODY):
        return []
    return [
        Tab("month", _("This month"), reverse("campaigns:month")),
        Tab("owed", _("All tasks"), reverse("campaigns:owed")),
        Tab("judge", _("To accept"), reverse("campaigns:to_judge"), work.count_to_judge(standing)),
        Tab("sheets", _("Personal sheets"), reverse("campaigns:sheets")),
    ]
