"""Forms made from what the plan asks of a version or a sheet."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.campaigns.models import Assignment, Attendance, Submission
from zhiyong.campaigns.selectors import contents
from zhiyong.campaigns.selectors.roster import lower, roster, subunits
from zhiyong.campaigns.services.writing import TEXT, Draft, Present, Upload
from zhiyong.directory.models import Person
from zhiyong.directory.selectors import leaders_of, superior_of
from zhiyong.plans.parties import people_of
from zhiyong.plans.wording import language
from zhiyong.registers.forms import form_field
from zhiyong.rules.pack.campaign import Task as PackTask
from zhiyong.rules.pack.fields import Field
from zhiyong.shell.access import Role
from zhiyong.shell.forms import FilesField, Form, prepare

PART = "p_"
"""Before the key of a part of the plan."""
DRAWN = "campaigns.drawn"
MOST_ROSTER = 400
"""Beyond so many people a form would be too long: their list goes along as a file."""
OVERSEES = (Role.LEADER, Role.SUPERVISOR, Role.OFFICE)


def words(label: Any, limit: int, rows: int = 4, **options: Any) -> forms.CharField:
    """Return the field of a text of several lines."""
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit, widget=box, **options)


def part_field(part: Field) -> forms.Field:
    """Return the field of a part."""
    if part.kind == "text" and not part.many:
        note = part.note.say(language()) if part.note else ""
        field: forms.Field = words(part.label.say(language()), contents.LONGEST, help_text=note)
    elif part.kind == "file":
        field = forms.FileField(label=part.label.say(language()))
    else:
        field = form_field(part)
    field.required = part.required
    return field


class Parts(Form):
    """A form with the parts that the plan asks for; more fields follow them.

    What the plan asks for is marked so, and may still be empty in a draft.
    """

    def __init__(self, *args: Any, task: PackTask, **kwargs: Any) -> None:
        self.task = task
        super().__init__(*args, **kwargs)

    def add(self, fields: Mapping[str, forms.Field]) -> None:
        """Add fields, prepared like all others."""
        for name, field in fields.items():
            prepare(field)
            self.fields[name] = field

    def full_clean(self) -> None:
        """Read the form as a draft: no part is missing yet."""
        asked = [field for field in self.fields.values() if field.required]
        for field in asked:
            field.required = False
        super().full_clean()
        for field in asked:
            field.required = True

    def add_parts(self) -> None:
        """Add the parts of the plan."""
        self.add({PART + part.id: part_field(part) for part in self.task.parts})

    def values(self) -> dict[str, Any]:
        """Return the parts as they were given; a file has its own way."""
        return {
            part.id: _given(part, self.cleaned_data.get(PART + part.id))
            for part in self.task.parts
            if part.kind != "file"
        }


def initial_parts(task: PackTask, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form of parts shows first."""
    found: dict[str, Any] = {}
    for part in task.parts:
        stored = values.get(part.id)
        if isinstance(stored, bool):
            found[PART + part.id] = "yes" if stored else "no"
        elif part.kind != "file":
            found[PART + part.id] = stored
    return found


def _given(part: Field, cleaned: Any) -> Any:
    if part.kind == "flag":
        return {"yes": True, "no": False}.get(cleaned)
    return cleaned.isoformat() if isinstance(cleaned, date) else cleaned


class WriteForm(Parts):
    """A version of what a unit owes: the plan's parts, who was there, files."""

    def __init__(
        self,
        *args: Any,
        assignment: Assignment,
        on: date,
        addendum: bool = False,
        drawn: Iterable[Mapping[str, Any]] = (),
        before: Submission | None = None,
        **kwargs: Any,
    ) -> None:
        task = contents.asked(assignment)
        if contents.by_person(task):
            task = task.model_copy(update={"parts": ()})
        self.assignment, self.on, self.addendum, self.before = assignment, on, addendum, before
        self.people: list[Person] = []
        self.too_many = False
        super().__init__(*args, task=task, **kwargs)
        if not addendum:
            self._add_all(task)
        self.add(
            {
                "text": words(
                    _("What the addendum adds") if addendum else _("In words"),
                    TEXT,
                    rows=6,
                    required=False,
                ),
                "files": FilesField(
                    label=_("Attachments"),
                    required=False,
                    most=settings.FILES_MOST,
                    largest=settings.FILES_LARGEST,
                ),
            }
        )
        if drawn:
            kept = signing.dumps(list(drawn), salt=DRAWN)
            self.add({"drawn": forms.CharField(widget=forms.HiddenInput, required=False)})
            self.fields["drawn"].initial = kept
        elif self.is_bound and self.data.get("drawn"):
            self.add({"drawn": forms.CharField(widget=forms.HiddenInput, required=False)})

    def _add_all(self, task: PackTask) -> None:
        if contents.may_be_nothing(self.assignment):
            label = _("There is nothing to report in this period (zero report)")
            self.add({"nothing": forms.BooleanField(label=label, required=False)})
        self.add_parts()
        if contents.is_met(task):
            self._add_presence(task)
        else:
            label = _("Done on (if on another day)")
            self.add({"held_on": forms.DateField(label=label, required=False)})
        if contents.by_subunit(task) and not lower(self.assignment).exists():
            units = subunits(self.assignment.unit, self.on)
            if units:
                self.add(
                    {
                        "subunits": forms.MultipleChoiceField(
                            label=_("Units below that have done it"),
                            required=False,
                            choices=[(str(one.pk), one.name) for one in units],
                            widget=forms.CheckboxSelectMultiple,
                        )
                    }
                )
        if task.named_readers is not None:
            self.add({"readers": readers_field(self.assignment, self.on)})

    def _add_presence(self, task: PackTask) -> None:
        self.add({"held_on": forms.DateField(label=_("Day on which it was held"))})
        people = list(roster(self.assignment, self.on)[: MOST_ROSTER + 1])
        if len(people) > MOST_ROSTER:
            self.too_many = True
            return
        self.people = people
        noted = {one.person_id: one for one in self.before.attendances.all()} if self.before else {}
        first = Attendance.State.PRESENT.value if contents.is_for_all(task) else ""
        choices = [("", _("Not noted")), *Attendance.State.choices]
        chair = next((pk for pk, one in noted.items() if one.chaired), "")
        fields: dict[str, forms.Field] = {
            "chair": forms.ChoiceField(
                label=_("Led by"),
                required=bool(task.chaired_by),
                initial=str(chair),
                choices=[("", "—"), *((str(one.pk), one.name) for one in people)],
                help_text=_("The plan asks: {who}.").format(who=task.chaired_by.say(language()))
                if task.chaired_by
                else "",
            )
        }
        for one in people:
            known = noted.get(one.pk)
            fields[f"presence_{one.pk}"] = forms.ChoiceField(
                label=one.name,
                widget=forms.Select(attrs={"aria-label": f"{one.name} {_('Presence')}"}),
                choices=choices,
                required=False,
                initial=known.state if known else "" if noted else first,
            )
            fields[f"why_{one.pk}"] = forms.CharField(
                label=_("Why not"),
                widget=forms.TextInput(attrs={"aria-label": f"{one.name} {_('Why not')}"}),
                max_length=200,
                required=False,
                initial=known.why if known else "",
            )
            fields[f"hours_{one.pk}"] = forms.DecimalField(
                label=_("Hours"),
                widget=forms.NumberInput(attrs={"aria-label": f"{one.name} {_('Hours')}"}),
                max_digits=5,
                decimal_places=1,
                min_value=0,
                required=False,
                initial=known.hours if known else None,
            )
        self.add(fields)

    @property
    def plain(self) -> list[Any]:
        """Return the fields that stand one below the other: all but those of the roster."""
        rows = {f"{name}_{one.pk}" for one in self.people for name in ("presence", "why", "hours")}
        return [bound for bound in self.visible_fields() if bound.name not in rows]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return the people of the roster with their fields, for a table."""
        return [
            {
                "person": one,
                "presence": self[f"presence_{one.pk}"],
                "why": self[f"why_{one.pk}"],
                "hours": self[f"hours_{one.pk}"],
            }
            for one in self.people
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where somebody is excused."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for one in self.people:
            excused = data.get(f"presence_{one.pk}") == Attendance.State.EXCUSED
            if excused and not data.get(f"why_{one.pk}"):
                self.add_error(f"why_{one.pk}", _("Say why not."))
        return data

    def draft(self) -> Draft:
        """Return what the version says."""
        data = self.cleaned_data
        chosen = set(data.get("readers") or [])
        known = readers_of(self.assignment, self.on) if chosen else []
        return Draft(
            values={} if self.addendum else self.values() | self._kept_files(),
            text=data.get("text", ""),
            nothing=bool(data.get("nothing")),
            held_on=data.get("held_on"),
            subunits=[int(one) for one in data.get("subunits") or []],
            readers=[one for one in known if str(one.pk) in chosen],
            present=self._present(),
            drawn=_drawn(data.get("drawn", "")),
        )

    def _kept_files(self) -> dict[str, Any]:
        """Return the parts that are files and were given before."""
        values = self.before.values if self.before else {}
        return {
            part.id: values[part.id]
            for part in self.task.parts
            if part.kind == "file" and part.id in values
        }

    def _present(self) -> list[Present]:
        data = self.cleaned_data
        return [
            Present(
                person=one,
                state=data[f"presence_{one.pk}"],
                why=data[f"why_{one.pk}"],
                hours=data[f"hours_{one.pk}"],
                chaired=data.get("chair") == str(one.pk),
            )
            for one in self.people
            if data[f"presence_{one.pk}"]
        ]

    def uploads(self) -> list[Upload]:
        """Return the files that came with it."""
        parts = [
            Upload(self.cleaned_data[PART + part.id], part.id)
            for part in self.task.parts
            if part.kind == "file" and self.cleaned_data.get(PART + part.id)
        ]
        return [*parts, *(Upload(one) for one in self.cleaned_data.get("files") or [])]


def _drawn(kept: str) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = signing.loads(kept, salt=DRAWN) if kept else []
    except (signing.BadSignature, json.JSONDecodeError):
        return []
    return found


def readers_of(assignment: Assignment, on: date, but: int | None = None) -> list[Person]:
    """Return who may be named as a reader: who leads the unit, the one above and the receiver."""
    found: dict[int, Person] = {}
    above = superior_of(assignment.unit, on)
    for unit in filter(None, (assignment.unit, above, assignment.receiver)):
        for tenure in leaders_of(unit, on):
            found.setdefault(tenure.person_id, tenure.person)
        for person in people_of(unit, on, OVERSEES):
            found.setdefault(person.pk, person)
    return [one for pk, one in found.items() if pk != but]


def readers_field(assignment: Assignment, on: date, but: int | None = None) -> forms.Field:
    """Return the field that names who reads it."""
    return forms.MultipleChoiceField(
        label=_("Read by whom"),
        required=False,
        choices=[(str(one.pk), one.name) for one in readers_of(assignment, on, but)],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody else reads it: not the office, not the search, not an export."),
    )


class SheetForm(Parts):
    """One's own sheet; who reads it is named with it."""

    def __init__(
        self, *args: Any, assignment: Assignment, on: date, me: int | None, **kwargs: Any
    ) -> None:
        self.assignment, self.on, self.me = assignment, on, me
        super().__init__(*args, task=contents.asked(assignment), **kwargs)
        self.add_parts()
        self.add(
            {
                "text": words(_("In words"), TEXT, rows=6, required=False),
                "readers": readers_field(assignment, on, me),
            }
        )

    def readers(self) -> list[Person]:
        """Return who was named."""
        chosen = set(self.cleaned_data.get("readers") or [])
        known = readers_of(self.assignment, self.on, self.me)
        return [one for one in known if str(one.pk) in chosen]


class NothingForm(Form):
    """Nothing to fill in: the page says what follows."""


class WhyForm(Form):
    """What must be changed."""

    why = words(gettext_lazy("What must be changed"), 1000)


class NoteForm(Form):
    """A word with the acceptance."""

    note = words(gettext_lazy("A word on it"), 1000, rows=2, required=False)


class MakeUpForm(Form):
    """Who made up for it, and when."""

    person = forms.ChoiceField(label=gettext_lazy("Who made up for it"))
    made_up_on = forms.DateField(label=gettext_lazy("On"))

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), one.name) for one in people
        ]


class ProgrammeForm(Form):
    """For which programme it counts as well."""

    programme = forms.ChoiceField(
        label=gettext_lazy("Programme"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("In totals it still counts once."),
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = list(choices)  # type: ignore[attr-defined]


class PaperForm(Form):
    """Whose sheet came in on paper."""

    person = forms.ChoiceField(label=gettext_lazy("Whose sheet it is"))

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), one.name) for one in people
        ]
