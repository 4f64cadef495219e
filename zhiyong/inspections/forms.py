"""The forms of inspections; what they ask comes from the plan."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.directory.models import Person, Unit
from zhiyong.directory.picks import PersonOrPostField, UnitField
from zhiyong.inspections import plan
from zhiyong.inspections.models import Draw, Finding, Round, Visit
from zhiyong.inspections.selectors.draws import frame_name, inspectors_of, units_within
from zhiyong.inspections.services import Answer, Found
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.publicity.models import Publication
from zhiyong.publicity.plan import allowed
from zhiyong.registers.forms import form_field
from zhiyong.rules.pack.base import Element
from zhiyong.rules.pack.fields import Field
from zhiyong.rules.pack.rectification import Inspection
from zhiyong.shell.forms import FilesField, Form, prepare

FINDINGS = 3
"""So many findings can be sent with the record of a visit; more are added on its page."""
MOST_PHOTOGRAPHS = 12
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".heic")
LARGEST = 20 * 1024 * 1024
MOST_LINES = 3000


def words(label: Any, longest: int, *, rows: int = 4, **more: Any) -> forms.CharField:
    """Return a box for a longer text."""
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


def choices_of(values: Sequence[Element], *, empty: bool = True) -> list[tuple[str, Any]]:
    """Return values of the plan as choices."""
    none: list[tuple[str, Any]] = [("", "—")] if empty else []
    return [*none, *((one.id, one.label.say(language())) for one in values)]


class Asking(Form):
    """A form whose fields are made when it is."""

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)
        for name, field in self.asked().items():
            prepare(field)
            self.fields[name] = field

    def asked(self) -> Mapping[str, forms.Field]:
        """Return the fields of this act."""
        return {}


class PlanForm(Asking):
    """A round of one kind of inspection."""

    def __init__(
        self, *args: Any, adoption: Adoption, rule: Inspection, surprise: bool, **kwargs: Any
    ) -> None:
        self.adoption, self.rule, self.surprise = adoption, rule, surprise
        super().__init__(*args, **kwargs)

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask what the plan knows of it."""
        asked: dict[str, forms.Field] = {
            "title": forms.CharField(label=_("Title of the round"), max_length=120)
        }
        if self.surprise:
            asked["unannounced"] = forms.BooleanField(
                label=_("Unannounced: nobody but its planners and teams knows of it"),
                required=False,
                help_text=_("It opens to others once its report is filed."),
            )
        if self.rule.forms:
            asked["form"] = forms.ChoiceField(
                label=_("Form"), choices=choices_of(self.rule.forms), required=False
            )
        if self.rule.kinds:
            asked["sort"] = forms.ChoiceField(
                label=_("Kind"), choices=choices_of(self.rule.kinds), required=False
            )
        asked["from_on"] = forms.DateField(label=_("First day"))
        asked["until_on"] = forms.DateField(label=_("Last day"))
        asked["purpose"] = words(_("Purpose of the round"), 2000, required=False)
        return asked


class RoundForm(Asking):
    """The form of one act on one round."""

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        self.round_ = round_
        super().__init__(*args, **kwargs)

    @property
    def rule(self) -> Inspection:
        """Return what the plan says of the inspection."""
        found = plan.rule_of(self.round_.adoption, self.round_.inspection)
        assert found
        return found

    def team_field(self) -> forms.ChoiceField:
        """Ask which of the teams."""
        teams = list(self.round_.teams.order_by("number"))
        self.teams = {str(one.pk): one for one in teams}
        said = _("Team {number}")
        return forms.ChoiceField(
            label=_("Which team"),
            choices=[(str(one.pk), said.format(number=one.number)) for one in teams],
        )

    def team(self) -> Any:
        """Return the team that was chosen."""
        return self.teams.get(self.cleaned_data.get("team", ""))


class TargetForm(RoundForm):
    """A unit, and the team that goes there."""

    unit = UnitField(label=gettext_lazy("Unit to be inspected"))

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask for the team."""
        return {"team": self.team_field()}


class MemberForm(RoundForm):
    """Somebody in a team."""

    person = PersonOrPostField(
        posts=False,
        label=gettext_lazy("Person of the directory"),
        required=False,
    )
    name = forms.CharField(
        label=gettext_lazy("Or somebody from outside, by name"), max_length=60, required=False
    )
    from_body = forms.CharField(
        label=gettext_lazy("From which body"), max_length=120, required=False
    )

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask for the team, and what the plan composes teams of."""
        asked: dict[str, forms.Field] = {"team": self.team_field()}
        if self.rule.members:
            asked["kind"] = forms.ChoiceField(
                label=_("As which kind of member"), choices=choices_of(self.rule.members)
            )
        asked["is_head"] = forms.BooleanField(label=_("Heads the team"), required=False)
        return asked

    def clean(self) -> dict[str, Any]:
        """Want exactly one person."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(data.get("person")) == bool((data.get("name") or "").strip()):
            self.add_error("person", _("Name one person: of the directory, or from outside."))
        return data


class PlannerForm(RoundForm):
    """Somebody else who plans."""

    person = PersonOrPostField(posts=False, label=gettext_lazy("Person"))


class BookForm(RoundForm):
    """A visit to one of the units."""

    planned_on = forms.DateField(label=gettext_lazy("Planned for"), required=False)

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask for the unit, and the point in time where the plan has some."""
        targets = list(self.round_.targets.select_related("unit").order_by("unit__pinyin", "pk"))
        self.targets = {str(one.pk): one for one in targets}
        asked: dict[str, forms.Field] = {
            "target": forms.ChoiceField(
                label=_("Unit"), choices=[(str(one.pk), one.unit.name) for one in targets]
            )
        }
        if self.rule.points:
            asked["point"] = forms.ChoiceField(
                label=_("At which point"), choices=choices_of(self.rule.points)
            )
        return asked


class SeedForm(RoundForm):
    """What is drawn."""

    of = forms.ChoiceField(
        label=gettext_lazy("What is drawn"), choices=Draw.Of.choices, widget=forms.RadioSelect
    )

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask for the team of those drawn."""
        return {"team": self.team_field()}


class ReportForm(RoundForm):
    """The report."""

    text = words(gettext_lazy("Report"), 20_000, rows=12)

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask what comes of it, where the plan has a list."""
        if not self.rule.outputs:
            return {}
        return {
            "outputs": forms.MultipleChoiceField(
                label=_("What comes of it"),
                choices=choices_of(self.rule.outputs, empty=False),
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        }


class ReasonForm(RoundForm):
    """Why."""

    reason = words(gettext_lazy("Reason"), 300, rows=3)


class NothingForm(RoundForm):
    """Nothing to fill in."""


# --- a draw --------------------------------------------------------------------------------------

_LINE = re.compile(r"^(?P<name>.+?)\s*(?:[:：\t]\s*(?P<reason>.*))?$")


class DrawForm(Asking):
    """The frame of a draw: who could be drawn, who is left out and why, how many."""

    def __init__(self, *args: Any, draw: Draw, **kwargs: Any) -> None:
        self.draw = draw
        self.frame: list[Unit | Person] = []
        self.left_out: dict[Unit | Person, str] = {}
        super().__init__(*args, **kwargs)

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask for units by where they stand; inspectors are those of the body."""
        asked: dict[str, forms.Field] = {}
        if self.draw.of == Draw.Of.UNITS:
            asked["within"] = UnitField(label=_("Units below"))
            asked["right_below"] = forms.BooleanField(
                label=_("Only those right below it"), required=False
            )
            asked["kinds"] = forms.MultipleChoiceField(
                label=_("Only of these kinds"),
                choices=Unit.Kind.choices,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        rule = plan.rule_of(self.draw.round.adoption, self.draw.round.inspection)
        if self.draw.of == Draw.Of.INSPECTORS and rule and rule.members:
            asked["kind"] = forms.ChoiceField(
                label=_("As which kind of member"), choices=choices_of(rule.members)
            )
        asked["excluded"] = words(
            _("Left out, one in each line, with the reason"),
            200_000,
            rows=5,
            required=False,
            help_text=_("The code or the name, a colon, and why: “U00012: inspected in May”."),
        )
        asked["count"] = forms.IntegerField(
            label=_("How many are drawn"),
            min_value=1,
            required=False,
            help_text=_("Left empty: as many as the plan says."),
        )
        return asked

    def clean(self) -> dict[str, Any]:
        """Find the frame, and whom each line leaves out.

        :raises ValidationError: at the field, naming every line that names nobody or no reason.
        """
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.draw.of == Draw.Of.INSPECTORS:
            self.frame = list(inspectors_of(self.draw.round, self.on))
        elif data.get("within"):
            self.frame = list(
                units_within(
                    self.draw.round,
                    data["within"],
                    data.get("kinds") or [],
                    self.on,
                    right_below=data.get("right_below", False),
                )
            )
        for trouble in self._read_lines(data.get("excluded") or ""):
            self.add_error("excluded", trouble)
        return data

    def _read_lines(self, text: str) -> list[str]:
        known: dict[str, list[Unit | Person]] = {}
        for one in self.frame:
            code = one.code if isinstance(one, Unit) else one.number
            for name in {code, one.name, frame_name(one)}:
                known.setdefault(name, []).append(one)
        wrong: list[str] = []
        for number, line in enumerate(text.splitlines()[:MOST_LINES], start=1):
            if not line.strip():
                continue
            found = _LINE.match(line.strip())
            name = found["name"].strip() if found else ""
            meant = known.get(name, [])
            if len(meant) != 1:
                said = (
                    _("Line {line}: “{name}” could not be drawn anyway.")
                    if not meant
                    else _("Line {line}: several are called “{name}”; write the code.")
                )
                wrong.append(said.format(line=number, name=name[:60]))
            elif not (found and (found["reason"] or "").strip()):
                wrong.append(_("Line {line}: say why.").format(line=number))
            else:
                self.left_out[meant[0]] = found["reason"].strip()
        return wrong


# --- a visit -------------------------------------------------------------------------------------


class VisitForm(Asking):
    """The record of a visit: the plan's checklist, notes, photographs, findings.

    `token` names the draft: it is taken once, however often it is sent.
    """

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        self.visit = visit
        found = plan.rule_of(visit.round.adoption, visit.round.inspection)
        assert found
        self.rule = found
        super().__init__(*args, **kwargs)

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask the lines of the plan, then what every visit records."""
        asked: dict[str, forms.Field] = {
            "token": forms.UUIDField(widget=forms.HiddenInput, initial=uuid4),
            "visited_on": forms.DateField(label=_("Day of the visit"), initial=self.on),
            "place": forms.CharField(
                label=_("Place of the visit"), max_length=120, required=False,
                help_text=_("Such as the hall or the window."),
            ),
        }  # fmt: skip
        for check in self.rule.checks:
            asked[f"c_{check.id}"] = form_field(check)
            if check.points is not None:
                asked[f"p_{check.id}"] = forms.IntegerField(
                    label=_("Points (at most {most})").format(most=check.points),
                    min_value=0,
                    max_value=check.points,
                    required=False,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )
            asked[f"n_{check.id}"] = _remark()
        for focus in self.rule.focus:
            asked[f"c_{focus.id}"] = forms.ChoiceField(
                label=focus.label.say(language()),
                choices=[
                    ("", _("Not looked at")),
                    ("in_order", _("In order")),
                    ("wanting", _("Wanting")),
                ],
                required=False,
            )
            asked[f"n_{focus.id}"] = _remark()
        asked["notes"] = words(_("Notes"), 5000, rows=4, required=False)
        asked["photographs"] = FilesField(
            label=_("Photographs"),
            most=MOST_PHOTOGRAPHS,
            largest=LARGEST,
            accept=PICTURES,
            required=False,
            help_text=_("What they say of time and place is kept apart; the copy shows none."),
        )
        for number in range(1, FINDINGS + 1):
            asked |= self._finding(number)
        return asked

    def _finding(self, number: int) -> dict[str, forms.Field]:
        return {
            f"f{number}_text": words(
                _("Finding {number}").format(number=number), 3000, rows=2, required=False
            ),
            f"f{number}_subject": forms.ChoiceField(
                label=_("About"), choices=subjects_of(self.rule), required=False
            ),
            f"f{number}_must_fix": forms.BooleanField(label=_("Must be put right"), required=False),
            f"f{number}_revisit_on": forms.DateField(label=_("Looked at again on"), required=False),
        }

    def checklist(self) -> list[dict[str, Any]]:
        """Return the lines of the plan with their fields, as the page shows them."""
        lines: list[dict[str, Any]] = []
        for one in (*self.rule.checks, *self.rule.focus):
            points = f"p_{one.id}"
            lines.append(
                {
                    "value": self[f"c_{one.id}"],
                    "points": self[points] if points in self.fields else None,
                    "note": self[f"n_{one.id}"],
                    "clause": one.clause,
                }
            )
        return lines

    def finding_parts(self) -> list[dict[str, Any]]:
        """Return the fields of the findings, as the page shows them."""
        return [
            {
                part: self[f"f{number}_{part}"]
                for part in ("text", "subject", "must_fix", "revisit_on")
            }
            for number in range(1, FINDINGS + 1)
        ]

    def answers(self) -> dict[str, Answer]:
        """Return the checklist as it was filled in."""
        data = self.cleaned_data
        found: dict[str, Answer] = {}
        for one in (*self.rule.checks, *self.rule.focus):
            value = data.get(f"c_{one.id}")
            if isinstance(one, Field):
                value = _given(one, value)
            found[one.id] = Answer(value, data.get(f"p_{one.id}"), data.get(f"n_{one.id}") or "")
        return found

    def findings(self) -> list[Found]:
        """Return the findings that have words, or anything else that wants them."""
        data = self.cleaned_data
        found = []
        for number in range(1, FINDINGS + 1):
            text = (data.get(f"f{number}_text") or "").strip()
            if text or data.get(f"f{number}_must_fix"):
                found.append(
                    Found(
                        text,
                        data.get(f"f{number}_subject") or "",
                        bool(data.get(f"f{number}_must_fix")),
                        data.get(f"f{number}_revisit_on"),
                    )
                )
        return found


def _remark() -> forms.CharField:
    return forms.CharField(label=_("Remark"), max_length=500, required=False)


def _given(field: Field, cleaned: Any) -> Any:
    if field.kind == "flag":
        return {"yes": True, "no": False}.get(cleaned)
    return cleaned.isoformat() if isinstance(cleaned, date) else cleaned


def subjects_of(rule: Inspection) -> list[tuple[str, Any]]:
    """Return what a finding may be about, as choices."""
    return [
        ("", "—"),
        *((one.id, one.label.say(language())) for one in (*rule.focus, *rule.checks)),
    ]


class FindingForm(Asking):
    """One more finding of a visit."""

    text = words(gettext_lazy("What the visit found"), 3000)
    must_fix = forms.BooleanField(label=gettext_lazy("Must be put right"), required=False)
    revisit_on = forms.DateField(label=gettext_lazy("Looked at again on"), required=False)

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        self.visit = visit
        super().__init__(*args, **kwargs)

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask what it is about."""
        rule = plan.rule_of(self.visit.round.adoption, self.visit.round.inspection)
        if rule is None or not (rule.focus or rule.checks):
            return {}
        return {
            "subject": forms.ChoiceField(
                label=_("About"), choices=subjects_of(rule), required=False
            )
        }


class DropForm(Asking):
    """Nothing to fill in: the visit is not made."""

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        self.visit = visit
        super().__init__(*args, **kwargs)


# --- a finding -----------------------------------------------------------------------------------


class OfFinding(Asking):
    """The form of one act on one finding."""

    def __init__(self, *args: Any, finding: Finding, **kwargs: Any) -> None:
        self.finding = finding
        super().__init__(*args, **kwargs)


class AnswerForm(OfFinding):
    """What the unit did about it."""

    text = words(gettext_lazy("What was done about it, or why not"), 5000, rows=6)


class SettleForm(OfFinding):
    """How it was settled."""

    text = words(gettext_lazy("How it was settled"), 2000)


class LeadForm(OfFinding):
    """A lead out of a finding."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=60)
    text = words(gettext_lazy("What it is about"), 3000, rows=6)


class CaseForm(OfFinding):
    """A case out of a finding."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    summary = words(gettext_lazy("What it is about"), 3000, rows=6)


class ItemForm(OfFinding):
    """An item of the ledger out of a finding."""

    problem = words(gettext_lazy("What the unit is to put right"), 3000, rows=5)

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask for the source, where the ledger of the plan tells sources apart."""
        told = pack_of(self.finding.round.adoption).rectification
        if told is None or not told.sources:
            return {}
        return {
            "source": forms.ChoiceField(
                label=_("Source of the problem"), choices=choices_of(told.sources), required=False
            )
        }


class ExposeForm(OfFinding):
    """A publication out of a finding."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    text = words(gettext_lazy("Text"), 3000, rows=6)

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask by which publication of the plan, and whom it reaches at most."""
        round_ = self.finding.round
        rule = plan.rule_of(round_.adoption, round_.inspection)
        found = plan.exposures(rule, pack_of(round_.adoption)) if rule else []
        reached = {one for each in found for one in allowed(each)}
        return {
            "publication": forms.ChoiceField(
                label=_("Publication of the plan"), choices=choices_of(found, empty=False)
            ),
            "audience": forms.ChoiceField(
                label=_("Who may see it"),
                choices=[one for one in Publication.Audience.choices if one[0] in reached],
            ),
        }
