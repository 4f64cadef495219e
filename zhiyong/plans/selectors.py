"""Reads of plans: which adoption binds a unit on a day, and what it says."""

from datetime import date
from functools import lru_cache

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from zhiyong.directory.models import Unit
from zhiyong.plans.models import Adoption, Binding, PackContent, PackVersion
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.settings import with_settings
from zhiyong.shell.access import Role, Standing


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


@lru_cache(maxsize=64)
def _pack(pk: int, digest: str) -> Pack:  # noqa: ARG001 - part of the key
    """Read a version's content once a process: it never changes under its digest."""
    return _read(pk)


def _read(pk: int) -> Pack:
    return Pack.model_validate(PackContent.objects.get(pk=pk).content)


def pack_of(adoption: Adoption) -> Pack:
    """Return what an adoption's plan says, with the numbers set that the source leaves open."""
    numbers = tuple(sorted(adoption.open_numbers.items()))
    return _settled(adoption.pack_id, adoption.pack.digest, numbers)


@lru_cache(maxsize=64)
def _settled(pk: int, digest: str, numbers: tuple[tuple[str, str], ...]) -> Pack:
    return with_settings(_pack(pk, digest), dict(numbers))[0] if numbers else _pack(pk, digest)


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
