"""What the pages of inspections share."""

from collections.abc import Callable
from typing import Any

from django.http import Http404

from zhiyong.directory.models import Account
from zhiyong.inspections import plan
from zhiyong.inspections.models import Draw, Finding, Round, Visit
from zhiyong.inspections.selectors import (
    draws_visible_to,
    findings_visible_to,
    rounds_visible_to,
    visits_visible_to,
)
from zhiyong.plans.wording import language
from zhiyong.rules.pack.rectification import Inspection
from zhiyong.shell.access import Request
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form


def round_or_404(request: Request, pk: int) -> Round:
    """Return a round that the reader may know of.

    :raises Http404: if there is none, or it is not for them: both look the same.
    """
    rows = rounds_visible_to(request.standing).filter(pk=pk)
    found = rows.select_related("adoption__pack", "adoption__body", "unit").first()
    if found is None:
        raise Http404
    return found


def visit_or_404(request: Request, pk: int) -> Visit:
    """Return a visit that the reader may know of.

    :raises Http404: as `round_or_404`.
    """
    rows = visits_visible_to(request.standing).filter(pk=pk)
    found = rows.select_related(
        "round__adoption__pack", "round__adoption__body", "round__unit", "target__unit",
        "target__team__round__adoption__pack", "revisit_of", "sent_by__person",
    ).first()  # fmt: skip
    if found is None:
        raise Http404
    return found


def finding_or_404(request: Request, pk: int) -> Finding:
    """Return a finding that the reader may know of.

    :raises Http404: as `round_or_404`.
    """
    rows = findings_visible_to(request.standing).filter(pk=pk)
    found = rows.select_related(
        "round__adoption__pack", "round__adoption__body", "round__unit", "unit",
        "visit__target__unit", "found_by__person", "answered_by__person",
    ).first()  # fmt: skip
    if found is None:
        raise Http404
    return found


def draw_or_404(request: Request, pk: int) -> Draw:
    """Return a draw that the reader may know of.

    :raises Http404: as `round_or_404`.
    """
    rows = draws_visible_to(request.standing).filter(pk=pk)
    found = rows.select_related(
        "round__adoption__pack", "round__adoption__body", "round__unit", "committed_by__person",
        "drawn_by__person",
    ).first()  # fmt: skip
    if found is None:
        raise Http404
    return found


def rule(round_: Round) -> Inspection:
    """Return what the plan says of a round's inspection.

    :raises Http404: if the plan has it no more.
    """
    found = plan.rule_of(round_.adoption, round_.inspection)
    if found is None:
        raise Http404
    return found


def said(values: Any, chosen: str) -> str:
    """Return the name of a value of the plan; "" of one it has not."""
    return next((one.label.say(language()) for one in values if one.id == chosen), "")


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
