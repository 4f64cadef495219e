"""Forms of instructions."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.directory.picks import PersonOrPostField, UnitField
from zhiyong.instructions import items
from zhiyong.shell.access import Standing
from zhiyong.shell.forms import Form

SCAN = ".pdf,.jpg,.jpeg,.png,.heic"
MOST_ITEMS = 30


def words(label: Any, limit: int, rows: int = 5, **options: Any) -> forms.CharField:
    """Return the field of a text of several lines."""
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit, widget=box, **options)


class AboutForm(Form):
    """What an instruction is about, and which leader."""

    title = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    leader = PersonOrPostField(label=gettext_lazy("Leader"), posts=False)
    leader_title = forms.CharField(
        label=gettext_lazy("The leader's post"), max_length=120, required=False
    )
    items = words(
        gettext_lazy("Complaints, matters and cases it is about"),
        2000,
        rows=3,
        required=False,
        help_text=gettext_lazy("Their numbers, one a line."),
    )

    def __init__(
        self, *args: Any, standing: Standing, units: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        if len(units) == 1:
            self.fields["unit"].initial = units[0][0]

    unit = forms.ChoiceField(label=gettext_lazy("Registering unit"), choices=[])

    def clean_items(self) -> list[str]:
        """Return the references of what is named by its number."""
        numbers = [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]
        if len(numbers) > MOST_ITEMS:
            text = _("At most {n} can be attached.")
            raise forms.ValidationError(text.format(n=MOST_ITEMS))
        references = {number: items.found(number, self.standing) for number in numbers}
        unknown = [number for number, found in references.items() if found is None]
        if unknown:
            text = _("Nothing that you may see carries the number {numbers}.")
            raise forms.ValidationError(text.format(numbers="、".join(unknown)))
        return [one for one in references.values() if one]


class OwnerForm(Form):
    """The leader's words, and who owes the feedback by when."""

    text = words(gettext_lazy("The leader's instruction"), 2000)
    owner_unit = UnitField(label=gettext_lazy("Unit that carries it out"))
    owner = PersonOrPostField(
        label=gettext_lazy("Person who answers for it"), posts=False, required=False
    )
    feedback_by = forms.DateField(
        label=gettext_lazy("Feedback by"),
        required=False,
        help_text=gettext_lazy("As the leader wrote; left empty, the plan's term counts."),
    )


class RegisterForm(AboutForm, OwnerForm):
    """An instruction that a leader wrote elsewhere."""

    written_on = forms.DateField(label=gettext_lazy("Written on"))
    field_order = (
        "unit",
        "title",
        "items",
        "leader",
        "leader_title",
        "written_on",
        "text",
        "owner_unit",
        "owner",
        "feedback_by",
    )


class SubmitForm(AboutForm):
    """A sheet that is submitted to a leader."""

    submitted = words(
        gettext_lazy("What is submitted"),
        5000,
        rows=10,
        help_text=gettext_lazy("The matter in short, and what you propose. No complainant's name."),
    )
    field_order = ("unit", "title", "items", "leader", "leader_title", "submitted")


class AgainForm(Form):
    """A sheet that came back, corrected."""

    submitted = words(gettext_lazy("What is submitted"), 5000, rows=10)


class PaperForm(OwnerForm):
    """What the leader wrote on the printed sheet, with its scan."""

    written_on = forms.DateField(label=gettext_lazy("Written on"))
    scan = forms.FileField(
        label=gettext_lazy("Scan of the sheet"), widget=forms.FileInput(attrs={"accept": SCAN})
    )
    field_order = ("text", "written_on", "owner_unit", "owner", "feedback_by", "scan")


class FeedbackForm(Form):
    """What was done on an instruction."""

    text = words(gettext_lazy("What was done, and what comes of it"), 5000, rows=8)


class SendBackForm(Form):
    """Why feedback will not do."""

    reason = words(gettext_lazy("What is missing"), 1000, rows=3)
    feedback_by = forms.DateField(
        label=gettext_lazy("Feedback by"),
        required=False,
        help_text=gettext_lazy("Left empty, the plan's term counts anew."),
    )


class ReasonForm(Form):
    """Why an instruction is withdrawn."""

    reason = words(gettext_lazy("Reason"), 1000, rows=3)


class NothingForm(Form):
    """Nothing to fill in."""
