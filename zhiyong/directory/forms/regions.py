"""Forms of regions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.forms.fields import CodeField, OnForm
from zhiyong.directory.picks import RegionField
from zhiyong.shell.forms import Form


class OpenRegionForm(OnForm):
    """Enter a region."""

    code = CodeField(label=_("Region code"), max_length=12)
    name = forms.CharField(label=_("Region name"), max_length=80)
    parent = RegionField(label=_("Region above"), required=False)
    field_order = ("code", "name", "parent", "on")


class CorrectRegionForm(Form):
    """Put right what was entered wrong."""

    name = forms.CharField(label=_("Region name"), max_length=80)
    parent = RegionField(label=_("Region above"), required=False)
    first = forms.DateField(label=_("In force from"))


class ReplaceRegionForm(OnForm):
    """Record a new name or a new code."""

    code = CodeField(label=_("Region code"), max_length=12)
    name = forms.CharField(label=_("Region name"), max_length=80)
    field_order = ("code", "name", "on")
