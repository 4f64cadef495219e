"""A case of a restricted category is its team's and those who lead: nobody else's in the body."""

from datetime import date

from zhiyong.cases.models import Case, Finding
from zhiyong.cases.services.common import By, tell
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of


def narrow(case: Case, by: By, on: date) -> None:
    """Keep a locked case to its team, or open it to its body again, as its categories want it."""
    wanted = _is_restricted(case)
    if wanted == case.restricted:
        return
    case.restricted = wanted
    case.save(update_fields=["restricted"])
    tell("case.narrowed" if wanted else "case.widened", case, by, on)


def _is_restricted(case: Case) -> bool:
    """Whether a complaint behind the case, a finding, or a case merged into it is restricted."""
    if case.merged_from.filter(restricted=True).exists():
        return True
    sources = case.sources.exclude(complaint=None).select_related("complaint__adoption__pack")
    told = [(one.complaint.adoption, one.complaint.category) for one in sources if one.complaint]
    findings = Finding.objects.filter(
        respondent__case=case, withdrawn_on=None, replaced_by=None
    ).select_related("adoption__pack")
    told += [(one.adoption, one.category) for one in findings]
    return any(_restricts(adoption, category) for adoption, category in told)


def _restricts(adoption: Adoption | None, category: str) -> bool:
    if adoption is None or not category:
        return False
    pack = pack_of(adoption)
    if not pack.has("taxonomy", category):
        return False
    return any(one.restricted for one in pack.category_path(category))
