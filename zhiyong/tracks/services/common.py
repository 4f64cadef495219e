"""What every act of this room begins with."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from zhiyong.cases import services as cases
from zhiyong.cases.models import Case
from zhiyong.directory.models import Account, Unit
from zhiyong.directory.selectors import people_with
from zhiyong.journal.services import Commitment, record
from zhiyong.plans.wording import language
from zhiyong.rules.consequences import Note
from zhiyong.rules.explain.notes import say_note
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal
from zhiyong.tracks.slips import told

By = Account | str
DECIDERS = (Role.LEADER, Role.SECTION_HEAD, Role.OFFICE)
"""Who answers for a body."""


class NotNow(Refusal):
    """The thing has moved on: somebody was faster, or a step is missing."""


class Incomplete(Refusal):
    """Something that the act needs is missing."""


class BadDay(Refusal):
    """A day that cannot be: before the step it follows, or after today."""


class NotOpenHere(Refusal):
    """The plan does not open this step."""


class NotTheirPower(Refusal):
    """Another body, or another person, answers this."""


def need_text(text: str, message: str) -> str:
    """Return a text without the space around it.

    :raises Incomplete: with the message, if nothing is left.
    """
    text = text.strip()
    if not text:
        raise Incomplete(message)
    return text


def need_day(day: date, *, after: date | None, on: date) -> None:
    """Refuse a day before the step that it follows, or after today.

    :raises BadDay: naming the two days between which it lies.
    """
    if (after is not None and day < after) or day > on:
        text = _("The day lies between {first} and {last}.")
        raise BadDay(text.format(first=told(after) or "—", last=told(on)))


def need_state(row: Any, *states: str) -> None:
    """Refuse an act on something that stands elsewhere.

    :raises NotNow: naming where it stands.
    """
    if row.state not in states:
        text = _("This stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=row.get_state_display()))


def need_power(body: Unit | None, by: Account, on: date) -> None:
    """Refuse an answer that another body has the power to give.

    Of a body outside the platform whoever keeps the matter enters the answer.

    :raises NotTheirPower: naming the body.
    """
    if body is None:
        return
    for role in DECIDERS:
        if by.person is not None and people_with(role, body, on).filter(pk=by.person.pk).exists():
            return
    raise NotTheirPower(_("{unit} has the power to answer this.").format(unit=body.name))


def said(pack: Pack, notes: Iterable[Note]) -> str:
    """Return notes of the rules as one sentence, in the language of the reader."""
    zh = language() == "zh"
    return ("；" if zh else "; ").join(say_note(pack, one)[0 if zh else 1] for one in notes)


def tell(
    verb: str,
    row: models.Model,
    by: By,
    on: date,
    *,
    case: Case | None,
    audience: int,
    facts: Mapping[str, Any] | None = None,
    commits: Mapping[str, Commitment] | None = None,
) -> None:
    """Write an act to the journal, in the thread of its case where it has one; touch the case."""
    record(
        verb,
        of=row,
        by=by,
        on=on,
        threads=[case] if case is not None else [],
        audience=audience,
        facts={name: value for name, value in (facts or {}).items() if value is not None},
        commits=commits,
    )
    if case is not None:
        cases.touch(case=case, by=by, on=on)
