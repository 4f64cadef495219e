"""What follows from a decision goes into the ledger: when it is made, answered, or appealed."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.consequences import services as ledger
from zhiyong.decisions.models import ChosenMeasure, Decision, Version
from zhiyong.decisions.reckoning import Reckoned, lines_of, reckon_with_others, sources_of
from zhiyong.decisions.services.common import (
    STANDING,
    By,
    Forbidden,
    Incomplete,
    event,
    locked,
    need_state,
    refuse_notes,
    tell,
)
from zhiyong.intake import labels
from zhiyong.notices import services as notices
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.consequences import Chosen, GradesContradict
from zhiyong.rules.rollback import Flagged, RollBack
from zhiyong.shell import kinds

RESTS_ON_NOTHING = "decision.rests_on_nothing"
EFFECTS = ("stands", "changed", "revoked")


def book(decision: Decision, cause: str, by: By, on: date) -> tuple[Reckoned, ledger.Settled]:
    """Reckon a decision anew with all that it adds up with, and let the ledger say so.

    :raises Forbidden: if what follows contradicts what other decisions led to.
    """
    try:
        reckoned = reckon_with_others(decision)
    except GradesContradict as error:
        raise Forbidden(contradiction(error)) from error
    settled = ledger.settle(
        lines=lines_of(reckoned), sources=sources_of(reckoned), cause=cause, by=by, on=on
    )
    return reckoned, settled


def contradiction(error: GradesContradict) -> str:
    """Return in words that no grade meets what several decisions lead to."""
    text = _(
        "Together with earlier decisions it leads to grades of one year that contradict each"
        " other ({code}). Settle the earlier decision first."
    )
    return text.format(code=error.code)


@transaction.atomic
def stand_on_appeal(
    *,
    decision: Decision,
    effect: str,
    measures: Sequence[Chosen] = (),
    cause: str,
    by: By,
    on: date,
) -> RollBack:
    """Let a decision stand as an appeal has left it, and undo in the ledger what has fallen.

    `effect` is one of the plan's: stands, changed, revoked. A changed decision gets a version
    with `measures`, which runs from the first one's effective day; the older version stays.
    Later decisions that rested on what fell are flagged, with a duty to decide them anew.

    :raises NotNow: if the decision does not stand.
    :raises Incomplete: if a change names no measure.
    :raises Forbidden: as the rules refuse it: heavier, before the decision, revoked already.
    """
    if effect not in EFFECTS:
        raise ValueError(effect)
    decision = locked(decision)
    need_state(decision, *STANDING)
    assert decision.made_on is not None, "a decision that stands was made"
    if on < decision.made_on:
        raise Forbidden(
            _("The answer cannot lie before the decision ({day}).").format(day=decision.made_on)
        )
    if effect == "stands":
        tell("decision.upheld", decision, by, on, {"cause": cause})
        return RollBack(kinds.ref(decision), on, (), (), (), (), ())
    if effect == "changed":
        _change(decision, measures, cause, on)
    else:
        _revoke(decision, on)
    reckoned, _settled = book(decision, cause, by, on)
    roll_back = _roll_back(reckoned, decision, on)
    verb = "decision.changed" if effect == "changed" else "decision.revoked"
    tell(verb, decision, by, on, {"cause": cause, "version": decision.version})
    for flagged in roll_back.flagged:
        _flag(reckoned, flagged, cause, by, on)
    return roll_back


def _change(decision: Decision, measures: Sequence[Chosen], cause: str, on: date) -> None:
    if not measures:
        raise Incomplete(_("A change says to what: name the measures that stand now."))
    latest = decision.versions.order_by("-number").first()
    assert latest is not None, "a decision that was made has its first version"
    latest.until = on
    latest.save(update_fields=["until"])
    decision.version = latest.number + 1
    decision.state = Decision.State.CHANGED
    decision.save(update_fields=["version", "state"])
    Version.objects.create(decision=decision, number=decision.version, since=on, by=cause)
    ChosenMeasure.objects.bulk_create(
        ChosenMeasure(
            decision=decision,
            version=decision.version,
            order=order,
            measure=one.measure,
            stated=dict(one.stated or {}),
            until_on=one.until,
        )
        for order, one in enumerate(measures)
    )


def _revoke(decision: Decision, on: date) -> None:
    decision.versions.filter(number=decision.version).update(until=on)
    decision.state = Decision.State.REVOKED
    decision.save(update_fields=["state"])


def _roll_back(reckoned: Reckoned, decision: Decision, on: date) -> RollBack:
    """Return what an appeal has undone of a decision on a day; refuse it where the rules do."""
    reference = kinds.ref(decision)
    for heard in reversed(reckoned.settled.heard):
        if heard.appeal.decision == reference and heard.refused:
            appeals = pack_of(decision.adoption).appeals
            clause = labels.grounds(reckoned.pack, appeals) if appeals else None
            refuse_notes(reckoned.pack, list(heard.refused), clause)
    found = [one for one in reckoned.settled.roll_backs if one.decision == reference]
    return next(one for one in reversed(found) if one.on == on)


def _flag(reckoned: Reckoned, flagged: Flagged, cause: str, by: By, on: date) -> None:
    """Open the duty to decide a later decision anew, which stands until then."""
    later = locked(reckoned.row_of(flagged.decision))
    event(RESTS_ON_NOTHING, later, by, on)
    tell("decision.rests_on_nothing", later, by, on, {"cause": cause, "due": flagged.due})
    notices.tell(of=later, to=later.body, template="decision.rests_on_nothing", on=on)


def expiry(reckoned: Reckoned, decision: Decision) -> date | None:
    """Return the day on which a decision runs out: after the last of what lasts for a time.

    None where something of it lasts without an end of its own.
    """
    version = reckoned.settled.current(kinds.ref(decision))
    ends = [one.through for one in version.followed.taken if one.origin == "decided"]
    lasting = [one for one in ends if one is not None]
    return max(lasting) + timedelta(days=1) if lasting and len(lasting) == len(ends) else None
