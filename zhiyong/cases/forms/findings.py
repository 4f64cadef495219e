"""What was found, what must be assessed, and the conclusion."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.cases import plan
from zhiyong.cases.forms.base import (
    ActForm,
    boxes,
    day,
    line,
    of_facts,
    of_plan,
    of_respondents,
    radios,
    select,
    words,
)
from zhiyong.cases.models import Finding, Liability
from zhiyong.cases.selectors.access import cases_visible_to
from zhiyong.cases.selectors.facts import OF_CASES, facts_for
from zhiyong.cases.selectors.obstacles import open_liabilities
from zhiyong.cases.services import Told
from zhiyong.cases.services.findings import plan_of_measures
from zhiyong.directory.picks import PersonOrPostField
from zhiyong.directory.selectors.routing import SUPPLIED
from zhiyong.intake import labels
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.conditions import Truth
from zhiyong.rules.findings import Filed, demands
from zhiyong.rules.liabilities import find_aggravation
from zhiyong.rules.pack.schema import Pack

OF_COMPLAINTS = ("complaint.", "subject.")
"""How facts begin that are those of a complaint, and of nobody whom a case is about."""


class FindingForm(ActForm):
    """A finding on a respondent: what the plan wants of its category is asked for."""

    first = ("respondent", "category", "acted_on")

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask whom, under which category and when; then for what the plan wants of it."""
        first: dict[str, forms.Field] = {
            "respondent": select(_("On whom"), of_respondents(self.scene.respondents)),
            "category": select(_("Category of the plan"), _categories(self._pack())),
            "acted_on": day(_("Day of the act"), initial=self.case.acted_on or self.on),
        }
        if self.is_first:
            return first
        for field in first.values():
            field.widget = forms.HiddenInput()
        return {**first, **self._rest(self._pack())}

    @property
    def about(self) -> str:
        """On whom the finding is, under which category: what was said on the page before."""
        if self.is_first:
            return ""
        chosen = self.chosen["respondent"]
        names = [one.name for one in self.scene.respondents if str(one.pk) == chosen]
        return " · ".join([*names, labels.label(self._pack(), "taxonomy", self.chosen["category"])])

    def _rest(self, pack: Pack) -> dict[str, forms.Field]:
        asks = demands(pack, Filed(category=self.chosen["category"]))
        fields: dict[str, forms.Field] = {
            "responsibility": radios(
                _("Which responsibility it is"), Finding.Responsibility.choices
            ),
            "substantiated": radios(
                _("Whether it is so"), [("yes", _("It is so")), ("no", _("It is not so"))]
            ),
        }
        known = [one for group in asks.path for one in group.behaviours]
        known += [one for part in asks.category.groups for one in part.behaviours]
        if known:
            lang = labels.language()
            behaviours = [(one.id, one.label.say(lang)) for one in known]
            fields["behaviours"] = boxes(_("How it was committed"), behaviours, required=False)
        for name in asks.required:
            label = labels.label(pack, "finding_fields", name)
            fields[f"field-{name}"] = words(label, 2000, rows=3, required=False)
        fields["text"] = words(_("The finding in words"), 5000, rows=6)
        fields["facts"] = boxes(_("The facts it rests on"), of_facts(self.case))
        fact = pack.casework.severity if pack.casework else None
        if fact:
            scale = [
                (one.id, one.label.say(labels.language()))
                for one in pack.vocabulary.choices.get(fact, ())
            ]
            fields["severity"] = radios(_("Severity"), scale, initial=asks.severity or "")
            fields["severity_grounds"] = words(_("On what grounds it is so severe"), 2000)
        if pack.aggravations:
            fields["aggravating"] = boxes(
                _("Marks that make it heavier"), _marks(self, pack), required=False,
                help_text=_("The plan proposes them by what is known; a person confirms each."),
            )  # fmt: skip
        fields["mitigating"] = words(
            _("What speaks for the person, one thing a line"), 2000, rows=3, required=False
        )
        if asks.second_reviewer:
            fields["second_reviewer"] = PersonOrPostField(posts=False, label=_("Reviewed by"))
        return fields

    def _pack(self) -> Pack:
        from zhiyong.shell.days import parse_day

        acted = parse_day(self.chosen.get("acted_on", "")) or self.case.acted_on or self.on
        return pack_of(plan_of_measures(self.case, acted))

    def said(self) -> dict[str, Any]:
        """Return what was filled in, as the act wants it."""
        data = self.cleaned_data
        wanted = [str(one) for one in data["facts"]]
        return {
            "category": data["category"],
            "acted_on": data["acted_on"],
            "responsibility": data["responsibility"],
            "substantiated": data["substantiated"] == "yes",
            "behaviours": data.get("behaviours") or [],
            "stated": {
                name.removeprefix("field-"): value
                for name, value in data.items()
                if name.startswith("field-") and value
            },
            "text": data["text"],
            "facts": list(self.case.facts.filter(pk__in=wanted)),
            "severity": data.get("severity") or "",
            "severity_grounds": data.get("severity_grounds") or "",
            "aggravating": data.get("aggravating") or [],
            "mitigating": (data.get("mitigating") or "").splitlines(),
            "second_reviewer": data.get("second_reviewer"),
        }


def _categories(pack: Pack) -> list[tuple[str, Any]]:
    """Return the categories under which something can be found, each branch by itself."""
    lang = labels.language()
    return [
        (
            branch.label.say(lang),
            [
                (one.id, f"{one.code} {one.label.say(lang)}")
                for one in branch.walk()
                if not one.is_group
            ],
        )
        for branch in pack.taxonomy
    ]


def _marks(form: ActForm, pack: Pack) -> list[tuple[str, str]]:
    """Return the plan's marks, with what speaks for each on what is known."""
    chosen = form.chosen.get("respondent", "")
    respondent = next((one for one in form.scene.respondents if str(one.pk) == chosen), None)
    facts = facts_for(respondent, form.on) if respondent else {}
    marks = []
    for one in pack.aggravations:
        found = find_aggravation(pack, one, facts)
        label = one.label.say(labels.language())
        said = _("{mark} (proposed by what is known)") if found.truth is Truth.MET else "{mark}"
        marks.append((one.id, said.format(mark=label)))
    return marks


class WithdrawFindingForm(ActForm):
    """Which finding does not hold."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the findings that hold."""
        choices = []
        for one in self.rows():
            label = labels.label(pack_of(one.adoption), "taxonomy", one.category)
            choices.append((str(one.pk), f"{one.respondent} {label}"))
        return {"finding": select(_("The finding"), choices)}

    def rows(self) -> list[Finding]:
        """Return the findings that hold."""
        rows = Finding.objects.filter(
            respondent__case=self.case, withdrawn_on=None, replaced_by=None
        )
        return list(rows.select_related("respondent__person", "respondent__unit", "adoption__pack"))


class OutcomeForm(ActForm):
    """How it came out for somebody."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the plan's outcomes for persons."""
        return {
            "respondent": select(_("For whom"), of_respondents(self.scene.respondents)),
            "outcome": select(_("How it came out"), of_plan(self.case, "person_outcomes")),
            "reason": words(_("Reason"), 2000),
        }


class RespondentReasonForm(ActForm):
    """Somebody whom the case is about, and a reason."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the respondents."""
        return {
            "respondent": select(_("Who"), of_respondents(self.scene.respondents)),
            "reason": words(_("Reason"), 2000),
        }


class StateForm(ActForm):
    """A fact of the plan's vocabulary, as people found it."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer each fact with its values; a figure, a day or words are written beside."""
        return {
            "fact": select(_("The fact"), _stated(plan.pack(self.case))),
            "value": line(
                _("Value"),
                200,
                required=False,
                help_text=_("A number, a day or words, where the fact has no list of values."),
            ),
            "respondent": select(
                _("About whom"),
                of_respondents(self.scene.respondents),
                required=False,
                help_text=_("Left empty, it is about the case as a whole."),
            ),
            "grounds": words(_("What this rests on"), 2000),
        }

    def said(self) -> tuple[str, Any]:
        """Return the fact and its value, as JSON can hold it."""
        fact, _sign, value = str(self.cleaned_data["fact"]).partition("=")
        kind = plan.pack(self.case).vocabulary.fact(fact).kind
        if kind == "flag":
            return fact, value == "yes"
        return fact, value or self.cleaned_data["value"].strip()


def _stated(pack: Pack) -> list[tuple[str, Any]]:
    lang = labels.language()
    found: list[tuple[str, Any]] = []
    by_itself = SUPPLIED | {one.fact for one in pack.figures} | OF_CASES
    for fact in pack.facts:
        if fact.id in by_itself or fact.id.startswith(OF_COMPLAINTS):
            continue
        values = pack.vocabulary.choices.get(fact.id, ())
        if fact.kind == "flag":
            options = [(f"{fact.id}=yes", _("Yes")), (f"{fact.id}=no", _("No"))]
        elif values:
            options = [(f"{fact.id}={one.id}", one.label.say(lang)) for one in values]
        else:
            options = [(f"{fact.id}=", _("as written below"))]
        label = fact.label.say(lang)
        found.append((label, [(key, f"{label}: {said}") for key, said in options]))
    return found


class AssessForm(ActForm):
    """Whether whoever an item is about is liable."""

    state = radios(
        gettext_lazy("What came out of the assessment"),
        [
            (Liability.State.LIABLE, Liability.State.LIABLE.label),
            (Liability.State.NOT_LIABLE, Liability.State.NOT_LIABLE.label),
            (Liability.State.OPENED_CASE, Liability.State.OPENED_CASE.label),
        ],
    )
    grounds = words(gettext_lazy("Grounds"), 2000)
    number = line(
        gettext_lazy("Number of the other case"),
        60,
        required=False,
        help_text=gettext_lazy("Where it is looked into in a case of its own."),
    )

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer what is still to be assessed."""
        pack = plan.pack(self.case)
        choices = [
            (
                str(one.pk),
                f"{labels.label(pack, 'liabilities', one.rule)} · "
                f"{one.person or one.unit or _('somebody to be named')}",
            )
            for one in open_liabilities(self.case)
        ]
        return {"liability": select(_("The item"), choices)}

    def clean(self) -> dict[str, Any]:
        """Find the other case among those that one sees."""
        data: dict[str, Any] = super().clean() or {}
        number = (data.get("number") or "").strip()
        data["other_case"] = None
        if number:
            data["other_case"] = cases_visible_to(self.scene.standing).filter(number=number).first()
            if data["other_case"] is None:
                self.add_error("number", _("There is no such case, or you do not see it."))
        return data


class OpenItemForm(ActForm):
    """Which item of the plan is to be assessed, and because of whom."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the plan's items."""
        return {
            "respondent": select(_("Because of whom"), of_respondents(self.scene.respondents)),
            "rule": select(_("The item"), of_plan(self.case, "liabilities")),
        }


class ConcludeForm(ActForm):
    """What came out for the matter and for each respondent, and the cause in the system."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask for the outcome of each respondent besides."""
        pack, lang = plan.pack(self.case), labels.language()
        draft = self.case.conclusions.order_by("-number").first()
        outcomes = [(one.id, one.label.say(lang)) for one in plan.outcomes(pack)]
        fields: dict[str, forms.Field] = {
            "outcome": radios(
                _("What came out for the matter"),
                outcomes,
                initial=draft.outcome if draft else "",
            ),
            "text": words(
                _("Conclusion"),
                20_000,
                rows=12,
                initial=draft.text if draft else "",
                help_text=_("What was looked into, which facts stand, on what evidence."),
            ),
            "cause": words(
                _("Cause in the system"),
                2000,
                required=False,
                initial=draft.cause if draft else "",
                help_text=_("What in rules, organisation or supervision let it happen."),
            ),
            "no_cause": words(
                _("Or why there is none"),
                1000,
                rows=2,
                required=False,
                initial=draft.no_cause if draft else "",
            ),
        }
        for one in self.scene.respondents:
            fields[f"outcome-{one.pk}"] = select(
                _("How it came out for {name}").format(name=one.name),
                of_plan(self.case, "person_outcomes"),
                required=False,
                initial=one.outcome,
            )
            fields[f"reason-{one.pk}"] = words(
                _("Reason"), 2000, rows=2, required=False, initial=one.outcome_reason
            )
        return fields

    def outcomes(self) -> dict[Any, Told]:
        """Return how it came out for each respondent of whom it is said."""
        data = self.cleaned_data
        return {
            one: Told(data[f"outcome-{one.pk}"], data[f"reason-{one.pk}"])
            for one in self.scene.respondents
            if data.get(f"outcome-{one.pk}")
        }
