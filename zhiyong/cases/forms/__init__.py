"""The forms of the acts on a case. Each asks only for what its act needs."""

from zhiyong.cases.forms.base import ActForm, NothingForm, ReasonForm
from zhiyong.cases.forms.connecting import LinkForm, MergeForm, SourceForm, UnderForm
from zhiyong.cases.forms.findings import (
    AssessForm,
    ConcludeForm,
    FindingForm,
    OpenItemForm,
    OutcomeForm,
    RespondentReasonForm,
    StateForm,
    WithdrawFindingForm,
)
from zhiyong.cases.forms.materials import (
    CiteForm,
    EvidenceForm,
    ExcludeForm,
    FactForm,
    HandOnForm,
    StatementForm,
    VersionForm,
    WithdrawFactForm,
)
from zhiyong.cases.forms.opening import NewCaseForm
from zhiyong.cases.forms.steps import DisposeForm, HoldForm, StepForm, TellForm, WaiveForm
from zhiyong.cases.forms.team import (
    AskRecusalForm,
    DecideRecusalForm,
    DeclareForm,
    KinForm,
    MemberForm,
    ReplaceForm,
    RespondentForm,
    TeamForm,
)

__all__ = [
    "ActForm",
    "AskRecusalForm",
    "AssessForm",
    "CiteForm",
    "ConcludeForm",
    "DecideRecusalForm",
    "DeclareForm",
    "DisposeForm",
    "EvidenceForm",
    "ExcludeForm",
    "FactForm",
    "FindingForm",
    "HandOnForm",
    "HoldForm",
    "KinForm",
    "LinkForm",
    "MemberForm",
    "MergeForm",
    "NewCaseForm",
    "NothingForm",
    "OpenItemForm",
    "OutcomeForm",
    "ReasonForm",
    "ReplaceForm",
    "RespondentForm",
    "RespondentReasonForm",
    "SourceForm",
    "StateForm",
    "StatementForm",
    "StepForm",
    "TeamForm",
    "TellForm",
    "UnderForm",
    "VersionForm",
    "WaiveForm",
    "WithdrawFactForm",
    "WithdrawFindingForm",
]
