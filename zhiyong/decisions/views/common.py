"""What the pages of decisions share."""

from collections.abc import Callable

from django.http import Http404

from zhiyong.decisions.models import Decision, Reappointment
from zhiyong.decisions.selectors import decisions_visible_to, reappointments_visible_to
from zhiyong.directory.models import Account
from zhiyong.shell.access import READS_CASES, Request
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form

READERS = tuple(sorted(READS_CASES))
"""Who may open the pages of decisions; the selectors decide which."""

WITH = (
    "adoption__pack",
    "adoption__body",
    "body",
    "item__meeting",
    "approval",
    "case__body",
    "case__adoption__pack",
    "respondent__person",
    "respondent__unit",
    "respondent__unit_then",
    "respondent__case",
    "drafted_by__person",
    "paper",
)


def decision_or_404(request: Request, pk: int) -> Decision:
    """Return a decision that the reader may see.

    :raises Http404: if there is none, or it may not be seen: both look the same.
    """
    rows = decisions_visible_to(request.standing).select_related(*WITH)
    found = rows.prefetch_related("measures").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def reappointment_or_404(request: Request, pk: int) -> Reappointment:
    """Return a return to office that the reader may see.

    :raises Http404: as `decision_or_404`.
    """
    rows = reappointments_visible_to(request.standing).select_related(
        "person", "unit", "adoption__pack", "decision", "proposed_by__person"
    )
    found = rows.filter(pk=pk).first()
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
