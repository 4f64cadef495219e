"""Forms of the vault. Passphrases are never shown again, and never kept with a draft."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Person
from zhiyong.shell.forms import Form
from zhiyong.vault.models import Lookup
from zhiyong.vault.services.keys import SHORTEST


class SecretField(forms.CharField):
    """A passphrase: taken as typed, but for blanks around it."""

    def __init__(self, *, new: bool = False, **kwargs: Any) -> None:
        complete = "new-password" if new else "off"
        super().__init__(
            max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": complete}), **kwargs
        )


class NewPassphrase(Form):
    """A passphrase for the first time, or after it was forgotten."""

    passphrase = SecretField(new=True, label=_("Vault passphrase"), min_length=SHORTEST)
    again = SecretField(new=True, label=_("The same once more"))

    def clean(self) -> dict[str, Any]:
        """Compare the two.

        :raises ValidationError: if they differ.
        """
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if {"passphrase", "again"} <= data.keys() and data["passphrase"] != data["again"]:
            raise ValidationError({"again": _("The two differ.")})
        return data


class ChangePassphrase(NewPassphrase):
    """Another passphrase instead of the old one."""

    old = SecretField(label=_("Old vault passphrase"))
    field_order = ("old", "passphrase", "again")


class StartOver(NewPassphrase):
    """A new key after the passphrase was forgotten."""

    sure = forms.BooleanField(
        label=_("I have forgotten my passphrase. What my old key opened is lost to me.")
    )


class Unlock(Form):
    """The passphrase, for one act."""

    passphrase = SecretField(label=_("Your vault passphrase"))


class OpenEnvelope(Unlock):
    """Why, and the passphrase."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stays on record, and the head of the office sees that you opened it."),
        min_length=4,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order: Sequence[str] = ("reason", "passphrase")


class Grant(OpenEnvelope):
    """To whom, until when, why, and the passphrase."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("Receiver of the envelope"), empty_label=_("Please choose")
    )
    until = forms.DateField(label=_("Last day"))
    field_order = ("person", "until", "reason", "passphrase")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class Establish(Form):
    """Who the custodians are to be."""

    custodians = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label=_("Custodians"),
        help_text=_("At least two. Each opens envelopes alone, with a passphrase of their own."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["custodians"].queryset = people  # type: ignore[attr-defined]


class Admit(Unlock):
    """Whom to admit."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("Person"), empty_label=_("Please choose")
    )
    field_order = ("person", "passphrase")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class Recover(Form):
    """The recovery key, from paper."""

    paper = forms.CharField(
        label=_("Recovery key"),
        help_text=_("As printed; spaces, dashes and small letters do not matter."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class Enquire(Form):
    """A number that somebody showed at the counter."""

    kind = forms.ChoiceField(
        label=_("Kind of number"), choices=Lookup.Kind.choices, widget=forms.RadioSelect
    )
    value = forms.CharField(
        label=_("Number"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For instance: lost the receipt, identity card seen."),
        min_length=4,
        max_length=500,
    )
