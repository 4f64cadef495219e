"""What follows from an act, in sentences, before it is done."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from zhiyong.directory import openwork
from zhiyong.directory.models import (
    Body,
    Person,
    Portfolio,
    Post,
    ReceptionPoint,
    RoleBinding,
    Seat,
    StandIn,
    Tenure,
    Unit,
)
from zhiyong.directory.selectors.people import holders
from zhiyong.directory.selectors.posts import charter_on
from zhiyong.directory.selectors.units import open_units, subtree_ids
from zhiyong.shell.access import Role


def of_appointing(
    person: Person, post: Post, on: date, *, principal: bool, leaves: bool
) -> list[str]:
    """Return what follows from appointing somebody to a post."""
    said = _roles(
        _("{person} gets the role {role} for {unit}."), post.role_bindings.all(), on, person
    )
    said += _seats(_("{person} takes the seat “{role}” in {body}."), post, on, person)
    if principal and leaves:
        left = Tenure.objects.filter(person=person, is_principal=True, valid__contains=on)
        for tenure in left.exclude(post=post).select_related("person", "post__unit"):
            said.append(_("{person} leaves {post}.").format(person=person, post=tenure.post))
            said += of_leaving(tenure, on)
    return said


def of_leaving(tenure: Tenure, on: date) -> list[str]:
    """Return what follows from somebody leaving a post."""
    person, post = tenure.person, tenure.post
    others = holders(post, on).exclude(pk=tenure.pk)
    said = _roles(
        _("{person} loses the role {role} for {unit}."), post.role_bindings.all(), on, person
    )
    if not others.exists():
        said.append(_("{post} is vacant.").format(post=post))
        said += _seats(_("The seat “{role}” in {body} is vacant."), post, on, person)
        charter = charter_on(post, on)
        duties = [item for item in charter.items.all() if item.kind == "DUTY"] if charter else []
        if duties:
            said.append(_("Duties without a holder: {count}.").format(count=len(duties)))
    work = Counter(str(provider.label) for provider, _one in openwork.list_open(person, on))
    for label, count in sorted(work.items()):
        text = _("Open work stays with {person}: {label} {count}. Hand it over.")
        said.append(text.format(person=person, label=label, count=count))
    return said


def of_abolishing(post: Post, on: date) -> list[str]:
    """Return what ends with a post."""
    said = _roles(_("The role {role} for {unit} ends."), post.role_bindings.all(), on, None)
    said += _seats(_("The seat “{role}” in {body} ends."), post, on, None)
    for portfolio in post.portfolios.filter(valid__contains=on).select_related("unit"):
        said.append(_("Nobody is in charge of {what} any more.").format(what=portfolio))
    pairs = StandIn.objects.filter(Q(post=post) | Q(stand_in=post), valid__contains=on)
    for pair in pairs.select_related("post__unit", "stand_in__unit"):
        text = _("{stand_in} no longer stands in for {post}.")
        said.append(text.format(stand_in=pair.stand_in, post=pair.post))
    return said


def of_moving(unit: Unit, parent: Unit | None, on: date) -> list[str]:
    """Return what follows from putting a unit under another: who is reached from above."""
    below = len(subtree_ids(unit)) - 1
    said = [_("Units below that move along: {count}.").format(count=below)] if below else []
    old = set(unit.path[:-1])
    new = set(parent.path) if parent else set()
    reach = RoleBinding.objects.filter(valid__contains=on, subtree=True).select_related(
        "unit", "post__unit", "person"
    )
    for text, units in (
        (_("{who}, {role} for {unit}, no longer reaches it."), old - new),
        (_("{who}, {role} for {unit}, reaches it."), new - old),
    ):
        for binding in reach.filter(unit__in=units).order_by("pk")[:20]:
            said.append(_said(text, binding))
    return said


def of_closing(unit: Unit, on: date) -> list[str]:
    """Return what ends with a unit."""
    posts = Post.objects.filter(unit=unit, abolished_on__isnull=True)
    return [
        *_counted(_("Posts abolished: {count}."), posts),
        *_ending(unit, on),
    ]


def of_merging(unit: Unit, into: Unit, on: date) -> list[str]:
    """Return what moves and what ends when a unit merges into another."""
    posts = Post.objects.filter(unit=unit, abolished_on__isnull=True)
    heads = posts.filter(kind=Post.Kind.MAIN_LEADER)
    said = [
        *_counted(
            _("Units below that go to {into}: {{count}}.").format(into=into),
            open_units(on).filter(parent=unit),
        ),
        *_counted(
            _("Posts that go to {into} with their holders: {{count}}.").format(into=into),
            posts.exclude(kind=Post.Kind.MAIN_LEADER),
        ),
    ]
    for post in heads:
        names = _(", ").join(str(one.person) for one in holders(post, on)) or _("vacant")
        said.append(
            _("The post of a main leader ends: {post} ({names}).").format(post=post, names=names)
        )
    said += _ending(unit, on)
    said.append(
        _("Whoever has a role for {into} has it for the work of {unit} too.").format(
            into=into, unit=unit
        )
    )
    return said


def of_splitting(unit: Unit, keeper: Unit | None, moved: int, on: date) -> list[str]:
    """Return what moves and what ends when a unit is split."""
    said = [_("Posts that go to the parts: {count}.").format(count=moved)]
    return [*said, *of_merging(unit, keeper, on)] if keeper else said


def of_ending_body(body: Body, on: date) -> list[str]:
    """Return what ends with a standing body."""
    return _counted(
        _("Seats that end: {count}."), Seat.objects.filter(body=body, valid__contains=on)
    )


def _ending(unit: Unit, on: date) -> list[str]:
    running = {"unit": unit, "valid__contains": on}
    points = ReceptionPoint.objects.filter(unit=unit, closed_on__isnull=True)
    return [
        *_counted(
            _("Roles for the unit that end: {count}."), RoleBinding.objects.filter(**running)
        ),
        *_counted(_("Portfolios that end: {count}."), Portfolio.objects.filter(**running)),
        *_counted(_("Seats as a member unit that end: {count}."), Seat.objects.filter(**running)),
        *_counted(_("Reception points that close: {count}."), points),
    ]


def _counted(text: str, rows: Any) -> list[str]:
    count = rows.count()
    return [text.format(count=count)] if count else []


def _roles(
    text: str, bindings: Iterable[RoleBinding], on: date, person: Person | None
) -> list[str]:
    rows = bindings.filter(valid__contains=on).select_related("unit")  # type: ignore[attr-defined]
    return [
        text.format(person=person, role=Role(binding.role).label, unit=binding.unit)
        for binding in rows.order_by("pk")
    ]


def _seats(text: str, post: Post, on: date, person: Person | None) -> list[str]:
    rows = Seat.objects.filter(post=post, valid__contains=on).select_related("body")
    return [
        text.format(person=person, role=seat.get_role_display(), body=seat.body)
        for seat in rows.order_by("pk")
    ]


def _said(text: str, binding: RoleBinding) -> str:
    who = binding.person or binding.post
    return text.format(who=who, role=Role(binding.role).label, unit=binding.unit)
