"""Forms of accounts and roles."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Unit
from zhiyong.directory.picks import PersonOrPostField, UnitField
from zhiyong.shell.access import Role
from zhiyong.shell.forms import Form


class SignInForm(Form):
    """Name and password."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(Form):
    """The old password, and the new one twice."""

    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least ten characters; not your name, not a common word, not digits alone."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Refuse two different new passwords."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new"):
            raise forms.ValidationError(_("The two new passwords differ."))
        return again


class OpenAccountForm(Form):
    """Whose account, and under which name."""

    person = PersonOrPostField(label=_("Person"), posts=False)
    username = forms.SlugField(
        label=_("User name"),
        max_length=60,
        help_text=_("Latin letters, digits, - and _; the personnel number is a good choice."),
    )


class RoleForm(Form):
    """Which role, for which unit, for whom, from when to when."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    unit = UnitField(label=_("For the unit"))
    subtree = forms.BooleanField(label=_("And all units below it"), required=False)
    holder = PersonOrPostField(
        label=_("Held by"),
        help_text=_("A post passes the role on to whoever holds it; a person keeps it."),
    )
    valid_from = forms.DateField(label=_("From"))
    valid_until = forms.DateField(
        label=_("Until (not included)"),
        required=False,
        help_text=_("Empty: until it is ended."),
    )

    def clean(self) -> dict[str, object]:
        """Refuse a role that ends before it begins."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last <= first:
            self.add_error("valid_until", _("It must end after it begins."))
        return data

    def unit_chosen(self) -> Unit:
        """Return the unit; only of a valid form."""
        unit: Unit = self.cleaned_data["unit"]
        return unit
