"""What every act on a publication begins with."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.journal.services import Commitment, record
from zhiyong.publicity.models import Publication
from zhiyong.rules.clauses import Clause
from zhiyong.shell.errors import Refusal

By = Account | str
State = Publication.State


class NotNow(Refusal):
    """The publication has moved on: somebody was faster, or a step is missing."""


class Unfit(Refusal):
    """Something that the publication needs is missing, or its days are wrong."""


class TooWide(Refusal):
    """More people would see it than the plan lets see it."""


class NotTheirs(Refusal):
    """The plan has another body publish this."""


class NotFinal(Refusal):
    """What would be published is not final yet."""


class TellsTooMuch(Refusal):
    """The text may tell who complained; `places` are what was found."""

    def __init__(self, places: list[str], basis: Clause | None = None) -> None:
        text = _(
            "This may tell who complained: {places}. Take it out, or confirm that it does not."
        )
        super().__init__(text.format(places=_(", ").join(places)), basis=basis)
        self.places = places


def content_of(title: str, text: str) -> str:
    """Return a publication's words in the one form that commitments cover."""
    return f"{title}\n\n{text}"


def locked(publication: Publication) -> Publication:
    """Read a publication again, under a lock."""
    return (
        Publication.objects.select_for_update(of=("self",))
        .select_related("adoption__pack", "adoption__body", "unit")
        .get(pk=publication.pk)
    )


def need_state(publication: Publication, *states: Publication.State) -> None:
    """Refuse an act on a publication that stands elsewhere.

    :raises NotNow: naming where it stands.
    """
    if publication.state not in states:
        text = _("This publication stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=publication.get_state_display()))


def need_text(text: str, message: str, basis: Clause | None = None) -> str:
    """Return a text without the space around it.

    :raises Unfit: with the message, if nothing is left.
    """
    text = text.strip()
    if not text:
        raise Unfit(message, basis=basis)
    return text


def tell(
    verb: str,
    publication: Publication,
    by: By,
    on: date,
    facts: Mapping[str, Any] | None = None,
    commits: Mapping[str, Commitment] | None = None,
) -> None:
    """Write an act to the journal, in the threads of the publication and its subject."""
    record(
        verb,
        of=publication,
        by=by,
        on=on,
        threads=[publication.subject],
        audience=publication.unit_id,
        facts={name: value for name, value in (facts or {}).items() if value is not None},
        commits=commits,
    )
