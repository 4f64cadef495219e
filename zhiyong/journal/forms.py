"""The journal's forms."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhiyong.journal.queries import SHORTEST_PASSPHRASE
from zhiyong.journal.services import PruneReason
from zhiyong.shell.forms import FilesField, Form

MOST_FILES = 12
LARGEST = 20 * 1024 * 1024


class VerifyForm(Form):
    """Receipts, tree heads and proofs, as files or as text."""

    documents = FilesField(
        label=_("Files to check"),
        help_text=_("The receipt, and whatever else you kept: proof files, tree heads."),
        required=False,
        most=MOST_FILES,
        largest=LARGEST,
        accept=(".json", ".txt"),
    )
    text = forms.CharField(
        label=_("Or paste the content here"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("documents") and not given.get("text"):
            raise ValidationError(_("Choose a file, or paste its content."))
        return given

    def sources(self) -> list[tuple[str, bytes]]:
        """Return what was given, each with a name."""
        given = [(file.name, file.read()) for file in self.cleaned_data["documents"]]
        if text := self.cleaned_data["text"]:
            given.append((str(_("pasted text")), text.encode()))
        return given


class ProposePruneForm(Form):
    """Why the body of an entry is to be emptied."""

    reason = forms.ChoiceField(label=_("Reason"), choices=PruneReason.choices)


class ConfirmPruneForm(Form):
    """The second person's confirmation."""

    sure = forms.BooleanField(label=_("I have read the entry; its body is to be emptied for ever."))


class PassphraseForm(Form):
    """The auditors' passphrase, to read what was searched for."""

    passphrase = forms.CharField(
        label=_("Passphrase of the auditors"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        strip=False,
        max_length=500,
    )


class NewKeyForm(Form):
    """A passphrase for a new key of the auditors, typed twice."""

    passphrase = forms.CharField(
        label=_("New passphrase"),
        help_text=_("Several words. It opens what was searched for; nobody can restore it."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        min_length=SHORTEST_PASSPHRASE,
        max_length=500,
    )
    again = forms.CharField(
        label=_("The same once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=500,
    )

    def clean(self) -> dict[str, Any]:
        """Compare the two."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("passphrase") and given.get("passphrase") != given.get("again"):
            raise ValidationError(_("The two are not the same."))
        return given
