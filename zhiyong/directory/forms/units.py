"""Forms of units."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.forms.fields import CodeField, EndForm, OnForm, WordsField
from zhiyong.directory.models import Post, Unit
from zhiyong.directory.picks import RegionField, UnitField
from zhiyong.directory.workbook.codes import is_uscc
from zhiyong.shell.forms import Form, plain_digits, prepare

BASIS = _("The document that says so, such as 江编发〔2026〕3号.")


class _Described(Form):
    """What a unit has without a history."""

    kind = forms.ChoiceField(label=_("Kind of unit"), choices=Unit.Kind.choices)
    level = forms.ChoiceField(label=pgettext_lazy("of a unit", "Level"), choices=Unit.Level.choices)
    region = RegionField(label=_("Region"), required=False)
    uscc = CodeField(label=_("Unified social credit code"), max_length=18, required=False)
    aliases = WordsField(
        label=_("Plain names"),
        longest=60,
        help_text=_("What people call it; several divided by 、"),
    )
    tags = WordsField(label=_("Tags"), longest=40, help_text=_("Several divided by 、"))

    def clean_uscc(self) -> str:
        """Refuse a code whose last character does not check the others."""
        code = plain_digits(self.cleaned_data["uscc"]).upper()
        if code and not is_uscc(code):
            raise forms.ValidationError(_("This is no unified social credit code."))
        return code


class DescribeUnitForm(_Described, OnForm):
    """Change what has no history."""

    field_order = ("kind", "level", "region", "uscc", "aliases", "tags", "on")


class ChangeUnitForm(Form):
    """Rename a unit, or put it under others, from a day on."""

    name = forms.CharField(label=_("Unit name"), max_length=120)
    short_name = forms.CharField(label=_("Short name"), max_length=60, required=False)
    parent = UnitField(label=_("Unit above"), required=False)
    organ = UnitField(
        label=_("Organ in charge"),
        required=False,
        help_text=_("For vertically managed bodies and institutions."),
    )
    cadre_manager = UnitField(label=_("Who manages its cadres"), required=False)
    on = forms.DateField(label=_("Holds from"))
    basis = forms.CharField(label=_("Basis"), max_length=120, required=False, help_text=BASIS)


class OpenUnitForm(ChangeUnitForm, _Described):
    """Set up a unit."""

    code = CodeField(label=_("Unit code"), max_length=40)
    field_order = (
        "code",
        "name",
        "short_name",
        "kind",
        "level",
        "parent",
        "organ",
        "cadre_manager",
        "region",
        "uscc",
        "aliases",
        "tags",
        "on",
        "basis",
    )


class CloseUnitForm(EndForm):
    """Close a unit."""

    basis = forms.CharField(label=_("Basis"), max_length=120, required=False, help_text=BASIS)


class MergeUnitForm(OnForm):
    """Merge a unit into another."""

    into = UnitField(label=_("Into which unit"))
    basis = forms.CharField(label=_("Basis"), max_length=120, required=False, help_text=BASIS)
    field_order = ("into", "on", "basis")


class SplitUnitForm(OnForm):
    """Split a unit into up to three others that were set up before."""

    basis = forms.CharField(label=_("Basis"), max_length=120, required=False, help_text=BASIS)

    PARTS = ("first", "second", "third")

    def __init__(self, *args: Any, posts: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        choices = [(str(post.pk), f"{post.code} {post.title}") for post in posts]
        labels = (_("First part"), _("Second part"), _("Third part"))
        moves = (
            _("Posts that go to the first part"),
            _("Posts that go to the second part"),
            _("Posts that go to the third part"),
        )
        for place, part in enumerate(self.PARTS):
            self.fields[part] = UnitField(label=labels[place], required=place < 1)
            self.fields[f"{part}_posts"] = forms.MultipleChoiceField(
                label=moves[place],
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["keeper"] = forms.ChoiceField(
            label=_("What becomes of the unit itself"),
            choices=[
                ("", _("It goes on beside them")),
                *((part, labels[place]) for place, part in enumerate(self.PARTS)),
            ],
            required=False,
            help_text=_("Closed, its rest and its open work go to the part chosen here."),
        )
        for field in self.fields.values():
            prepare(field)
        self.order_fields(
            [name for part in self.PARTS for name in (part, f"{part}_posts")]
            + ["keeper", "on", "basis"]
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a part twice, a post that goes to two, and a keeper that is not there."""
        data = super().clean() or self.cleaned_data
        units = [data.get(part) for part in self.PARTS if data.get(part)]
        if len({unit.pk for unit in units if unit}) != len(units):
            self.add_error("second", _("Each part must be another unit."))
        chosen = [pk for part in self.PARTS for pk in data.get(f"{part}_posts", ())]
        if len(set(chosen)) != len(chosen):
            self.add_error("first_posts", _("A post goes to one part only."))
        for part in self.PARTS:
            if data.get(f"{part}_posts") and not data.get(part):
                self.add_error(part, _("Posts go there: choose the unit."))
        if data.get("keeper") and not data.get(data["keeper"]):
            self.add_error("keeper", _("This part is not chosen."))
        return data

    def parts(self) -> list[Unit]:
        """Return the units it is split into."""
        return [self.cleaned_data[part] for part in self.PARTS if self.cleaned_data.get(part)]

    def moves(self) -> dict[Unit, list[Post]]:
        """Return which posts go to which unit."""
        return {
            self.cleaned_data[part]: [self.posts[pk] for pk in self.cleaned_data[f"{part}_posts"]]
            for part in self.PARTS
            if self.cleaned_data.get(part)
        }

    def keeper(self) -> Unit | None:
        """Return the unit that carries on, None if the split one goes on itself."""
        chosen = self.cleaned_data.get("keeper")
        return self.cleaned_data[chosen] if chosen else None


class CorrectSpanForm(Form):
    """Correct a span of a unit's past."""

    name = forms.CharField(label=_("Unit name"), max_length=120)
    short_name = forms.CharField(label=_("Short name"), max_length=60, required=False)
    parent = UnitField(label=_("Unit above"), required=False)
    first = forms.DateField(label=_("From"))
    until = forms.DateField(label=_("Until (not included)"), required=False)
    basis = forms.CharField(label=_("Basis"), max_length=120, required=False, help_text=BASIS)


class BranchForm(OnForm):
    """Enter a Party branch."""

    name = forms.CharField(label=_("Name of the branch"), max_length=120)
    field_order = ("name", "on")
