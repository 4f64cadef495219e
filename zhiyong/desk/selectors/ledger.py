"""The way from complaints and cases to the ledger of problems."""

from datetime import date

from zhiyong.cases.models import Case
from zhiyong.intake.models import Complaint
from zhiyong.rectification.entering import offer_from
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Offer

TAKEN_UP = (Complaint.State.ACCEPTED, Complaint.State.IN_HANDLING, Complaint.State.REPLIED)


def complaint_offers(complaint: Complaint, standing: Standing) -> list[Offer]:
    """Return the offer to enter a problem that a complaint shows, once it was taken up."""
    if complaint.state not in TAKEN_UP:
        return []
    offer = offer_from(
        complaint.adoption, kinds.ref(complaint), standing, complaint.subject_unit_id
    )
    return [offer] if offer else []


def case_offers(case: Case, standing: Standing, today: date) -> list[Offer]:  # noqa: ARG001
    """Return the offer to enter a problem that a case shows, until it is closed."""
    offer = offer_from(case.adoption, kinds.ref(case), standing)
    return [offer] if offer and case.closed_on is None else []
