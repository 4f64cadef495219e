"""Forms made from what the plan wants an item to state."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.picks import PersonOrPostField, UnitField
from zhiyong.directory.workbook.reading import MOST_BYTES
from zhiyong.plans.models import Adoption
from zhiyong.plans.wording import language
from zhiyong.rectification import plan
from zhiyong.rectification.models import SHORT, TEXT, Check, Item
from zhiyong.registers.forms import OWN, form_field
from zhiyong.rules.pack.fields import Field
from zhiyong.rules.pack.rectification import RectificationMode
from zhiyong.shell.forms import FilesField, Form

MOST_FILES = 10
LONG = {"rows": 3}


def area(label: Any, *, required: bool = True, **more: Any) -> forms.CharField:
    """Return a field of several lines."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=TEXT,
        widget=forms.Textarea(attrs=LONG),
        **more,
    )


def reason(label: Any, **more: Any) -> forms.CharField:
    """Return a field for a reason that stays on record."""
    box = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=SHORT, widget=box, **more)


def proof(label: Any, help_text: Any = "") -> FilesField:
    """Return a field for pictures and papers."""
    return FilesField(
        label=label,
        required=False,
        most=MOST_FILES,
        largest=settings.FILES_LARGEST,
        help_text=help_text,
    )


def person(label: Any) -> PersonOrPostField:
    """Return a field for somebody of the directory."""
    return PersonOrPostField(posts=False, label=label, required=False)


class StatingForm(Form):
    """A form that asks for what an item states; `own` are the plan's fields among `values`."""

    own: Sequence[Field] = ()

    @property
    def values(self) -> dict[str, Any]:
        """Return what was given for the plan's own fields."""
        return {field.id: given(field, self.cleaned_data.get(OWN + field.id)) for field in self.own}

    def stated(self) -> dict[str, Any]:
        """Return all else that was given."""
        return {
            name: value for name, value in self.cleaned_data.items() if not name.startswith(OWN)
        }

    def say_missing(self, fields: Iterable[str], message: str) -> None:
        """Show at their fields what the plan wants stated."""
        shown = False
        for name in fields:
            here = self._called(name)
            if here is not None:
                self.add_error(here, str(_("The plan wants this stated.")))
                shown = True
        if not shown:
            self.add_error(None, message)

    def _called(self, name: str) -> str | None:
        known = {"problems": "problem"}
        days = {field.id for field in getattr(self, "days", ())}
        candidates = (
            known.get(name, name),
            OWN + name,
            *(("promised_on",) if name in days else ()),
        )
        return next((one for one in candidates if one in self.fields), None)


def given(field: Field, cleaned: Any) -> Any:
    """Return a value of a form as the rules read it."""
    if field.kind == "flag":
        return {"yes": True, "no": False}.get(cleaned)
    return cleaned.isoformat() if isinstance(cleaned, date) else cleaned


def shown(stored: Any) -> Any:
    """Return a stored value as a form shows it."""
    return ("yes" if stored else "no") if isinstance(stored, bool) else stored


def _own(fields: Iterable[Field]) -> dict[str, forms.Field]:
    made = {}
    for field in fields:
        one = form_field(field)
        one.required = False
        made[OWN + field.id] = one
    return made


def _labels(adoption: Adoption, mode: RectificationMode | None = None) -> dict[str, str]:
    """Return what the plan calls the fields that have a column of their own."""
    found = {}
    fields = plan.fields_for(adoption, mode) if mode else plan.every_field(adoption)
    for field in fields:
        if field.id in plan.COLUMNS:
            found[{"problems": "problem"}.get(field.id, field.id)] = field.label.say(language())
        elif plan.is_day_promised(field):
            found.setdefault("promised_on", field.label.say(language()))
    return found


def _modes(adoption: Adoption) -> list[tuple[str, str]]:
    return [(one.id, one.label.say(language())) for one in plan.modes_of(adoption)]


def _stating(adoption: Adoption, own: Sequence[Field]) -> dict[str, forms.Field]:
    said = _labels(adoption)
    return {
        "cause": area(said.get("cause", _("Cause")), required=False),
        "measure": area(said.get("measure", _("Rectification measure")), required=False),
        **_own(own),
        "leader": person(said.get("leader", _("Leader responsible"))),
        "owner": person(said.get("owner", _("Person responsible"))),
        "promised_on": forms.DateField(
            label=said.get("promised_on", _("To be put right by")), required=False
        ),
        "rule_due_on": forms.DateField(
            label=_("Rule to be made by"),
            required=False,
            help_text=_("Only where a second stage follows: repair now, make the rule later."),
        ),
        "remark": reason(_("Remark"), required=False),
    }


class RegisterForm(StatingForm):
    """Enter a problem."""

    days: Sequence[Field] = ()

    @classmethod
    def of(
        cls, adoption: Adoption, data: Any = None, *, initial: Mapping[str, Any] | None = None
    ) -> "RegisterForm":
        """Return the form under a plan."""
        ways = plan.ways_of(adoption)
        own = plan.own_fields(plan.every_field(adoption))
        sources = [(one.id, one.label.say(language())) for one in ways.sources]
        made: dict[str, forms.Field] = {
            "unit": UnitField(label=_("Unit that must put it right")),
            "problem": area(_labels(adoption).get("problem", _("Problem"))),
            "found_on": forms.DateField(label=_("Found on")),
        }
        if sources:
            made["source"] = forms.ChoiceField(
                label=_("Source of the problem"), required=False, choices=[("", "—"), *sources]
            )
        made["found_by_itself"] = forms.ChoiceField(
            label=_("Who found it"),
            required=False,
            choices=[
                ("", _("As the source says")),
                ("yes", _("The unit itself")),
                ("no", _("Somebody else")),
            ],
        )
        if faults := plan.categories(adoption):
            made["category"] = forms.ChoiceField(
                label=_("Kind of fault"), required=False, choices=[("", "—"), *faults]
            )
        made["recurs"] = forms.CharField(
            label=_("Came up before under no."),
            required=False,
            max_length=60,
            help_text=_("The register number of the first time: that promise stays linked."),
        )
        made["mode"] = forms.ChoiceField(
            label=_("Way of rectification"),
            required=False,
            choices=[("", _("The unit plans it")), *_modes(adoption)],
            help_text=_(
                "Left open, the plan's usual class counts, and the unit says how it puts it right."
            ),
        )
        made |= _stating(adoption, own)
        days = [one for one in plan.every_field(adoption) if plan.is_day_promised(one)]
        form_class = type("RegisterForm", (cls,), {**made, "own": own, "days": days})
        form: RegisterForm = form_class(data, initial=dict(initial or {}))
        return form

    def stated(self) -> dict[str, Any]:
        """Return what was given, who found it as a truth value."""
        said = super().stated()
        said["found_by_itself"] = {"yes": True, "no": False}.get(said["found_by_itself"])
        return said


class PlanForm(StatingForm):
    """Say how, by whom and by when a problem is put right."""

    days: Sequence[Field] = ()

    @classmethod
    def of(cls, item: Item, data: Any = None, *, changes: bool = False) -> "PlanForm":
        """Return the form of an item; with `changes`, of one whose class and day stay."""
        adoption = item.adoption
        mode = plan.mode_of(item) if changes else None
        wanted = plan.fields_for(adoption, mode) if mode else plan.every_field(adoption)
        own = plan.own_fields(wanted)
        made = _stating(adoption, own)
        if changes:
            del made["promised_on"]
        else:
            choice = forms.ChoiceField(label=_("Way of rectification"), choices=_modes(adoption))
            made = {"mode": choice, **made}
        initial: dict[str, Any] = {
            "mode": item.mode,
            "cause": item.cause,
            "measure": item.measure,
            "leader": item.leader and f"person-{item.leader.pk}",
            "owner": item.owner and f"person-{item.owner.pk}",
            "promised_on": item.promised_on,
            "rule_due_on": item.rule_due_on,
            "remark": item.remark,
            **{OWN + one.id: shown(item.values.get(one.id)) for one in own},
        }
        days = [one for one in wanted if plan.is_day_promised(one)]
        form_class = type("PlanForm", (cls,), {**made, "own": own, "days": days})
        form: PlanForm = form_class(data, initial=initial)
        form.ask_for(item)
        return form

    def ask_for(self, item: Item) -> None:
        """Ask for what the plan wants every item to state, whatever its class."""
        for one in plan.ways_of(item.adoption).fields:
            name = self._called(one.id)
            if one.required and name is not None and not getattr(item, f"{name}_name", ""):
                self.fields[name].required = True


class ProgressForm(Form):
    """Tell how far it is."""

    text = area(_("What was done so far"))
    before = proof(_("How it was before"), _("Pictures or papers."))
    after = proof(_("How it is now"), _("Pictures or papers; they count as proof at the end."))


class HandInForm(StatingForm):
    """Hand in as put right."""

    @classmethod
    def of(cls, item: Item, data: Any, files: Any, *, on: date) -> "HandInForm":
        """Return the form of an item."""
        mode = plan.mode_of(item)
        late = set(mode.at_end) if mode else set()
        own = [one for one in plan.fields_for(item.adoption, mode) if one.id in late]
        made: dict[str, forms.Field] = {
            "text": area(_("How it was put right")),
            "done_on": forms.DateField(label=_("Put right on")),
            **_own(own),
            "before": proof(_("How it was before"), _("Pictures or papers.")),
            "after": proof(_("How it is now"), _("Pictures or papers: the proof.")),
        }
        form_class = type("HandInForm", (cls,), {**made, "own": own})
        form: HandInForm = form_class(data, files, initial={"done_on": on})
        return form


class CheckForm(StatingForm):
    """What a visit or a sample showed."""

    @classmethod
    def of(cls, item: Item, data: Any, files: Any, *, on: date) -> "CheckForm":
        """Return the form of an item."""
        own = [
            one
            for one in plan.ways_of(item.adoption).closing
            if one.kind != "file" and one.id != "check_result"
        ]
        made: dict[str, forms.Field] = {
            "how": forms.ChoiceField(label=_("How it was looked at"), choices=Check.How.choices),
            "looked_on": forms.DateField(label=_("Looked at on")),
            "where": forms.CharField(label=_("Where, or what the sample was of"), max_length=200),
            "found": area(_("What the look showed")),
            **_own(own),
            "files": proof(_("Proof of the look"), _("Pictures or papers.")),
            "passed": forms.ChoiceField(
                label=_("Put right?"),
                choices=[
                    ("", "—"),
                    ("yes", _("Yes: strike it off")),
                    ("no", _("No: send it back")),
                ],
            ),
        }
        form_class = type("CheckForm", (cls,), {**made, "own": own})
        form: CheckForm = form_class(data, files, initial={"looked_on": on})
        return form


class ReasonForm(Form):
    """Why."""

    reason = reason(_("Reason"), help_text=_("Stays on record."))


class NothingForm(Form):
    """Nothing is asked."""


class MoveForm(Form):
    """Ask for a later day."""

    to_on = forms.DateField(label=_("New day"))
    reason = reason(_("Why a later day is needed"))


class AnswerMoveForm(Form):
    """Grant or refuse a later day."""

    granted = forms.ChoiceField(
        label=_("Answer"),
        choices=[("", "—"), ("yes", _("Grant it")), ("no", _("Refuse it"))],
    )
    answer = reason(_("Reason"), required=False, help_text=_("Needed for a refusal."))


class MilestoneForm(Form):
    """A part of the work was done."""

    milestone = forms.ChoiceField(label=_("Milestone"))
    reached_on = forms.DateField(label=_("Reached on"))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone"].choices = choices  # type: ignore[attr-defined]


class ReopenForm(Form):
    """Open an item again."""

    reason = reason(_("Why it is opened again"))
    due_on = forms.DateField(label=_("New day"))


class RuleForm(Form):
    """A rule that was made."""

    title = forms.CharField(label=_("Title of the rule"), max_length=200)
    number = forms.CharField(label=_("Document no."), max_length=60, required=False)
    made_on = forms.DateField(label=_("Rule made on"))
    from_on = forms.DateField(label=_("Holds from"))
    review_on = forms.DateField(
        label=_("Looked at again on"), help_text=_("On that day the unit owes a look.")
    )


class ReviewForm(Form):
    """Look at a rule again."""

    keeps = forms.ChoiceField(
        label=_("Does it still serve?"),
        choices=[("", "—"), ("yes", _("It stays")), ("no", _("It holds no more"))],
    )
    found = area(_("What the look showed"))
    next_on = forms.DateField(label=_("Looked at again on"), required=False)


class NoticeForm(Form):
    """Issue a notice to a slow unit."""

    unit = UnitField(label=_("To which unit"))
    step = forms.ChoiceField(label=pgettext_lazy("slow notice", "Step"))
    text = area(_("What it is about, and what is asked for"))
    answer_by = forms.DateField(
        label=_("To be answered by"),
        required=False,
        help_text=_("Left open where the plan has a clock for it."),
    )
    skipped = reason(
        _("Why a step is passed over"),
        required=False,
        help_text=_("Only where the notice is higher than the ladder comes to."),
    )

    def __init__(self, *args: Any, adoption: Adoption, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ladder = plan.ladder_of(adoption)
        self.fields["step"].choices = [  # type: ignore[attr-defined]
            (one.id, one.label.say(language())) for one in (ladder.steps if ladder else ())
        ]


class AnswerForm(Form):
    """Answer a notice."""

    answer = area(_("What the unit does about it, and by when"))


class RepairForm(Form):
    """What a notice was about was put right."""

    repaired_on = forms.DateField(label=_("Put right on"))
    late = forms.BooleanField(label=_("After its day"), required=False)


class JudgeForm(Form):
    """Put a unit on the list of key units, or do not."""

    lists = forms.ChoiceField(
        label=_("Decision"),
        choices=[("", "—"), ("yes", _("Put it on the list")), ("no", _("Do not list it"))],
    )
    why = reason(_("Reason"))


class ImportForm(Form):
    """Hand a workbook in."""

    file = forms.FileField(
        label=_("Workbook (.xlsx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        max_length=200,
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large to be read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The workbook is larger than 40 MB. Divide it."))
        return file
