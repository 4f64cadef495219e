"""What looks like the same thing again. A person decides; nothing is proposed across offices."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q, QuerySet

from zhiyong.directory import pinyin
from zhiyong.intake.models import Complaint, NamedPerson, Repeat
from zhiyong.shell import kinds
from zhiyong.vault.selectors import same_person

WINDOW = timedelta(days=366)
ALIKE = 0.35
"""The share of common pairs of characters above which two texts are said to be alike."""
MOST_COMPARED = 200
MOST_PROPOSED = 8
READ = 600
"""How many characters of a text are compared."""


@dataclass
class Proposal:
    """A possible repeat, with every reason for it; `settled` once somebody has decided."""

    complaint: Complaint
    reasons: list[str] = field(default_factory=list)
    likeness: float = 0.0
    settled: str = ""


def possible_repeats(complaint: Complaint) -> list[Proposal]:
    """Return what a complaint may repeat, the likeliest first: at most five queries.

    Compared are complaints that the same office keeps, received up to a year before: from the
    same person (by a keyed digest), with the same number elsewhere, naming the same person, or
    about the same unit in alike words. Reasons: SAME_SENDER, SAME_NUMBER, SAME_PERSON, ALIKE.
    """
    among = _candidates(complaint)
    found: dict[int, Proposal] = {}

    def propose(one: Complaint, reason: str) -> Proposal:
        proposal = found.setdefault(one.pk, Proposal(one))
        if reason not in proposal.reasons:
            proposal.reasons.append(reason)
        return proposal

    senders = [
        int(ref.partition(":")[2])
        for ref in same_person(kinds.ref(complaint))
        if ref.startswith("complaint:")
    ]
    if senders:
        for one in among.filter(pk__in=senders):
            propose(one, "SAME_SENDER")
    if complaint.outside_number:
        for one in among.filter(outside_number=complaint.outside_number)[:MOST_PROPOSED]:
            propose(one, "SAME_NUMBER")
    people = list(
        NamedPerson.objects.filter(complaint=complaint, person__isnull=False).values_list(
            "person", flat=True
        )
    )
    if people:
        for one in among.filter(named__person__in=people).distinct()[:MOST_COMPARED]:
            propose(one, "SAME_PERSON")
    words = _words(complaint)
    for one in among.filter(_about_the_same(complaint))[:MOST_COMPARED]:
        likeness = _likeness(words, _words(one))
        if likeness >= ALIKE:
            propose(one, "ALIKE").likeness = likeness
    settled = dict(Repeat.objects.filter(complaint=complaint).values_list("earlier", "state"))
    for pk, state in settled.items():
        if pk in found:
            found[pk].settled = state
    return sorted(found.values(), key=lambda one: (len(one.reasons), one.likeness), reverse=True)[
        :MOST_PROPOSED
    ]


def confirmed_repeats(complaint: Complaint) -> QuerySet[Repeat]:
    """Return the earlier complaints of the same office that this one was said to repeat."""
    return (
        Repeat.objects.filter(
            complaint=complaint,
            state=Repeat.State.CONFIRMED,
            earlier__audience=complaint.audience,
        )
        .select_related("earlier")
        .order_by("earlier__received_on")
    )


def _candidates(complaint: Complaint) -> QuerySet[Complaint]:
    return (
        Complaint.objects.filter(
            audience=complaint.audience,
            received_on__lte=complaint.received_on,
            received_on__gt=complaint.received_on - WINDOW,
        )
        .exclude(pk=complaint.pk)
        .select_related("subject_unit")
        .order_by("-received_on", "-pk")
    )


def _about_the_same(complaint: Complaint) -> Q:
    if complaint.subject_unit_id:
        return Q(subject_unit=complaint.subject_unit_id)
    return Q(subject_unit__isnull=True, subject_unit_text=complaint.subject_unit_text)


def _words(complaint: Complaint) -> frozenset[str]:
    pairs = pinyin.grams(f"{complaint.title} {complaint.text[:READ]}")
    return frozenset(pair for pair in pairs if len(pair) == 2)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the shorter text's pairs that the other has too."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0
