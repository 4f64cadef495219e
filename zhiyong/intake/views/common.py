"""What the pages of intake share."""

from collections.abc import Callable

from django.http import Http404

from zhiyong.directory.models import Account
from zhiyong.intake import selectors
from zhiyong.intake.drafts import Incomplete
from zhiyong.intake.models import Complaint
from zhiyong.shell import kinds
from zhiyong.shell.access import READS_CASES, Request, Role
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form

READERS = tuple(sorted(READS_CASES))
"""Who may open the pages of complaints; the selectors decide which."""

ENTERS = (Role.CLERK,)
"""Who enters, registers and decides."""


def complaint_or_404(request: Request, pk: int) -> Complaint:
    """Return a complaint that the reader may see.

    :raises Http404: if there is none, or it may not be seen: both look the same.
    """
    found = (
        selectors.complaints_visible_to(request.standing)
        .select_related(
            "keeper",
            "subject_unit",
            "adoption__pack",
            "entered_by__person",
            "entered_unit",
            "details",
            "merged_into",
        )
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def page_url(complaint: Complaint) -> str:
    """Return the page of a complaint: the desk's, where there is one."""
    return kinds.url(kinds.ref(complaint)) or ""


def account(request: Request) -> Account:
    """Return the account that is signed in."""
    assert isinstance(request.user, Account)
    return request.user


def attempt(form: Form, act: Callable[[], object]) -> bool:
    """Run an act; show at the form why it was refused. Return whether it was done."""
    try:
        act()
    except Incomplete as refusal:
        for name, message in refusal.fields.items():
            form.add_error(name if name in form.fields else None, message)
        if refusal.basis:
            form.add_error(None, str(refusal))
        return False
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
