"""What of a decision waits for other bodies."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.consequences.models import Entry
from zhiyong.decisions import plan, slips
from zhiyong.decisions.models import ChosenMeasure, Decision
from zhiyong.decisions.selectors.access import decisions_visible_to
from zhiyong.directory.models import Person, Unit
from zhiyong.plans.parties import addressees
from zhiyong.plans.wording import language, party
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing
from zhiyong.tracks.waiting import Waiting

STANDING = (Decision.State.MADE, Decision.State.CHANGED)
LINKED = Q(effect="measure", origin="linked", state=Entry.State.PENDING, person__isnull=False)


def recommended(decision: Decision) -> list[ChosenMeasure]:
    """Return the recommendations of a decision that wait for their answer."""
    pack = plan.pack(decision)
    return [
        one
        for one in slips.measures_of(decision)
        if one.outcome_on is None
        and pack.has("measures", one.measure)
        and pack.element("measures", one.measure).takes_effect == "outcome"
    ]


def waiting(decision: Decision) -> set[tuple[int, str]]:
    """Return the linked measures that wait for a decision of their own: person and measure."""
    rows = Entry.objects.filter(LINKED, source=kinds.ref(decision))
    pack = plan.pack(decision)
    return {
        (person, measure)
        for person, measure in rows.values_list("person", "measure")
        if person is not None and pack.element("measures", measure).linked_needs
    }


def linked_waiting(standing: Standing, today: date) -> Iterator[Waiting]:
    """Yield the linked measures that wait for a decision of their own by the body with the power.

    For the list of `tracks`. What hangs on a recommendation waits only once that was followed.
    """
    entries = Entry.objects.filter(LINKED, source__startswith="decision:")
    found: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries.select_related("person", "unit", "post__unit").order_by("pk"):
        found[int(entry.source.partition(":")[2])].append(entry)
    rows = decisions_visible_to(standing).filter(pk__in=found, state__in=STANDING)
    for decision in rows.select_related("adoption__pack", "adoption__body").order_by("pk"):
        pack = plan.pack(decision)
        unanswered = {one.measure for one in recommended(decision)}
        for entry in found[decision.pk]:
            measure = pack.element("measures", entry.measure)
            person = entry.person
            if person is None or decision.made_on is None or not measure.linked_needs:
                continue
            if entry.from_measure in unanswered:
                continue
            body = body_of(decision, measure.linked_needs, person, today)
            yield Waiting(
                kinds.ref(decision),
                _("Linked measure: {measure}").format(measure=measure.label.say(language())),
                person.name,
                entry.post.unit.name if entry.post else "",
                body.name if body else party(pack, measure.linked_needs),
                decision.made_on,
                reverse("decisions:decision", args=[decision.pk]),
                str(measure.clause or ""),
                _("Decision {number}").format(number=decision.number),
            )


def body_of(decision: Decision, needs: str, person: Person, on: date) -> Unit | None:
    """Return the unit that decides on a linked measure, where the directory tells."""
    home = decision.facts.get("about", {}).get(f"person:{person.pk}", {}).get("unit", "")
    unit = Unit.objects.filter(pk=int(home.partition(":")[2])).first() if home else None
    if unit is None or not needs:
        return None
    who = addressees(decision.adoption, needs, unit=unit, on=on, subject=unit)
    return who.unit if who.unit != unit else None
