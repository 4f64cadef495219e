"""Leads, steps of the plan, the telling of facts, and clocks that stand still."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhiyong.cases import plan
from zhiyong.cases.forms.base import (
    ActForm,
    day,
    line,
    of_plan,
    of_respondents,
    radios,
    select,
    words,
)
from zhiyong.cases.models import Case
from zhiyong.intake import labels
from zhiyong.rules.pack.procedure import CaseStep


class DisposeForm(ActForm):
    """What becomes of a lead."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer what the body has the power to do."""
        choices = [
            one
            for one in Case.Disposal.choices
            if self.scene.may_file or one[0] == Case.Disposal.VERIFY
        ]
        fields: dict[str, forms.Field] = {
            "disposal": radios(
                _("What becomes of the lead"), choices, initial=Case.Disposal.VERIFY
            ),
            "reason": words(_("Reason"), 2000),
        }
        if self.scene.may_file:
            fields["review_on"] = day(
                _("Somebody looks again on"), required=False, help_text=_("If it is held.")
            )
        return fields


class StepForm(ActForm):
    """That a step of the plan was done; its fields are the plan's."""

    first = ("step",)

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask for the step; once it is known, for what the plan wants of it."""
        pack = plan.pack(self.case)
        ids = [one.id for one in pack.case_steps if one.done_by not in plan.BY_THEMSELVES]
        choices = labels.choices(pack, "case_steps", ids) if ids else []
        fields: dict[str, forms.Field] = {"step": select(_("The step"), choices)}
        step = self.step()
        if step is None:
            return fields
        fields["step"].widget = forms.HiddenInput()
        fields["done_on"] = day(_("Done on"), initial=self.on)
        for one in step.fields:
            fields[f"field-{one.id}"] = self._field(one)
        if step.refusable:
            fields["refused"] = forms.BooleanField(label=_("The person refused it"), required=False)
        fields["reason"] = words(
            _("Remark"), 500, required=False, help_text=_("How it was done; or how it was refused.")
        )
        return fields

    def step(self) -> CaseStep | None:
        """Return the step that was chosen."""
        pack, chosen = plan.pack(self.case), self.chosen.get("step", "")
        return pack.element("case_steps", chosen) if pack.has("case_steps", chosen) else None

    def _field(self, one: Any) -> forms.Field:
        label = one.label.say(labels.language())
        if one.kind == "day":
            return day(label, required=False)
        if one.kind == "flag":
            return forms.BooleanField(label=label, required=False)
        if one.kind == "choice" and one.values:
            lang = labels.language()
            values = [(each.id, each.label.say(lang)) for each in one.values]
            return select(label, values, required=False)
        return words(label, 2000, rows=3, required=False)

    def said(self) -> dict[str, Any]:
        """Return the plan's fields as they were filled in, as JSON can hold them."""
        data = self.cleaned_data
        found: dict[str, Any] = {}
        for name in data:
            if name.startswith("field-"):
                value = data[name]
                key = name.removeprefix("field-")
                found[key] = value.isoformat() if hasattr(value, "isoformat") else value
        return {key: value for key, value in found.items() if value not in ("", None, False)}


class WaiveForm(ActForm):
    """Which step before the closing is waived, and why."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the plan's steps that may be waived."""
        pack = plan.pack(self.case)
        ids = [one.id for one in pack.steps if one.waivable]
        choices = labels.choices(pack, "steps", ids) if ids else []
        return {"step": radios(_("The step"), choices), "reason": words(_("Reason"), 500)}


class TellForm(ActForm):
    """Who was told of the facts, and when."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the respondents."""
        return {
            "respondent": radios(_("Who was told"), of_respondents(self.scene.respondents)),
            "told_on": day(_("Told on"), initial=self.on),
        }


class HoldForm(ActForm):
    """Why the clocks stand still: one of the plan's reasons."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the plan's reasons."""
        return {
            "reason": radios(_("Why the clocks stand still"), of_plan(self.case, "pause_reasons")),
            "text": line(_("What has happened"), 500),
            "review_on": day(_("Somebody looks again on")),
        }
