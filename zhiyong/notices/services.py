"""All writes of notices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import models, transaction

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.directory.selectors import people_with
from zhiyong.journal.services import record
from zhiyong.notices.models import Notice, Text
from zhiyong.shell import kinds, rows
from zhiyong.shell.access import Role
from zhiyong.shell.queue import enqueue
from zhiyong.vault.models import Envelope

Complainant = Literal["complainant"]


@transaction.atomic
def tell(
    *,
    of: models.Model | str,
    to: Person | Iterable[Person] | Unit | Complainant | None,
    template: str,
    on: date,
    facts: Mapping[str, Any] | None = None,
    roles: Iterable[Role] = (Role.OFFICE, Role.CLERK),
) -> int:
    """Tell somebody about a subject, as part of an act; return how many were told.

    `to` a unit means whoever holds one of `roles` for it on that day. `to` "complainant" sends
    a text without content to the contact that was left, if one was. The room that tells
    registers its sentences with `templates.register`.
    """
    subject = of if isinstance(of, str) else kinds.ref(of)
    if to == "complainant":
        return _ask_for_text(subject, template, on)
    people = _people(to, on, roles)
    Notice.objects.bulk_create(
        Notice(
            person_id=pk,
            subject=subject,
            template=template,
            facts=_facts(facts or {}),
            told_on=on,
        )
        for pk in people
    )
    return len(people)


@dataclass(frozen=True, slots=True)
class News:
    """One of many things to tell: about what, to whom (ids of people), in which words."""

    subject: str
    people: Iterable[int]
    template: str
    facts: Mapping[str, Any]


@transaction.atomic
def tell_many(news: Iterable[News], *, on: date) -> int:
    """Tell many things in one trip to the database; return how many notices that made."""
    notices = [
        Notice(
            person_id=person,
            subject=each.subject,
            template=each.template,
            facts=_facts(each.facts),
            told_on=on,
        )
        for each in news
        for person in each.people
    ]
    rows.insert(notices)
    return len(notices)


@transaction.atomic
def withdraw(*, of: models.Model | str) -> int:
    """Remove every notice about a subject, as when it goes up sealed; return how many."""
    subject = of if isinstance(of, str) else kinds.ref(of)
    count, _rows = Notice.objects.filter(subject=subject).delete()
    return count


@transaction.atomic
def mark_read(*, by: Account, on: date, ids: Iterable[int] | None = None) -> int:
    """Mark notices of a person as read (None: all of them); return how many."""
    unread = Notice.objects.filter(person=by.person_id or 0, read_on=None)
    if ids is not None:
        unread = unread.filter(pk__in=list(ids))
    return unread.update(read_on=on)


def _ask_for_text(subject: str, template: str, on: date) -> int:
    """Put a text into the outbox, unless no contact was left or the same one waits already."""
    if not Envelope.objects.filter(
        subject=subject, kind=Envelope.Kind.CONTACT, superseded_on=None
    ).exists():
        return 0
    waiting = (Text.State.WAITING, Text.State.WAITING_FOR_GATEWAY)
    if Text.objects.filter(subject=subject, template=template, state__in=waiting).exists():
        return 0
    text = Text.objects.create(subject=subject, template=template, asked_on=on)
    enqueue("notices.send", text_id=text.pk)
    return 1


def _people(
    to: Person | Iterable[Person] | Unit | str | None, on: date, roles: Iterable[Role]
) -> list[int]:
    if to is None or isinstance(to, str):
        return []
    if isinstance(to, Person):
        return [to.pk]
    if isinstance(to, Unit):
        return sorted({p.pk for role in roles for p in people_with(role, to, on)})
    return list(dict.fromkeys(person.pk for person in to))


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else kinds.ref(value)
        if isinstance(value, models.Model)
        else value
        for name, value in facts.items()
    }


@transaction.atomic
def try_again(*, by: Account, on: date) -> int:
    """Put texts that were given up back into the outbox; return how many."""
    given_up = list(Text.objects.select_for_update().filter(state=Text.State.FAILED))
    for text in given_up:
        text.state, text.attempts = Text.State.WAITING, 0
        text.save(update_fields=["state", "attempts"])
        record("notices.tried_again", of=text, by=by, on=on)
        enqueue("notices.send", text_id=text.pk)
    return len(given_up)
