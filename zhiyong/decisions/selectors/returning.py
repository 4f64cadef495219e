"""How a return to office stands: the plan's check, the freezes, the time to wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhiyong.consequences.models import Entry, GatePassed
from zhiyong.decisions.models import Decision, Reappointment
from zhiyong.decisions.reckoning.matter import loaded, matter_of
from zhiyong.decisions.wording import clearance_lines
from zhiyong.directory.models import Person
from zhiyong.duties.calendars import counted
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.calendar import Calendar
from zhiyong.rules.freezes import FreezeFound, Opinion, ReviewFound, find_freezes, review
from zhiyong.rules.pack.procedure import Clearance
from zhiyong.rules.pack.schema import Pack

BEFORE = ("reappointment", "appointment", "promotion")
"""What a plan's check may come before; the first of these that it has is the one for a return."""


@dataclass(frozen=True, slots=True)
class Found:
    """How a return to office stands on a day: the plan's check, and the freezes that speak."""

    review: ReviewFound
    freezes: tuple[FreezeFound, ...]

    @property
    def clear(self) -> bool:
        """Whether nothing stands in its way."""
        return self.review.state == "passed" and all(one.state == "free" for one in self.freezes)


def clearance_of(pack: Pack) -> Clearance | None:
    """Return the check that a plan has before somebody returns to office."""
    for before in BEFORE:
        found = next((one for one in pack.clearances if one.before == before), None)
        if found is not None:
            return found
    return None


def look(row: Reappointment, on: date) -> Found:
    """Return how a return to office stands on a day, as the plan's rules find it.

    Source: `rules.freezes`, on every decision about the person, and the gates of the ledger.
    """
    pack = pack_of(row.adoption)
    clearance = pack.element("clearances", row.clearance)
    rows = loaded(Decision.objects.filter(respondent__person=row.person_id, made_on__isnull=False))
    who = f"person:{row.person_id}"
    gates = {**_gates_of(row.person_id), **_read(row.gates)}
    same = [one for one in rows if one.adoption.pack.code == row.adoption.pack.code]

    def count(calendar: Calendar) -> Found:
        matter = matter_of(pack, same or rows, calendar=calendar)
        freezes = [
            *find_freezes(pack, matter, who, on, gates, "promotion"),
            *find_freezes(pack, matter, who, on, gates, "reappointment"),
        ]
        reviewed = review(
            pack,
            matter,
            clearance,
            who,
            on,
            checks=_read(row.checks),
            opinions={
                body: Opinion(
                    str(one.get("answer", "")),
                    date.fromisoformat(one["on"]) if one.get("on") else None,
                    str(one.get("reason") or "") or None,
                )
                for body, one in row.opinions.items()
            },
            discussed=row.discussed_on,
        )
        return Found(reviewed, tuple(freezes))

    return counted(count)[0]


def obstacles(row: Reappointment, found: Found) -> list[str]:
    """Return in sentences what stands in the way of a return to office, each with its day."""
    return clearance_lines(pack_of(row.adoption), row, found.review, found.freezes)


def latest_decision(person: Person) -> Decision | None:
    """Return the last decision that stands against somebody, or that stood."""
    return (
        Decision.objects.filter(respondent__person=person, made_on__isnull=False)
        .exclude(state=Decision.State.REVOKED)
        .order_by("-made_on", "-pk")
        .first()
    )


def _gates_of(person: int) -> dict[str, date]:
    entries = Entry.objects.filter(person=person, effect="freeze").exclude(
        state=Entry.State.ROLLED_BACK
    )
    passed = GatePassed.objects.filter(entry__in=entries).order_by("on")
    return dict(passed.values_list("gate", "on"))


def _read(days: Mapping[str, str]) -> dict[str, date]:
    return {name: date.fromisoformat(day) for name, day in days.items()}
