"""Acts on units: setting up, changing, merging, splitting, closing, correcting."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import transaction
from django.db.models import DateField, F, Func, Q, Value
from django.utils.translation import gettext as _

from zhiyong.directory import intervals
from zhiyong.directory.intervals import interval
from zhiyong.directory.models import (
    Account,
    PartyBranch,
    Portfolio,
    Post,
    PostSpan,
    ReceptionPoint,
    Region,
    RoleBinding,
    Seat,
    Tenure,
    Unit,
    UnitAct,
    UnitSpan,
)
from zhiyong.directory.selectors.units import subtree_ids
from zhiyong.directory.services.current import (
    bring_posts_up_to,
    bring_units_up_to,
    hold_tree,
    repath,
    spell,
)
from zhiyong.journal.services import record
from zhiyong.shell.errors import Refusal

By = Account | str
SPANNED = ("name", "short_name", "parent", "organ", "cadre_manager")
"""What has a history."""


class CodeTaken(Refusal):
    """Another unit, post or person has the code."""

    def __init__(self, code: str) -> None:
        super().__init__(_("The code {code} is taken.").format(code=code))
        self.code = code


class NotUnderItself(Refusal):
    """A unit would stand below itself."""

    def __init__(self) -> None:
        super().__init__(_("A unit cannot be put under itself or under a unit below it."))


class UnitClosed(Refusal):
    """The unit does not exist on that day."""

    def __init__(self, unit: Unit) -> None:
        text = _("{unit} was closed on {day}.")
        super().__init__(text.format(unit=unit.name, day=unit.closed_on))
        self.unit = unit


class NotYet(Refusal):
    """A merger, split or closing is recorded once its day has come."""

    def __init__(self, on: date) -> None:
        text = _("{day} lies ahead. Record this once the day has come.")
        super().__init__(text.format(day=on.isoformat()))


class StillInUse(Refusal):
    """The unit cannot be closed: units below it are open, or posts are held."""

    def __init__(self, units: int, holders: int) -> None:
        text = _(
            "Units below it that are open: {units}; posts in it that are held: {holders}. "
            "Move or end these first, or merge the unit into another."
        )
        super().__init__(text.format(units=units, holders=holders))
        self.units, self.holders = units, holders


@transaction.atomic
def open_unit(
    *,
    code: str,
    name: str,
    kind: str,
    level: str,
    on: date,
    by: By,
    short_name: str = "",
    parent: Unit | None = None,
    organ: Unit | None = None,
    cadre_manager: Unit | None = None,
    region: Region | None = None,
    uscc: str = "",
    aliases: Sequence[str] = (),
    tags: Sequence[str] = (),
    basis: str = "",
) -> Unit:
    """Set up a unit.

    :raises CodeTaken: if another unit has the code.
    :raises UnitClosed: if the unit above does not exist on that day.
    """
    hold_tree()
    if Unit.objects.filter(code=code).exists():
        raise CodeTaken(code)
    _must_be_open(parent, on)
    unit = Unit(
        code=code,
        name=name,
        short_name=short_name,
        kind=kind,
        level=level,
        region=region,
        uscc=uscc,
        parent=parent,
        organ=organ,
        cadre_manager=cadre_manager,
        aliases=list(dict.fromkeys(aliases)),
        tags=list(dict.fromkeys(tags)),
        opened_on=on,
    )
    spell(unit)
    unit.save()
    unit.path = [*(parent.path if parent else []), unit.pk]
    unit.save(update_fields=["path"])
    UnitSpan.objects.create(
        unit=unit,
        name=name,
        short_name=short_name,
        parent=parent,
        organ=organ,
        cadre_manager=cadre_manager,
        valid=interval(on),
    )
    UnitAct.objects.create(unit=unit, kind=UnitAct.Kind.OPENED, on=on, basis=basis)
    record("unit.opened", of=unit, by=by, on=on, facts={"parent": parent} if parent else None)
    return unit


@transaction.atomic
def change_unit(
    *, unit: Unit, on: date, by: By, today: date | None = None, basis: str = "", **values: Any
) -> Unit:
    """Rename a unit, or put it under others, from a day on: any of `SPANNED`.

    The change reaches to the end of the span that the day falls in; what is recorded for later
    stays.

    :raises intervals.OutsideHistory: if the unit did not exist on that day.
    :raises NotUnderItself: if it would stand below itself.
    :raises UnitClosed: if the unit above does not exist on that day.
    """
    if unknown := set(values) - set(SPANNED):
        raise TypeError(f"no history of {unknown}")
    hold_tree()
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    parent: Unit | None = values.get("parent")
    if parent is not None:
        _must_be_open(parent, on)
        if parent.pk in subtree_ids(unit):
            raise NotUnderItself
    before = UnitSpan.objects.filter(unit=unit, valid__contains=on).first()
    intervals.change(UnitSpan.objects.filter(unit=unit), on, **values)
    changed = [name for name in values if before and getattr(before, name) != values[name]]
    if not changed:
        return unit
    renamed = {"name", "short_name"} & set(changed)
    if renamed:
        _note(unit, UnitAct.Kind.RENAMED, on, basis)
        record("unit.renamed", of=unit, by=by, on=on)
    if moved := [name for name in changed if name not in renamed]:
        _note(unit, UnitAct.Kind.MOVED, on, basis)
        facts = {name: values[name] for name in moved if values[name] is not None}
        record("unit.moved", of=unit, by=by, on=on, facts=facts)
    bring_units_up_to(today or on, [unit.pk])
    unit.refresh_from_db()
    return unit


@transaction.atomic
def describe_unit(*, unit: Unit, on: date, by: By, **values: Any) -> Unit:
    """Change what has no history: kind, level, region, uscc, aliases, tags."""
    known = {"kind", "level", "region", "uscc", "aliases", "tags"}
    if unknown := set(values) - known:
        raise TypeError(f"no such description: {unknown}")
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    changed = sorted(name for name, value in values.items() if getattr(unit, name) != value)
    if not changed:
        return unit
    for name in changed:
        setattr(unit, name, values[name])
    spell(unit)
    unit.save()
    record("unit.described", of=unit, by=by, on=on, facts={"changed": changed})
    return unit


@transaction.atomic
def close_unit(*, unit: Unit, on: date, by: By, today: date | None = None, basis: str = "") -> Unit:
    """Close a unit: its vacant posts, reception points, portfolios and role bindings end.

    :raises StillInUse: if units below it are open, or posts in it are held.
    :raises UnitClosed: if it is closed already.
    :raises NotYet: if the day lies ahead.
    """
    _must_have_come(on, today)
    hold_tree()
    unit = _lock_open(unit)
    below = Unit.objects.filter(parent=unit).filter(_open_on(on)).count()
    held = Tenure.objects.filter(
        Q(valid__contains=on) | Q(valid__startswith__gte=on), post__unit=unit
    ).count()
    if below or held:
        raise StillInUse(below, held)
    for post in Post.objects.filter(unit=unit, abolished_on__isnull=True):
        _abolish(post, on)
    end_unit(unit, on)
    _note(unit, UnitAct.Kind.CLOSED, on, basis)
    record("unit.closed", of=unit, by=by, on=on)
    return unit


@transaction.atomic
def merge_units(
    *,
    units: Iterable[Unit],
    into: Unit,
    on: date,
    by: By,
    today: date | None = None,
    basis: str = "",
) -> Unit:
    """Merge units into another that carries on: their units below, posts and holders go there.

    Posts of main leaders end, and with them who held these; all others move as they are. Each
    unit that gave way keeps its identity and its past, and whoever has a role for the one that
    carries on has it for theirs.

    :raises UnitClosed: if one of them does not exist on that day.
    :raises NotUnderItself: if the one that carries on is, or stands below, one that gives way.
    :raises NotYet: if the day lies ahead.
    """
    _must_have_come(on, today)
    hold_tree()
    into = _lock_open(into)
    for given in units:
        unit = _lock_open(given)
        if into.pk in subtree_ids(unit):
            raise NotUnderItself
        _move_children(unit, into, on)
        _move_posts(unit, into, on)
        end_unit(unit, on)
        Unit.objects.filter(Q(pk=unit.pk) | Q(merged_into=unit)).update(merged_into=into)
        _note(unit, UnitAct.Kind.MERGED, on, basis, into)
        record("unit.merged", of=unit, by=by, on=on, threads=[into], facts={"into": into})
        bring_units_up_to(
            today or on, Unit.objects.filter(parent=unit).values_list("pk", flat=True)
        )
    repath()
    bring_posts_up_to(
        today or on, PostSpan.objects.filter(unit=into).values_list("post_id", flat=True)
    )
    into.refresh_from_db()
    return into


@transaction.atomic
def split_unit(
    *,
    unit: Unit,
    into: Sequence[Unit],
    on: date,
    by: By,
    today: date | None = None,
    posts: Mapping[Unit, Iterable[Post]] | None = None,
    keeper: Unit | None = None,
    basis: str = "",
) -> Unit:
    """Split a unit into others, set up before: `posts` tells which posts go to which.

    Without `keeper` the unit goes on beside them. With it the unit is closed: what is left of
    it, and the work that was its own, goes to the keeper, which is one of them.

    :raises UnitClosed: if one of them does not exist on that day.
    :raises NotYet: if the day lies ahead.
    """
    _must_have_come(on, today)
    hold_tree()
    unit = _lock_open(unit)
    for part in into:
        _must_be_open(part, on)
        _note(unit, UnitAct.Kind.SPLIT, on, basis, part)
    moved: list[int] = []
    for part, chosen in (posts or {}).items():
        for post in chosen:
            intervals.change(PostSpan.objects.filter(post=post), on, unit=part)
            moved.append(post.pk)
    record("unit.split", of=unit, by=by, on=on, threads=into, facts={"into": list(into)})
    bring_posts_up_to(today or on, moved)
    if keeper is not None:
        merge_units(units=[unit], into=keeper, on=on, by=by, today=today, basis=basis)
    unit.refresh_from_db()
    return unit


@transaction.atomic
def correct_span(
    *, span: UnitSpan, on: date, by: By, today: date, basis: str = "", **values: Any
) -> UnitSpan:
    """Correct a span of the past: what was written down wrong, or the day on which it began.

    `valid` moves the neighbours with it, so that no day is without a name or has two. Who
    computed from the old history sees the entry, and is flagged by it.

    :raises intervals.OutsideHistory: if a neighbour would vanish.
    :raises NotUnderItself: if the unit would stand below itself.
    """
    hold_tree()
    span = UnitSpan.objects.select_for_update(of=("self",)).get(pk=span.pk)
    parent: Unit | None = values.get("parent")
    if parent is not None and parent.pk in subtree_ids(span.unit):
        raise NotUnderItself
    before = {"was_from": span.valid.lower, "was_until": span.valid.upper}
    if valid := values.pop("valid", None):
        _shift(span, valid)
    for name, value in values.items():
        setattr(span, name, value)
    span.save()
    _note(span.unit, UnitAct.Kind.CORRECTED, on, basis)
    facts = {**before, "from": span.valid.lower, "until": span.valid.upper, "span": span.pk}
    record("unit.corrected", of=span.unit, by=by, on=on, facts=facts)
    bring_units_up_to(today, [span.unit_id])
    return span


@transaction.atomic
def open_party_branch(*, unit: Unit, name: str, on: date, by: By) -> PartyBranch:
    """Set up a Party branch of a unit.

    :raises CodeTaken: if the unit has a branch of that name then.
    """
    valid = interval(on)
    if PartyBranch.objects.filter(unit=unit, name=name, valid__overlap=valid).exists():
        raise CodeTaken(name)
    branch = PartyBranch.objects.create(unit=unit, name=name, valid=valid)
    record("unit.branch_opened", of=unit, by=by, on=on, facts={"branch": branch.pk})
    return branch


@transaction.atomic
def end_party_branch(*, branch: PartyBranch, on: date, by: By) -> PartyBranch:
    """End a Party branch."""
    intervals.end(PartyBranch.objects.filter(pk=branch.pk), on)
    record("unit.branch_ended", of=branch.unit, by=by, on=on, facts={"branch": branch.pk})
    branch.refresh_from_db()
    return branch


# --- parts of the acts ------------------------------------------------------------------------


def _must_have_come(on: date, today: date | None) -> None:
    if today is not None and on > today:
        raise NotYet(on)


def _must_be_open(unit: Unit | None, on: date) -> None:
    if unit is not None and unit.closed_on is not None and unit.closed_on <= on:
        raise UnitClosed(unit)


def _lock_open(unit: Unit) -> Unit:
    """Read a unit again under a lock.

    :raises UnitClosed: if it is closed already.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if unit.closed_on is not None:
        raise UnitClosed(unit)
    return unit


def _open_on(on: date) -> Q:
    return Q(closed_on__isnull=True) | Q(closed_on__gt=on)


def _note(unit: Unit, kind: str, on: date, basis: str, other: Unit | None = None) -> None:
    UnitAct.objects.create(unit=unit, kind=kind, on=on, basis=basis, other=other)


def _move_children(unit: Unit, into: Unit, on: date) -> None:
    for child in Unit.objects.filter(parent=unit).filter(_open_on(on)):
        intervals.change(UnitSpan.objects.filter(unit=child), on, parent=into)
        _note(child, UnitAct.Kind.MOVED, on, "")


def _move_posts(unit: Unit, into: Unit, on: date) -> None:
    for post in Post.objects.filter(unit=unit, abolished_on__isnull=True):
        if post.kind == Post.Kind.MAIN_LEADER:
            _abolish(post, on)
        else:
            intervals.change(PostSpan.objects.filter(post=post), on, unit=into)


def _abolish(post: Post, on: date) -> None:
    """End a post and everything that hangs on it."""
    post.abolished_on = on
    post.save(update_fields=["abolished_on"])
    intervals.end(PostSpan.objects.filter(post=post), on)
    for model in (Tenure, Portfolio, Seat, RoleBinding):
        cut(model.objects.filter(post=post), on)


def end_unit(unit: Unit, on: date) -> None:
    """End a unit and what hangs on it alone."""
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    intervals.end(UnitSpan.objects.filter(unit=unit), on)
    for rows in (
        Portfolio.objects.filter(unit=unit),
        RoleBinding.objects.filter(unit=unit),
        PartyBranch.objects.filter(unit=unit),
        Seat.objects.filter(unit=unit),
    ):
        cut(rows, on)
    ReceptionPoint.objects.filter(unit=unit, closed_on__isnull=True, opened_on__lt=on).update(
        closed_on=on
    )


def cut(rows: Any, on: date) -> None:
    """Let whatever runs on a day end with it; what would only begin later is taken back."""
    rows.filter(valid__startswith__gte=on).delete()
    begun = Func(F("valid"), function="lower", output_field=DateField())
    shorter = Func(begun, Value(on), function="daterange", output_field=DateRangeField())
    rows.filter(valid__contains=on).update(valid=shorter)


def _shift(span: UnitSpan, valid: Any) -> None:
    """Give a span other days, and its neighbours theirs: who gives way is saved first."""
    others = UnitSpan.objects.select_for_update(of=("self",)).filter(unit=span.unit)
    moves: list[tuple[UnitSpan, Any]] = [(span, valid)]
    earlier = others.filter(valid__endswith=span.valid.lower).first()
    if earlier is not None:
        new = interval(earlier.valid.lower, valid.lower)
        moves.insert(0 if valid.lower < span.valid.lower else len(moves), (earlier, new))
    later = others.filter(valid__startswith=span.valid.upper).first()
    if later is not None and valid.upper is not None:
        new = interval(valid.upper, later.valid.upper)
        moves.insert(0 if valid.upper > span.valid.upper else len(moves), (later, new))
    for one, days in moves:
        one.valid = days
        one.save(update_fields=["valid"])
