"""The hand-over: a list of all open work that both sign, and one act that passes it on."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory import openwork
from zhiyong.directory.models import Account, HandOver, HandOverItem, Person
from zhiyong.directory.selectors.people import leads, same_person
from zhiyong.journal.services import record
from zhiyong.shell.errors import Refusal


class NothingOpen(Refusal):
    """There is nothing to hand over."""

    def __init__(self) -> None:
        super().__init__(_("There is no open work to hand over."))


class InPreparation(Refusal):
    """Another list of the same person waits for signatures."""

    def __init__(self) -> None:
        super().__init__(_("Another list waits for signatures. Finish it or withdraw it first."))


class NotTheirs(Refusal):
    """Only the giver (or who leads their unit) and the receiver sign."""

    def __init__(self) -> None:
        super().__init__(
            _("The giver, or in their absence a leader of their unit, and the receiver sign.")
        )


class ListChanged(Refusal):
    """The open work is no longer what the list says."""

    def __init__(self) -> None:
        super().__init__(
            _("The open work has changed since the list was made. Withdraw it and make a new one.")
        )


class NotWaiting(Refusal):
    """The hand-over is done or withdrawn."""

    def __init__(self) -> None:
        super().__init__(_("This hand-over no longer waits for signatures."))


def digest_of(lines: Iterable[tuple[str, str]]) -> str:
    """Return the digest of a list: (provider, reference) in their order."""
    text = "\n".join(f"{provider} {reference}" for provider, reference in lines)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def draw_up(*, giver: Person, receiver: Person, on: date, by: Account) -> HandOver:
    """Draw up the list of all open work of a person, for both to sign.

    :raises NothingOpen: if there is none.
    :raises InPreparation: if another list of theirs waits for signatures.
    """
    Person.objects.select_for_update().get(pk=giver.pk)
    if HandOver.objects.filter(giver=giver, state=HandOver.State.DRAWN_UP).exists():
        raise InPreparation
    work = openwork.list_open(giver, on)
    if not work:
        raise NothingOpen
    hand_over = HandOver.objects.create(
        giver=giver,
        receiver=receiver,
        on=on,
        drawn_up_by=by,
        digest=digest_of((provider.name, one.reference) for provider, one in work),
    )
    HandOverItem.objects.bulk_create(
        HandOverItem(
            hand_over=hand_over,
            number=number,
            provider=provider.name,
            reference=one.reference,
            due_on=one.due_on,
        )
        for number, (provider, one) in enumerate(work, start=1)
    )
    record(
        "hand_over.drawn_up",
        of=hand_over,
        by=by,
        on=on,
        threads=[giver, receiver],
        facts={
            "giver": giver,
            "receiver": receiver,
            "items": len(work),
            "digest": hand_over.digest,
        },
    )
    return hand_over


@transaction.atomic
def sign(*, hand_over: HandOver, on: date, at: datetime, by: Account) -> HandOver:
    """Sign the list; with the second signature all of it passes to the receiver.

    Where the giver cannot sign, a leader of their unit does.

    :raises NotWaiting: if it is done or withdrawn.
    :raises NotTheirs: if the account is neither the giver's nor the receiver's, nor a leader's.
    :raises ListChanged: if the open work is no longer what the list says.
    """
    hand_over = _lock(hand_over)
    if same_person(by, hand_over.receiver):
        if hand_over.receiver_signed_at is None:
            hand_over.receiver_signed_by, hand_over.receiver_signed_at = by, at
    elif same_person(by, hand_over.giver) or leads(by.person_id, hand_over.giver, on):
        if hand_over.giver_signed_at is None:
            hand_over.giver_signed_by, hand_over.giver_signed_at = by, at
    else:
        raise NotTheirs
    signed = [hand_over.giver, hand_over.receiver]
    facts = {"digest": hand_over.digest}
    record("hand_over.signed", of=hand_over, by=by, on=on, threads=signed, facts=facts)
    if hand_over.giver_signed_at and hand_over.receiver_signed_at:
        _pass_on(hand_over, on, by)
        hand_over.state = HandOver.State.DONE
        record("hand_over.done", of=hand_over, by=by, on=on, threads=signed, facts=facts)
    hand_over.save()
    return hand_over


@transaction.atomic
def withdraw_hand_over(*, hand_over: HandOver, on: date, by: Account) -> HandOver:
    """Withdraw a list before both have signed.

    :raises NotWaiting: if it is done or withdrawn.
    """
    hand_over = _lock(hand_over)
    hand_over.state = HandOver.State.WITHDRAWN
    hand_over.save(update_fields=["state"])
    people = [hand_over.giver, hand_over.receiver]
    record("hand_over.withdrawn", of=hand_over, by=by, on=on, threads=people)
    return hand_over


def _lock(hand_over: HandOver) -> HandOver:
    rows = HandOver.objects.select_for_update(of=("self",)).select_related("giver", "receiver")
    hand_over = rows.get(pk=hand_over.pk)
    if hand_over.state != HandOver.State.DRAWN_UP:
        raise NotWaiting
    return hand_over


def _pass_on(hand_over: HandOver, on: date, by: Account) -> None:
    now = openwork.list_open(hand_over.giver, on)
    if digest_of((provider.name, one.reference) for provider, one in now) != hand_over.digest:
        raise ListChanged
    by_provider: dict[str, list[str]] = defaultdict(list)
    for item in hand_over.items.order_by("number"):
        by_provider[item.provider].append(item.reference)
    for name, references in by_provider.items():
        openwork.get(name).pass_on(references, hand_over.giver, hand_over.receiver, by, on)
