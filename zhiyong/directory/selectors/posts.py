"""Posts: those of a unit on a day, those without a holder, and what they are there for."""

from datetime import date

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)

from zhiyong.directory.models import Charter, CharterItem, Post, PostSpan, Tenure, Unit
from zhiyong.shell.access import Standing

WEIGHT = Case(
    *(When(kind=kind, then=Value(place)) for place, kind in enumerate(Post.Kind.values)),
    default=Value(9),
    output_field=IntegerField(),
)
"""The place of a kind of post on a page: main leaders first, as the kinds are declared."""


def posts_visible_to(standing: Standing) -> QuerySet[Post]:
    """Return the posts somebody may know about: who is signed in knows all of them."""
    return Post.objects.none() if standing.person_id is None else Post.objects.all()


def posts_of_unit(unit: Unit, on: date) -> QuerySet[PostSpan]:
    """Return the posts of a unit on a day, as they were, leaders first; holders in `.holders`.

    Two queries.
    """
    tenures = Tenure.objects.filter(valid__contains=on).select_related("person")
    return (
        PostSpan.objects.filter(unit=unit, valid__contains=on)
        .select_related("post", "rank")
        .prefetch_related(
            Prefetch("post__tenures", tenures.order_by("is_acting", "pk"), to_attr="holders")
        )
        .annotate(weight=WEIGHT)
        .order_by("weight", "pk")
    )


def posts_on(on: date) -> QuerySet[Post]:
    """Return the posts that existed on a day."""
    return Post.objects.filter(Q(abolished_on__isnull=True) | Q(abolished_on__gt=on))


def vacant_posts(on: date) -> QuerySet[Post]:
    """Return the posts that nobody holds or acts in on a day, with their units."""
    held = Tenure.objects.filter(post=OuterRef("pk"), valid__contains=on)
    return (
        posts_on(on)
        .filter(
            ~Exists(held), Exists(PostSpan.objects.filter(post=OuterRef("pk"), valid__contains=on))
        )
        .select_related("unit", "rank")
    )


def charter_on(post: Post, on: date) -> Charter | None:
    """Return what a post was there for on a day, its items in their order."""
    return (
        Charter.objects.filter(post=post, valid__contains=on)
        .prefetch_related(Prefetch("items", CharterItem.objects.order_by("kind", "order")))
        .first()
    )


def duties_without_holder(on: date) -> QuerySet[CharterItem]:
    """Return the duties in force on a day whose post nobody holds or acts in."""
    held = Tenure.objects.filter(post=OuterRef("charter__post"), valid__contains=on)
    return (
        CharterItem.objects.filter(
            Q(charter__post__abolished_on__isnull=True) | Q(charter__post__abolished_on__gt=on),
            ~Exists(held),
            kind=CharterItem.Kind.DUTY,
            charter__valid__contains=on,
        )
        .select_related("charter__post__unit")
        .order_by("charter__post__unit__pinyin", "charter__post_id", "order")
    )
