"""What a draft says, in lines that whoever signs can read."""

from typing import Any

from django.utils.translation import gettext as _

from zhiyong.approvals.models import Approval
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import label
from zhiyong.shell.parts import Fact

ELEMENTS = {
    "mode": "modes",
    "refusal": "refusals",
    "matter_outcome": "matter_outcomes",
    "person_outcome": "person_outcomes",
    "clock": "clocks",
    "slip": "slips",
}
"""Which value of a draft is an element of which section of the plan."""
SILENT = frozenset({"act", "unit", "agree", "details", "handler", "declared_none"})


def lines(approval: Approval) -> list[Fact]:
    """Return a draft as facts: elements by the plan's labels, texts as they were written.

    In the order in which whoever signs asks: what is proposed, on what ground, in which words.
    """
    names = _names()
    place = {key: at for at, key in enumerate(names)}
    flat = {**approval.draft, **_details(approval.draft)}
    return [
        Fact(names.get(key, key), _said(approval, key, value), "", True)
        for key, value in sorted(flat.items(), key=lambda item: place.get(item[0], len(place)))
        if key not in SILENT and value not in ("", None, [], {})
    ]


def _details(draft: dict[str, Any]) -> dict[str, Any]:
    details = draft.get("details")
    return details if isinstance(details, dict) else {}


def _said(approval: Approval, key: str, value: Any) -> str:
    if key in ELEMENTS and approval.adoption is not None:
        return label(pack_of(approval.adoption), ELEMENTS[key], str(value))
    return str(value)


def _names() -> dict[str, str]:
    return {
        "slip": _("Paper"),
        "title": _("Subject"),
        "mode": _("Way of handling"),
        "unit_name": _("Handling unit"),
        "handler_name": _("Handler"),
        "instructions": _("Instructions"),
        "refusal": _("Reason not to accept"),
        "competent_body": _("Competent body"),
        "earlier_matter": _("Earlier matter"),
        "remedy_body": _("Where it can be brought"),
        "missing_facts": _("What is missing"),
        "matter_outcome": _("Outcome of the matter"),
        "person_outcome": _("Outcome for the person"),
        "findings": _("Findings"),
        "reply": _("Reply"),
        "system_cause": _("Cause in the system"),
        "no_cause": _("Why no cause in the system"),
        "text": _("Content"),
        "addressee": _("To"),
        "materials": _("Materials"),
        "effective_on": _("With effect from"),
        "term": _("Term"),
        "reason": _("Reason"),
        "clock": _("What is owed"),
    }
