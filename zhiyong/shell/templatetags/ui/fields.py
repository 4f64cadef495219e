"""Form fields with label, help, error and required mark, and the summary of errors."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from zhiyong.shell.templatetags.ui.library import register

TEXT_LIKE = (forms.TextInput, forms.Select, forms.Textarea, forms.DateInput)


def look_of(bound: BoundField) -> str:
    """Return the look of a field: radio, checks, check, file, textarea, date, select or text."""
    widget = bound.field.widget
    for look, kinds in LOOKS.items():
        if isinstance(widget, kinds):
            return look
    return "text"


LOOKS: dict[str, type[forms.Widget] | tuple[type[forms.Widget], ...]] = {
    "checks": forms.CheckboxSelectMultiple,
    "radio": forms.RadioSelect,
    "check": forms.CheckboxInput,
    "file": forms.FileInput,
    "textarea": forms.Textarea,
    "date": forms.DateInput,
    "select": forms.Select,
}


@register.inclusion_tag("shell/components/field.html")
def field(
    bound: BoundField,
    cards: bool = False,
    width: str = "",
    label: Any = None,
    help: Any = None,
    placeholder: str = "",
    autofocus: bool = False,
) -> dict[str, Any]:
    """Show a field: label, required mark, help, error, counter; all tied by ids.

    `cards` shows radio choices as cards; `width` is "short", "half" or "" (full). A `label` of ""
    is for a cell of a table, whose head says what it is.
    """
    look = look_of(bound)
    help_text = bound.help_text if help is None else help
    described = [
        f"{bound.auto_id}_{part}"
        for part, there in (
            ("help", help_text),
            ("error", bound.errors),
            ("count", look == "textarea" and bound.field.widget.attrs.get("maxlength")),
        )
        if there
    ]
    attrs: dict[str, Any] = {"class": f"input input--{look}"}
    if look in {"radio", "checks", "check"}:
        attrs = {}
    if described and look not in {"radio", "checks"}:
        attrs["aria-describedby"] = " ".join(described)
    if bound.field.required and look not in {"radio", "checks"}:
        attrs["aria-required"] = "true"
    if placeholder:
        attrs["placeholder"] = placeholder
    if autofocus:
        attrs["autofocus"] = True
    return {
        "bound": bound,
        "look": look,
        "control": bound.as_widget(attrs=attrs) if look not in {"radio", "checks"} else "",
        "cards": cards,
        "width": width,
        "label": bound.label if label is None else label,
        "help": help_text,
        "limit": bound.field.widget.attrs.get("maxlength") if look == "textarea" else None,
        "described": " ".join(described),
        "optional": not bound.field.required and label != "",
    }


@register.inclusion_tag("shell/components/errors.html")
def errors(*filled: forms.BaseForm) -> dict[str, Any]:
    """Sum up what is wrong in one or more forms, each line leading to its field."""
    lines = []
    for form in filled:
        if form is None or not form.is_bound:
            continue
        lines += [{"message": message, "target": ""} for message in form.non_field_errors()]
        for bound in form:
            lines += [
                {
                    "message": message,
                    "target": bound.id_for_label or f"{bound.auto_id}_0",
                    "label": str(bound.label).rstrip("?？"),
                }
                for message in bound.errors
            ]
    return {"lines": lines}


@register.inclusion_tag("shell/components/form_fields.html")
def form_fields(form: forms.BaseForm) -> dict[str, Any]:
    """Show the hidden and all visible fields of a form, in order."""
    return {"form": form}


@register.inclusion_tag("shell/components/draft_consent.html")
def draft_consent(name: str) -> dict[str, Any]:
    """Ask, in a form with `data-draft`, whether to keep what is typed; nothing is kept unasked."""
    return {"name": name}


@register.inclusion_tag("shell/components/form_buttons.html")
def form_buttons(
    label: str = "", cancel_url: str = "", kind: str = "primary", name: str = "", value: str = ""
) -> dict[str, Any]:
    """Show the button that sends a form, and the way back. Kind "grave" cannot be undone."""
    return {
        "label": label or _("Save"), "cancel_url": cancel_url, "kind": kind, "name": name,
        "value": value,
    }  # fmt: skip
