"""The part `accounts`: demerit accounts of a cycle, entry by entry."""

from typing import Any

from pydantic import Field

from zhiyong.rules.demerits import Booked, DemeritError, Entry, Version, read_cycle, state
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.scores import Name, find, number, refusal, said, why
from zhiyong.rules.explain.words import iso
from zhiyong.rules.pack.appraisal import Account
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Count, DayField, Id, NumberField


class Reopened(Shape):
    """Who opened a locked cycle again, and why."""

    by: Id
    reason: str = ""


class AskedEntry(Shape):
    """A deduction, or the reversal of an earlier entry."""

    on: DayField
    subject: Name | None = None
    points: NumberField | None = None
    code: Name | None = None
    reverses: Count | None = None
    entered: DayField | None = None
    reopened: Reopened | None = None


class AskedVersion(Shape):
    """A published version of the catalogue, in force from a day on."""

    from_: DayField = Field(alias="from")
    codes: dict[Name, NumberField] = {}


class Asked(Shape):
    """One account of one cycle: see docs/reference/facts.md."""

    account: Id
    cycle: str
    entries: tuple[AskedEntry, ...] = ()
    subjects: tuple[Name, ...] = ()
    brought: dict[Name, NumberField] = {}
    catalogue: tuple[AskedVersion, ...] | None = None
    locked: DayField | None = None


def answer(context: Context) -> dict[str, Any]:
    """Return the statement of every account that is asked about."""
    if not context.raw.get("accounts"):
        return {}
    told = []
    for place, asked in enumerate(context.read_all(Asked, "accounts")):
        account = find(context, "accounts", asked.account, f"accounts.{place}.account")
        if account is not None:
            told.append(_told(context, account, asked))
    return {"accounts": told}


def _told(context: Context, account: Account, asked: Asked) -> dict[str, Any]:
    head = {"account": account.id, "cycle": asked.cycle}
    try:
        cycle = read_cycle(account, asked.cycle)
    except DemeritError as error:
        refused = refusal(error)
        return {**head, "refused": [refused], **cited(account.clause), "why": why([refused["why"]])}
    versions = asked.catalogue
    statement = state(
        account,
        cycle,
        [_entry(one) for one in asked.entries],
        subjects=asked.subjects,
        brought=asked.brought,
        catalogue=None
        if versions is None
        else [Version(one.from_, dict(one.codes)) for one in versions],
        locked_on=asked.locked,
        today=context.today,
    )
    reasons = [said("opened", {"full": account.full_mark})]
    if account.catalogue and versions is None:
        reasons.append(said("catalogue_unknown"))
    if statement.at_floor:
        reasons.append(said("floored", {"floor": account.floor}))
    return {
        **head,
        "from": iso(cycle.first),
        "until": iso(cycle.last),
        "opening": {who: number(one) for who, one in statement.opening.items()},
        "balances": {who: number(one) for who, one in statement.balances.items()},
        "entries": [_booked(one) for one in statement.entries],
        "refused": [_refused(one) for one in statement.entries if one.refused],
        "locked": statement.locked,
        **cited(account.clause),
        "why": why(reasons),
    }


def _entry(asked: AskedEntry) -> Entry:
    reopened = asked.reopened
    return Entry(
        on=asked.on,
        subject=asked.subject,
        points=asked.points,
        code=asked.code,
        reverses=asked.reverses,
        entered=asked.entered,
        reopened_by=reopened.by if reopened else None,
        reopened_reason=reopened.reason if reopened else "",
    )


def _booked(booked: Booked) -> dict[str, Any]:
    told: dict[str, Any] = {
        "no": booked.number,
        "on": iso(booked.entry.on),
        "subject": booked.subject,
        "points": number(booked.points),
        "state": "refused"
        if booked.refused
        else "reversed"
        if booked.reversed_by
        else "reversal"
        if booked.entry.reverses
        else "counts",
    }
    if booked.entry.code:
        told["code"] = booked.entry.code
    if booked.entry.reverses:
        told["reverses"] = booked.entry.reverses
    if booked.reversed_by:
        told["reversed_by"] = booked.reversed_by
    if booked.version_from:
        told["catalogue_from"] = iso(booked.version_from)
    if booked.refused:
        told["refused"] = {"code": booked.refused, "why": said(booked.refused)}
    return told


def _refused(booked: Booked) -> dict[str, Any]:
    return {"entry": booked.number, "code": booked.refused, "why": said(str(booked.refused))}
