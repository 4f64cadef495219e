"""What the plan calls a fault, as a tree."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from zhiyong.plans.outline.base import (
    Item,
    Section,
    filled,
    item,
    joined,
    section,
)
from zhiyong.plans.wording import ground_of, label, language
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.taxonomy import Category


def taxonomy(pack: Pack) -> list[Section]:
    """Return one section for each branch of the taxonomy."""
    return filled(
        *(
            Section(
                branch.id,
                f"{branch.code} {branch.label.say(language())}",
                tuple(_categories(pack, branch, 0)),
            )
            for branch in pack.taxonomy
        ),
        section(pack, "finding_fields", _("What a finding must state")),
    )


def _categories(pack: Pack, category: Category, depth: int) -> Iterator[Item]:
    lang = language()
    lines = tuple(_about(pack, category))
    yield item(pack, category, lines, depth=depth, code=category.code, section="taxonomy")
    for behaviour in category.behaviours:
        said = (_("Only in working hours."),) if behaviour.working_hours_only else ()
        yield Item(
            behaviour.id, behaviour.label.say(lang), said, ground_of(pack, behaviour), depth + 1
        )
    for child in category.children:
        yield from _categories(pack, child, depth + 1)


def _about(pack: Pack, category: Category) -> Iterator[str]:
    lang = language()
    if category.plain:
        yield _("In plain words: {words}").format(words=category.plain.say(lang))
    if category.judged == "threshold":
        yield _("Found from figures; not offered to citizens to choose.")
    if category.requires:
        needed = [label(pack, "finding_fields", one) for one in category.requires]
        yield _("A finding states: {fields}").format(fields=joined(needed))
