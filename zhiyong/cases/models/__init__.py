"""A case (案件): the verification of what somebody is said to have done, from lead to archive."""

from zhiyong.cases.models.cases import Case, CaseLink, CaseSource, Hold
from zhiyong.cases.models.evidence import (
    Custody,
    EstablishedFact,
    Evidence,
    EvidenceVersion,
    Statement,
)
from zhiyong.cases.models.findings import Conclusion, Finding, Liability, Respondent, StatedFact
from zhiyong.cases.models.steps import StepRecord
from zhiyong.cases.models.team import Declaration, Kin, RecusalRequest, TeamMember

__all__ = [
    "Case",
    "CaseLink",
    "CaseSource",
    "Conclusion",
    "Custody",
    "Declaration",
    "EstablishedFact",
    "Evidence",
    "EvidenceVersion",
    "Finding",
    "Hold",
    "Kin",
    "Liability",
    "RecusalRequest",
    "Respondent",
    "StatedFact",
    "Statement",
    "StepRecord",
    "TeamMember",
]
