"""The notifier sends texts; the contact is in its memory only while it does."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from zhiyong.journal import services as journal
from zhiyong.notices import templates
from zhiyong.notices.gateways import NoGateway, NotSent, gateway
from zhiyong.notices.models import Text
from zhiyong.vault import notifier

MOST_ATTEMPTS = 12
BATCH = 200


@transaction.atomic
def send(*, text_id: int, on: date) -> None:
    """Send a text if it still waits; a text that was sent twice after a crash says nothing new."""
    text = (
        Text.objects.select_for_update(skip_locked=True)
        .filter(pk=text_id, state__in=[Text.State.WAITING, Text.State.WAITING_FOR_GATEWAY])
        .first()
    )
    if text is None:
        return
    try:
        contact = notifier.contact_of(text.subject)
    except notifier.NoContact:
        text.state = Text.State.NO_CONTACT
    else:
        _try(text, contact, on)
    text.save()


def send_waiting(*, on: date) -> int:
    """Try every text that waits again; return how many were tried."""
    waiting = Text.objects.filter(state__in=[Text.State.WAITING, Text.State.WAITING_FOR_GATEWAY])
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:BATCH])
    for pk in ids:
        send(text_id=pk, on=on)
    return len(ids)


def _try(text: Text, contact: Mapping[str, str], on: date) -> None:
    words = templates.text(text.template)
    chosen = words.en if contact.get("language") == "en" else words.zh
    try:
        text.channel = gateway().send(contact, chosen)
    except NoGateway:
        text.state = Text.State.WAITING_FOR_GATEWAY
    except NotSent as failed:
        text.attempts += 1
        text.error = failed.code[:40]
        text.state = Text.State.FAILED if text.attempts >= MOST_ATTEMPTS else Text.State.WAITING
    else:
        text.attempts += 1
        text.state, text.sent_on, text.error = Text.State.SENT, on, ""
        journal.record(
            "notices.sent",
            of=text,
            by="notifier",
            on=on,
            threads=[text.subject],
            facts={"channel": text.channel},
            anonymous=True,
        )
