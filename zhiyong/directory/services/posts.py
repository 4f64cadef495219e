"""Acts on posts: setting up, changing, abolishing, what they are in charge of and there for."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from zhiyong.directory import intervals
from zhiyong.directory.intervals import OutsideHistory, interval
from zhiyong.directory.models import (
    Charter,
    CharterItem,
    Portfolio,
    Post,
    PostSpan,
    Rank,
    RoleBinding,
    Seat,
    StandIn,
    Tenure,
    Unit,
)
from zhiyong.directory.services.current import bring_posts_up_to
from zhiyong.directory.services.units import By, CodeTaken, UnitClosed, cut
from zhiyong.journal.services import record
from zhiyong.shell.errors import Refusal

SPANNED = ("unit", "kind", "title", "rank", "staff_type", "is_city_managed")
"""What has a history."""


class PostIsHeld(Refusal):
    """The post cannot be abolished while somebody holds it."""

    def __init__(self, tenure: Tenure) -> None:
        text = _("{person} holds this post. End that first.")
        super().__init__(text.format(person=tenure.person))
        self.tenure = tenure


class PostAbolished(Refusal):
    """The post was abolished."""

    def __init__(self, post: Post) -> None:
        text = _("This post was abolished on {day}.")
        super().__init__(text.format(day=post.abolished_on))


@transaction.atomic
def open_post(
    *,
    unit: Unit,
    kind: str,
    title: str,
    on: date,
    by: By,
    code: str = "",
    rank: Rank | None = None,
    staff_type: str = "",
    is_city_managed: bool = False,
) -> Post:
    """Set up a post in a unit; without a code it gets the unit's next one.

    :raises CodeTaken: if another post has the code.
    :raises UnitClosed: if the unit is closed by that day.
    :raises OutsideHistory: if the unit did not exist yet.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if unit.closed_on is not None and unit.closed_on <= on:
        raise UnitClosed(unit)
    if unit.opened_on is not None and on < unit.opened_on:
        raise OutsideHistory(on)
    code = code or next_code(unit)
    if Post.objects.filter(code=code).exists():
        raise CodeTaken(code)
    now: dict[str, Any] = {
        "unit": unit,
        "kind": kind,
        "title": title,
        "rank": rank,
        "staff_type": staff_type,
        "is_city_managed": is_city_managed,
    }
    post = Post.objects.create(code=code, **now)
    PostSpan.objects.create(post=post, valid=interval(on), **now)
    record("post.opened", of=post, by=by, on=on, threads=[unit], facts={"unit": unit})
    return post


def next_code(unit: Unit) -> str:
    """Return the code of a unit's next post: "JZ-011-03". The unit is locked by the caller."""
    number = Post.objects.filter(code__startswith=f"{unit.code}-").count() + 1
    while Post.objects.filter(code=f"{unit.code}-{number:02}").exists():
        number += 1
    return f"{unit.code}-{number:02}"


@transaction.atomic
def change_post(*, post: Post, on: date, by: By, today: date | None = None, **values: Any) -> Post:
    """Change a post from a day on: any of `SPANNED`, to the end of the span of that day.

    :raises OutsideHistory: if the post did not exist on that day.
    """
    if unknown := set(values) - set(SPANNED):
        raise TypeError(f"no history of {unknown}")
    post = _lock(post)
    before = PostSpan.objects.filter(post=post, valid__contains=on).first()
    changed = sorted(name for name in values if before and getattr(before, name) != values[name])
    intervals.change(PostSpan.objects.filter(post=post), on, **values)
    if not changed:
        return post
    record("post.changed", of=post, by=by, on=on, facts={"changed": changed})
    bring_posts_up_to(today or on, [post.pk])
    post.refresh_from_db()
    return post


@transaction.atomic
def abolish_post(*, post: Post, on: date, by: By) -> Post:
    """Abolish a vacant post: what it is in charge of, its seats, roles and stand-ins end.

    :raises PostIsHeld: if somebody holds it on that day or later.
    :raises PostAbolished: if it is abolished already.
    """
    post = _lock(post)
    if post.abolished_on is not None:
        raise PostAbolished(post)
    held = (
        Tenure.objects.filter(Q(valid__contains=on) | Q(valid__startswith__gte=on), post=post)
        .select_related("person")
        .first()
    )
    if held is not None:
        raise PostIsHeld(held)
    post.abolished_on = on
    post.save(update_fields=["abolished_on"])
    intervals.end(PostSpan.objects.filter(post=post), on)
    cut(StandIn.objects.filter(Q(post=post) | Q(stand_in=post)), on)
    for model in (Portfolio, Seat, RoleBinding):
        cut(model.objects.filter(post=post), on)
    record("post.abolished", of=post, by=by, on=on, threads=[post.unit], facts={"unit": post.unit})
    return post


@transaction.atomic
def put_in_charge(
    *, post: Post, on: date, by: By, unit: Unit | None = None, field: str = ""
) -> Portfolio:
    """Put a leader's post in charge of a unit, or of a field that units carry as a tag.

    :raises PostAbolished: if the post is gone.
    """
    post = _lock(post)
    if post.abolished_on is not None and post.abolished_on <= on:
        raise PostAbolished(post)
    running = Portfolio.objects.filter(post=post, unit=unit, field=field, valid__contains=on)
    if (known := running.first()) is not None:
        return known
    portfolio = Portfolio.objects.create(post=post, unit=unit, field=field, valid=interval(on))
    facts = {"portfolio": portfolio.pk} | ({"unit": unit} if unit else {})
    record("post.put_in_charge", of=post, by=by, on=on, threads=[unit] if unit else (), facts=facts)
    return portfolio


@transaction.atomic
def relieve_of_charge(*, portfolio: Portfolio, on: date, by: By) -> Portfolio:
    """End what a post is in charge of.

    :raises OutsideHistory: if it had ended by then.
    """
    intervals.end(Portfolio.objects.filter(pk=portfolio.pk), on)
    threads = [portfolio.unit] if portfolio.unit else []
    record(
        "post.relieved_of_charge",
        of=portfolio.post,
        by=by,
        on=on,
        threads=threads,
        facts={"portfolio": portfolio.pk},
    )
    portfolio.refresh_from_db()
    return portfolio


@transaction.atomic
def adopt_charter(
    *, post: Post, items: Iterable[tuple[str, str]], on: date, by: By, basis: str = ""
) -> Charter:
    """Adopt the next version of what a post is there for: (kind, text) in their order.

    The version before ends on that day.

    :raises OutsideHistory: if a version begins on that day or later.
    """
    post = _lock(post)
    earlier = Charter.objects.filter(post=post)
    if earlier.filter(valid__startswith__gte=on).exists():
        raise OutsideHistory(on)
    if earlier.filter(valid__contains=on).exists():
        intervals.end(earlier, on)
    version = (earlier.aggregate(last=Max("version"))["last"] or 0) + 1
    charter = Charter.objects.create(post=post, version=version, basis=basis, valid=interval(on))
    places: dict[str, int] = {}
    rows = []
    for kind, text in items:
        places[kind] = places.get(kind, 0) + 1
        rows.append(CharterItem(charter=charter, kind=kind, order=places[kind], text=text))
    CharterItem.objects.bulk_create(rows)
    facts = {"version": version, "items": len(rows)}
    record("post.charter_adopted", of=post, by=by, on=on, facts=facts)
    return charter


def _lock(post: Post) -> Post:
    return Post.objects.select_for_update(of=("self",)).select_related("unit").get(pk=post.pk)
