"""Votes, appraisals, quotas, lists; the figures behind thresholds; rewards."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from zhiyong.plans.outline.base import Item, Section, everything, filled, whole
from zhiyong.plans.wording import Ground, language
from zhiyong.rules.pack.schema import Pack


def evaluation(pack: Pack) -> list[Section]:
    """Return ballots, appraisals, rankings, accounts, coverage, rewards and examples."""
    return filled(
        whole(pack, "ballots", _("Votes and surveys")),
        whole(pack, "appraisals", _("Appraisals and quotas")),
        whole(pack, "rankings", _("Lists of the best and the worst")),
        whole(pack, "accounts", _("Demerit accounts")),
        whole(pack, "coverages", _("How often everybody is looked at")),
        whole(pack, "indicators", _("Indicators")),
        whole(pack, "rewards", _("Rewards")),
        whole(pack, "examples", _("Examples, good and bad")),
    )


def figures(pack: Pack) -> list[Section]:
    """Return thresholds, the figures they use, the registers these come from, statistics."""
    return filled(
        whole(pack, "leads", _("Thresholds that make a lead")),
        whole(pack, "figures", _("Figures and where they come from")),
        whole(pack, "registers", _("Registers of the plan")),
        whole(pack, "statistics", _("Statistics")),
        Section("facts", _("Facts that conditions ask for"), tuple(_facts(pack))),
    )


def _facts(pack: Pack) -> Iterator[Item]:
    for fact in pack.facts:
        note = (fact.note.say(language()),) if fact.note else ()
        said = (*everything(pack, fact), *note)
        yield Item(fact.id, fact.label.say(language()), said, Ground())


def publicity(pack: Pack) -> list[Section]:
    """Return what is published, for whom."""
    return filled(whole(pack, "publications", _("What is made known, and to whom")))
