"""What the forms of all acts share: the case, the day, and the state that they were opened on."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.cases.models import Case, Respondent, TeamMember
from zhiyong.cases.selectors.scene import Scene
from zhiyong.intake import labels
from zhiyong.shell.forms import Form, prepare


class ActForm(Form):
    """The form of one act on one case.

    `version` is the state of the case it was opened on: an older one is refused. `chosen` is what
    the address has said already (?respondent=3); what stands in `first` is asked for alone, on a
    page of its own, since the rest depends on it.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    first: tuple[str, ...] = ()

    def __init__(
        self, *args: Any, scene: Scene, chosen: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        self.scene, self.case, self.on = scene, scene.case, scene.on
        self.chosen = chosen or {}
        kwargs["initial"] = {
            "version": self.case.version,
            **self.chosen,
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)
        self.is_first = any(not self.chosen.get(name) for name in self.first)
        for name, field in self.asked().items():
            if not self.is_first or name in self.first:
                prepare(field)
                self.fields[name] = field

    def asked(self) -> Mapping[str, forms.Field]:
        """Return the fields of this act, as the case and its plan want them."""
        return {}

    def of_case(self, name: str, rows: Iterable[Any]) -> Any:
        """Return what was chosen among rows of the case; None if nothing was."""
        wanted = str(self.cleaned_data.get(name) or "")
        return next((row for row in rows if str(row.pk) == wanted), None)

    def many(self, name: str, rows: Iterable[Any]) -> list[Any]:
        """Return the rows of the case that were chosen."""
        wanted = set(self.cleaned_data.get(name) or [])
        return [row for row in rows if str(row.pk) in wanted]

    def respondent(self) -> Respondent | None:
        """Return the respondent that was chosen."""
        found: Respondent | None = self.of_case("respondent", self.scene.respondents)
        return found


def words(label: Any, limit: int, rows: int = 4, **options: Any) -> forms.CharField:
    """Return the field of a text of several lines."""
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit, widget=box, **options)


def line(label: Any, limit: int, **options: Any) -> forms.CharField:
    """Return the field of one line."""
    return forms.CharField(label=label, max_length=limit, **options)


def radios(label: Any, choices: Iterable[tuple[Any, Any]], **options: Any) -> forms.ChoiceField:
    """Return a choice of one, all of them in sight."""
    return forms.ChoiceField(
        label=label, choices=list(choices), widget=forms.RadioSelect, **options
    )


def boxes(
    label: Any, choices: Iterable[tuple[Any, Any]], **options: Any
) -> forms.MultipleChoiceField:
    """Return a choice of several."""
    return forms.MultipleChoiceField(
        label=label, choices=list(choices), widget=forms.CheckboxSelectMultiple, **options
    )


def select(label: Any, choices: Iterable[tuple[Any, Any]], **options: Any) -> forms.ChoiceField:
    """Return a choice of one from a list that unfolds."""
    return forms.ChoiceField(label=label, choices=[("", "—"), *choices], **options)


def day(label: Any, **options: Any) -> forms.DateField:
    """Return the field of a day."""
    return forms.DateField(label=label, **options)


def file(label: Any, **options: Any) -> forms.FileField:
    """Return the field of a file; what it is, the room of files finds out."""
    return forms.FileField(label=label, **options)


def of_respondents(case_respondents: Iterable[Respondent]) -> list[tuple[str, str]]:
    """Return the respondents as a form offers them."""
    return [(str(one.pk), one.name) for one in case_respondents]


def of_members(members: Iterable[TeamMember]) -> list[tuple[str, str]]:
    """Return the members of the team as a form offers them."""
    return [(str(one.person_id), one.person.name) for one in members]


def of_evidence(case: Case) -> list[tuple[str, str]]:
    """Return the evidence of a case that counts, as a form offers it."""
    rows = case.evidence.filter(excluded_on=None).order_by("number")
    return [(str(one.pk), f"{one.number} {one.title}") for one in rows]


def of_statements(case: Case) -> list[tuple[str, str]]:
    """Return the statements of a case, as a form offers them."""
    rows = case.statements.order_by("number")
    return [(str(one.pk), f"{one.number} {one.get_kind_display()} {one.speaker}") for one in rows]


def of_facts(case: Case) -> list[tuple[str, str]]:
    """Return the facts of a case that hold, as a form offers them."""
    rows = case.facts.filter(withdrawn_on=None).order_by("number")
    return [(str(one.pk), f"{one.number} {one.text[:60]}") for one in rows]


def of_plan(case: Case, section: str) -> list[tuple[str, str]]:
    """Return the elements of a section of the plan, as a form offers them."""
    from zhiyong.cases import plan

    pack = plan.pack(case)
    return labels.choices(pack, section, pack.ids(section)) if pack.ids(section) else []


class NothingForm(ActForm):
    """Nothing to fill in: the page says what follows."""


class ReasonForm(ActForm):
    """A reason in words."""

    reason = words(gettext_lazy("Reason"), 2000)


def required(message: str) -> dict[str, str]:
    """Return what is said where a box must be ticked."""
    return {"required": message or _("Please choose.")}
