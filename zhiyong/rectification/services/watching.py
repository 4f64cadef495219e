"""The list of key units: figures propose, a person lists or does not, and takes off again."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Unit
from zhiyong.journal.services import commit, record
from zhiyong.notices.services import tell as notify
from zhiyong.plans.models import Adoption
from zhiyong.rectification.models import Watched
from zhiyong.rectification.selectors.watching import facts_of, proposals
from zhiyong.rectification.services.common import UNIT_HEARS, NotNow, NotTheirs, need_text

State = Watched.State


@transaction.atomic
def judge_proposal(
    *, adoption: Adoption, unit: Unit, watch: str, lists: bool, why: str, by: Account, on: date
) -> Watched:
    """Put a unit on the list that the figures propose, or decide not to; with the reason.

    :raises NotTheirs: if the figures do not propose the unit on this ground.
    :raises NotNow: if it stands on the list already.
    :raises Incomplete: without a reason.
    """
    why = need_text(why, _("Say why."))
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if Watched.objects.filter(
        adoption=adoption, unit=unit, watch=watch, state=State.LISTED
    ).exists():
        raise NotNow(_("The unit stands on the list already."))
    if not any(one.unit == unit and one.watch.id == watch for one in proposals(adoption, on)):
        raise NotTheirs(_("The figures do not propose this unit."))
    kept = commit(why)
    row = Watched.objects.create(
        adoption=adoption,
        unit=unit,
        watch=watch,
        facts=facts_of(adoption, on, unit.pk).get(unit.pk, {}),
        state=State.LISTED if lists else State.NOT_LISTED,
        why=why,
        salt=kept.salt,
        by=by,
        on=on,
    )
    record(
        "watched.listed" if lists else "watched.not_listed",
        of=row,
        by=by,
        on=on,
        threads=[unit, adoption],
        audience=adoption.body_id,
        facts={"watch": watch},
        commits={"why": kept},
    )
    if lists:
        notify(of=row, to=unit, template="watched.listed", on=on, roles=UNIT_HEARS)
    return row


@transaction.atomic
def take_off(*, row: Watched, why: str, by: Account, on: date) -> Watched:
    """Take a unit off the list.

    :raises NotNow: if it does not stand on it.
    :raises Incomplete: without a reason.
    """
    row = Watched.objects.select_for_update().get(pk=row.pk)
    if row.state != State.LISTED:
        raise NotNow(_("The unit does not stand on the list."))
    row.ended_why = need_text(why, _("Say why."))
    row.state, row.ended_on = State.ENDED, on
    row.save(update_fields=["state", "ended_on", "ended_why"])
    record(
        "watched.ended",
        of=row,
        by=by,
        on=on,
        threads=[f"unit:{row.unit_id}"],
        audience=row.adoption.body_id,
        facts={"watch": row.watch},
    )
    return row
