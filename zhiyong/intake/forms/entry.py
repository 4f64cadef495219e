"""The form with which staff enter what came by telephone, letter, visit or otherwise."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from zhiyong.directory.models import Unit
from zhiyong.directory.picks import UnitField
from zhiyong.intake import labels, law
from zhiyong.intake.codes import Prepared
from zhiyong.intake.drafts import CoSigner, Entry, Identity, Lodging, Named, VisitDraft
from zhiyong.intake.forms.fields import (
    NAMED_ROWS,
    choice_field,
    day_field,
    files_field,
    long_text,
    short_text,
    source_field,
)
from zhiyong.intake.models import TITLE, BlankForm
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.forms import Form, plain_digits

SPEAKS = re.compile(r"\s*(?:[（(]?代表[）)]?|representative\b)[\s:：,，、]*", re.IGNORECASE)
"""How it is written before a name that somebody speaks for all."""
NAME_AND_NUMBER = re.compile(r"(.*?)[\s:：,，、;；]*([+\d０-９][\d０-９\s-]{5,})?")


class EntryForm(Form):
    """A complaint as staff take it down. Fields that only some channels ask for are added."""

    unit = forms.ChoiceField(label=gettext_lazy("Received by"))
    received_on = day_field(
        gettext_lazy("Received on"),
        help_text=gettext_lazy("The day it reached the office, not the day you enter it."),
    )
    outside_number = short_text(gettext_lazy("Number given elsewhere"), 60, required=False)
    blank_form = short_text(gettext_lazy("Number of the blank form"), 40, required=False)

    subject_unit = UnitField(label=gettext_lazy("Unit complained of"), required=False)
    subject_unit_text = short_text(
        gettext_lazy("If it is not in the list: as the complainant calls it"), required=False
    )
    about_team = forms.BooleanField(
        label=gettext_lazy("It concerns the unit's leading team as a whole"), required=False
    )
    about_receiving_body = forms.BooleanField(
        label=gettext_lazy("It concerns this office or its leaders"),
        help_text=gettext_lazy("It then goes up at once, and this office sees it no more."),
        required=False,
    )

    title = short_text(gettext_lazy("Title"), TITLE, required=False)
    text = long_text(gettext_lazy("What the complainant says"))
    happened_on = short_text(gettext_lazy("When it happened"), 60, required=False)
    place = short_text(gettext_lazy("Where"), required=False)
    attachments = files_field(gettext_lazy("Scans and other files"), required=False)
    evidence = forms.BooleanField(
        label=gettext_lazy("Keep the files exactly as they are, with their metadata"),
        required=False,
    )

    name = short_text(gettext_lazy("Name"), 60, required=False)
    telephone = short_text(gettext_lazy("Telephone"), 40, required=False)
    identity_number = short_text(
        gettext_lazy("Number of the identity document"), 40, required=False
    )
    address = short_text(gettext_lazy("Address"), 200, required=False)
    contact = short_text(
        gettext_lazy("Send news to (telephone or mail)"),
        required=False,
        help_text=gettext_lazy("Only if the complainant wants it; the text says nothing else."),
    )

    may_know = short_text(gettext_lazy("Who may know"), 500, required=False)
    prepared = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        pack: Pack,
        channel: str,
        units: Iterable[Unit],
        today: date,
        **kwargs: Any,
    ) -> None:
        self.pack, self.channel = pack, channel
        self.units = {str(unit.pk): unit for unit in units}
        super().__init__(*args, **kwargs)
        unit_field = self.fields["unit"]
        assert isinstance(unit_field, forms.ChoiceField)
        unit_field.choices = [(pk, unit.name) for pk, unit in self.units.items()]
        self._add(
            input_class=choice_field(_("Class"), labels.choices(pack, "kinds")),
            category=choice_field(_("Category"), labels.choices(pack, "taxonomy"), required=False),
            urgency=choice_field(
                _("Urgency"), labels.choices(pack, "urgencies"), required=bool(pack.urgencies)
            ),
            major=choice_field(
                _("Major matter"), labels.choices(pack, "major_matters"), required=False
            ),
            distribution=choice_field(
                _("Distribution mark"), labels.choices(pack, "marks"), required=False
            ),
        )
        for row in range(1, NAMED_ROWS + 1):
            self._add(
                **{
                    f"named_{row}": short_text(_("Person named"), 60, required=False),
                    f"post_{row}": short_text(_("Post"), 80, required=False),
                }
            )
        self.asked = law.source_of(pack.channel(channel).form)
        for each in self.asked.asks:
            self._add(**{f"source_{each.name}": source_field(each)})
        if self.asked.number:
            self.fields["outside_number"].required = True
        if pack.channel(channel).anonymous and not self.is_visit:
            most = law.limit("joint_representatives", today)
            self._add(
                cosigners=long_text(
                    _("Who else signed"),
                    required=False,
                    help_text=_(
                        "One a line: name, telephone. Put 代表 before those who speak for all; "
                        "together with the name above at most {most}."
                    ).format(most=most.value if most else "—"),
                )
            )
            self.fields["cosigners"].widget.attrs["rows"] = 4
        if self.is_visit:
            self._add(
                people=forms.IntegerField(label=_("How many came"), min_value=1, initial=1),
                delegates=forms.IntegerField(
                    label=_("How many speak for them"), min_value=1, initial=1
                ),
                companions=short_text(_("Who else came (names)"), 300, required=False),
                is_repeat=forms.BooleanField(
                    label=_("They have come for this before"), required=False
                ),
                visit_place=short_text(_("Received where"), 80, required=False),
                received_by=short_text(_("Received by whom"), 60, required=False),
            )

    def _add(self, **fields: forms.Field) -> None:
        from zhiyong.shell.forms import prepare

        for name, field in fields.items():
            prepare(field)
            self.fields[name] = field

    @property
    def is_visit(self) -> bool:
        """Whether people came in person."""
        return self.pack.channel(self.channel).form == "visit"

    @property
    def named_rows(self) -> list[tuple[Any, Any]]:
        """The pairs of fields for people named."""
        return [(self[f"named_{row}"], self[f"post_{row}"]) for row in range(1, NAMED_ROWS + 1)]

    @property
    def source_fields(self) -> list[Any]:
        """The fields that the channel asks for besides."""
        return [self[f"source_{each.name}"] for each in self.asked.asks]

    def clean_blank_form(self) -> BlankForm | None:
        """Return the blank form whose number was typed.

        :raises ValidationError: if the office has printed none of that number.
        """
        typed = plain_digits(self.cleaned_data["blank_form"])
        if not typed:
            return None
        parts = typed.split("-")
        if len(parts) == 3 and all(part.isdigit() for part in parts):
            unit, year, n = (int(part) for part in parts)
            form = BlankForm.objects.filter(unit=unit, year=year, n=n).first()
            if form:
                return form
        raise forms.ValidationError(_("No blank form of this number was printed."))

    def draft(self, prepared: Prepared) -> Lodging:
        """Return what was entered, as lodging takes it."""
        data = self.cleaned_data
        unit = self.units[data["unit"]]
        visit = None
        if self.is_visit:
            visit = VisitDraft(
                visited_on=data["received_on"],
                people=data["people"],
                delegates=data["delegates"],
                is_repeat=data["is_repeat"],
                place=data["visit_place"],
                received_by=data["received_by"],
            )
        return Lodging(
            channel=self.channel,
            text=data["text"],
            title=data["title"],
            subject_unit=data["subject_unit"],
            subject_unit_text=data["subject_unit_text"],
            about_team=data["about_team"],
            about_receiving_body=data["about_receiving_body"],
            named=tuple(
                Named(name=data[f"named_{row}"], post=data[f"post_{row}"])
                for row in range(1, NAMED_ROWS + 1)
            ),
            input_class=data["input_class"],
            category=data["category"],
            happened_on=data["happened_on"],
            place=data["place"],
            language=get_language() or "zh-hans",
            identity=self._identity(data),
            cosigners=_cosigners(data.get("cosigners", "")),
            contact=data["contact"],
            files=tuple(data["attachments"]),
            evidence=data["evidence"],
            received_on=data["received_on"],
            entry=Entry(
                unit=unit,
                source={
                    each.name: str(data[f"source_{each.name}"] or "") for each in self.asked.asks
                },
                outside_number=data["outside_number"],
                visit=visit,
                blank_form=data["blank_form"],
                urgency=data["urgency"],
                major=data["major"],
                distribution=data["distribution"],
                may_know=data["may_know"],
            ),
            prepared=prepared,
        )

    def _identity(self, data: dict[str, Any]) -> Identity | None:
        if not (data["name"] or data["identity_number"]):
            return None
        typed = data.get("companions", "").replace("，", "、").replace(",", "、")
        return Identity(
            name=data["name"],
            telephone=data["telephone"],
            identity_number=data["identity_number"],
            address=data["address"],
            companions=tuple(typed.split("、")) if typed else (),
        )

    def take_errors(self, wrong: dict[str, str]) -> None:
        """Show what lodging refused at the fields of this form."""
        for name, message in wrong.items():
            source = f"source_{name}"
            where = next((each for each in (name, source) if each in self.fields), None)
            where = {"named": "named_1", "files": "attachments"}.get(name, where)
            self.add_error(where, message)


def _cosigners(typed: str) -> tuple[CoSigner, ...]:
    """Return those who signed as they were typed: one a line, who speaks for all marked so."""
    found = []
    for line in typed.splitlines():
        marked = SPEAKS.match(line)
        rest = (line[marked.end() :] if marked else line).strip()
        read = NAME_AND_NUMBER.fullmatch(rest)
        name, telephone = read.groups(default="") if read else (rest, "")
        if name or telephone:
            found.append(
                CoSigner(name=name, telephone=telephone, is_representative=marked is not None)
            )
    return tuple(found)


def initial(pack: Pack, units: list[Unit], today: date) -> dict[str, Any]:
    """Return what a new form is filled with."""
    return {
        "unit": str(units[0].pk) if units else "",
        "received_on": today,
        "input_class": labels.default(pack, "kinds"),
        "urgency": labels.default(pack, "urgencies"),
        "distribution": labels.default(pack, "marks"),
    }
