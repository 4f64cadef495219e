"""What the pages of cases share."""

from collections.abc import Callable

from django.http import Http404
from django.urls import reverse

from zhiyong.directory.models import Account
from zhiyong.intake.drafts import Incomplete
from zhiyong.matters.models import Matter
from zhiyong.matters.selectors import matters_visible_to
from zhiyong.shell import kinds
from zhiyong.shell.access import READS_CASES, Request
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form

READERS = tuple(sorted(READS_CASES))
"""Who may open the pages of matters; the selectors decide which."""


def matter_or_404(request: Request, pk: int) -> Matter:
    """Return a matter that the reader may see.

    :raises Http404: if there is none, or it may not be seen: both look the same.
    """
    found = (
        matters_visible_to(request.standing)
        .select_related(
            "adoption__pack",
            "adoption__body",
            "keeper",
            "handling_unit",
            "handler",
            "complaint__subject_unit",
            "complaint__keeper",
            "complaint__adoption__pack",
        )
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


def page_of(matter: Matter) -> str:
    """Return the address of the page on which a matter is shown; else that of the lists."""
    return (
        kinds.url(kinds.ref(matter))
        or kinds.url(kinds.ref(matter.complaint))
        or reverse("matters:mine")
    )


def attempt(form: Form, act: Callable[[], object]) -> bool:
    """Run an act; show at the form why it was refused. Return whether it was done."""
    try:
        act()
    except Incomplete as refusal:
        for name, message in refusal.fields.items():
            form.add_error(name if name in form.fields else None, message)
        return False
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
