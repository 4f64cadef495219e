"""The form of a new case."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhiyong.cases.forms.base import day, line, select, words
from zhiyong.directory.models import Person, Unit
from zhiyong.directory.picks import PersonOrPostField, UnitField
from zhiyong.shell.forms import Form, prepare
from zhiyong.shell.giveaways import Watched, with_courtesies


class NewCaseForm(Watched, Form):
    """What a case is about, and whom it concerns; what may tell who complained is shown first."""

    watched = ("title", "summary", "note")

    def __init__(
        self, *args: Any, bodies: Sequence[Unit], channels: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        self.bodies = {str(one.pk): one for one in bodies}
        super().__init__(*args, **kwargs)
        asked: dict[str, forms.Field] = {}
        if len(self.bodies) != 1:
            asked["body"] = select(
                _("Body that looks into it"), [(pk, one.name) for pk, one in self.bodies.items()]
            )
        asked |= {
            "title": line(_("Title"), 200),
            "summary": words(
                _("What it is about"),
                5000,
                rows=8,
                help_text=_("What is said to have happened, when, where. Name no complainant."),
            ),
            "acted_on": day(
                _("Day of the act"),
                required=False,
                help_text=_("Of a continuing act its last day. It says who was in charge then."),
            ),
            "person": PersonOrPostField(posts=False, label=_("Person concerned"), required=False),
            "unit": UnitField(
                label=_("Unit concerned"),
                required=False,
                help_text=_(
                    "Only if the case is about the unit itself. If it is about a person alone,"
                    " leave it empty: the person's unit is kept by itself."
                ),
            ),
        }
        if channels:
            asked["channel"] = select(_("Channel"), channels, required=False)
        asked["note"] = line(
            _("Where it comes from"),
            300,
            required=False,
            help_text=_("Assigned from above, found in an inspection: by whom, on what paper."),
        )
        for name, field in asked.items():
            prepare(field)
            self.fields[name] = field

    def body(self) -> Unit:
        """Return the body that looks into it."""
        chosen = self.cleaned_data.get("body") or next(iter(self.bodies))
        return self.bodies[chosen]

    def public_words(self) -> Iterable[str]:
        """Return whom the case is about: they may be named."""
        return with_courtesies(one.name for one in self.respondents())

    def respondents(self) -> list[Person | Unit]:
        """Return whom it concerns."""
        named = [self.cleaned_data.get("person"), self.cleaned_data.get("unit")]
        return [one for one in named if one is not None]
