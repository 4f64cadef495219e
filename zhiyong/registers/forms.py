"""Forms made from what the plan wants a row to state."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Unit
from zhiyong.directory.picks import PersonOrPostField, PostField, UnitField
from zhiyong.directory.workbook.reading import MOST_BYTES
from zhiyong.plans.wording import language
from zhiyong.registers.models import Row
from zhiyong.registers.selectors import has_title, subject_kind
from zhiyong.registers.wording import say_wrong
from zhiyong.rules.pack.fields import Field, Register
from zhiyong.rules.registers import LONGEST, NUMBERS, Stored, Wrong, read_value
from zhiyong.rules.values import ValueProblem
from zhiyong.shell.forms import Form

OWN = "v_"
"""Before the key of a field of the pack."""


class StatedField(forms.CharField):
    """A field of a row whose value is written as text: checked as the rules read it."""

    def __init__(self, stated: Field, **kwargs: Any) -> None:
        self.stated = stated
        super().__init__(max_length=LONGEST * (20 if stated.many else 1), **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the text, or the lines of it, as the rules read them.

        :raises ValidationError: with what would be right.
        """
        said = super().clean(value)
        if not said:
            return None
        try:
            if self.stated.many:
                lines = [line.strip() for line in said.split("\n") if line.strip()]
                return [read_value(self.stated, line) for line in lines]
            return read_value(self.stated, said)
        except ValueProblem as problem:
            sentence = say_wrong(Wrong(self.stated.id, problem.code))
            raise forms.ValidationError(sentence) from None

    def prepare_value(self, value: Any) -> Any:
        """Show several as lines."""
        return "\n".join(value) if isinstance(value, list) else value


class RowForm(Form):
    """A row of a register; its fields are those of the pack."""

    register: Register
    asks_subject: bool
    corrects: bool

    @classmethod
    def of(
        cls,
        register: Register,
        data: Any = None,
        *,
        row: Row | None = None,
        today: date,
    ) -> "RowForm":
        """Return the form of a new row, or with `row` of one in its place."""
        made: dict[str, forms.Field] = {}
        if row is None:
            made["about"] = _subject_field(register)
        if has_title(register):
            made["title"] = forms.CharField(label=_("Matter or event"), max_length=200)
        for field in register.fields:
            made[OWN + field.id] = form_field(field)
        if row is not None:
            made["why"] = forms.CharField(
                label=_("Why it is corrected"),
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("Stays beside the old row."),
            )
        initial: dict[str, Any] = {"title": row.title} if row else {}
        for field in register.fields:
            stored = row.values.get(field.id) if row else None
            if row is None and field.id == "year" and field.kind == "number":
                stored = str(today.year)
            initial[OWN + field.id] = _initial(stored)
        form_class = type("RowForm", (cls,), {**made, "register": register})
        form: RowForm = form_class(data, initial=initial)
        return form

    @property
    def values(self) -> dict[str, Any]:
        """Return the fields of the row as they were given."""
        return {
            field.id: _given(field, self.cleaned_data.get(OWN + field.id))
            for field in self.register.fields
        }

    def say(self, wrong: tuple[Wrong, ...]) -> None:
        """Show at their fields what a service found wrong."""
        for one in wrong:
            name = OWN + one.field
            self.add_error(name if name in self.fields else None, say_wrong(one))


def _subject_field(register: Register) -> forms.Field:
    match subject_kind(register):
        case "person":
            return PersonOrPostField(posts=False, label=_("Person"))
        case "post":
            return PostField(label=_("Whose post it is"))
    label = _("Unit concerned") if has_title(register) else _("Unit")
    return UnitField(label=label)


def form_field(field: Field) -> forms.Field:
    """Return the form's field for a field of the pack."""
    said: dict[str, Any] = {
        "label": field.label.say(language()),
        "required": field.required,
        "help_text": field.note.say(language()) if field.note else "",
    }
    if field.kind == "flag":
        none = [] if field.required else [("", "—")]
        return forms.ChoiceField(choices=[*none, ("yes", _("Yes")), ("no", _("No"))], **said)
    if field.kind == "choice":
        choices = [(one.id, one.label.say(language())) for one in field.values]
        if field.many:
            box = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=choices, widget=box, **said)
        return forms.ChoiceField(choices=[("", "—"), *choices], **said)
    if field.kind == "day" and not field.many:
        return forms.DateField(**said)
    said["help_text"] = said["help_text"] or _hint(field)
    if field.many:
        said["widget"] = forms.Textarea(attrs={"rows": 3})
    elif field.kind in NUMBERS:
        said["widget"] = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return StatedField(field, **said)


def _hint(field: Field) -> Any:
    if field.many:
        return _("One a line.")
    match field.kind:
        case "share":
            return _("A share such as 40% or 1/3.")
        case "moment":
            return _("A day and a time such as 2026-11-22 08:30.")
        case "file":
            return _("The number or name of the document.")
    return ""


def _initial(stored: Stored | None) -> Any:
    if isinstance(stored, bool):
        return "yes" if stored else "no"
    return stored


def _given(field: Field, cleaned: Any) -> Any:
    if field.kind == "flag":
        return {"yes": True, "no": False}.get(cleaned)
    return cleaned.isoformat() if isinstance(cleaned, date | datetime) else cleaned


class StrikeForm(Form):
    """Why a row no longer counts."""

    why = forms.CharField(
        label=_("Why it is struck out"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stays beside the row."),
    )


class ImportForm(Form):
    """Hand a workbook of rows in."""

    file = forms.FileField(
        label=_("Workbook (.xlsx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        max_length=200,
    )
    why = forms.CharField(
        label=_("Reason of the corrections"),
        required=False,
        max_length=500,
        help_text=_("Needed where the workbook changes rows that stand already."),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large to be read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The workbook is larger than 40 MB. Divide it."))
        return file


class LeadsForm(Form):
    """Which plan's figures, and on which day."""

    plan = forms.ChoiceField(label=_("Plan"), required=False)
    on = forms.DateField(label=_("On"), required=False)
    unit = UnitField(label=_("Unit"), required=False)

    def __init__(self, *args: Any, plans: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = list(plans.items())  # type: ignore[attr-defined]

    @property
    def chosen_unit(self) -> Unit | None:
        """Return the unit that was asked for."""
        return self.cleaned_data.get("unit") if self.is_valid() else None
