"""What the pages of cases share."""

from collections.abc import Callable

from django.http import Http404

from zhiyong.cases.models import Case
from zhiyong.cases.selectors import cases_visible_to
from zhiyong.directory.models import Account
from zhiyong.shell.access import READS_CASES, Request
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form

READERS = tuple(sorted(READS_CASES))
"""Who may open the pages of cases; the selectors decide which."""


def case_or_404(request: Request, pk: int) -> Case:
    """Return a case that the reader may see.

    :raises Http404: if there is none, or it may not be seen: both look the same.
    """
    found = (
        cases_visible_to(request.standing)
        .select_related(
            "adoption__pack", "adoption__body", "body", "opened_by__person", "parent", "merged_into"
        )
        .prefetch_related("team__person")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def account(request: Request) -> Account:
    """Return the account that is signed in."""
    assert isinstance(request.user, Account)
    return request.user


def attempt(form: Form, act: Callable[[], object]) -> bool:
    """Run an act; show at the form why it was refused. Return whether it was done."""
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
