"""Forms of plans: where a plan is put in force, and who plays its roles."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Unit
from zhiyong.directory.picks import UnitField
from zhiyong.plans.elements import Box
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import open_places
from zhiyong.plans.wording import language, place_label
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.forms import Form

ROLE, NUMBER, FILE = "role_", "number_", "file_"


class AdoptForm(Form):
    """For which body and days; then a unit for each role and a value for each open number."""

    body = UnitField(
        label=_("For the body"), help_text=_("The plan then holds for it and for all below it.")
    )
    valid_from = forms.DateField(label=_("First day in force"))
    valid_until = forms.DateField(
        label=_("Until (not included)"),
        required=False,
        help_text=_("Empty: until it is ended."),
    )

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        self.pack = pack
        super().__init__(*args, **kwargs)

    @classmethod
    def of(cls, pack: Pack, data: Any = None, initial: Any = None) -> "AdoptForm":
        """Return the form for a plan: with a field for each of its roles and open numbers."""
        lang = language()
        made: dict[str, Any] = {}
        reasons = {one.place: one.reason.say(lang) for one in pack.proposals}
        for binding in pack.bindings:
            help_text = _("Outside this place.") if binding.external else ""
            made[ROLE + binding.id] = UnitField(label=binding.label.say(lang), help_text=help_text)
        for place in open_places(pack):
            made[NUMBER + place] = forms.CharField(
                label=place_label(pack, place), max_length=40, help_text=reasons.get(place, "")
            )
        made_form: type[AdoptForm] = type("AdoptFormOfPlan", (cls,), made)
        return made_form(data, pack=pack, initial=initial)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last <= first:
            self.add_error("valid_until", _("It must end after it begins."))
        return data

    @property
    def roles(self) -> dict[str, Unit]:
        """Return the unit for each role; only of a valid form."""
        return {
            name.removeprefix(ROLE): value
            for name, value in self.cleaned_data.items()
            if name.startswith(ROLE)
        }

    @property
    def numbers(self) -> dict[str, str]:
        """Return the open numbers; only of a valid form."""
        return {
            name.removeprefix(NUMBER): value
            for name, value in self.cleaned_data.items()
            if name.startswith(NUMBER)
        }

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return what the page with the consequences carries along."""
        return [(name, _plain(value)) for name, value in self.cleaned_data.items()]

    @property
    def heads(self) -> list[forms.BoundField]:
        """Return the fields that every plan has."""
        return [self["body"], self["valid_from"], self["valid_until"]]

    @property
    def role_fields(self) -> list[forms.BoundField]:
        """Return the fields of the roles."""
        return [self[name] for name in self.fields if name.startswith(ROLE)]

    @property
    def number_fields(self) -> list[forms.BoundField]:
        """Return the fields of the open numbers."""
        return [self[name] for name in self.fields if name.startswith(NUMBER)]


def proposed_numbers(pack: Pack) -> dict[str, str]:
    """Return what the form starts with: the numbers that the pack proposes."""
    return {NUMBER + place: value for place, value in pack.proposed().items()}


class EndForm(Form):
    """From which day a plan is no longer in force."""

    until = forms.DateField(label=_("From this day on it is no longer in force"))


def _plain(value: Any) -> str:
    if isinstance(value, Unit):
        return str(value.pk)
    return value.isoformat() if isinstance(value, date) else str(value or "")


class UploadForm(Form):
    """A pack from elsewhere."""

    pack = forms.FileField(
        label=_("Pack file"),
        help_text=_("A zip of the YAML files of a pack (plan.yaml among them), or one YAML file."),
    )


class SourceForm(Form):
    """The plan as its office issued it."""

    document = forms.FileField(
        label=_("The issued document"),
        help_text=_(
            "The plan as it was issued, to be read beside its elements: PDF, Word or a scan."
        ),
    )


class DraftForm(Form):
    """The texts of a draft, a box for each file; `opened` says what they were made from."""

    opened = forms.CharField(widget=forms.HiddenInput, max_length=80)

    @classmethod
    def of(cls, texts: Mapping[str, str], digest: str, data: Any = None) -> "DraftForm":
        """Return the form with a box for each file."""
        boxes: dict[str, Any] = {
            FILE + name: forms.CharField(
                label=name,
                required=False,
                strip=False,
                widget=forms.Textarea(
                    attrs={"rows": 24, "spellcheck": "false", "class": "code-box"}
                ),
            )
            for name in texts
        }
        made: type[DraftForm] = type("DraftFormOfPack", (cls,), boxes)
        initial = {FILE + name: text for name, text in texts.items()} | {"opened": digest}
        return made(data, initial=initial)

    @property
    def texts(self) -> dict[str, str]:
        """Return the files as they were changed; only of a valid form."""
        return {
            name.removeprefix(FILE): value.replace("\r\n", "\n")
            for name, value in self.cleaned_data.items()
            if name.startswith(FILE)
        }

    @property
    def files_shown(self) -> list[forms.BoundField]:
        """Return the boxes of the files."""
        return [self[name] for name in self.fields if name.startswith(FILE)]


class DryRunForm(Form):
    """Against what a version is tried: what ran where the plan is in force, between two days."""

    adoption = forms.ChoiceField(label=_("What ran under"))
    since = forms.DateField(label=_("From day"))
    until = forms.DateField(label=_("Until day"))

    @classmethod
    def of(cls, adoptions: Sequence[Adoption], today: date, data: Any = None) -> "DryRunForm":
        """Return the form for these adoptions; the last year unless other days are chosen."""
        form = cls(data, initial={"since": today - timedelta(days=365), "until": today})
        field = form.fields["adoption"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(one.pk), f"{one.body} · v{one.pack.version} · {one.valid.lower}")
            for one in adoptions
        ]
        return form

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("since"), data.get("until")
        if first and last and last < first:
            self.add_error("until", _("It must not end before it begins."))
        return data


class ElementForm(Form):
    """One element of a draft, a box for each of its keys."""

    opened = forms.CharField(widget=forms.HiddenInput, max_length=80)

    @classmethod
    def of(cls, boxes: Sequence[Box], digest: str, data: Any = None) -> "ElementForm":
        """Return the form for an element."""
        fields: dict[str, Any] = {}
        initial: dict[str, Any] = {"opened": digest}
        for box in boxes:
            if box.kind == "label":
                for lang in ("zh", "en"):
                    fields[f"{box.key}_{lang}"] = forms.CharField(
                        label=f"{box.name} · {_('Chinese') if lang == 'zh' else _('English')}",
                        required=box.required,
                        max_length=2000,
                    )
                    initial[f"{box.key}_{lang}"] = (box.value or {}).get(lang, "")
                continue
            initial[box.key] = box.value
            fields[box.key] = _box_field(box)
        made: type[ElementForm] = type("ElementFormOfPack", (cls,), fields)
        return made(data, initial=initial)


def _box_field(box: Box) -> forms.Field:
    if box.kind == "flag":
        return forms.BooleanField(label=box.name, required=False)
    if box.kind == "line":
        return forms.CharField(label=box.name, required=box.required, max_length=400)
    rows = min(24, str(box.value or "").count("\n") + 2)
    widget = forms.Textarea(attrs={"rows": rows, "spellcheck": "false", "class": "code-box"})
    return forms.CharField(label=box.name, required=box.required, strip=False, widget=widget)
