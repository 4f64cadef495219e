"""What the pages of appeals share."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import Http404

from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.access import heard_by, own
from zhiyong.directory.models import Account
from zhiyong.shell.access import Request
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form

WITH = (
    "decision__adoption__pack",
    "decision__case__body",
    "decision__respondent__person",
    "decision__respondent__unit",
    "decision__respondent__unit_then",
    "decision__body",
    "decision__item",
    "body",
    "person",
    "unit",
    "item__meeting",
    "file",
    "paper",
    "registered_by__person",
    "drafted_by__person",
    "acceptance_by__person",
    "decided_by__person",
)


def appeal_or_404(request: Request, pk: int) -> Appeal:
    """Return an appeal that the reader sees as an official.

    :raises Http404: if there is none, or it may not be seen: both look the same.
    """
    return _one(heard_by(request.standing), pk)


def own_or_404(request: Request, pk: int) -> Appeal:
    """Return an appeal that the reader filed.

    :raises Http404: if there is none, or it is somebody else's.
    """
    return _one(own(request.standing), pk)


def _one(rows: QuerySet[Appeal], pk: int) -> Appeal:
    found = rows.select_related(*WITH).prefetch_related("handlers__person").filter(pk=pk).first()
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
