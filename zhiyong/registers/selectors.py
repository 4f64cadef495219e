"""Reads of registers: which there are, who sees which rows, and what the rows show."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from zhiyong.directory.models import Person, Post, Tenure, Unit
from zhiyong.plans.models import Adoption, Binding
from zhiyong.plans.selectors import pack_of
from zhiyong.registers.access import READERS, Bound, Reach, keeping, reading, watching
from zhiyong.registers.models import Row, Workbook
from zhiyong.rules.figures import Taken
from zhiyong.rules.lead_batches import speaking_leads
from zhiyong.rules.leads import FoundLead
from zhiyong.rules.pack.fields import Register
from zhiyong.rules.registers import Supplied, row_of, supply
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import Standing

IN_FORCE = Q(state=Row.State.IN_FORCE)
SUBJECTS = {"person": "person", "post": "post"}
"""What a register of persons or posts is about; every other one is about a unit."""


def subject_kind(register: Register) -> str:
    """Return the Kind that the rows of a register count for."""
    return SUBJECTS.get(register.of, "unit")


def has_title(register: Register) -> bool:
    """Whether a row names something that stands in no directory: a matter, an event, a team."""
    return register.of in ("matter", "event", "team")


# ── who sees which rows ───────────────────────────────────────────────────────────────────


def bound_units(adoptions: Iterable[Adoption]) -> dict[int, dict[str, int]]:
    """Return the units that play the roles of plans, by adoption: one query."""
    ids = [adoption.pk for adoption in adoptions]
    found: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    rows = Binding.objects.filter(adoption__in=ids)
    for adoption, role, unit in rows.values_list("adoption", "role", "unit"):
        found[adoption][role] = unit
    return found


def rows_visible_to(standing: Standing) -> QuerySet[Row]:
    """Return the rows that somebody may read."""
    if not standing.roles & frozenset(READERS):
        return Row.objects.none()
    adoptions = [*Adoption.objects.select_related("pack")]
    bound = bound_units(adoptions)
    condition = Q(pk__in=[])
    for adoption in adoptions:
        by_reach: dict[Reach, list[str]] = defaultdict(list)
        for register in pack_of(adoption).registers:
            if reach := reading(standing, adoption, register, bound[adoption.pk]):
                by_reach[reach].append(register.id)
        for reach, names in by_reach.items():
            condition |= Q(adoption=adoption, register__in=names) & within(reach)
    return Row.objects.filter(condition)


def within(reach: Reach) -> Q:
    """Return the condition that a row is within reach."""
    if reach.everywhere:
        return Q()
    return Q(unit__id__among=reach.units) if reach.units else Q(pk__in=[])


def workbooks_visible_to(standing: Standing) -> QuerySet[Workbook]:
    """Return the workbooks that somebody handed in."""
    return Workbook.objects.filter(uploaded_by__person=standing.person_id or 0)


# ── one register ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Kept:
    """A register of a plan in force, and what somebody may do with it."""

    adoption: Adoption
    register: Register
    reads: Reach
    keeps: Reach
    rows: int = 0


def register_of(
    adoption: Adoption, code: str, standing: Standing, bound: Bound | None = None
) -> Kept | None:
    """Return a register as somebody may use it; None where there is none, or nothing to see."""
    pack = pack_of(adoption)
    if not pack.has("registers", code):
        return None
    units = bound_units([adoption])[adoption.pk] if bound is None else bound
    register = pack.element("registers", code)
    reads = reading(standing, adoption, register, units)
    keeps = keeping(standing, adoption, register, units)
    return Kept(adoption, register, reads, keeps) if reads or keeps else None


def registers_for(adoptions: Sequence[Adoption], standing: Standing) -> list[Kept]:
    """Return the registers of plans that somebody reads, with how many rows hold: three queries."""
    set_lines(adoptions)
    bound = bound_units(adoptions)
    found = [
        kept
        for adoption in adoptions
        for register in pack_of(adoption).registers
        if (kept := register_of(adoption, register.id, standing, bound[adoption.pk]))
    ]
    counts = _counts(found)
    return [
        Kept(
            one.adoption,
            one.register,
            one.reads,
            one.keeps,
            counts.get((one.adoption.pk, one.register.id), 0),
        )
        for one in found
    ]


def _counts(found: Sequence[Kept]) -> dict[tuple[int, str], int]:
    """Return how many rows hold that are within reach, by adoption and register: one query."""
    if not found:
        return {}
    condition = Q(pk__in=[])
    for one in found:
        mine = Q(adoption__in=line_of(one.adoption), register=one.register.id)
        condition |= mine & within(one.reads)
    rows = Row.objects.filter(IN_FORCE, condition).values_list("adoption", "register")
    by_line = {pk: one.adoption.pk for one in found for pk in line_of(one.adoption)}
    counts: dict[tuple[int, str], int] = defaultdict(int)
    for adoption, register, many in rows.annotate(many=Count("pk")):
        counts[by_line[adoption], register] += many
    return counts


def line_of(adoption: Adoption) -> tuple[int, ...]:
    """Return the adoptions whose rows an adoption goes on with: the same plan, the same body."""
    known: tuple[int, ...] | None = getattr(adoption, "_line", None)
    if known is None:
        same = Adoption.objects.filter(pack_code=adoption.pack_code, body=adoption.body_id)
        known = tuple(same.order_by("pk").values_list("pk", flat=True))
        adoption._line = known  # type: ignore[attr-defined]  # asked several times a request
    return known


def set_lines(adoptions: Sequence[Adoption]) -> None:
    """Find the lines of several adoptions at once: one query."""
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    rows = Adoption.objects.filter(pack_code__in={one.pack_code for one in adoptions})
    for pk, code, body in rows.order_by("pk").values_list("pk", "pack_code", "body_id"):
        found[code, body].append(pk)
    for one in adoptions:
        one._line = tuple(found[one.pack_code, one.body_id])  # type: ignore[attr-defined]


def rows_of(kept: Kept) -> QuerySet[Row]:
    """Return the rows of a register that somebody reads, those that no longer hold too."""
    return Row.objects.filter(
        within(kept.reads), adoption__in=line_of(kept.adoption), register=kept.register.id
    )


def chain_of(row: Row) -> QuerySet[Row]:
    """Return a row with all that it corrected and that corrected it, the newest first."""
    first = row.first_id or row.pk
    found = Row.objects.filter(Q(pk=first) | Q(first=first))
    return found.select_related("entered_by__person", "ended_by__person").order_by("-pk")


def home_of(about: Person | Unit | Post, on: date) -> Unit | None:
    """Return the unit whose row it is: of a person, that of the principal post on the day."""
    if isinstance(about, Unit):
        return about
    if isinstance(about, Post):
        return about.unit
    return homes_of([about.pk], on).get(about.pk)


def homes_of(people: Iterable[int], on: date) -> dict[int, Unit]:
    """Return the units of people's principal posts on a day: one query."""
    rows = (
        Tenure.objects.filter(person__in=list(people), valid__contains=on)
        .select_related("post__unit")
        .order_by("is_principal", "-pk")
    )
    return {tenure.person_id: tenure.post.unit for tenure in rows}


# ── what the rows show ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Shown:
    """One threshold that somebody's rows meet, or would meet but for a guard or an excuse.

    taken   the figures behind its facts, each with the rows it rests on
    """

    about: str
    found: FoundLead
    taken: tuple[Taken, ...]

    @property
    def rows(self) -> tuple[int, ...]:
        """Return the rows it rests on, by number."""
        return tuple(sorted({number for one in self.taken for number in one.rows}))


def facts_for(adoption: Adoption, about: str, on: date) -> Supplied:
    """Return the facts of all figures of a plan for one person or unit, with the rows used.

    Source: the rows that hold now. Window: each figure's own, ending with the day.
    """
    return _supplied(adoption, on, IN_FORCE & Q(about=about)).get(about, Supplied())


def facts_for_all(adoption: Adoption, on: date) -> dict[str, Supplied]:
    """Return the same for everybody who has rows: one query."""
    return _supplied(adoption, on, IN_FORCE)


def _supplied(adoption: Adoption, on: date, condition: Q) -> dict[str, Supplied]:
    pack = pack_of(adoption)
    registers = {one.id: one for one in pack.registers}
    used = {figure.from_ for figure in pack.figures}
    rows: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    wanted = Row.objects.filter(
        condition, adoption__in=line_of(adoption), register__in=sorted(used & registers.keys())
    )
    for pk, code, about, values in wanted.order_by("pk").values_list(
        "pk", "register", "about", "values"
    ):
        rows[about][code].append(row_of(registers[code], pk, values))
    return {about: supply(pack, own, on) for about, own in rows.items()}


def shown_for(adoption: Adoption, on: date, roles: frozenset[str] | None = None) -> list[Shown]:
    """Return what the figures show on a day, over everybody who has rows: one query.

    roles   only leads that go to one of these roles of the plan; None: all
    It decides nothing: whether a lead is opened is for people to say.
    """
    pack = pack_of(adoption)
    supplied = facts_for_all(adoption, on)
    found: list[Shown] = []
    for kind in ("person", "unit"):
        subjects = [about for about in supplied if about.startswith(f"{kind}:")]
        facts = [supplied[about].facts for about in subjects]
        of_each = speaking_leads(pack, facts, kind)
        for about, leads in zip(subjects, of_each, strict=True):
            found += [
                Shown(about, one, _behind(one, supplied[about]))
                for one in leads
                if roles is None or roles & {*one.lead.to, *one.lead.confirmed_by}
            ]
    order = {lead.id: place for place, lead in enumerate(pack.leads)}
    return sorted(found, key=lambda one: (order[one.found.lead.id], one.found.state, one.about))


def _behind(found: FoundLead, supplied: Supplied) -> tuple[Taken, ...]:
    """Return the figures behind what a lead asks for."""
    names: dict[str, None] = {}
    for outcome in (found.outcome, found.guard, found.excuse):
        for limb in outcome.limbs() if outcome else ():
            names[getattr(limb.condition, "fact", "")] = None
    names.update(dict.fromkeys(found.lead.marks))
    return tuple(supplied.taken[name] for name in names if name in supplied.taken)


def watched_adoptions(standing: Standing, on: date) -> list[tuple[Adoption, frozenset[str] | None]]:
    """Return the plans in force whose figures somebody may look through, and for which roles."""
    adoptions = [
        *Adoption.objects.filter(valid__contains=on).select_related("pack", "body").order_by("pk")
    ]
    bound = bound_units(adoptions)
    found: list[tuple[Adoption, frozenset[str] | None]] = []
    for adoption in adoptions:
        roles = watching(standing, adoption, bound[adoption.pk])
        sent = {to for lead in pack_of(adoption).leads for to in (*lead.to, *lead.confirmed_by)}
        if roles is None and pack_of(adoption).leads:
            found.append((adoption, None))
        elif roles and (mine := roles & sent):
            found.append((adoption, mine))
    return found
