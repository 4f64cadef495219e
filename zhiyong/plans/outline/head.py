"""The head of a plan: aims, principles, bodies, law, whom it covers."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.plans.outline.base import (
    Section,
    filled,
    of,
    section,
    whole,
)
from zhiyong.plans.wording import language, party
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.wording import read_aloud


def overview(pack: Pack) -> list[Section]:
    """Return goals, principles, bodies, positions, scope, law and what it replaces."""
    return filled(
        section(pack, "goals", _("Goals")),
        section(pack, "principles", _("Principles")),
        section(pack, "bindings", _("Bodies to bind"), _binding),
        section(pack, "actors", _("Positions and parties")),
        whole(pack, "addressees", _("To whom the plan is addressed")),
        _scope(pack),
        section(pack, "legal_bases", _("Law behind the plan"), _law),
        whole(pack, "overrides", _("What higher law replaces")),
    )


def _binding(pack: Pack, body: Any) -> Iterator[str]:
    if body.external:
        yield _("Outside this place: matters are handed over to it, sealed.")
    if body.superior:
        yield _("What it may not handle itself goes to {body}.").format(
            body=party(pack, body.superior)
        )


def _law(pack: Pack, law: Any) -> Iterator[str]:
    checked = {
        "text": _("The text was read."),
        "excerpt": _("Only an excerpt was seen: check it against the official text."),
        "no": _("Listed only; no article of it is used."),
    }
    yield checked[law.checked]
    if any(one.law == law.id and not one.loaded for one in pack.superior_rules):
        yield _("It is not loaded: what it is to supply stays empty.")


def _scope(pack: Pack) -> Section:
    lang = language()

    def say(pack: Pack, rule: Any) -> Iterator[str]:
        effect = _("Covered: {who}") if rule.effect == "covers" else _("Left out: {who}")
        yield effect.format(who=read_aloud(rule.when, pack.vocabulary, lang))

    rules = of(pack, "scope", _("Whom the plan covers"), pack.scope.rules, say)
    followers = of(pack, "scope", "", pack.scope.followers)
    return Section("scope", rules.title, rules.items + followers.items)
