"""Fields that find a unit, a person or a post by what people type."""

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import pgettext

from zhiyong.directory.models import Person, Post, Region, Unit
from zhiyong.directory.pinyin import is_latin, plain
from zhiyong.directory.selectors import region_search, unit_search
from zhiyong.directory.selectors.people import matching_people
from zhiyong.directory.selectors.posts import WEIGHT
from zhiyong.shell.picking import SHOWN, Find, PickField


def find_units(text: str) -> list[Find]:
    """Return the units that a text may mean, with the unit above each."""
    units = unit_search(text, limit=SHOWN)
    parents = Unit.objects.in_bulk({unit.parent_id for unit in units if unit.parent_id})
    return [
        Find(str(unit.pk), unit.name, parents[unit.parent_id].name if unit.parent_id else "")
        for unit in units
    ]


def get_unit(pk: str) -> Find | None:
    """Return a unit by its id."""
    unit = Unit.objects.filter(pk=pk).first() if pk.isdecimal() else None
    return Find(pk, unit.name) if unit else None


def find_regions(text: str) -> list[Find]:
    """Return the regions that a name or the beginning of a code may mean, with the one above."""
    return [
        Find(str(region.pk), region.name, _code_and_above(region))
        for region in region_search(text, limit=SHOWN)
    ]


def get_region(pk: str) -> Find | None:
    """Return a region by its id."""
    region = Region.objects.filter(pk=pk).first() if pk.isdecimal() else None
    return Find(pk, region.name, region.code) if region else None


def _code_and_above(region: Region) -> str:
    return f"{region.code} {region.parent.name if region.parent else ''}".strip()


def find_people(text: str) -> list[Find]:
    """Return the people that a text may mean, with the number that tells namesakes apart."""
    people = matching_people(Person.objects.all(), text).order_by("pinyin", "pk")[:SHOWN]
    return [Find(f"person-{person.pk}", person.name, person.number) for person in people]


def find_posts(text: str) -> list[Find]:
    """Return the posts that a text may mean: a code, a unit, or a unit and a title.

    "民政局 局长" means that post of the units that "民政局" may mean.
    """
    wanted = plain(text)
    if is_latin(wanted) and wanted:
        found = Post.objects.filter(code__istartswith=wanted)
    else:
        name, _gap, title = wanted.partition(" ")
        units = [unit.pk for unit in unit_search(name, limit=SHOWN)]
        found = Post.objects.filter(unit__in=units, title__contains=title)
    kept = found.filter(abolished_on__isnull=True).select_related("unit")
    return [_post(post) for post in kept.annotate(weight=WEIGHT).order_by("weight", "pk")[:SHOWN]]


def get_post(key: str) -> Find | None:
    """Return a post by its key."""
    holder = _holder(key)
    return _post(holder) if isinstance(holder, Post) else None


def find_holders(text: str) -> list[Find]:
    """Return the people and the posts that a text may mean."""
    return [*find_people(text)[: SHOWN // 2], *find_posts(text)][:SHOWN]


def find_public_units(text: str) -> list[Find]:
    """Return the units that a citizen's words may mean: public facts alone."""
    open_now = Unit.objects.filter(closed_on__isnull=True)
    return [
        Find(str(unit.pk), unit.name, unit.parent.name if unit.parent else "")
        for unit in unit_search(text, limit=SHOWN, among=open_now)
    ]


def _post(post: Post) -> Find:
    hint = pgettext("in an office", "Post")
    return Find(f"post-{post.pk}", f"{post.unit.name} {post.title}", hint)


def get_holder(key: str) -> Find | None:
    """Return a person or a post by its key."""
    holder = _holder(key)
    if isinstance(holder, Post):
        return _post(holder)
    return Find(key, holder.name, holder.number) if holder else None


def _holder(key: str) -> Person | Post | None:
    kind, _dash, pk = key.partition("-")
    if not pk.isdecimal():
        return None
    if kind == "post":
        return Post.objects.filter(pk=pk).select_related("unit").first()
    return Person.objects.filter(pk=pk).first() if kind == "person" else None


class UnitField(PickField):
    """One unit; cleans to it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            find=find_units, get=get_unit, search_url=reverse_lazy("directory:find_unit"), **kwargs
        )

    def clean(self, value: Any) -> Any:
        """Return the unit, None when empty and not required."""
        pk = super().clean(value)
        return Unit.objects.get(pk=pk) if pk else None


class RegionField(PickField):
    """One region; cleans to it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            find=find_regions,
            get=get_region,
            search_url=reverse_lazy("directory:find_region"),
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """Return the region, None when empty and not required."""
        pk = super().clean(value)
        return Region.objects.get(pk=pk) if pk else None


class PostField(PickField):
    """One post; cleans to it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            find=find_posts, get=get_post, search_url=reverse_lazy("directory:find_post"), **kwargs
        )

    def clean(self, value: Any) -> Any:
        """Return the post, None when empty and not required.

        :raises ValidationError: as `PickField.clean`.
        """
        key = super().clean(value)
        return _holder(key) if key else None


class PersonOrPostField(PickField):
    """One person, or also a post; cleans to it."""

    def __init__(self, *, posts: bool = True, **kwargs: Any) -> None:
        url = "directory:find_holder" if posts else "directory:find_person"
        super().__init__(
            find=find_holders if posts else find_people,
            get=get_holder,
            search_url=reverse_lazy(url),
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """Return the person or the post, None when empty and not required.

        :raises ValidationError: as `PickField.clean`.
        """
        key = super().clean(value)
        return _holder(key) if key else None
