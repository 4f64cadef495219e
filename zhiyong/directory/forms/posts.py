"""Forms of posts."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.forms.fields import (
    CodeField,
    LinesField,
    OnForm,
    rank_field,
    staff_type_field,
)
from zhiyong.directory.models import Post, StandIn
from zhiyong.directory.picks import PersonOrPostField, PostField, UnitField
from zhiyong.shell.forms import Form


class PostForm(OnForm):
    """What a post is, from a day on."""

    title = forms.CharField(label=_("Title of the post"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind of post"), choices=Post.Kind.choices)
    rank = rank_field(label=_("Rank of the post"))
    staff_type = staff_type_field(label=_("Staff type"))
    is_city_managed = forms.BooleanField(label=_("Managed by the level above"), required=False)
    field_order: Sequence[str] = ("title", "kind", "rank", "staff_type", "is_city_managed", "on")


class OpenPostForm(PostForm):
    """Set up a post."""

    code = CodeField(
        label=_("Post code"),
        max_length=60,
        required=False,
        help_text=_("Empty: the unit's next one."),
    )
    field_order = ("code", "title", "kind", "rank", "staff_type", "is_city_managed", "on")


class MovePostForm(PostForm):
    """Change a post, its unit too."""

    unit = UnitField(label=_("Unit"))
    field_order = ("unit", "title", "kind", "rank", "staff_type", "is_city_managed", "on")


class _Appointing(OnForm):
    until = forms.DateField(
        label=_("Until (not included)"), required=False, help_text=_("Empty: until it is ended.")
    )
    principal = forms.BooleanField(label=_("As the principal post"), required=False, initial=True)
    leave_principal = forms.BooleanField(
        label=_("Leave the present principal post on that day"), required=False, initial=True
    )
    acting = forms.BooleanField(label=_("Acting only"), required=False)
    elected = forms.BooleanField(label=_("Elected, not appointed"), required=False)
    appointed_by = UnitField(label=_("Appointed or elected by"), required=False)
    basis = forms.CharField(
        label=_("Basis"),
        max_length=120,
        required=False,
        help_text=_("The document that says so, such as 江组干〔2026〕12号."),
    )


class AppointToPostForm(_Appointing):
    """Appoint somebody to a post."""

    person = PersonOrPostField(label=_("Person"), posts=False)
    field_order = ("person", "on")


class AppointPersonForm(_Appointing):
    """Appoint a person to some post."""

    post = PostField(
        label=pgettext_lazy("in an office", "Post"),
        help_text=_("Type the unit, a space, and the title: 民政局 科长"),
    )
    field_order = ("post", "on")


class CorrectTenureForm(Form):
    """Correct what was written down wrong about who held a post."""

    first = forms.DateField(label=_("Took the post on"))
    until = forms.DateField(label=_("Left the post on"), required=False)
    is_principal = forms.BooleanField(label=_("Principal post"), required=False)
    is_acting = forms.BooleanField(label=_("Acting"), required=False)
    is_elected = forms.BooleanField(label=_("Elected, not appointed"), required=False)
    appointed_by = UnitField(label=_("Appointed or elected by"), required=False)
    basis = forms.CharField(label=_("Basis"), max_length=120, required=False)
    withdrawn = forms.BooleanField(
        label=_("It never was: strike it out"),
        required=False,
        help_text=_("The record of acts keeps the days that stood here."),
    )


class CharterForm(OnForm):
    """The next version of what a post is there for."""

    duties = LinesField(label=_("Duties"), longest=500, help_text=_("One a line."))
    powers = LinesField(label=_("Powers"), longest=500, help_text=_("One a line."))
    standards = LinesField(label=_("Competence standards"), longest=500, help_text=_("One a line."))
    basis = forms.CharField(label=_("Basis"), max_length=120, required=False)
    field_order = ("duties", "powers", "standards", "on", "basis")

    def items(self) -> list[tuple[str, str]]:
        """Return the items, kind and text."""
        return [
            (kind, text)
            for kind, name in (("DUTY", "duties"), ("POWER", "powers"), ("STANDARD", "standards"))
            for text in self.cleaned_data[name]
        ]

    def clean(self) -> dict[str, object]:
        """Refuse a charter without a single line."""
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("duties", "powers", "standards")):
            self.add_error("duties", _("Write at least one line."))
        return data


class ChargeForm(OnForm):
    """What a leader's post is in charge of."""

    unit = UnitField(label=_("A unit"), required=False)
    field = forms.CharField(
        label=_("Or a field"),
        max_length=80,
        required=False,
        help_text=_("Units below that carry this word as a tag belong to it."),
    )
    field_order = ("unit", "field", "on")

    def clean(self) -> dict[str, object]:
        """Refuse neither and both."""
        data = super().clean() or self.cleaned_data
        if bool(data.get("unit")) == bool(data.get("field")):
            self.add_error("unit", _("Give a unit or a field, one of the two."))
        return data


class StandInForm(OnForm):
    """Which post stands in for this one."""

    stand_in = PostField(
        label=_("Which post stands in"), help_text=_("Type the unit, a space, and the title.")
    )
    kind = forms.ChoiceField(label=_("When"), choices=StandIn.Kind.choices)
    until = forms.DateField(label=_("Until (not included)"), required=False)
    field_order = ("stand_in", "kind", "on", "until")
