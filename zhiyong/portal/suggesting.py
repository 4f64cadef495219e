"""Which of the plan's categories a text speaks of, by the plan's own keywords."""

from collections.abc import Container, Iterator

from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.taxonomy import Category

SHOWN = 3


def offered(pack: Pack) -> list[Category]:
    """Return the categories that a citizen may choose: the public ones that hold no others."""
    return [
        category
        for category in pack.categories()
        if not category.children and _is_public(pack, category)
    ]


def said(category: Category, lang: str) -> str:
    """Return a category as a citizen would say it; in the plan's words where there are no other."""
    return (category.plain or category.label).say(lang)


def grouped(
    pack: Pack, lang: str, *, without: Container[str] = ()
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the other categories as a list to choose from, under the plan's branches."""
    found: dict[str, list[tuple[str, str]]] = {}
    for category in offered(pack):
        if category.id not in without:
            branch = pack.category_path(category.id)[0]
            found.setdefault(said(branch, lang), []).append((category.id, said(category, lang)))
    return list(found.items())


def suggested(pack: Pack, text: str, most: int = SHOWN) -> list[Category]:
    """Return the categories whose keywords stand in a text, the best first.

    Longer keywords count more; a category counts for each of its keywords once.
    """
    told = text.casefold()
    scored = [(_score(category, told), category) for category in offered(pack)]
    hits = sorted((one for one in scored if one[0]), key=lambda one: -one[0])
    return [category for _points, category in hits[:most]]


def _is_public(pack: Pack, category: Category) -> bool:
    return all(above.public for above in pack.category_path(category.id))


def _score(category: Category, told: str) -> int:
    return sum(len(word) for word in set(_keywords(category)) if word.casefold() in told)


def _keywords(category: Category) -> Iterator[str]:
    yield from category.keywords
    for behaviour in category.behaviours:
        yield from behaviour.keywords
