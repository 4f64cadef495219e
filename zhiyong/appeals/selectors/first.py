"""Who took part in the first decision, and so takes no part in hearing the appeal against it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from zhiyong.approvals.models import Step
from zhiyong.cases.models import Conclusion, Finding, TeamMember
from zhiyong.decisions.models import Decision
from zhiyong.directory.models import Account
from zhiyong.journal.models import Entry
from zhiyong.meetings.models import Vote

PARTS = {
    "voted": _("voted on it"),
    "made": _("made it"),
    "team": _("verified the case"),
    "found": _("wrote a finding of the case"),
    "signed": _("signed the conclusion of the case"),
    "agreed": _("signed it"),
    "drafted": _("drafted it"),
}
"""What somebody did for the first decision."""


def took_part(decision: Decision) -> dict[int, tuple[str, ...]]:
    """Return what each person did for a decision: voted, verified, found, signed, drafted.

    Shape: {id of the person: keys of `PARTS`}, in the order of the procedure.
    """
    case = decision.case_id
    conclusions = Conclusion.objects.filter(case=case)
    chains = [one for one in conclusions.values_list("approval", flat=True) if one]
    found: dict[int, list[str]] = {}
    for part, people in {
        "team": TeamMember.objects.filter(case=case).values_list("person", flat=True),
        "found": Finding.objects.filter(respondent__case=case).values_list("by__person", flat=True),
        "signed": [
            *conclusions.values_list("drafted_by__person", flat=True),
            *Step.objects.filter(approval__in=chains).values_list("decided_by", flat=True),
        ],
        "agreed": Step.objects.filter(approval=decision.approval_id).values_list(
            "decided_by", flat=True
        )
        if decision.approval_id
        else [],
        "drafted": [decision.drafted_by.person_id],
        "voted": Vote.objects.filter(item=decision.item_id).values_list("person", flat=True)
        if decision.item_id
        else [],
        "made": _makers(decision),
    }.items():
        for person in people:
            if person is not None and part not in found.setdefault(person, []):
                found[person].append(part)
    return {person: tuple(parts) for person, parts in found.items()}


def _makers(decision: Decision) -> list[int | None]:
    """Return who made a decision that no meeting made, as the journal has it."""
    if decision.item_id:
        return []
    reference = f"decision:{decision.pk}"
    entries = Entry.objects.filter(
        threads__contains=[reference], subject=reference, verb="decision.made"
    )
    actors = entries.values_list("actor", flat=True)
    ids = [int(one.partition(":")[2]) for one in actors if one.startswith("account:")]
    return list(Account.objects.filter(pk__in=ids).values_list("person", flat=True))


def parts_in_words(parts: Mapping[int, tuple[str, ...]], person: int) -> str:
    """Return what somebody did for the first decision, in words."""
    return "、".join(str(PARTS[one]) for one in parts.get(person, ()))
