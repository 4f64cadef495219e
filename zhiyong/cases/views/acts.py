"""The acts on a case: each page shows what follows, then does it once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyong.cases import forms, services
from zhiyong.cases.models import Case
from zhiyong.cases.selectors import cases_visible_to, consequences
from zhiyong.cases.selectors.consequences import Line
from zhiyong.cases.selectors.obstacles import open_liabilities
from zhiyong.cases.selectors.offers import BY_KEY, offer
from zhiyong.cases.selectors.scene import Scene
from zhiyong.cases.views.common import READERS, account, attempt, case_or_404
from zhiyong.directory.models import Account
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.htmx import go_to

Form = Any


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does it, when, and on which state of the case."""

    by: Account
    on: date
    version: int

    @property
    def told(self) -> dict[str, Any]:
        """The same, as the services take it."""
        return {"by": self.by, "on": self.on, "version": self.version}


@dataclass(frozen=True, slots=True)
class Page:
    """One act's page: what it asks, what follows from it, what it does, what is then said."""

    form: type[forms.ActForm]
    do: Callable[[Scene, Form, Doing], object]
    done: Any
    button: Any
    follows: Callable[[Scene], list[Line]] = lambda scene: []  # noqa: ARG005
    is_grave: bool = False


# --- what each does ------------------------------------------------------------------------------


def _dispose(scene: Scene, form: Form, doing: Doing) -> object:
    data = form.cleaned_data
    return services.dispose(
        case=scene.case,
        disposal=data["disposal"],
        reason=data["reason"],
        review_on=data.get("review_on"),
        **doing.told,
    )


def _file(scene: Scene, form: Form, doing: Doing) -> object:
    return services.file_case(case=scene.case, reason=form.cleaned_data["reason"], **doing.told)


def _team(scene: Scene, form: Form, doing: Doing) -> object:
    return services.name_team(
        case=scene.case,
        lead=form.lead(),
        members=form.members(),
        declared_none=form.cleaned_data["declared_none"],
        **doing.told,
    )


def _add_member(scene: Scene, form: Form, doing: Doing) -> object:
    declared = form.cleaned_data["declared_none"]
    person = form.person()
    return services.add_member(case=scene.case, person=person, declared_none=declared, **doing.told)


def _replace(scene: Scene, form: Form, doing: Doing) -> object:
    leaving = form.cleaned_data["member"]
    member = next(one for one in scene.members if str(one.person_id) == leaving)
    return services.replace_member(
        member=member,
        person=form.person(),
        reason=form.cleaned_data["reason"],
        declared_none=form.cleaned_data["declared_none"],
        **doing.told,
    )


def _declare(scene: Scene, form: Form, doing: Doing) -> object:
    has_none = form.cleaned_data["has_none"] == "yes"
    return services.declare(case=scene.case, has_none=has_none, **doing.told)


def _ask_recusal(scene: Scene, form: Form, doing: Doing) -> object:
    data = form.cleaned_data
    member = next(one for one in scene.members if str(one.person_id) == data["person"])
    return services.ask_recusal(
        case=scene.case,
        person=member.person,
        asker=data["asker"],
        reason=data["reason"],
        **doing.told,
    )


def _decide_recusal(scene: Scene, form: Form, doing: Doing) -> object:
    return services.decide_recusal(
        request=form.of_case("request", scene.asked),
        grant=form.cleaned_data["verdict"] == "grant",
        reason=form.cleaned_data["reason"],
        **doing.told,
    )


def _kin(scene: Scene, form: Form, doing: Doing) -> object:
    data = form.cleaned_data
    return services.record_kin(
        person=data["person"],
        other=data["other"],
        relation=data["relation"],
        case=scene.case,
        by=doing.by,
        on=doing.on,
    )


def _respondent(scene: Scene, form: Form, doing: Doing) -> object:
    about = form.cleaned_data["person"] or form.cleaned_data["unit"]
    return services.add_respondent(case=scene.case, about=about, **doing.told)


def _remove_respondent(scene: Scene, form: Form, doing: Doing) -> object:
    return services.remove_respondent(
        respondent=form.respondent(), reason=form.cleaned_data["reason"], **doing.told
    )


def _source(scene: Scene, form: Form, doing: Doing) -> object:
    source = services.Source(complaint=form.complaint())
    return services.add_source(case=scene.case, source=source, **doing.told)


def _evidence(scene: Scene, form: Form, doing: Doing) -> object:
    data = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    return services.add_evidence(case=scene.case, **data, **doing.told)


def _version(scene: Scene, form: Form, doing: Doing) -> object:
    return services.add_version(
        evidence=form.of_case("evidence", scene.case.evidence.all()),
        upload=form.cleaned_data["upload"],
        note=form.cleaned_data["note"],
        **doing.told,
    )


def _hand_on(scene: Scene, form: Form, doing: Doing) -> object:
    data = form.cleaned_data
    return services.hand_on(
        evidence=form.of_case("evidence", scene.case.evidence.all()),
        purpose=data["purpose"],
        receiver=data["receiver"],
        to_outside=data["to_outside"],
        seal_code=data["seal_code"],
        **doing.told,
    )


def _exclude(scene: Scene, form: Form, doing: Doing) -> object:
    return services.exclude_evidence(
        evidence=form.of_case("evidence", scene.case.evidence.all()),
        reason=form.cleaned_data["reason"],
        **doing.told,
    )


def _statement(scene: Scene, form: Form, doing: Doing) -> object:
    data = form.cleaned_data
    return services.take_statement(
        case=scene.case,
        kind=data["kind"],
        speaker=data["speaker"],
        respondent=form.respondent(),
        witness=data["witness"],
        text=data["text"],
        takers=form.takers(),
        said_on=data["said_on"],
        place=data["place"],
        refused=data["refused"],
        upload=data["upload"],
        **doing.told,
    )


def _fact(scene: Scene, form: Form, doing: Doing) -> object:
    return services.establish_fact(
        case=scene.case,
        text=form.cleaned_data["text"],
        evidence=form.many("evidence", scene.case.evidence.all()),
        statements=form.many("statements", scene.case.statements.all()),
        **doing.told,
    )


def _cite(scene: Scene, form: Form, doing: Doing) -> object:
    return services.cite(
        fact=form.of_case("fact", scene.case.facts.all()),
        evidence=form.many("evidence", scene.case.evidence.all()),
        statements=form.many("statements", scene.case.statements.all()),
        **doing.told,
    )


def _withdraw_fact(scene: Scene, form: Form, doing: Doing) -> object:
    fact = form.of_case("fact", scene.case.facts.all())
    return services.withdraw_fact(fact=fact, **doing.told)


def _step(scene: Scene, form: Form, doing: Doing) -> object:
    data = form.cleaned_data
    return services.record_step(
        case=scene.case,
        step=data["step"],
        fields=form.said(),
        done_on=data["done_on"],
        refused=data.get("refused", False),
        reason=data["reason"],
        **doing.told,
    )


def _waive(scene: Scene, form: Form, doing: Doing) -> object:
    data = form.cleaned_data
    return services.waive_step(
        case=scene.case, step=data["step"], reason=data["reason"], **doing.told
    )


def _state(scene: Scene, form: Form, doing: Doing) -> object:
    fact, value = form.said()
    return services.state_fact(
        case=scene.case,
        fact=fact,
        value=value,
        grounds=form.cleaned_data["grounds"],
        respondent=form.respondent(),
        **doing.told,
    )


def _tell(scene: Scene, form: Form, doing: Doing) -> object:
    told_on = form.cleaned_data["told_on"]
    return services.tell_facts(respondent=form.respondent(), told_on=told_on, **doing.told)


def _finding(scene: Scene, form: Form, doing: Doing) -> object:
    return services.find(respondent=form.respondent(), **form.said(), **doing.told)


def _withdraw_finding(scene: Scene, form: Form, doing: Doing) -> object:
    finding = form.of_case("finding", form.rows())
    return services.withdraw_finding(finding=finding, **doing.told)


def _outcome(scene: Scene, form: Form, doing: Doing) -> object:
    return services.set_outcome(
        respondent=form.respondent(),
        outcome=form.cleaned_data["outcome"],
        reason=form.cleaned_data["reason"],
        **doing.told,
    )


def _tolerate(scene: Scene, form: Form, doing: Doing) -> object:
    reason = form.cleaned_data["reason"]
    return services.tolerate(respondent=form.respondent(), reason=reason, **doing.told)


def _clear(scene: Scene, form: Form, doing: Doing) -> object:
    reason = form.cleaned_data["reason"]
    return services.clear_name(respondent=form.respondent(), reason=reason, **doing.told)


def _assess(scene: Scene, form: Form, doing: Doing) -> object:
    data = form.cleaned_data
    return services.assess_liability(
        liability=form.of_case("liability", open_liabilities(scene.case)),
        state=data["state"],
        grounds=data["grounds"],
        other_case=data["other_case"],
        **doing.told,
    )


def _open_item(scene: Scene, form: Form, doing: Doing) -> object:
    return services.open_liability(
        case=scene.case,
        respondent=form.respondent(),
        rule=form.cleaned_data["rule"],
        by=doing.by,
        on=doing.on,
    )


def _conclude(scene: Scene, form: Form, doing: Doing) -> object:
    data = form.cleaned_data
    return services.draft_conclusion(
        case=scene.case,
        outcome=data["outcome"],
        text=data["text"],
        cause=data["cause"],
        no_cause=data["no_cause"],
        outcomes=form.outcomes(),
        **doing.told,
    )


def _submit(scene: Scene, form: Form, doing: Doing) -> object:
    return services.submit_conclusion(case=scene.case, **doing.told)


def _hold(scene: Scene, form: Form, doing: Doing) -> object:
    data = form.cleaned_data
    return services.hold(
        case=scene.case,
        reason=data["reason"],
        text=data["text"],
        review_on=data["review_on"],
        **doing.told,
    )


def _resume(scene: Scene, form: Form, doing: Doing) -> object:
    return services.resume(case=scene.case, **doing.told)


def _link(scene: Scene, form: Form, doing: Doing) -> object:
    data = form.cleaned_data
    return services.link(
        case=scene.case, other=form.other(), kind=data["kind"], note=data["note"], **doing.told
    )


def _under(scene: Scene, form: Form, doing: Doing) -> object:
    return services.put_under(case=scene.case, parent=form.other(), **doing.told)


def _merge(scene: Scene, form: Form, doing: Doing) -> object:
    reason = form.cleaned_data["reason"]
    return services.merge(case=scene.case, into=form.other(), reason=reason, **doing.told)


def _unmerge(scene: Scene, form: Form, doing: Doing) -> object:
    return services.unmerge(case=scene.case, **doing.told)


def _close(scene: Scene, form: Form, doing: Doing) -> object:
    return services.close_case(case=scene.case, **doing.told)


PAGES: dict[str, Page] = {
    "dispose": Page(forms.DisposeForm, _dispose, _("It is on its way."), _("Decide"),
                    consequences.of_disposal),
    "file": Page(forms.ReasonForm, _file, _("The filing is on its way."), _("Ask to file it"),
                 consequences.of_filing),
    "team": Page(forms.TeamForm, _team, _("The team is named."), _("Name the team"),
                 consequences.of_team),
    "add-member": Page(forms.MemberForm, _add_member, _("They joined the team."), _("Add them")),
    "replace-member": Page(forms.ReplaceForm, _replace, _("The member is replaced."),
                           _("Replace them")),
    "declare": Page(forms.DeclareForm, _declare, _("Your declaration is kept."), _("Declare it"),
                    consequences.of_declaring),
    "ask-recusal": Page(forms.AskRecusalForm, _ask_recusal, _("It waits for a decision."),
                        _("Ask for it"), consequences.of_asking),
    "decide-recusal": Page(forms.DecideRecusalForm, _decide_recusal, _("It is decided."),
                           _("Decide"), consequences.of_recusal),
    "kin": Page(forms.KinForm, _kin, _("The tie is recorded."), _("Record it"),
                consequences.of_kin),
    "respondent": Page(forms.RespondentForm, _respondent, _("They are taken into the case."),
                       _("Take them in"), consequences.of_respondent),
    "remove-respondent": Page(forms.RespondentReasonForm, _remove_respondent,
                              _("They are taken out of the case."), _("Take them out")),
    "source": Page(forms.SourceForm, _source, _("The complaint is taken in."), _("Take it in")),
    "evidence": Page(forms.EvidenceForm, _evidence, _("The evidence is added."), _("Add it")),
    "version": Page(forms.VersionForm, _version, _("The newer file is added."), _("Add it")),
    "hand-on": Page(forms.HandOnForm, _hand_on, _("The hand-over is recorded."),
                    _("Record it")),
    "exclude": Page(forms.ExcludeForm, _exclude, _("The evidence no longer counts."),
                    _("Exclude it"), consequences.of_excluding, is_grave=True),
    "statement": Page(forms.StatementForm, _statement, _("The statement is kept."),
                      _("Keep it")),
    "fact": Page(forms.FactForm, _fact, _("The fact is established."), _("Establish it"),
                 consequences.of_fact),
    "cite": Page(forms.CiteForm, _cite, _("The fact cites more."), _("Cite it")),
    "withdraw-fact": Page(forms.WithdrawFactForm, _withdraw_fact, _("The fact is withdrawn."),
                          _("Withdraw it"), is_grave=True),
    "step": Page(forms.StepForm, _step, _("The step is recorded."), _("Record it")),
    "waive-step": Page(forms.WaiveForm, _waive, _("The step is waived."), _("Waive it")),
    "state": Page(forms.StateForm, _state, _("The fact is stated."), _("State it"),
                  consequences.of_stating),
    "tell": Page(forms.TellForm, _tell, _("It is recorded."), _("Record it"),
                 consequences.of_telling),
    "finding": Page(forms.FindingForm, _finding, _("The finding is stated."), _("State it"),
                    consequences.of_finding),
    "withdraw-finding": Page(forms.WithdrawFindingForm, _withdraw_finding,
                             _("The finding is withdrawn."), _("Withdraw it"), is_grave=True),
    "outcome": Page(forms.OutcomeForm, _outcome, _("The outcome is stated."), _("State it")),
    "tolerate": Page(forms.RespondentReasonForm, _tolerate, _("The outcome is stated."),
                     _("Exempt it"), consequences.of_tolerating),
    "clear-name": Page(forms.RespondentReasonForm, _clear, _("The name is cleared."),
                       _("Clear the name"), consequences.of_clearing),
    "assess": Page(forms.AssessForm, _assess, _("The assessment is kept."), _("Keep it"),
                   consequences.of_assessing),
    "open-item": Page(forms.OpenItemForm, _open_item, _("The item is open."), _("Open it")),
    "conclude": Page(forms.ConcludeForm, _conclude, _("The conclusion is kept."),
                     _("Keep the draft"), consequences.of_concluding),
    "submit": Page(forms.NothingForm, _submit, _("The conclusion is on its way."),
                   _("Send it for approval"), consequences.of_submitting),
    "hold": Page(forms.HoldForm, _hold, _("The clocks stand still."), _("Stop the clocks"),
                 consequences.of_holding),
    "resume": Page(forms.NothingForm, _resume, _("The clocks go on."),
                   _("Let the clocks go on")),
    "link": Page(forms.LinkForm, _link, _("The cases are linked."), _("Link them")),
    "under": Page(forms.UnderForm, _under, _("The case is put there."), _("Put it there")),
    "merge": Page(forms.MergeForm, _merge, _("The cases are one."), _("Merge them"),
                  consequences.of_merging, is_grave=True),
    "unmerge": Page(forms.NothingForm, _unmerge, _("The cases are two again."),
                    _("Part them"), consequences.of_unmerging),
    "close": Page(forms.NothingForm, _close, _("The case is closed."), _("Close the case"),
                  consequences.of_closing, is_grave=True),
}  # fmt: skip


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """Show what an act on a case asks and what follows; do it on sending."""
    case = case_or_404(request, pk)
    today = clock.today()
    scene = Scene(case, request.standing, today)
    offered = offer(key, scene)
    if offered is None or key not in PAGES:
        raise Http404
    page = PAGES[key]
    form = _form(request, page, scene)
    if form.is_bound and offered.why_not:
        form.add_error(None, f"{offered.why_not} {offered.basis or ''}".strip())
    if form.is_bound and form.is_valid() and not form.is_first:
        doing = Doing(account(request), today, form.cleaned_data["version"])
        if attempt(form, lambda: page.do(scene, form, doing)):
            messages.success(request, page.done)
            return go_to(request, _back(request, case, key))
    context = {
        "case": case,
        "offer": offered,
        "page": page,
        "form": form,
        "follows": [] if offered.why_not else page.follows(scene),
        "obstacles": scene.obstacles("closing") if key == "close" else [],
        "back": _back(request, case, key),
    }
    return render(request, "cases/act.html", context, status=422 if form.is_bound else 200)


def _form(request: Request, page: Page, scene: Scene) -> forms.ActForm:
    """Return the form of an act, with what the address has said already."""
    sent = request.POST if request.method == "POST" else None
    chosen: Mapping[str, str] = (sent if sent is not None else request.GET).dict()
    files = request.FILES if sent is not None else None
    return page.form(sent, files, scene=scene, chosen=chosen)


def _back(request: Request, case: Case, key: str) -> str:
    """Return where to go: to the part of the case's page, or to the list if it is not seen."""
    if not cases_visible_to(request.standing).filter(pk=case.pk).exists():
        return reverse("cases:cases")
    tab = BY_KEY[key].tab
    return reverse("cases:case", args=[case.pk]) + (f"?tab={tab}" if tab else "")
