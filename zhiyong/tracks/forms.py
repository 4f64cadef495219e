"""The forms of talks, tracks, resignations and oversight."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.cases.models import Case
from zhiyong.directory.models import Person, Post
from zhiyong.directory.picks import PersonOrPostField, UnitField
from zhiyong.directory.selectors import posts_of
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.shell.forms import Form, prepare
from zhiyong.tracks import plan
from zhiyong.tracks.models import CaseTrack, Oversight, Resignation

SCAN = ".pdf,.jpg,.jpeg,.png,.heic"
YES_NO = [
    ("", gettext_lazy("Not known yet")),
    ("yes", gettext_lazy("Yes")),
    ("no", gettext_lazy("No")),
]


def words(label: Any, limit: int, rows: int = 4, **options: Any) -> forms.CharField:
    """Return the field of a text of several lines."""
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit, widget=box, **options)


def truth(value: str) -> bool | None:
    """Return what was chosen of yes, no and not known."""
    return {"yes": True, "no": False}.get(value)


class Asking(Form):
    """A form whose further fields come from what it is about."""

    def add(self, fields: Mapping[str, forms.Field]) -> None:
        """Add fields, prepared like all others."""
        for name, field in fields.items():
            prepare(field)
            self.fields[name] = field


class CallForm(Asking):
    """A talk is called."""

    with_unit = UnitField(label=gettext_lazy("With the unit"), required=False)
    with_person = PersonOrPostField(
        label=gettext_lazy("Or with the person"), posts=False, required=False
    )
    talker = PersonOrPostField(label=gettext_lazy("Who holds it"), posts=False)
    day = forms.DateField(label=gettext_lazy("On"))
    place = forms.CharField(label=gettext_lazy("Place"), max_length=120, required=False)
    reason = words(gettext_lazy("What the talk is about"), 2000)


class HoldForm(Asking):
    """What was said."""

    held_on = forms.DateField(label=gettext_lazy("Held on"))
    record = words(gettext_lazy("What was pointed out"), 10_000, rows=6)
    agreed = words(gettext_lazy("What was agreed"), 2000, required=False)
    recheck_on = forms.DateField(
        label=gettext_lazy("Looked at again on"),
        required=False,
        help_text=gettext_lazy("Needed where something was agreed: it is then owed."),
    )


class RecheckForm(Asking):
    """What was seen."""

    rechecked_on = forms.DateField(label=gettext_lazy("Looked at again on"))
    text = words(gettext_lazy("What was seen"), 2000)


class ReasonForm(Asking):
    """A reason in words."""

    reason = words(gettext_lazy("Reason"), 2000)


class TakeUpForm(Asking):
    """A track of responsibility about somebody."""

    grounds = words(gettext_lazy("On what grounds"), 2000)
    own_act = forms.ChoiceField(
        label=gettext_lazy("An act of their own is proven"), choices=YES_NO, required=False
    )
    responsibility = forms.ChoiceField(
        label=gettext_lazy("Whose responsibility"), choices=CaseTrack.Responsibility.choices
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pack = pack_of(case.adoption)
        rows = case.respondents.filter(removed_on__isnull=True)
        people = list(rows.select_related("person", "unit", "case").order_by("pk"))
        self.people = {str(one.pk): one for one in people}
        tracks = [(one.id, one.label.say(language())) for one in pack.tracks if not one.starts_with]
        self.add(
            {
                "respondent": forms.ChoiceField(
                    label=_("About"), choices=[(pk, one.name) for pk, one in self.people.items()]
                ),
                "track": forms.ChoiceField(
                    label=_("Track"), choices=tracks, widget=forms.RadioSelect
                ),
            }
        )
        self.order_fields(["respondent", "track", "grounds", "own_act", "responsibility"])


class EstablishForm(Asking):
    """What was found on a track."""

    own_act = forms.ChoiceField(
        label=gettext_lazy("An act of their own is proven"), choices=YES_NO, required=False
    )
    link = forms.ChoiceField(
        label=gettext_lazy("A link of supervision is shown"), choices=YES_NO, required=False
    )
    responsibility = forms.ChoiceField(
        label=gettext_lazy("Whose responsibility"), choices=CaseTrack.Responsibility.choices
    )


class ResultForm(Asking):
    """How a track ended."""

    result = words(gettext_lazy("What came out on this track"), 2000)


class WhoForm(Form):
    """Whose resignation it is; their posts are offered next."""

    person = PersonOrPostField(label=gettext_lazy("Whose resignation"), posts=False)


class FileForm(Asking):
    """A resignation of somebody from a post."""

    origin = forms.ChoiceField(
        label=gettext_lazy("How it came about"),
        choices=Resignation.Origin.choices,
        widget=forms.RadioSelect,
    )
    reason = words(gettext_lazy("What the request says"), 5000, rows=6)
    request = forms.FileField(
        label=gettext_lazy("The person's own writing (scan)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": SCAN}),
        help_text=gettext_lazy("Where the plan has it begin with the person alone, it is needed."),
    )

    def __init__(
        self, *args: Any, person: Person, adoption: Adoption, on: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        held = posts_of(person, on).select_related("post__unit")
        self.posts: dict[str, Post] = {str(one.post_id): one.post for one in held}
        pack = pack_of(adoption)
        track = plan.resigning(pack)
        fields: dict[str, forms.Field] = {
            "post": forms.ChoiceField(
                label=_("From the post"),
                choices=[(pk, f"{one.unit.name} {one.title}") for pk, one in self.posts.items()],
            )
        }
        self.facts = plan.asked_of(track) if track else ()
        for fact in self.facts:
            fields[f"fact-{fact}"] = forms.ChoiceField(
                label=pack.vocabulary.say_fact(fact, language()), choices=YES_NO, required=False
            )
        if track is not None and isinstance(track.basis_count, int):
            fields["basis"] = forms.IntegerField(
                label=_("Number of the ground"),
                required=False,
                help_text=_("1 to {count}, as the rule lists them.").format(
                    count=track.basis_count
                ),
            )
        self.add(fields)
        order = ["post", "origin", *(f"fact-{one}" for one in self.facts), "basis", "reason"]
        self.order_fields([*order, "request"])

    def stated(self) -> dict[str, bool]:
        """Return the facts that were stated."""
        said = {one: truth(self.cleaned_data.get(f"fact-{one}", "")) for one in self.facts}
        return {name: value for name, value in said.items() if value is not None}


class ExamineForm(Asking):
    """What the body that answers a resignation looked into: the fields of the plan."""

    def __init__(self, *args: Any, row: Resignation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        track = plan.resigning(pack_of(row.adoption))
        self.add(
            {one.id: words(one.label.say(language()), 2000) for one in track.fields}
            if track
            else {}
        )


class AnswerForm(Asking):
    """Approved from a day, or refused."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("yes", gettext_lazy("Approve it")), ("no", gettext_lazy("Refuse it"))],
        widget=forms.RadioSelect,
    )
    effective_on = forms.DateField(label=gettext_lazy("With effect from"), required=False)
    text = words(gettext_lazy("What the answer says"), 2000)


class NothingForm(Asking):
    """Nothing to fill in."""


class RegisterForm(Asking):
    """What the people's congress asks, or moves."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=Oversight.Kind.choices, widget=forms.RadioSelect
    )
    congress = UnitField(label=gettext_lazy("People's congress"))
    of_unit = UnitField(label=gettext_lazy("Organ that must answer"), required=False)
    person = PersonOrPostField(
        label=gettext_lazy("Person (of a motion to remove)"), posts=False, required=False
    )
    movers = forms.IntegerField(
        label=gettext_lazy("How many moved it"), required=False, min_value=1, max_value=10_000
    )
    text = words(gettext_lazy("What is asked or moved"), 5000, rows=6)
    received_on = forms.DateField(label=gettext_lazy("Came on"))
    answer_by = forms.DateField(
        label=gettext_lazy("To be answered by"),
        required=False,
        help_text=gettext_lazy("Where the plan has a clock for it, it may stay empty."),
    )


class OversightAnswerForm(Asking):
    """The organ's answer."""

    answered_on = forms.DateField(label=gettext_lazy("Answered on"))
    text = words(gettext_lazy("What the answer says"), 5000, rows=6)


class SettleForm(Asking):
    """What came of it."""

    state = forms.ChoiceField(
        label=gettext_lazy("What came of it"),
        choices=[
            (Oversight.State.ADOPTED, Oversight.State.ADOPTED.label),
            (Oversight.State.REJECTED, Oversight.State.REJECTED.label),
        ],
        widget=forms.RadioSelect,
    )
    closed_on = forms.DateField(label=gettext_lazy("On"))

    def __init__(self, *args: Any, row: Oversight, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row.kind == Oversight.Kind.REMOVAL_MOTION:
            self.add(
                {
                    "votes_for": forms.IntegerField(label=_("Votes for it"), min_value=0),
                    "votes_cast": forms.IntegerField(label=_("Votes cast"), min_value=1),
                }
            )
