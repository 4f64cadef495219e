"""The matrix of responsibility: which line a category falls under, and which has none.

A line names the categories that it takes; a line on a group takes all below it that no line names
themselves. Many categories may go to one line, and one category to several.
"""

from zhiyong.rules.pack.responsibility import Responsibility
from zhiyong.rules.pack.schema import Pack


def lines_for(pack: Pack, category: str) -> tuple[Responsibility, ...]:
    """Return the lines that take a category: those that name it, else those of its nearest group.

    :raises UnknownElement: if the pack has no such category.
    """
    for one in reversed(pack.category_path(category)):
        found = tuple(line for line in pack.responsibilities if one.id in line.categories)
        if found:
            return found
    return ()


def categories_without_line(pack: Pack) -> tuple[str, ...]:
    """Return the categories that no line takes, of a plan whose lines take categories at all."""
    if not any(line.categories for line in pack.responsibilities):
        return ()
    return tuple(
        category.id
        for category in pack.categories()
        if not category.is_group and not lines_for(pack, category.id)
    )


def first_responsible(pack: Pack, place: str) -> Responsibility | None:
    """Return the line by which a unit's failing falls on whoever holds a place in it, if any."""
    return next(
        (one for one in pack.responsibilities if one.per == "unit" and place in one.falls_on), None
    )
