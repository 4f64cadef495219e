"""People, the posts they hold, and who led a unit on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Exists,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Replace

from zhiyong.directory import pinyin
from zhiyong.directory.models import (
    Account,
    Leave,
    Person,
    Portfolio,
    Post,
    RoleBinding,
    StandIn,
    Tenure,
    Unit,
)
from zhiyong.directory.selectors.units import superior_of
from zhiyong.shell.access import ADMINISTRATORS, READS_CASES, Role, Standing

NEVER_COVERED = ADMINISTRATORS | {Role.CUSTODIAN}
"""Roles that do not pass to whoever stands in."""

LEADING = (Post.Kind.MAIN_LEADER, Post.Kind.LEADER)


def people_visible_to(standing: Standing) -> QuerySet[Person]:
    """Return the people somebody may know about: who is signed in knows all of them by name."""
    return Person.objects.none() if standing.person_id is None else Person.objects.all()


def matching_people(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Return the people whose name holds a text, or whose number, pinyin or initials begin with it.

    Each limb is served by an index, at half a million people too.
    """
    wanted = pinyin.plain(text)[:60]
    if not wanted:
        return people
    if not pinyin.is_latin(wanted):
        joined = wanted.replace(" ", "")
        return people.filter(grams__contains=pinyin.grams(joined), name__contains=joined)
    joined = wanted.replace(" ", "")
    return people.annotate(spelling=Replace("pinyin", Value(" "), Value(""))).filter(
        Q(number__startswith=wanted)
        | Q(number__startswith=wanted.upper())
        | Q(initials__startswith=joined)
        | Q(spelling__startswith=joined)
    )


def person_search(
    text: str, limit: int = 20, *, among: QuerySet[Person] | None = None
) -> list[Person]:
    """Return the people that a name, pinyin, initials or a personnel number point at."""
    if not pinyin.plain(text):
        return []
    people = Person.objects.all() if among is None else among
    return list(matching_people(people, text).order_by("pinyin", "pk")[:limit])


def tenures_on(on: date) -> QuerySet[Tenure]:
    """Return who holds which post on a day, posts, units and people joined."""
    return Tenure.objects.filter(valid__contains=on).select_related("person", "post__unit")


def holders(post: Post, on: date) -> QuerySet[Tenure]:
    """Return who holds a post on a day: the holder first, then whoever acts."""
    return tenures_on(on).filter(post=post).order_by("is_acting", "pk")


def holder(post: Post, on: date) -> Person | None:
    """Return who holds a post on a day, else who acts in it, else None: the post is vacant."""
    tenure = holders(post, on).first()
    return tenure.person if tenure else None


def posts_of(person: Person, on: date) -> QuerySet[Tenure]:
    """Return the posts a person holds on a day, the principal one first."""
    return tenures_on(on).filter(person=person).order_by("-is_principal", "pk")


def covered_posts(person_ids: Iterable[int], on: date) -> QuerySet[Post]:
    """Return the posts that people stand in for on a day, beyond the ones they hold.

    A deputy always does; the partner of an AB pair while the holder is on leave without a named
    cover, or the post is vacant; whoever a leave names, for every post of who is away. Nobody
    covers while on leave, and only what a second person has confirmed counts. One query.
    """
    ids = list(person_ids)
    away = Leave.objects.filter(valid__contains=on)
    there = Tenure.objects.filter(valid__contains=on, person__in=ids).exclude(
        person__in=away.values("person")
    )
    held = Tenure.objects.filter(valid__contains=on, post=OuterRef("post"))
    pairs = (
        StandIn.objects.filter(
            valid__contains=on, confirmed_by__isnull=False, stand_in__in=there.values("post")
        )
        .annotate(
            holder_away=Exists(
                held.filter(person__in=away.filter(covered_by__isnull=True).values("person"))
            ),
            vacant=~Exists(held),
        )
        .filter(Q(kind=StandIn.Kind.DEPUTY) | Q(holder_away=True) | Q(vacant=True))
    )
    named = away.filter(covered_by__in=ids, confirmed_by__isnull=False).exclude(
        covered_by__in=away.values("person")
    )
    left = Tenure.objects.filter(valid__contains=on, person__in=named.values("person"))
    # A union, not an "or": the planner would read every post there is.
    return Post.objects.filter(pk__in=pairs.values("post").union(left.values("post")))


def covers_of(post: Post, on: date) -> QuerySet[Person]:
    """Return who stands in for a post on a day, as `covered_posts` counts them."""
    away = Leave.objects.filter(valid__contains=on)
    held = Tenure.objects.filter(valid__contains=on, post=post)
    by_pair = StandIn.objects.filter(post=post, valid__contains=on, confirmed_by__isnull=False)
    if held.exclude(person__in=away.filter(covered_by__isnull=True).values("person")).exists():
        by_pair = by_pair.filter(kind=StandIn.Kind.DEPUTY)
    partners = Tenure.objects.filter(valid__contains=on, post__in=by_pair.values("stand_in"))
    named = away.filter(person__in=held.values("person"), confirmed_by__isnull=False)
    chosen = partners.values("person").union(named.values("covered_by"))
    return (
        Person.objects.filter(pk__in=chosen)
        .exclude(pk__in=away.values("person"))
        .order_by("pinyin", "pk")
    )


def leaders_of(unit: Unit, on: date) -> QuerySet[Tenure]:
    """Return who led a unit on a day, main leaders first, acting ones included (`is_acting`).

    The head of an internal section leads it.
    """
    first = Case(When(span__kind=Post.Kind.LEADER, then=1), default=0, output_field=IntegerField())
    return _leading(unit, on, *LEADING).order_by(first, "is_acting", "pk")


def leads(person_id: int | None, other: Person, on: date) -> bool:
    """Return whether somebody leads a unit that another person serves or served in."""
    units = Unit.objects.filter(posts__tenures__person=other).distinct()
    return person_id is not None and any(
        leaders_of(unit, on).filter(person=person_id).exists() for unit in units
    )


def main_leaders(unit: Unit, on: date) -> QuerySet[Tenure]:
    """Return the main leaders of a unit on a day: one, two (Party and administration), or none."""
    return _leading(unit, on, Post.Kind.MAIN_LEADER).order_by("is_acting", "pk")


def leaders_in_charge(unit: Unit, on: date) -> QuerySet[Tenure]:
    """Return who was in charge of a unit on a day from above it.

    That is the holder of a post whose portfolio names the unit; or, in the unit above it, of a
    post whose portfolio names a field that the unit carries as a tag.
    """
    above = superior_of(unit, on)
    named = Q(unit=unit)
    if above is not None and unit.tags:
        named |= Q(post__unit=above, field__in=unit.tags)
    posts = Portfolio.objects.filter(named, valid__contains=on).values("post")
    return tenures_on(on).filter(post__in=posts).order_by("is_acting", "pk")


def people_with(role: Role, unit: Unit, on: date) -> QuerySet[Person]:
    """Return the people who hold a role for a unit on a day, by themselves or through a post.

    A role that reads cases counts once a second person has confirmed it.
    """
    bindings = RoleBinding.objects.filter(
        Q(unit=unit) | Q(subtree=True, unit__in=unit.path or [unit.pk]),
        role=role,
        valid__contains=on,
    )
    if role in READS_CASES:
        bindings = bindings.filter(confirmed_by__isnull=False)
    posts = list(bindings.filter(post__isnull=False).select_related("post"))
    in_posts = Tenure.objects.filter(
        valid__contains=on, post__in=[binding.post_id for binding in posts]
    )
    direct = bindings.filter(person__isnull=False).values("person")
    chosen: list[QuerySet[Any, Any]] = [in_posts.values("person")]
    if role not in NEVER_COVERED:
        chosen += [
            covers_of(binding.post, on).order_by().values("pk")
            for binding in posts
            if binding.post is not None
        ]
    return Person.objects.filter(pk__in=direct.union(*chosen)).order_by("pinyin", "pk")


def same_person(*who: "Account | Person | str | None") -> bool:
    """Return whether two of these are one and the same natural person.

    Four-eyes checks ask this: accounts, people, or their references ("account:3", "person:7").
    Machines and nobody are nobody's double.
    """
    seen: set[str] = set()
    for one in who:
        key = _natural(one)
        if key in seen:
            return True
        if key:
            seen.add(key)
    return False


def _natural(one: "Account | Person | str | None") -> str:
    if isinstance(one, str):
        name, _, pk = one.partition(":")
        if name == "account" and pk.isdigit():
            one = Account.objects.filter(pk=int(pk)).first()
        else:
            return one if name == "person" else ""
    if isinstance(one, Account):
        return f"person:{one.person_id}" if one.person_id else f"account:{one.pk}"
    return f"person:{one.pk}" if one is not None else ""


def _leading(unit: Unit, on: date, *kinds: Post.Kind) -> QuerySet[Tenure]:
    """Return who held a post that was a leading one of the unit on that day."""
    wanted = [*kinds, *([Post.Kind.SECTION_HEAD] if unit.kind == Unit.Kind.SECTION else [])]
    span = FilteredRelation("post__spans", condition=Q(post__spans__valid__contains=on))
    return tenures_on(on).annotate(span=span).filter(span__unit=unit, span__kind__in=wanted)
