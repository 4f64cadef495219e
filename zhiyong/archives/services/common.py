"""What every act of the archive begins with."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.archives.models import Dossier
from zhiyong.directory.models import Account
from zhiyong.journal.services import Commitment, record
from zhiyong.shell.errors import Refusal


class NotNow(Refusal):
    """The dossier does not stand where the act needs it."""


class OtherHand(Refusal):
    """Two persons are needed, and these are one."""


class Incomplete(Refusal):
    """Something that the act needs is missing."""


def locked(dossier: Dossier) -> Dossier:
    """Read a dossier again, under a lock."""
    return (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("case__adoption__pack", "unit", "filed_by", "bound")
        .get(pk=dossier.pk)
    )


def need_state(dossier: Dossier, *states: Dossier.State) -> None:
    """Refuse an act on a dossier that stands elsewhere.

    :raises NotNow: naming where it stands.
    """
    if dossier.state not in states:
        text = _("This file stands at “{state}”.")
        raise NotNow(text.format(state=dossier.get_state_display()))


def tell(
    verb: str,
    dossier: Dossier,
    by: Account,
    on: date,
    facts: Mapping[str, Any] | None = None,
    commits: Mapping[str, Commitment] | None = None,
) -> None:
    """Write an act to the journal, in the threads of the dossier and its case."""
    record(
        verb,
        of=dossier,
        by=by,
        on=on,
        threads=[dossier.case],
        audience=dossier.audience,
        facts=facts,
        commits=commits,
    )
