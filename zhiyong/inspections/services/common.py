"""What every act on an inspection begins with."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.inspections import plan
from zhiyong.inspections.models import Round
from zhiyong.journal.services import Commitment, record
from zhiyong.rules.pack.rectification import Inspection
from zhiyong.shell.errors import Refusal

State = Round.State


class NotNow(Refusal):
    """The round has moved on: somebody was faster, or a step is missing."""


class Incomplete(Refusal):
    """Something that the act needs is missing or cannot be."""


class NotTheirs(Refusal):
    """The plan has another body do this, or of another unit."""


class MustRecuse(Refusal):
    """Somebody belongs to a unit that is inspected, or is near to somebody who does."""


def locked(round_: Round) -> Round:
    """Read a round again, under a lock: what the caller holds may be out of date."""
    return (
        Round.objects.select_for_update(of=("self",))
        .select_related("adoption__pack", "adoption__body", "unit")
        .get(pk=round_.pk)
    )


def rule(round_: Round) -> Inspection:
    """Return what the plan says of this kind of inspection.

    :raises Incomplete: if the plan has it no more.
    """
    found = plan.rule_of(round_.adoption, round_.inspection)
    if found is None:
        raise Incomplete(_("The plan has no such inspection: choose one of those it has."))
    return found


def need_state(round_: Round, *states: Round.State) -> None:
    """Refuse an act on a round that stands elsewhere.

    :raises NotNow: naming where it stands.
    """
    if round_.state not in states:
        text = _("This round stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=round_.get_state_display()))


def need_text(text: str, message: str, longest: int = 20_000) -> str:
    """Return a text without the space around it.

    :raises Incomplete: with the message, if nothing is left; or if it is too long.
    """
    text = text.strip()
    if not text:
        raise Incomplete(message)
    if len(text) > longest:
        raise Incomplete(_("At most {most} characters are possible.").format(most=longest))
    return text


def tell(
    verb: str,
    round_: Round,
    by: Account,
    on: date,
    *,
    of: models.Model | None = None,
    facts: Mapping[str, Any] | None = None,
    commits: Mapping[str, Commitment] | None = None,
    threads: Iterable[models.Model | str] = (),
) -> None:
    """Write an act to the journal, in the thread of its round alone while that is sealed.

    No fact of a sealed round names a unit or a person: auditors read entries, and may belong to a
    unit that is inspected.
    """
    told = {name: value for name, value in (facts or {}).items() if value not in (None, "")}
    if round_.is_sealed:
        told = {name: value for name, value in told.items() if name not in ("unit", "person")}
    record(
        verb,
        of=of or round_,
        by=by,
        on=on,
        threads=[round_, *threads],
        audience=round_.audience,
        facts=told,
        commits=commits,
    )
