"""The forms of letters: what goes to whom, its receipt, its reply."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.cases.models import Case, Respondent
from zhiyong.directory.picks import UnitField
from zhiyong.plans.selectors import pack_of
from zhiyong.shell.forms import Form, prepare
from zhiyong.shell.giveaways import Watched, with_courtesies
from zhiyong.transfers import plan
from zhiyong.transfers.models import Transfer
from zhiyong.transfers.selectors.materials import Material, materials_of
from zhiyong.transfers.services import Listed

SCAN = ".pdf,.jpg,.jpeg,.png,.heic"
TEXT, REASON = 10_000, 2000
MOST_THINGS = 50


def words(label: Any, limit: int, rows: int = 5, **options: Any) -> forms.CharField:
    """Return the field of a text of several lines."""
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit, widget=box, **options)


def scan(label: Any) -> forms.FileField:
    """Return the field of a scan that may be missing."""
    return forms.FileField(
        label=label, required=False, widget=forms.FileInput(attrs={"accept": SCAN})
    )


class WithList:
    """What goes with a letter: materials of the case, and things that are no file."""

    cleaned_data: dict[str, Any]
    materials: list[Material]

    def list_fields(self, case: Case) -> Mapping[str, forms.Field]:
        """Return the fields by which the list is made."""
        self.materials = materials_of(case)
        offered: dict[str, forms.Field] = {}
        if self.materials:
            offered["materials"] = forms.MultipleChoiceField(
                label=_("Materials of the case"),
                required=False,
                choices=[(one.reference, one.title) for one in self.materials],
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Each goes with its digest; what was excluded is not offered."),
            )
            offered["originals"] = forms.BooleanField(
                label=_("The originals go, not copies"), required=False
            )
        offered["things"] = words(
            _("Other things, one in each line"),
            4000,
            rows=3,
            required=False,
            help_text=_("What is no file of the case: a ledger, a disk, a bundle of vouchers."),
        )
        return offered

    def listed(self) -> list[Listed]:
        """Return the lines of the list, in the order of the case."""
        original = self.cleaned_data.get("originals", False)
        chosen = set(self.cleaned_data.get("materials", []))
        known = [
            Listed(one.reference, one.title, is_original=original)
            for one in self.materials
            if one.reference in chosen
        ]
        things = [line.strip() for line in self.cleaned_data.get("things", "").splitlines()]
        loose = [Listed(title=line[:200], is_original=True) for line in things if line]
        return [*known, *loose[:MOST_THINGS]]


class PrepareForm(WithList, Watched, Form):
    """A letter out of a case: what may tell who complained is shown before it goes."""

    watched = ("text", "things")

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=Transfer.Kind.choices,
        widget=forms.RadioSelect,
    )
    line = forms.ChoiceField(
        label=gettext_lazy("To what body"), choices=Transfer.Line.choices, widget=forms.RadioSelect
    )
    to_unit = UnitField(
        label=gettext_lazy("Body in the directory"),
        required=False,
        help_text=gettext_lazy("It then signs for it and replies here."),
    )
    to_name = forms.CharField(
        label=gettext_lazy("Or another body, by its name"), max_length=120, required=False
    )
    text = words(gettext_lazy("What the letter says"), TEXT, rows=8)

    def __init__(self, *args: Any, case: Case, on: date, **kwargs: Any) -> None:
        self.case, self.on = case, on
        super().__init__(*args, **kwargs)
        people = self._respondents()
        added: dict[str, forms.Field] = {
            "respondent": forms.ChoiceField(
                label=_("About"),
                choices=[*((str(one.pk), one.name) for one in people), ("", _("The whole case"))],
                required=False,
            ),
            **self.list_fields(case),
            "whole": forms.BooleanField(
                label=_("The whole case goes: once it is signed for, it is handed over here"),
                required=False,
            ),
        }
        self.people = {str(one.pk): one for one in people}
        for name, field in added.items():
            prepare(field)
            self.fields[name] = field
        self.order_fields(
            [
                "kind", "line", "respondent", "to_unit", "to_name", "text", "materials",
                "originals", "things", "whole",
            ]
        )  # fmt: skip

    def public_words(self) -> Iterable[str]:
        """Return whom the case is about: they may be named."""
        return with_courtesies(one.name for one in self.people.values())

    def _respondents(self) -> list[Respondent]:
        rows = self.case.respondents.filter(removed_on__isnull=True)
        return list(rows.select_related("person", "unit", "unit_then").order_by("pk"))

    def respondent(self) -> Respondent | None:
        """Return whom it is about; None: the whole case."""
        return self.people.get(self.cleaned_data.get("respondent", ""))

    def clean(self) -> dict[str, Any]:
        """Want exactly one addressee."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        given = bool(data.get("to_unit")) + bool((data.get("to_name") or "").strip())
        if given != 1 and not {"to_unit", "to_name"} & set(self.errors):
            self.add_error(
                "to_unit",
                _("Name one body: a unit of the directory, or another by its name."),
            )
        return data


class ActForm(Form):
    """The form of one act on one letter; `on` is the day of the act."""

    def __init__(self, *args: Any, transfer: Transfer, on: date, **kwargs: Any) -> None:
        self.transfer, self.on = transfer, on
        super().__init__(*args, **kwargs)
        for name, field in self.asked().items():
            prepare(field)
            self.fields[name] = field

    def asked(self) -> Mapping[str, forms.Field]:
        """Return the fields of this act."""
        return {}


class SendForm(ActForm):
    """Nothing to fill in, unless the plan has no form for the letter."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask for the number of a letter that was written elsewhere."""
        pack = pack_of(self.transfer.adoption)
        if plan.letter_of(pack, self.transfer.kind, self.transfer.measure):
            return {}
        return {
            "number": forms.CharField(
                label=_("Number of the letter"),
                max_length=80,
                help_text=_("The plan has no form for it: write it as you do, and enter it here."),
            )
        }


class EditForm(WithList, Watched, ActForm):
    """A draft worded anew, with its list."""

    watched = ("text", "things")

    text = words(gettext_lazy("What the letter says"), TEXT, rows=8)

    def public_words(self) -> Iterable[str]:
        """Return whom the case is about: they may be named."""
        about = self.transfer.case.respondents.select_related("person", "unit")
        return with_courtesies(one.name for one in about)

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the materials of the case again."""
        return self.list_fields(self.transfer.case)


class NothingForm(ActForm):
    """Nothing to fill in: the page says what follows."""


class SignForm(ActForm):
    """The receiver signs on screen."""

    number = forms.CharField(
        label=gettext_lazy("Your own register number"), max_length=80, required=False
    )


class ReceiptForm(ActForm):
    """The receipt that came back on paper."""

    received_on = forms.DateField(label=gettext_lazy("Received on"))
    number = forms.CharField(
        label=gettext_lazy("Number of the receipt"), max_length=80, required=False
    )
    scan = scan(gettext_lazy("Scan of the signed receipt"))


class ReplyForm(ActForm):
    """What came back."""

    replied_on = forms.DateField(label=gettext_lazy("Replied on"))
    followed = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[
            ("yes", gettext_lazy("Followed")),
            ("no", gettext_lazy("Declined")),
            ("", gettext_lazy("Taken note of")),
        ],
        widget=forms.RadioSelect,
        required=False,
        help_text=gettext_lazy("Only a notification can simply be taken note of."),
    )
    outcome = words(gettext_lazy("What the reply says"), 5000)
    scan = scan(gettext_lazy("Scan of the reply"))

    def verdict(self) -> bool | None:
        """Return whether it was followed; None: taken note of."""
        return {"yes": True, "no": False}.get(self.cleaned_data["followed"])


class GiveBackForm(ActForm):
    """Why it comes back."""

    returned_on = forms.DateField(label=gettext_lazy("Given back on"))
    reason = words(gettext_lazy("Why it comes back"), REASON)


class WaiveForm(ActForm):
    """Why the case need not wait."""

    reason = words(
        gettext_lazy("Why the case need not wait for the reply"),
        REASON,
        help_text=gettext_lazy("The reply stays owed; its clock goes on."),
    )
