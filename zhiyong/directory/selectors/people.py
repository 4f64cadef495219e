"""People, the posts they hold, and who led a unit on a day."""

from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Replace

from zhiyong.directory import pinyin
from zhiyong.directory.models import Person, Portfolio, Post, RoleBinding, Tenure, Unit
from zhiyong.directory.selectors.units import superior_of
from zhiyong.shell.access import READS_CASES, Role, Standing

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


def leaders_of(unit: Unit, on: date) -> QuerySet[Tenure]:
    """Return who led a unit on a day, main leaders first, acting ones included (`is_acting`).

    The head of an internal section leads it.
    """
    first = Case(When(post__kind=Post.Kind.LEADER, then=1), default=0, output_field=IntegerField())
    return tenures_on(on).filter(_leads(unit, *LEADING)).order_by(first, "is_acting", "pk")


def main_leaders(unit: Unit, on: date) -> QuerySet[Tenure]:
    """Return the main leaders of a unit on a day: one, two (Party and administration), or none."""
    return tenures_on(on).filter(_leads(unit, Post.Kind.MAIN_LEADER)).order_by("is_acting", "pk")


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
    in_posts = Tenure.objects.filter(
        valid__contains=on, post__in=bindings.filter(post__isnull=False).values("post")
    )
    return Person.objects.filter(
        Q(pk__in=bindings.filter(person__isnull=False).values("person"))
        | Q(pk__in=in_posts.values("person"))
    ).order_by("pinyin", "pk")


def _leads(unit: Unit, *kinds: Post.Kind) -> Q:
    wanted = [*kinds, *([Post.Kind.SECTION_HEAD] if unit.kind == Unit.Kind.SECTION else [])]
    return Q(post__unit=unit, post__kind__in=wanted)
