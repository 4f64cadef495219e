"""Carries a plan out: few statements, whatever the number of rows. The caller's transaction."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from zhiyong.directory.intervals import interval
from zhiyong.directory.models import (
    Person,
    Portfolio,
    Post,
    PostSpan,
    Region,
    RoleBinding,
    Seat,
    Tenure,
    Unit,
    UnitAct,
    UnitSpan,
)
from zhiyong.directory.services import people as people_services
from zhiyong.directory.services.current import bring_up_to, respell, spell
from zhiyong.directory.services.units import cut, end_unit
from zhiyong.directory.workbook.planning import Plan
from zhiyong.directory.workbook.planning.world import FACTS, PostNow, UnitNow

BATCH = 2000
M = TypeVar("M", bound=Model)
Progress = Callable[[int], None]


def carry_out(plan: Plan, today: date, progress: Progress = lambda _rows: None) -> None:
    """Make the directory what the plan says; `progress` is told how many rows are done."""
    steps = Steps(plan, progress)
    steps.regions()
    steps.units()
    steps.posts()
    steps.people()
    steps.tenures()
    steps.endings()
    respell(now.unit.pk for now, _values in plan.unit_descriptions)
    bring_up_to(today)


class Steps:
    """The steps, in the order in which each finds what it names."""

    def __init__(self, plan: Plan, progress: Progress) -> None:
        self.plan = plan
        self.world = plan.world
        self.progress = progress
        self.done = 0

    def regions(self) -> None:
        """Change and end regions, then add, each below one that is there, then put them below."""
        for now, values in self.plan.region_changes:
            now.region.name = values.get("name", now.region.name)
            now.region.valid = DateRange(now.begins, now.until)
        changed = [now.region for now, _values in self.plan.region_changes]
        self._update(Region, changed, ["name", "valid"])
        waiting = self.plan.new_regions
        while waiting:
            ready = [now for now in waiting if now.above is None or now.above.region.pk]
            for now in ready:
                now.region.parent = now.above.region if now.above else None
            self._create(Region, [now.region for now in ready])
            waiting = [now for now in waiting if now.region.pk is None]
        for now, _values in self.plan.region_changes:
            now.region.parent = now.above.region if now.above else None
        self._update(Region, changed, ["parent"])

    def units(self) -> None:
        """Add units with their first span; change spans and descriptions."""
        for now in self.plan.new_units:
            self._describe(now.unit, now.values)
            spell(now.unit)
        self._create(Unit, [now.unit for now in self.plan.new_units])
        self._create(
            UnitSpan,
            [
                UnitSpan(
                    unit=now.unit,
                    valid=interval(now.unit.opened_on),
                    **self._spanned(now.values),
                )
                for now in self.plan.new_units
            ],
        )
        acts = [
            UnitAct(unit=now.unit, kind=UnitAct.Kind.OPENED, on=now.unit.opened_on or self.plan.on)
            for now in self.plan.new_units
        ]
        changed: list[tuple[UnitSpan, date, dict[str, Any]]] = []
        for now, day, values in self.plan.unit_changes:
            span = now.span_on(day)
            if span is not None:
                changed.append((span, day, self._spanned(values)))
                acts += [UnitAct(unit=now.unit, kind=kind, on=day) for kind in _kinds(values)]
        self._change_spans(UnitSpan, changed)
        for now, values in self.plan.unit_descriptions:
            self._describe(now.unit, values)
        self._update(
            Unit,
            [now.unit for now, _values in self.plan.unit_descriptions],
            ["kind", "level", "region", "uscc", "aliases", "tags"],
        )
        self._create(UnitAct, acts)

    def posts(self) -> None:
        """Add posts with their first span; change spans."""
        for now in self.plan.new_posts:
            for name, value in self._of_post(now.values).items():
                setattr(now.post, name, value)
        self._create(Post, [now.post for now in self.plan.new_posts])
        self._create(
            PostSpan,
            [
                PostSpan(post=now.post, valid=interval(now.opened_on), **self._of_post(now.values))
                for now in self.plan.new_posts
            ],
        )
        changed = [
            (span, day, self._of_post(values))
            for now, day, values in self.plan.post_changes
            if (span := now.span_on(day)) is not None
        ]
        self._change_spans(PostSpan, changed)

    def people(self) -> None:
        """Add people, write names otherwise, and begin and end what holds of them for a time."""
        for now in (*self.plan.new_people, *self.plan.renames):
            people_services.spell(now.person)
        self._create(Person, [now.person for now in self.plan.new_people])
        self._update(
            Person,
            [now.person for now in self.plan.renames],
            ["name", "pinyin", "initials", "grams"],
        )
        for fact, (model, column) in FACTS.items():
            ended, same_day, begun = [], [], []
            for now, name, value, day in self.plan.facts:
                if name != fact:
                    continue
                held = now.fact_on(fact, day)
                stored = self.world.ranks[value].pk if fact == "rank" and value else value
                if held is not None and held.valid.lower == day and stored:
                    setattr(held, column, stored)
                    same_day.append(held)
                    continue
                if held is not None:
                    held.valid = DateRange(held.valid.lower, day)
                    ended.append(held)
                if stored:
                    begun.append(model(person=now.person, valid=interval(day), **{column: stored}))
            nothing = [row for row in ended if row.valid.lower == row.valid.upper]
            model.objects.filter(pk__in=[row.pk for row in nothing]).delete()
            self._update(model, [row for row in ended if row not in nothing], ["valid"])
            self._update(model, same_day, [column])
            self._create(model, begun)

    def tenures(self) -> None:
        """Shorten times in posts, then lengthen, then add, so that no two meet on the way."""
        shorter: list[Tenure] = []
        longer: list[Tenure] = []
        for tenure, values in self.plan.tenure_changes:
            until = values.get("until", tenure.valid.upper)
            grows = tenure.valid.upper is not None and (until is None or until > tenure.valid.upper)
            tenure.valid = DateRange(tenure.valid.lower, until)
            for name, value in self._of_tenure(values).items():
                setattr(tenure, name, value)
            (longer if grows else shorter).append(tenure)
        columns = [
            "valid",
            "is_principal",
            "is_acting",
            "is_elected",
            "appointed_by",
            "basis",
        ]
        self._update(Tenure, shorter, columns)
        self._update(Tenure, longer, columns)
        self._create(
            Tenure,
            [
                Tenure(
                    person=person.person,
                    post=post.post,
                    valid=interval(values["from"], values["until"]),
                    **self._of_tenure(values),
                )
                for person, post, values in self.plan.new_tenures
            ],
        )

    def endings(self) -> None:
        """Abolish posts and close units, with what hangs on them."""
        by_day: dict[date, list[PostNow]] = defaultdict(list)
        for post, day in self.plan.abolitions:
            by_day[day].append(post)
        for day, posts in by_day.items():
            ids = [now.post.pk for now in posts]
            Post.objects.filter(pk__in=ids).update(abolished_on=day)
            for model in (PostSpan, Portfolio, Seat, RoleBinding):
                cut(model.objects.filter(post__in=ids), day)
        for unit, day in self.plan.closings:
            self._close(unit, day)

    def _close(self, now: UnitNow, day: date) -> None:
        left = Post.objects.filter(unit=now.unit, abolished_on__isnull=True)
        ids = list(left.values_list("pk", flat=True))
        left.update(abolished_on=day)
        for model in (PostSpan, Portfolio, Seat, RoleBinding):
            cut(model.objects.filter(post__in=ids), day)
        end_unit(now.unit, day)
        UnitAct.objects.create(unit=now.unit, kind=UnitAct.Kind.CLOSED, on=day)

    # --- from the values of a row to the columns of a table ---------------------------------

    def _unit(self, code: str | None) -> Unit | None:
        return self.world.units[code].unit if code else None

    def _spanned(self, values: dict[str, Any]) -> dict[str, Any]:
        given: dict[str, Any] = {
            key: values[key] for key in ("name", "short_name") if key in values
        }
        given |= {
            key: self._unit(values[key])
            for key in ("parent", "organ", "cadre_manager")
            if key in values
        }
        return given

    def _describe(self, unit: Unit, values: dict[str, Any]) -> None:
        for key in ("name", "short_name", "kind", "level", "uscc", "aliases", "tags"):
            if key in values:
                setattr(unit, key, values[key])
        if "region" in values:
            code = values["region"]
            unit.region = self.world.regions[code].region if code else None

    def _of_post(self, values: dict[str, Any]) -> dict[str, Any]:
        given: dict[str, Any] = {
            key: values[key] or "" for key in ("title", "kind", "staff_type") if key in values
        }
        if "unit" in values:
            given["unit"] = self._unit(values["unit"])
        if "rank" in values:
            given["rank"] = self.world.ranks[values["rank"]] if values["rank"] else None
        if "is_city_managed" in values:
            given["is_city_managed"] = bool(values["is_city_managed"])
        return given

    def _of_tenure(self, values: dict[str, Any]) -> dict[str, Any]:
        given: dict[str, Any] = {
            key: values[key] for key in ("is_principal", "is_acting") if key in values
        }
        if "basis" in values:
            given["basis"] = values["basis"] or ""
        if "how" in values:
            given["is_elected"] = values["how"] == "ELECTED"
        if "appointed_by" in values:
            given["appointed_by"] = self._unit(values["appointed_by"])
        return given

    # --- many rows at once ------------------------------------------------------------------

    def _change_spans(
        self, model: type[Any], changes: Iterable[tuple[Any, date, dict[str, Any]]]
    ) -> None:
        """Give spans other values from a day on: shorten the old ones, then add the new ones."""
        shortened, in_place, added = [], [], []
        for span, day, values in changes:
            if span.valid.lower == day:
                for name, value in values.items():
                    setattr(span, name, value)
                in_place.append(span)
                continue
            fresh = model(
                **{
                    field.attname: getattr(span, field.attname)
                    for field in model._meta.concrete_fields
                    if not field.primary_key
                }
            )
            fresh.valid = DateRange(day, span.valid.upper)
            for name, value in values.items():
                setattr(fresh, name, value)
            span.valid = DateRange(span.valid.lower, day)
            shortened.append(span)
            added.append(fresh)
        columns = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        self._update(model, shortened, ["valid"])
        self._update(model, in_place, columns)
        self._create(model, added)

    def _create(self, model: type[M], rows: Iterable[M]) -> None:
        for part in _parts(rows):
            model._default_manager.bulk_create(part)
            self._tell(len(part))

    def _update(self, model: type[M], rows: Iterable[M], columns: list[str]) -> None:
        for part in _parts(rows):
            model._default_manager.bulk_update(part, columns)
            self._tell(len(part))

    def _tell(self, rows: int) -> None:
        self.done += rows
        self.progress(self.done)


def _kinds(values: dict[str, Any]) -> list[str]:
    kinds: list[str] = []
    if {"name", "short_name"} & set(values):
        kinds.append(UnitAct.Kind.RENAMED)
    if set(values) - {"name", "short_name"}:
        kinds.append(UnitAct.Kind.MOVED)
    return kinds


def _parts(rows: Iterable[M]) -> Iterable[list[M]]:
    rest = iter(rows)
    while part := list(islice(rest, BATCH)):
        yield part
