"""One search over complaints, matters, units and people."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Person
from zhiyong.directory.selectors import unit_search
from zhiyong.directory.selectors.people import matching_people
from zhiyong.intake.selectors import complaints_visible_to
from zhiyong.intake.selectors.search import matching
from zhiyong.matters.selectors import matters_visible_to
from zhiyong.matters.selectors.lists import ready
from zhiyong.shell.access import READS_CASES, Standing

MOST = 12


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found."""

    label: str
    hint: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind."""

    label: object
    rows: list[Found]


def find(standing: Standing, text: str, today: date) -> list[Group]:
    """Return what a text points at, among what somebody may see: at most a page of each kind."""
    wanted = text.strip()[:100]
    if not wanted:
        return []
    groups = []
    if standing.roles & READS_CASES:
        rows = matching(complaints_visible_to(standing), wanted, today=today)
        groups.append(
            Group(
                _("Complaints"),
                [
                    Found(one.title, one.number, reverse("intake:complaint", args=[one.pk]))
                    for one in rows.defer("text").order_by("-received_on", "-pk")[:MOST]
                ],
            )
        )
        matters = ready(matters_visible_to(standing).filter(number__startswith=wanted))
        groups.append(
            Group(
                _("Matters"),
                [
                    Found(
                        f"{one.number} {one.complaint.title}",
                        one.handling_unit.name,
                        reverse("desk:matter", args=[one.pk]),
                    )
                    for one in matters.order_by("-opened_on", "-pk")[:MOST]
                ],
            )
        )
    units = unit_search(wanted, MOST)
    people = matching_people(Person.objects.all(), wanted).order_by("pinyin", "pk")[:MOST]
    groups += [
        Group(
            _("Units"),
            [
                Found(u.name, u.get_kind_display(), reverse("directory:unit", args=[u.pk]))
                for u in units
            ],
        ),
        Group(
            _("People"),
            [Found(p.name, p.number, reverse("directory:person", args=[p.pk])) for p in people],
        ),
    ]
    return [group for group in groups if group.rows]
