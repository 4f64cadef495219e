"""What a plan says about an inspection: who may plan it, of whom, how it is done, what follows."""

from collections.abc import Iterable
from datetime import date

from zhiyong.directory.models import Unit
from zhiyong.directory.selectors import superior_of
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import adoptions_for, bound_unit, pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.rules.levels import SkipCode, assign
from zhiyong.rules.pack.papers import Slip
from zhiyong.rules.pack.procedure import Publication as PublicationRule
from zhiyong.rules.pack.rectification import Inspection
from zhiyong.rules.pack.schema import Pack

REPORT = "inspection.report"
"""By which act of a slip the plan's form of a report is found."""

CHANNEL_FORM = "inspection"
"""Of which form the channel is by which findings come in as leads."""


def rule_of(adoption: Adoption, inspection: str) -> Inspection | None:
    """Return a kind of inspection of the plan; None if it has none of that id."""
    pack = pack_of(adoption)
    if not pack.has("inspections", inspection):
        return None
    found: Inspection = pack.element("inspections", inspection)
    return found


def may_plan(rule: Inspection, adoption: Adoption, unit: Unit) -> bool:
    """Whether a unit is one of those that the plan has inspect.

    Parties that are no bound body (units of a level, inspection groups) leave it to whoever acts.
    """
    pack = pack_of(adoption)
    if not rule.by or any(not pack.has("bindings", party) for party in rule.by):
        return True
    return any(bound_unit(adoption, party) == unit for party in rule.by)


def plannable(units: Iterable[Unit], on: date) -> list[tuple[Adoption, Inspection, Unit]]:
    """Return the inspections that some units may plan on a day, plan by plan."""
    found: dict[tuple[int, str, int], tuple[Adoption, Inspection, Unit]] = {}
    for unit in units:
        for adoption in adoptions_for(unit, on):
            for rule in pack_of(adoption).inspections:
                if may_plan(rule, adoption, unit):
                    found[adoption.pk, rule.id, unit.pk] = (adoption, rule, unit)
    return list(found.values())


def skip_of(rule: Inspection, adoption: Adoption, by: Unit, of: Unit, on: date) -> SkipCode | None:
    """Return why a unit may not inspect another, each level the next; None if it may.

    The tree is the directory's: the unit above, or the body in charge of it (主管机关). A body
    that the plan names acts for the unit above it: an office inspects what is below its city.
    """
    if not rule.one_level_down:
        return None
    tree = _above(of)
    acting = _acts_for(rule, adoption, by, on)
    found = [assign(tree, wanted=[(str(one.pk), str(of.pk))]).refused for one in acting]
    if not all(found):
        return None
    codes = [skip.code for refused in found for skip in refused]
    return next((code for code in ("OWN_UNIT", "LEVEL_SKIPPED") if code in codes), codes[0])


def _acts_for(rule: Inspection, adoption: Adoption, by: Unit, on: date) -> list[Unit]:
    if not any(bound_unit(adoption, party) == by for party in rule.by):
        return [by]
    above = superior_of(by, on)
    return [by, above] if above else [by]


def _above(of: Unit) -> dict[str, list[str]]:
    """Return the part of the directory's tree that lies over a unit, by what is right below."""
    tree: dict[str, list[str]] = {}
    seen: set[int] = set()
    waiting = [of.pk]
    while waiting:
        units = Unit.objects.filter(pk__in=waiting).values_list("pk", "parent_id", "organ_id")
        waiting = []
        for pk, *above in units:
            seen.add(pk)
            for one in filter(None, above):
                tree.setdefault(str(one), []).append(str(pk))
                if one not in seen:
                    waiting.append(one)
    return tree


def lead_channel(pack: Pack) -> str:
    """Return the channel by which what an inspection finds comes in; "" where there is none."""
    return next((one.id for one in pack.channels if one.form == CHANNEL_FORM), "")


def has_ledger(pack: Pack) -> bool:
    """Whether the plan has a ledger of problems to be put right."""
    return pack.rectification is not None


def ledger_source(rule: Inspection, form: str, sort: str, pack: Pack) -> str:
    """Return the source of the ledger that an inspection is: of its kind, form, or own name."""
    known = {one.id for one in pack.rectification.sources} if pack.rectification else set()
    return next((one for one in (sort, form, rule.id) if one in known), "")


def exposures(rule: Inspection, pack: Pack) -> list[PublicationRule]:
    """Return the publications that this inspection feeds."""
    return [one for one in pack.publications if one.id in rule.feeds]


def report_form(pack: Pack) -> Slip | None:
    """Return the plan's form of a report of an inspection, if it has one."""
    return next((slip for slip in pack.slips if slip.act == REPORT), None)


def report_units(rule: Inspection, adoption: Adoption) -> list[Unit]:
    """Return the bound bodies that the plan has a report go to."""
    found = [bound_unit(adoption, party) for party in rule.report_to]
    return list(dict.fromkeys(unit for unit in found if unit is not None))


def said_of(rule: Inspection, subject: str, lang: str) -> str:
    """Return the name of a focus or a check of an inspection; "" of what it has not."""
    for one in (*rule.focus, *rule.checks):
        if one.id == subject:
            return one.label.say(lang)
    return ""


def clause_of(rule: Inspection | None) -> Clause | None:
    """Return the clause on which an inspection rests."""
    return rule.clause if rule else None
