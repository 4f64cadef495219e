"""What looks like the same thing again. A person decides; nothing is proposed across offices."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q, QuerySet

from zhiyong.intake import likeness
from zhiyong.intake.models import Complaint, NamedPerson, Repeat
from zhiyong.shell import kinds
from zhiyong.vault.selectors import same_person

WINDOW = timedelta(days=366)
SAME_DAYS = timedelta(days=7)
"""How far apart two complaints are said to have come in the same days."""
ALIKE = 0.4
"""The share of common words above which two texts are said to be alike."""
FEWEST_WORDS = 3
"""Fewer common words than this say nothing, however short a text is."""
MOST_COMPARED = 200
MOST_PROPOSED = 8
TELLING = frozenset({"SAME_SENDER", "SAME_NUMBER", "SAME_PERSON", "ALIKE"})
"""The reasons that propose something; the others stand beside them."""


@dataclass
class Proposal:
    """A possible repeat, with every reason for it; `settled` once somebody has decided.

    `words` are some that both have; `days` lie between the two days of receipt.
    """

    complaint: Complaint
    reasons: list[str] = field(default_factory=list)
    likeness: float = 0.0
    words: list[str] = field(default_factory=list)
    days: int = 0
    settled: str = ""


def possible_repeats(complaint: Complaint) -> list[Proposal]:
    """Return what a complaint may repeat, the likeliest first: at most six queries.

    Compared are complaints that the same office keeps, received up to a year before: from the
    same person (by a keyed digest), with the same number elsewhere, naming the same person, or
    in alike words, found by their sketches or since they are about the same unit. Reasons:
    SAME_SENDER, SAME_NUMBER, SAME_PERSON, ALIKE; beside one of these SAME_UNIT and SAME_DAYS.
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
    words = likeness.words_of(complaint.title, complaint.text)
    for one in _in_alike_words(complaint, words, among):
        theirs = likeness.words_of(one.title, one.text)
        share = likeness.likeness(words, theirs)
        if share >= ALIKE and len(words & theirs) >= FEWEST_WORDS:
            proposal = propose(one, "ALIKE")
            proposal.likeness, proposal.words = share, likeness.shared(words, theirs)
    for proposal in found.values():
        _stand_beside(proposal, complaint)
    settled = dict(Repeat.objects.filter(complaint=complaint).values_list("earlier", "state"))
    for pk, state in settled.items():
        if pk in found:
            found[pk].settled = state
    return sorted(
        found.values(),
        key=lambda one: (len(TELLING & set(one.reasons)), one.likeness, -one.days),
        reverse=True,
    )[:MOST_PROPOSED]


def _in_alike_words(
    complaint: Complaint, words: frozenset[str], among: QuerySet[Complaint]
) -> list[Complaint]:
    """Return what may be in alike words: what shares a band of the sketch, or is about the unit."""
    bands = likeness.bands_of(words)
    if not bands:
        return []
    sketched = among.filter(sketch__bands__overlap=bands)[:MOST_COMPARED]
    about = among.filter(_about_the_same(complaint))[:MOST_COMPARED]
    return list({one.pk: one for one in (*sketched, *about)}.values())


def _stand_beside(proposal: Proposal, complaint: Complaint) -> None:
    """Add what makes a proposal likelier, and proposes nothing by itself."""
    one = proposal.complaint
    if complaint.subject_unit_id and one.subject_unit_id == complaint.subject_unit_id:
        proposal.reasons.append("SAME_UNIT")
    apart = complaint.received_on - one.received_on
    proposal.days = apart.days
    if apart <= SAME_DAYS:
        proposal.reasons.append("SAME_DAYS")


def times(complaint: Complaint) -> int:
    """Return which time it is that this is complained of: 1 for the first; one query.

    Counted are the complaints of the office which people said that it repeats, and which they
    said repeat the same, as far as they came before it.
    """
    earlier = Repeat.objects.filter(complaint=complaint, state=Repeat.State.CONFIRMED).values(
        "earlier"
    )
    before = Complaint.objects.filter(audience=complaint.audience).filter(
        Q(pk__in=earlier)
        | Q(
            repeats__earlier__in=earlier,
            repeats__state=Repeat.State.CONFIRMED,
            received_on__lte=complaint.received_on,
        )
    )
    return 1 + before.exclude(pk=complaint.pk).distinct().count()


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
