"""What is undone, in words: what it is, on whom, how it stood, how it stands after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from zhiyong.appeals.models import RollBackLine
from zhiyong.appeals.selectors.undoing import Change
from zhiyong.consequences.models import Entry, YearlySum
from zhiyong.decisions.models import Decision
from zhiyong.directory.models import Person, Unit
from zhiyong.intake import labels
from zhiyong.publicity.models import Publication
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import say_number
from zhiyong.shell.days import parse_day

Kind = RollBackLine.Kind


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the table before and after."""

    kind: str
    label: str
    who: str
    what: str
    before: str
    after: str


ORDER = [
    Kind.REVERSED,
    Kind.BOOKED,
    Kind.RESTORED,
    Kind.RECOMPUTED,
    Kind.CORRECTED,
    Kind.FLAGGED,
    Kind.RETRACTED,
]


def say(pack: Pack, changes: Iterable[Change | RollBackLine]) -> list[Said]:
    """Return changes in words, in the order in which they matter: three queries for all names."""
    given = sorted(changes, key=lambda one: ORDER.index(Kind(one.kind)))
    names = _names(given)
    return [_said(pack, one, names) for one in given]


def _names(changes: Iterable[Change | RollBackLine]) -> Mapping[str, str]:
    wanted: dict[str, set[int]] = {"person": set(), "unit": set(), "decision": set()}
    for one in changes:
        for reference in (one.reference, _who(one)):
            kind, _colon, pk = reference.partition(":")
            if kind in wanted and pk.isdigit():
                wanted[kind].add(int(pk))
    people, units = Person.objects.in_bulk(wanted["person"]), Unit.objects.in_bulk(wanted["unit"])
    decisions = Decision.objects.in_bulk(wanted["decision"])
    return {
        **{f"person:{pk}": row.name for pk, row in people.items()},
        **{f"unit:{pk}": row.name for pk, row in units.items()},
        **{f"decision:{pk}": str(row) for pk, row in decisions.items()},
    }


def _who(one: Change | RollBackLine) -> str:
    return str(one.before.get("on") or one.after.get("on") or "")


def _said(pack: Pack, one: Change | RollBackLine, names: Mapping[str, str]) -> Said:
    kind = Kind(one.kind)
    who = names.get(_who(one)) or names.get(one.reference, "")
    what, before, after = "", "", ""
    match kind:
        case Kind.RECOMPUTED:
            what = _("{sum}, {year}").format(
                sum=YearlySum.Of(one.before["of"]).label, year=one.before["year"]
            )
            before, after = (_withheld(side["share"]) for side in (one.before, one.after))
        case Kind.CORRECTED:
            if "register" in one.before:
                what = _("Row of the register “{register}”").format(
                    register=labels.label(pack, "registers", str(one.before["register"]))
                )
                before, after = _("in force"), _("struck out; the keeper enters what holds")
                return Said(kind.value, str(kind.label), who, what, before, after)
            grade = _grade(pack, one.before)
            what = _("Grade of {year}").format(year=one.before["year"])
            forced = one.before.get("effect") == "force"
            before = (_("forced: {grade}") if forced else _("not possible: {grade}")).format(
                grade=grade
            )
            after = _("graded anew without it; nobody else is lowered")
        case Kind.FLAGGED:
            who, what = (
                "",
                _("Decision no. {number}").format(number=names.get(one.reference, one.reference)),
            )
            before = _("rested on what has fallen")
            due = parse_day(str(one.after.get("due", "")))
            after = (
                _("to be decided anew by {day}; it stands until then").format(
                    day=date_format(due, "DATE_FORMAT")
                )
                if due
                else _("to be decided anew; it stands until then")
            )
        case Kind.RETRACTED:
            what = _title(one)
            before, after = _("published"), _("retracted, and corrected in the same audience")
        case _:
            side = one.before or one.after
            what = _what(pack, side)
            before = _state(one.before)
            after = _state(one.after)
    return Said(kind.value, str(kind.label), who, what, before, after)


def _title(one: Change | RollBackLine) -> str:
    told = one.before.get("title")
    if told:
        return str(told)
    pk = one.reference.partition(":")[2]
    row = Publication.objects.filter(pk=pk).first()
    return row.title if row else one.reference


def _what(pack: Pack, side: Mapping[str, Any]) -> str:
    """Return what an entry is: the plan's own words, with its share, grade, year or days."""
    code = str(side.get("code", ""))
    wanted = ("measures",) if side.get("effect") == "measure" else ("consequences", "freezes")
    section = next((one for one in wanted if pack.has(one, code)), wanted[0])
    label = labels.label(pack, section, code)
    parts = [label]
    if side.get("origin") == "linked" and side.get("from_measure"):
        measure = labels.label(pack, "measures", str(side["from_measure"]))
        parts.append(_("linked to “{measure}”").format(measure=measure))
    if side.get("share") and (share := _share(str(side["share"]))) not in label:
        parts.append(share)
    if side.get("amount"):
        amount = number_format(Decimal(str(side["amount"])), 2, force_grouping=True)
        parts.append(_("{amount} yuan").format(amount=amount))
    if side.get("year"):
        parts.append(str(side["year"]))
    return " · ".join(parts)


def _state(side: Mapping[str, Any]) -> str:
    if not side:
        return ""
    said = str(Entry.State(side["state"]).label)
    since, through = parse_day(str(side.get("since", ""))), parse_day(str(side.get("through", "")))
    if side["state"] == Entry.State.ROLLED_BACK or not since:
        return said
    first = date_format(since, "DATE_FORMAT")
    if not through:
        return _("{state}, from {first}").format(state=said, first=first)
    last = date_format(through, "DATE_FORMAT")
    return _("{state}, {first} to {last}").format(state=said, first=first, last=last)


def _grade(pack: Pack, side: Mapping[str, Any]) -> str:
    appraisal, grade = str(side.get("appraisal", "")), str(side.get("grade", ""))
    if pack.has("appraisals", appraisal):
        scale = pack.element("appraisals", appraisal).scale
        if scale and pack.has("scales", scale):
            for value in pack.element("scales", scale).values:
                if value.id == grade:
                    text: str = value.label.say(labels.language())
                    return text
    return grade


def _share(text: str) -> str:
    return say_number(Fraction(text), share=True)


def _withheld(text: str) -> str:
    return _("{share} withheld").format(share=_share(text))
