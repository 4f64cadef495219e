"""After the answer: it is served on the appellant, and only then is the appeal closed."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.notified import unserved
from zhiyong.appeals.services.common import (
    Incomplete,
    NotNow,
    State,
    locked,
    moved,
    need_later,
    need_state,
    tell,
)
from zhiyong.decisions.models import DecisionNotice
from zhiyong.directory.models import Account
from zhiyong.papers.models import Paper, ServiceOfPaper
from zhiyong.papers.services import prove_service
from zhiyong.shell import kinds


def served(paper: Paper, service: ServiceOfPaper, by: Account, on: date) -> None:
    """Enter that the answer has arrived, as its proof of service says; the appellant has it."""
    appeal = locked(Appeal.objects.get(pk=kinds.split(paper.subject)[1]))
    if appeal.state != State.ANSWERED or appeal.paper_id != paper.pk:
        return
    refused = service.way == ServiceOfPaper.Way.REFUSED
    person, unit = appeal.person_id, None if appeal.person_id else appeal.unit_id
    notice = DecisionNotice.objects.filter(
        of=DecisionNotice.Of.APPEAL, about=kinds.ref(appeal), person=person, unit=unit
    )
    states = DecisionNotice.State
    notice.update(
        state=states.REFUSED if refused else states.SERVED,
        served_on=service.served_on,
        way=str(service.way),
        paper=paper,
    )
    moved(appeal, State.ANSWERED, notified_on=service.served_on)
    tell("appeal.notified", appeal, by, on, {"served": service.served_on, "way": str(service.way)})


@transaction.atomic
def acknowledge(*, appeal: Appeal, by: Account, on: date) -> Appeal:
    """Say, as whoever filed it and is signed in, that the answer has been received.

    :raises NotNow: if there is no answer yet, it has been served, or somebody else appealed.
    """
    appeal = locked(appeal)
    need_state(appeal, State.ANSWERED)
    mine = by.person_id is not None and by.person_id == appeal.person_id
    if not mine or appeal.notified_on is not None or appeal.paper is None:
        raise NotNow(_("There is nothing to confirm here."))
    prove_service(
        paper=appeal.paper,
        way=ServiceOfPaper.Way.ONLINE,
        served_on=on,
        receiver=ServiceOfPaper.Receiver.ADDRESSEE,
        by=by,
        on=on,
    )
    appeal.refresh_from_db()
    return appeal


@transaction.atomic
def close(*, appeal: Appeal, by: Account, on: date) -> Appeal:
    """Close an appeal that was answered, once the appellant has the answer.

    :raises NotNow: if it has no answer yet.
    :raises Incomplete: while somebody whom the plan wants told was not, naming them.
    """
    appeal = locked(appeal)
    need_state(appeal, State.ANSWERED)
    need_later(appeal, on)
    missing = unserved(appeal)
    if missing:
        text = _("The answer has not been served on {who}: it is not closed before.")
        raise Incomplete(text.format(who=missing[0].who), basis=missing[0].clause)
    fields = {"closed_on": on}
    if appeal.notified_on is None:
        fields["notified_on"] = on
    moved(appeal, State.CLOSED, **fields)
    tell("appeal.closed", appeal, by, on)
    return appeal
