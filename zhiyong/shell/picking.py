"""A field that finds one thing among many by what people type: a unit, a person.

With htmx the finds appear while typing. Without JavaScript the typed text is sent with the
form: if it names exactly one thing, that is taken; otherwise the finds are shown to choose from.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

SHOWN = 12
NAME = re.compile(r"[A-Za-z_][\w-]{0,60}")


@dataclass(frozen=True, slots=True)
class Find:
    """One thing that was found: its id, its name, and a line that tells it from its namesakes."""

    pk: str
    label: str
    hint: str = ""


Finder = Callable[[str], Sequence[Find]]
Getter = Callable[[str], Find | None]


class PickInput(forms.Widget):
    """A box to type in, the finds below it, and what is chosen."""

    template_name = "shell/widgets/pick.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(dict(attrs or {}))
        self.find: Finder
        self.get: Getter
        self.search_url: Any

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:  # noqa: ARG002
        """Return the chosen id and the typed text; one of the finds, if ticked, goes first."""
        ticked = (data.get(f"{name}_pick") or "").strip()
        if ticked:
            return ticked, ""
        return (data.get(name) or "").strip(), (data.get(f"{name}_q") or "").strip()

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002
        """Say whether the form did not hold this field at all."""
        return not any(f"{name}{end}" in data for end in ("", "_q", "_pick"))

    def id_for_label(self, id_: str) -> str:
        """Return the id of the box."""
        return f"{id_}_q"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """Render with the pages' own engine, which knows the components."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what the box shows: the chosen thing, or the finds for what was typed."""
        context = super().get_context(name, value, attrs)
        pk, typed = value if isinstance(value, tuple) else (str(value or ""), "")
        chosen = self.get(pk) if pk else None
        kept = chosen is not None and typed in ("", chosen.label)
        context["pick"] = {
            "chosen": chosen if kept else None,
            "typed": chosen.label if chosen and kept else typed,
            "finds": self.find(typed)[:SHOWN] if typed and not kept else (),
            "search_url": str(self.search_url),
        }
        return context


class PickField(forms.Field):
    """One thing among many; cleans to its id as text, None when empty and not required."""

    widget = PickInput
    default_error_messages = {
        "none": _("Nothing is called “%(typed)s”. Try a shorter or the full name."),
        "several": _("Several are called like this. Choose one of them."),
    }

    def __init__(self, *, find: Finder, get: Getter, search_url: Any = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.find, self.get = find, get
        self.widget.find, self.widget.get, self.widget.search_url = find, get, search_url

    def clean(self, value: Any) -> str | None:
        """Return the id of what was chosen, or of the only thing that the typed text names.

        :raises ValidationError: if nothing or more than one thing fits.
        """
        pk, typed = value if isinstance(value, tuple) else (str(value or ""), "")
        typed = typed.replace("\x00", "")
        chosen = self.get(pk) if pk else None
        if chosen and typed in ("", chosen.label):
            return chosen.pk
        if not typed:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        finds = list(self.find(typed))
        exact = [find for find in finds if find.label == typed]
        only = exact if len(exact) == 1 else finds
        if len(only) == 1:
            return only[0].pk
        code = "several" if only else "none"
        raise ValidationError(self.error_messages[code], code=code, params={"typed": typed})


def respond(request: HttpRequest, find: Finder) -> HttpResponse:
    """Answer the box of a `PickInput` with what was found; a room's view calls this."""
    name = request.GET.get("for", "")
    if not NAME.fullmatch(name):
        return HttpResponse(status=404)
    typed = request.GET.get(f"{name}_q", "").replace("\x00", "").strip()[:100]
    finds = find(typed)[:SHOWN] if typed else ()
    return render(
        request, "shell/widgets/finds.html", {"finds": finds, "typed": typed, "name": name}
    )
