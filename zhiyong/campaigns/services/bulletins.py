"""Bulletins, typical cases and notices of meetings: written, checked, issued, signed for."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.campaigns import exchange
from zhiyong.campaigns.exchange import told
from zhiyong.campaigns.models import Bulletin, Campaign, Receipt
from zhiyong.campaigns.selectors.exchange import acts_in
from zhiyong.campaigns.selectors.figures import freeze
from zhiyong.campaigns.services.common import (
    By,
    Incomplete,
    NotNow,
    NotTheirs,
    need_text,
    running,
    tell,
)
from zhiyong.campaigns.services.exchanging import (
    locked_row,
    need_day,
    need_office,
    need_state,
    owe_each,
    tell_units,
)
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.directory.selectors import posts_of
from zhiyong.duties.services import meet, void_each
from zhiyong.journal.services import commit
from zhiyong.papers.services import issue
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.publicity import plan as publishing
from zhiyong.publicity import services as publicity
from zhiyong.publicity import subjects, watching
from zhiyong.publicity.models import Publication
from zhiyong.publicity.services.common import NotFinal, TellsTooMuch
from zhiyong.rules.pack.procedure import Publication as Rule

Kind = Bulletin.Kind
State = Bulletin.State
EXAMPLES = (Kind.GOOD_EXAMPLE, Kind.BAD_EXAMPLE)
RECEIPT = "bulletin.receipt"
"""The code of the duty to sign for a bulletin; its subject is `bulletin_receipt:ID`."""


@transaction.atomic
def draft_bulletin(
    *,
    campaign: Campaign,
    kind: str,
    title: str,
    text: str,
    by: By,
    on: date,
    element: str = "",
    subject: str = "",
    cites: Collection[str] = (),
    receipt_by: date | None = None,
    held_at: datetime | None = None,
    place: str = "",
    criteria: Mapping[str, Any] | None = None,
) -> Bulletin:
    """Write a bulletin; the figures that it cites are frozen as they stand on that day.

    `element` is the plan's publication by which it goes out, `subject` what a typical case rests
    on ("decision:4"), `criteria` the answers to what the plan asks of such a case.

    :raises NotTheirs: if somebody else than the office writes it.
    :raises Incomplete: without title, text, or, of a meeting, its time, place and day of receipt,
        or if a typical case lacks what the plan asks of it.
    :raises NotFinal: if a warning example rests on nothing that is final.
    :raises NotNow: if the campaign is not running, or a typical case of it was told already.
    """
    campaign = running(campaign)
    need_office(campaign, by, on)
    rule = _check(campaign, kind, element, subject, on)
    _check_meeting(kind, held_at, place, receipt_by, on)
    if subject and _told_already(campaign, subject):
        raise NotNow(
            _("This typical case goes out once: as a circular or to the public, not both."),
            basis=rule.clause if rule else None,
        )
    row = Bulletin(
        campaign=campaign,
        kind=kind,
        element=element,
        subject=subject,
        receipt_by=receipt_by,
        held_at=held_at,
        place=place.strip(),
        criteria=_criteria(campaign, kind, criteria or {}),
        drafted_by=_account(by),
        drafted_on=on,
        figures=freeze(campaign, on=on, only=cites) if cites else [],
    )
    return _write(row, title, text, "bulletin.drafted", by, on)


@transaction.atomic
def change_bulletin(*, bulletin: Bulletin, title: str, text: str, by: By, on: date) -> Bulletin:
    """Write a draft anew; the figures that it cites stay those of the day it was begun.

    :raises NotNow: if it was issued, or goes through publicity.
    :raises NotTheirs: if somebody else than the office does it.
    :raises Incomplete: without title or text.
    """
    row = _locked(bulletin)
    need_state(row, State.DRAFT)
    need_office(row.campaign, by, on)
    if row.publication_id is not None:
        raise NotNow(_("It is on its way through publicity: change it there."))
    return _write(row, title, text, "bulletin.changed", by, on)


@transaction.atomic
def publish_bulletin(
    *, bulletin: Bulletin, by: By, on: date, audience: str = "", confirmed: bool = False
) -> Publication:
    """Give a bulletin to publicity, which asks whom the plan wants asked and takes names out.

    :raises NotNow: if it was issued, or is there already.
    :raises Incomplete: if the plan has no rule for it.
    :raises NotFinal: if what it rests on is not final.
    :raises TellsTooMuch: if the text may tell who complained, and nobody confirmed that not.
    """
    row = _locked(bulletin)
    need_state(row, State.DRAFT)
    need_office(row.campaign, by, on)
    if row.publication_id is not None:
        raise NotNow(_("It is on its way through publicity: change it there."))
    rule = publishing.rule_of(row.campaign.adoption, row.element)
    if rule is None:
        raise Incomplete(_("Choose by which publication of the plan it goes out."))
    _check(row.campaign, row.kind, row.element, row.subject, on)
    row.publication = publicity.publish(
        subject=row.subject or f"campaign:{row.campaign_id}",
        adoption=row.campaign.adoption,
        rule=rule.id,
        audience=audience or rule.audience[0],
        title=row.title,
        text=row.text,
        from_on=None,
        until_on=None,
        unit=row.campaign.office,
        by=by,
        on=on,
        confirmed=confirmed,
    )
    row.save(update_fields=["publication"])
    facts = {"publication": row.publication, "rule": rule.id}
    tell("bulletin.to_publicity", row, row.campaign, by, on, facts)
    return row.publication


@transaction.atomic
def issue_bulletin(
    *,
    bulletin: Bulletin,
    by: By,
    on: date,
    units: Collection[Unit] | None = None,
    confirmed: bool = False,
) -> Bulletin:
    """Number a bulletin and send it to the units: all that take part, or those that are named.

    Each signs for it by `receipt_by`, where it has such a day.

    :raises NotNow: if it was issued, or publicity has not let it out.
    :raises NotTheirs: if somebody else than the office does it.
    :raises Incomplete: if no unit would get it.
    :raises TellsTooMuch: if the text may tell who complained, and nobody confirmed that not.
    """
    row = _locked(bulletin)
    need_state(row, State.DRAFT)
    need_office(row.campaign, by, on)
    rule = publishing.rule_of(row.campaign.adoption, row.element)
    _wait_for_publicity(row, rule)
    if row.receipt_by is not None:
        need_day(row.receipt_by, on, None)
    about = row.subject or f"campaign:{row.campaign_id}"
    if row.publication is not None:
        row.title, row.text = row.publication.title, row.publication.text
    else:
        if row.kind == Kind.BAD_EXAMPLE:
            row.title = publishing.without_names(row.title, row.subject)[:200]
            row.text = publishing.without_names(row.text, row.subject)
        places = watching.found_in(row.title, row.text, about)
        if places and not confirmed:
            raise TellsTooMuch(places)
    receivers = _receivers(row.campaign, units)
    act = exchange.MEETING if row.kind == Kind.MEETING else exchange.BULLETIN
    number = row.publication.number if row.publication else ""
    row.number = number or exchange.number_for(row.campaign, act, on)
    row.state, row.issued_by, row.issued_on = State.ISSUED, _account(by), on
    kept = commit(row.content)
    row.salt = kept.salt
    row.save()
    _paper(row, act, by, on)
    receipts = Receipt.objects.bulk_create(
        [Receipt(bulletin=row, unit=unit) for unit in receivers], batch_size=1000
    )
    facts = {"units": len(receipts), "paper": row.paper}
    tell("bulletin.issued", row, row.campaign, by, on, facts, {"bulletin": kept})
    if row.receipt_by is not None:
        owe_each(
            [
                (f"bulletin_receipt:{one.pk}", unit)
                for one, unit in zip(receipts, receivers, strict=True)
            ],
            code=RECEIPT,
            label=gettext_lazy("Sign for a notice or bulletin"),
            due_on=row.receipt_by,
            campaign=row.campaign,
            by=by,
            on=on,
        )
    tell_units([("bulletin:" + str(row.pk), unit) for unit in receivers], "bulletin.issued", on, {})
    return row


@transaction.atomic
def call_back(*, bulletin: Bulletin, reason: str, by: By, on: date) -> Bulletin:
    """Call a bulletin back; it stays readable, with the reason, and nobody owes a receipt.

    :raises NotNow: if it was not issued.
    :raises NotTheirs: if somebody else than the office does it.
    :raises Incomplete: without a reason.
    """
    row = _locked(bulletin)
    need_state(row, State.ISSUED)
    need_office(row.campaign, by, on)
    row.ended_why = need_text(reason, _("Say why it is called back."))[:500]
    row.state = State.WITHDRAWN
    row.save(update_fields=["ended_why", "state"])
    tell("bulletin.called_back", row, row.campaign, by, on)
    open_ones = row.receipts.filter(signed_on__isnull=True).values_list("pk", flat=True)
    void_each(of=[f"bulletin_receipt:{pk}" for pk in open_ones], reason="called_back", by=by, on=on)
    return row


@transaction.atomic
def sign(
    *,
    receipt: Receipt,
    by: Account,
    on: date,
    attends: Person | None = None,
    note: str = "",
) -> Receipt:
    """Sign for a bulletin; of a meeting, say who comes, or why nobody does.

    :raises NotTheirs: if the account does not act for the unit, or somebody of elsewhere comes.
    :raises NotNow: if it is signed for already, or was called back.
    :raises Incomplete: if nobody comes to a meeting and no reason is given.
    """
    row = (
        Receipt.objects.select_for_update(of=("self",))
        .select_related("bulletin__campaign", "unit")
        .get(pk=receipt.pk)
    )
    need_unit(row.unit, row.bulletin.campaign, by, on)
    if row.signed_on is not None or row.bulletin.state != State.ISSUED:
        raise NotNow(_("It is signed for already, or was called back."))
    note = note.strip()
    if row.bulletin.kind == Kind.MEETING and attends is None and not note:
        raise Incomplete(_("Say who comes, or why nobody does."))
    if attends is not None:
        held = posts_of(attends, on).values_list("post__unit__path", flat=True)
        if not any(row.unit_id in path for path in held):
            raise NotTheirs(_("{name} holds no post in this unit.").format(name=attends.name))
    row.signed_by, row.signed_on, row.attends, row.note = by, on, attends, note[:1000]
    row.save(update_fields=["signed_by", "signed_on", "attends", "note"])
    facts = {"unit": row.unit, "attends": attends is not None}
    campaign = row.bulletin.campaign
    tell("bulletin.signed", row, campaign, by, on, facts, threads=(row.bulletin,))
    meet(of=f"bulletin_receipt:{row.pk}", code=RECEIPT, by=by, on=on)
    return row


def need_unit(unit: Unit, campaign: Campaign, by: Account, on: date) -> None:
    """Refuse whoever does not act for a unit.

    :raises NotTheirs: naming the unit.
    """
    if not acts_in(by, unit, campaign, on):
        raise NotTheirs(_("Only {unit} itself does this.").format(unit=unit.name))


def waits_for(bulletin: Bulletin) -> str:
    """Return why a bulletin cannot be issued yet; "" if it can."""
    rule = publishing.rule_of(bulletin.campaign.adoption, bulletin.element)
    try:
        _wait_for_publicity(bulletin, rule)
    except NotNow as refusal:
        return str(refusal)
    return ""


def _wait_for_publicity(row: Bulletin, rule: Rule | None) -> None:
    out = row.publication is not None and row.publication.state == Publication.State.PUBLISHED
    if out or (rule is None and row.publication is None):
        return
    if row.publication is None and rule is not None and not _goes_by_rule(rule):
        return
    raise NotNow(
        _("First it goes through publicity, which asks those whom the plan names."),
        basis=rule.clause if rule else None,
    )


def _goes_by_rule(rule: Rule) -> bool:
    """Whether the plan binds a publication to more than a number."""
    return bool(rule.chain or rule.approval or rule.final_only or rule.redacted)


def _check(campaign: Campaign, kind: str, element: str, subject: str, on: date) -> Rule | None:
    pack = pack_of(campaign.adoption)
    rule = publishing.rule_of(campaign.adoption, element)
    if element and (rule is None or rule not in exchange.rules_for(pack, kind)):
        raise Incomplete(_("The plan has no such publication for this."))
    if exchange.needs_decision(pack, kind):
        declared = [one for one in pack.examples if one.polarity == "negative"]
        basis = rule.clause if rule else declared[0].clause if declared else None
        why_not = subjects.why_not_final(subject, on)
        if why_not:
            raise NotFinal(why_not, basis=basis)
    return rule


def _check_meeting(
    kind: str, held_at: datetime | None, place: str, receipt_by: date | None, on: date
) -> None:
    if kind != Kind.MEETING:
        return
    if held_at is None or not place.strip() or receipt_by is None:
        raise Incomplete(_("Say when and where it is held, and by when units sign for it."))
    last = timezone.localtime(held_at).date()
    if not on <= receipt_by <= last:
        text = _("The day lies between {first} and {last}.")
        raise Incomplete(text.format(first=told(on), last=told(last)))


def _criteria(campaign: Campaign, kind: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the answers to what the plan asks of a typical case, as they are kept."""
    fields = exchange.criteria_for(pack_of(campaign.adoption), kind)
    missing = [one for one in fields if one.required and not str(given.get(one.id) or "").strip()]
    if missing:
        text = _("The plan asks this of such an example: {what}.")
        named = _(", ").join(one.label.say(language()) for one in missing)
        raise Incomplete(text.format(what=named), basis=missing[0].clause)
    return [
        {"id": one.id, "label": one.label.say("zh"), "said": _said(given.get(one.id))}
        for one in fields
    ]


def _said(answer: object) -> str:
    if isinstance(answer, bool):
        return _("Yes") if answer else _("No")
    return str(answer or "").strip()[:500]


def _told_already(campaign: Campaign, subject: str) -> bool:
    live = Bulletin.objects.filter(campaign=campaign, subject=subject, kind__in=EXAMPLES)
    return live.exclude(state=State.WITHDRAWN).exists()


def _receivers(campaign: Campaign, units: Collection[Unit] | None) -> list[Unit]:
    members = campaign.members.filter(until_on__isnull=True).exclude(unit=campaign.office_id)
    found = list(Unit.objects.filter(pk__in=members.values("unit")).order_by("pinyin", "pk"))
    if units is not None:
        wanted = {unit.pk for unit in units}
        found = [unit for unit in found if unit.pk in wanted]
    if not found:
        raise Incomplete(_("No unit of the campaign would get it."))
    return found


def _write(row: Bulletin, title: str, text: str, verb: str, by: By, on: date) -> Bulletin:
    row.title = need_text(title, _("Give it a title."))[:200]
    row.text = need_text(text, _("Write what it says."))
    kept = commit(row.content)
    row.salt = kept.salt
    row.save()
    facts = {"kind": row.kind, "figures": len(row.figures) or None}
    tell(verb, row, row.campaign, by, on, facts, {"bulletin": kept})
    return row


def _paper(row: Bulletin, act: str, by: By, on: date) -> None:
    slip = exchange.slip_for(pack_of(row.campaign.adoption), act)
    if slip is None:
        return
    row.paper = issue(
        slip=slip.id,
        of=row,
        adoption=row.campaign.adoption,
        unit=row.campaign.office,
        fill=exchange.bulletin_sheet(row),
        by=by,
        on=on,
        audience=row.campaign.audience,
        number=row.number,
    )
    row.save(update_fields=["paper"])


def _account(by: By) -> Account:
    assert isinstance(by, Account)
    return by


def _locked(bulletin: Bulletin) -> Bulletin:
    return locked_row(
        bulletin, "campaign__adoption__pack", "campaign__office", "publication", "paper"
    )
