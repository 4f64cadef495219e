"""Reads of plans: which adoption binds a unit on a day, and what it says."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Generic, TypeVar

from django.db.models import Case, Count, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import MD5, Cast

from zhiyong.directory.models import Unit
from zhiyong.plans.models import Adoption, Binding, PackContent, PackVersion
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.settings import with_settings
from zhiyong.shell.access import Role, Standing

K = TypeVar("K")
V = TypeVar("V")


def packs_visible_to(standing: Standing) -> QuerySet[PackVersion]:
    """Return the plans that somebody may read: published ones are open to all who sign in."""
    if standing.roles:
        return PackVersion.objects.all()
    return PackVersion.objects.exclude(state=PackVersion.State.DRAFT)


def library(standing: Standing, day: date) -> QuerySet[PackVersion]:
    """Return the plans that somebody may read, with `in_force`: for how many bodies on a day."""
    here = Q(adoptions__valid__contains=day)
    return packs_visible_to(standing).annotate(in_force=Count("adoptions", filter=here))


def adoptions_for(unit: Unit, day: date) -> QuerySet[Adoption]:
    """Return the adoptions in force for a unit on a day, those of the nearest body first."""
    nearest = Case(
        *(When(body=pk, then=Value(place)) for place, pk in enumerate(reversed(unit.path))),
        default=Value(len(unit.path)),
        output_field=IntegerField(),
    )
    return (
        Adoption.objects.filter(body__in=unit.path, valid__contains=day)
        .select_related("pack", "body")
        .annotate(nearness=nearest)
        .order_by("nearness", "pk")
    )


def adoption_for(unit: Unit, day: date) -> Adoption | None:
    """Return the adoption of the nearest body above (or at) a unit on a day, if there is one."""
    return adoptions_for(unit, day).first()


def adoptions_in_force(day: date) -> QuerySet[Adoption]:
    """Return every adoption in force on a day, the oldest first."""
    return (
        Adoption.objects.filter(valid__contains=day).select_related("pack", "body").order_by("pk")
    )


Settled = tuple[Pack, list[tuple[str, str, dict[str, object]]]]


class Recent(Generic[K, V]):
    """What was made last, by its key: at most so many."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return what a key stands for, made if it is not there."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = make()
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return found


_packs: Recent[str, Pack] = Recent(64)
_settings: Recent[tuple[int, tuple[tuple[str, str], ...]], tuple[Pack, Settled]] = Recent(64)
"""By the pack itself, which is kept beside what was made of it."""


@lru_cache(maxsize=64)
def _pack(pk: int, digest: str) -> Pack:  # noqa: ARG001 - part of the key
    """Read a version's content once a process: it never changes under its digest."""
    return _read(pk)


def _read(pk: int) -> Pack:
    """Return a version's content; the same content is one pack, whatever versions hold it."""
    text = MD5(Cast("content", TextField()))
    mark = PackContent.objects.annotate(mark=text).values_list("mark", flat=True).get(pk=pk)
    return _packs.get(mark, lambda: Pack.model_validate(PackContent.objects.get(pk=pk).content))


def pack_of(adoption: Adoption) -> Pack:
    """Return what an adoption's plan says, with the numbers set that the source leaves open."""
    numbers = tuple(sorted(adoption.open_numbers.items()))
    return _settled(adoption.pack_id, adoption.pack.digest, numbers)


@lru_cache(maxsize=64)
def _settled(pk: int, digest: str, numbers: tuple[tuple[str, str], ...]) -> Pack:
    return settle(_pack(pk, digest), dict(numbers))[0] if numbers else _pack(pk, digest)


def settle(pack: Pack, numbers: Mapping[str, str]) -> Settled:
    """Return a pack with the numbers set that its source leaves open, and what could not be set.

    As `with_settings`, made once for a pack and its numbers.
    """
    key = (id(pack), tuple(sorted(numbers.items())))
    return _settings.get(key, lambda: (pack, with_settings(pack, numbers)))[1]


def pack_of_version(version: PackVersion) -> Pack:
    """Return what a version of a plan says; a draft's content is read anew each time."""
    if version.state == PackVersion.State.DRAFT:
        return _read(version.pk)
    return _pack(version.pk, version.digest)


def open_places(pack: Pack) -> tuple[str, ...]:
    """Return the places of what a plan leaves open, as "clocks.reply.term".

    The first day in force is open too, but every adoption says it.
    """
    return tuple(place for place in pack.open_numbers() if not place.startswith("in_force."))


def adoptions_of(version: PackVersion) -> QuerySet[Adoption]:
    """Return where a version was adopted, the newest first, with the bodies it binds."""
    return (
        version.adoptions.select_related("body").prefetch_related("bindings__unit").order_by("-pk")
    )


def adoptions_visible_to(standing: Standing) -> QuerySet[Adoption]:
    """Return the adoptions of the plans that somebody may read."""
    return Adoption.objects.filter(pack__in=packs_visible_to(standing))


def may_adopt_for(standing: Standing, unit: Unit) -> bool:
    """Whether somebody may put a plan in force for a unit."""
    return unit.pk in standing.units(Role.OFFICE, Role.SYSTEM_ADMIN)


def bound_unit(adoption: Adoption, role: str) -> Unit | None:
    """Return the unit that plays a role of the plan, if one is bound."""
    binding = adoption.bindings.filter(role=role).select_related("unit").first()
    return binding.unit if binding else None


def roles_of(adoption: Adoption) -> dict[str, Unit]:
    """Return the units bound to the plan's roles, in one query."""
    bindings: QuerySet[Binding] = adoption.bindings.select_related("unit")
    return {binding.role: binding.unit for binding in bindings}
