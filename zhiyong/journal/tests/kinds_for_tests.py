"""Two kinds of object of no room, so that the journal is tried without the rooms above it.

Their "table" is the journal's own `Position`: any model will do.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from zhiyong.journal.models import AuditorsKey, SealerState
from zhiyong.shell import kinds
from zhiyong.shell.access import Role, Standing


@dataclass(frozen=True)
class FakeStanding:
    """Somebody with roles at units."""

    by_role: Mapping[Role, frozenset[int]] = field(default_factory=dict)
    person_id: int | None = 1
    home_unit_id: int | None = None
    home_unit_name: str = ""

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(self.by_role)

    def units(self, *roles: Role) -> frozenset[int]:
        return frozenset().union(*(self.by_role.get(role, frozenset()) for role in roles))


NOBODY = FakeStanding(person_id=None)
AUDITOR = FakeStanding({Role.AUDIT_ADMIN: frozenset({7, 8})})
CLERK = FakeStanding({Role.CLERK: frozenset({7})})


def _visible(standing: Standing) -> QuerySet[Any]:
    rows = SealerState.objects.all()
    return rows if standing.person_id else rows.none()


def _titles(ids: Iterable[int], standing: Standing) -> dict[int, str]:
    rows = _visible(standing).filter(pk__in=list(ids))
    return {row.pk: f"No. {row.pk} <b>" for row in rows}


def _names(ids: Iterable[int], standing: Standing) -> dict[int, str]:
    rows = AuditorsKey.objects.filter(pk__in=list(ids))
    return {row.pk: f"Officer {row.made_by}" for row in rows}


THING = kinds.Kind(
    name="thing",
    model=SealerState,
    label="Thing",
    url=lambda pk: f"/things/{pk}/",
    visible_to=_visible,
    titles=_titles,
    sentences={
        "thing.lodged": "{actor} lodged {subject} on {day}; due {due_on}.",
        "thing.assigned": "{actor} assigned it to {handler}.",
        "thing.accepted": "{actor} accepted it.",
    },
    public_verbs=frozenset({"thing.lodged", "thing.accepted"}),
)
OFFICER = kinds.Kind(
    name="officer",
    model=AuditorsKey,
    label="An officer",
    url=None,
    visible_to=lambda _: AuditorsKey.objects.all(),
    titles=_names,
)


@contextmanager
def registered() -> Iterator[None]:
    """Know these kinds for a while."""
    before = dict(kinds._kinds)
    kinds.register(THING)
    kinds.register(OFFICER)
    try:
        yield
    finally:
        kinds._kinds.clear()
        kinds._kinds.update(before)
