"""The form by which somebody brings something in: what happened, and who they are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.template.defaultfilters import filesizeformat
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.directory.models import Unit
from zhiyong.files.formats.kinds import BY_ID
from zhiyong.intake import labels
from zhiyong.intake.drafts import Identity, Incomplete, Lodging, Named, cleaned
from zhiyong.intake.models import TEXT
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.portal.selectors import plan, units
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import FilesInput, Form, prepare
from zhiyong.shell.picking import PickField

ANONYMOUS, REAL = "anonymous", "real"
UNIT, PERSON, TEAM = "unit", "person", "team"
YES, NO = "yes", "no"
MOST_NAMED = 5
"""How many people the form has lines for; more can be named in the text."""

FIELD_OF = {"subject_unit": "unit", "named": "named_1", "input_class": "kind"}
"""In which field of this form intake's fields stand, where the names differ."""


class OfficeField(PickField):
    """An office, found by whatever people call it; cleans to it, or to the words as typed.

    What the directory does not know is taken as it stands: nobody is sent away for a name.
    """

    def __init__(self, *, on: date, **kwargs: Any) -> None:
        self.on = on
        self.is_ambiguous = False
        super().__init__(
            find=lambda text: units.find_units(text, on),
            get=lambda pk: units.get_unit(pk, on),
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """Return the office, or what was typed; `is_ambiguous` says that several fit it.

        :raises ValidationError: if nothing was typed.
        """
        pk, typed = value if isinstance(value, tuple) else (str(value or ""), "")
        typed = typed.replace("\x00", "").strip()[:100]
        chosen = units.unit_of(pk, self.on) if pk else None
        if chosen and typed in ("", chosen.name):
            return chosen
        if not typed:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        finds = list(self.find(typed))
        exact = [find for find in finds if find.label == typed]
        only = exact if len(exact) == 1 else finds
        if len(only) == 1:
            return units.unit_of(only[0].pk, self.on) or typed
        self.is_ambiguous = bool(only)
        return typed


class FilesField(forms.FileField):
    """Where files are chosen. What they are is found out by the view, which locks them up."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ARG002
        """Return the files as they came."""
        return list(data) if isinstance(data, list | tuple) else [data] if data else []


def accepted_files() -> str:
    """Return which endings a browser offers to choose; what a file is, its content tells."""
    ends = [f".{end}" for one in BY_ID.values() if one.clean for end in one.extensions]
    return ",".join(dict.fromkeys(ends))


def most_files() -> str:
    """Say how many files can be sent at once, and how large each may be."""
    return _("At most {most} at once, each up to {largest}.").format(
        most=settings.FILES_MOST, largest=filesizeformat(settings.FILES_LARGEST)
    )


class ReportForm(Form):
    """A report of the public, in the words of the plan in force."""

    about = forms.ChoiceField(
        label=gettext_lazy("What is wrong there?"),
        widget=forms.RadioSelect,
        initial=UNIT,
        choices=[
            (UNIT, gettext_lazy("How the office does its work")),
            (PERSON, gettext_lazy("What somebody there did or did not do")),
            (TEAM, gettext_lazy("What its leaders decided together")),
        ],
    )
    concerns = forms.ChoiceField(
        label=gettext_lazy("Is it about one of the offices that receive reports, or its leaders?"),
        widget=forms.RadioSelect,
        choices=[
            (NO, gettext_lazy("No, or I do not know")),
            (YES, gettext_lazy("Yes: send it past them, straight up")),
        ],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"), widget=forms.RadioSelect, choices=()
    )
    text = forms.CharField(
        label=gettext_lazy("What happened?"),
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "As it happened: when, where, who did what, what you would like to see done. "
            "If you stay anonymous, leave out what shows who you are."
        ),
    )
    happened_on = forms.CharField(
        label=gettext_lazy("When was it?"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("A day, or roughly: last Monday morning"),
    )
    place = forms.CharField(
        label=gettext_lazy("Where was it?"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("A street, a counter, a website"),
    )
    files = FilesField(  # type: ignore[assignment]
        label=gettext_lazy("Pictures, recordings, papers"), required=False
    )
    who = forms.ChoiceField(
        label=gettext_lazy("Do you want to give your name?"),
        widget=forms.RadioSelect,
        initial=ANONYMOUS,
        choices=(),
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    telephone = forms.CharField(
        label=gettext_lazy("Your telephone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    identity_number = forms.CharField(
        label=gettext_lazy("Your identity number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("With it the counter can give you a new code if you lose yours."),
    )
    address = forms.CharField(
        label=gettext_lazy("Your address"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("For letters, if you want any."),
    )
    companions = forms.CharField(
        label=gettext_lazy("Who reports together with you?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=gettext_lazy("One name a line. The names are sealed together with yours."),
    )
    contact = forms.CharField(
        label=gettext_lazy("Telephone number or e-mail for news"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "By choice. A message then says only that there is news, never what. Whoever holds "
            "the telephone, and the company that carries the message, can see that it came."
        ),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        adoption: Adoption,
        on: date,
        search_url: Any = "",
        category: str = "",
    ) -> None:
        self.adoption = adoption
        self.pack = pack_of(adoption)
        self.on = on
        self.category = category
        super().__init__(data)
        self.fields["unit"] = OfficeField(
            on=on,
            search_url=search_url,
            label=_("Which office is it about?"),
            help_text=_("As you call it; the full name is not needed."),
        )
        for place in range(1, MOST_NAMED + 1):
            self.fields[f"named_{place}"] = forms.CharField(
                label=_("Name"), max_length=60, required=False
            )
            self.fields[f"post_{place}"] = forms.CharField(
                label=_("Post, counter or what you remember"), max_length=80, required=False
            )
        self.order_fields(["unit", "about", *self._lines()])
        self._offer_kinds()
        self._offer_names()
        self._need_names()
        self._polish()

    def _lines(self) -> list[str]:
        return [f"{name}_{n}" for n in range(1, MOST_NAMED + 1) for name in ("named", "post")]

    def _polish(self) -> None:
        for name, field in self.fields.items():
            if name == "unit" or name.startswith(("named_", "post_")):
                prepare(field)
        self.fields["files"].widget.attrs["accept"] = accepted_files()
        self.fields["files"].help_text = most_files()

    def _offer_kinds(self) -> None:
        field = self.fields["kind"]
        lang = labels.language()
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (kind.id, _choice(kind.label.say(lang), kind.note.say(lang) if kind.note else ""))
            for kind in plan.kinds(self.pack)
        ]
        field.initial = labels.default(self.pack, "kinds")

    def _offer_names(self) -> None:
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (
                ANONYMOUS,
                _choice(
                    _("Stay anonymous"),
                    _("Nobody learns who you are. You follow up with your code alone."),
                ),
            ),
            (
                REAL,
                _choice(
                    _("Give my name"),
                    _("It is sealed. You can be asked, told in writing, and helped if you "
                      "lose your code."),
                ),
            ),
        ]  # fmt: skip

    def _need_names(self) -> None:
        """Ask for name and telephone of whoever gives their name; anonymous, nothing is asked."""
        for name in ("name", "telephone"):
            self.fields[name].required = not self.is_bound or self.is_real_name

    @property
    def people(self) -> list[tuple[BoundField, BoundField]]:
        """Return the lines for people: name and post."""
        return [(self[f"named_{n}"], self[f"post_{n}"]) for n in range(1, MOST_NAMED + 1)]

    @property
    def has_more_people(self) -> bool:
        """Whether more than the first line for people was filled in, or is wrong."""
        return self.is_bound and any(
            self.data.get(bound.name) or bound.errors for line in self.people[1:] for bound in line
        )

    @property
    def is_real_name(self) -> bool:
        """Whether whoever fills it in gives their name; anonymous where it is not said."""
        return str(self.data.get("who", "")) == REAL

    @property
    def asks_which_office(self) -> bool:
        """Whether several offices fit what was typed and none was chosen."""
        field = self.fields["unit"]
        return isinstance(field, OfficeField) and field.is_ambiguous

    @cached_property
    def carried(self) -> dict[str, str]:
        """Return what was typed and chosen, as the sealed form of the next step carries it."""
        names = [name for name in self.fields if name not in ("unit", "files")]
        names += ["unit", "unit_q", "unit_pick", "unit_as_typed"]
        return {name: str(self.data[name]) for name in names if self.data.get(name)}

    def without_errors(self) -> "ReportForm":
        """Return this form as it was filled in, with nothing said about it yet."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        return self

    def clean_unit(self) -> "Unit | str":
        """Ask which office is meant where several are called like this, once.

        :raises ValidationError: if none was chosen and the words are not to be kept as typed.
        """
        unit: Unit | str = self.cleaned_data["unit"]
        if self.asks_which_office and not self.data.get("unit_as_typed"):
            raise forms.ValidationError(
                _("Several offices are called like “{typed}”. Choose one of them.").format(
                    typed=unit
                )
            )
        return unit

    def clean(self) -> dict[str, Any]:
        """Let intake read it as it will be kept, and put each of its complaints at its field."""
        if not self.errors:
            try:
                cleaned(self.lodging(channel=""), on=self.on)
            except Incomplete as wrong:
                self.add_wrong(wrong.fields)
        return self.cleaned_data

    def add_wrong(self, wrong: Mapping[str, str]) -> None:
        """Put what intake found wrong at the fields where it was typed."""
        for name, message in wrong.items():
            field = FIELD_OF.get(name, name)
            self.add_error(field if field in self.fields else None, message)

    def add_refusal(self, refusal: Refusal) -> None:
        """Put a refusal where it belongs: at its fields, else at the top."""
        if isinstance(refusal, Incomplete):
            self.add_wrong(refusal.fields)
        else:
            self.add_error(None, str(refusal))

    def lodging(self, *, channel: str, **more: Any) -> Lodging:
        """Return what intake is given; `more` are files, receipt, language and category."""
        return lodging_of(self.cleaned_data, channel=channel, **more)

    def as_data(self) -> dict[str, Any]:
        """Return what was said, as it was checked, so that it need not be checked again."""
        said = {name: self.cleaned_data[name] for name in self.fields if name != "files"}
        unit = said["unit"]
        return said | {"unit": unit.pk if isinstance(unit, Unit) else unit}


def said_before(data: Mapping[str, Any], on: date) -> dict[str, Any] | None:
    """Return what `as_data` gave; None if the office meant no longer exists."""
    unit = data["unit"]
    known = units.unit_of(str(unit), on) if isinstance(unit, int) else unit
    return {**data, "unit": known} if known else None


def lodging_of(said: Mapping[str, Any], *, channel: str, **more: Any) -> Lodging:
    """Return what intake is given for what was said; `more` as in `ReportForm.lodging`."""
    unit = said["unit"]
    return Lodging(
        text=said["text"],
        channel=channel,
        subject_unit=unit if isinstance(unit, Unit) else None,
        subject_unit_text="" if isinstance(unit, Unit) else unit,
        about_team=said["about"] == TEAM,
        about_receiving_body=said["concerns"] == YES,
        named=_named(said),
        input_class=said["kind"],
        happened_on=said["happened_on"],
        place=said["place"],
        identity=_identity(said),
        contact=said["contact"],
        **more,
    )


def _named(said: Mapping[str, Any]) -> Sequence[Named]:
    lines = [(said[f"named_{n}"], said[f"post_{n}"]) for n in range(1, MOST_NAMED + 1)]
    return [Named(name=name, post=post) for name, post in lines if name or post]


def _identity(said: Mapping[str, Any]) -> Identity | None:
    if said["who"] != REAL:
        return None
    return Identity(
        name=said["name"],
        telephone=said["telephone"],
        identity_number=said["identity_number"],
        address=said["address"],
        companions=[line for line in said["companions"].splitlines() if line.strip()],
    )


def step_of(wrong: Iterable[str]) -> int:
    """Return the first step of the form that holds one of these fields."""
    second = {"who", "name", "telephone", "identity_number", "address", "companions", "contact"}
    return 2 if (wrong := set(wrong)) and wrong <= second else 1


def _choice(title: str, says: str) -> str:
    return format_html("<strong>{}</strong><small>{}</small>", title, says) if says else title
