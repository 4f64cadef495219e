"""What the office that assigned a matter says of how it was handled (质量评判)."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.journal.services import commit
from zhiyong.matters import plan
from zhiyong.matters.models import Judgement, Matter
from zhiyong.matters.selectors.hands import hands
from zhiyong.matters.services.common import Incomplete, NotNow, State, locked, need_state, tell
from zhiyong.matters.services.replying import send_back
from zhiyong.notices import services as notices
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.intake import QualityVerdict
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

JUDGED_AT = (State.REPORTED, State.IN_APPROVAL, State.REPLIED, State.CALLED_BACK)
"""Where what a unit has handled is judged: it has reported, and nothing is closed."""


class OwnWork(Refusal):
    """Nobody judges what they handled or signed themselves."""


@transaction.atomic
def judge(
    *, matter: Matter, verdict: str, failed: Collection[str], reason: str, by: Account, on: date
) -> Judgement:
    """Say how a unit handled what it was assigned, by the plan's criteria; once a round.

    A verdict that sends back has the report done anew.

    :raises NotNow: if nothing was reported, the plan wants no verdict, or there is one; and if it
        would send back what is answered.
    :raises OwnWork: if whoever judges has handled it, or signed the report.
    :raises Incomplete: if the verdict or a criterion is not the plan's, or the reason is missing.
    """
    matter = locked(matter)
    need_state(matter, *JUDGED_AT)
    pack, way = pack_of(matter.adoption), plan.way_of(matter)
    if not plan.is_judged(pack, way):
        raise NotNow(_("The plan wants no verdict on what is handled in this way."))
    if matter.judgements.filter(round=matter.round).exists():
        raise NotNow(_("There is a verdict on this round already."))
    if not pack.has("quality_verdicts", verdict):
        raise Incomplete(_("Choose a verdict from the plan's list."))
    chosen = pack.quality_verdict(verdict)
    if by.person is None or by.person_id in hands(matter):
        raise OwnWork(
            _("Somebody who did not handle or sign this must judge it."), basis=chosen.clause
        )
    known = pack.ids("quality_criteria")
    wrong = [one for one in dict.fromkeys(failed) if one in known]
    _check(chosen, matter, wrong, list(failed), reason)
    kept = commit(reason.strip())
    made = Judgement.objects.create(
        matter=matter,
        round=matter.round,
        unit=matter.handling_unit,
        audience=matter.keeper_id,
        verdict=verdict,
        effect=chosen.effect,
        failed=wrong,
        reason=reason.strip(),
        salt=kept.salt,
        by=by,
        on=on,
    )
    facts = {"verdict": verdict, "round": matter.round, "failed": len(wrong)}
    tell("matter.judged", matter, by, on, facts, {f"judgement-{matter.round}": kept})
    if chosen.effect == "sends_back":
        send_back(matter=matter, reason=reason, by=by, on=on)
    else:
        roles = (Role.CLERK, Role.SECTION_HEAD)
        unit = matter.handling_unit
        notices.tell(of=matter, to=unit, template="matter.judged", on=on, roles=roles)
    return made


def _check(
    chosen: QualityVerdict, matter: Matter, wrong: list[str], failed: list[str], reason: str
) -> None:
    if len(wrong) != len(dict.fromkeys(failed)):
        raise Incomplete(_("Choose criteria from the plan's list."))
    if chosen.effect != "accepts" and not reason.strip():
        raise Incomplete(_("Give the reason: the unit reads it."))
    if chosen.effect == "sends_back":
        if not wrong:
            raise Incomplete(_("Tick what the report does not meet."))
        if matter.state != State.REPORTED:
            text = _("The reply is under way: what was reported can no longer be sent back.")
            raise NotNow(text, basis=chosen.clause)
