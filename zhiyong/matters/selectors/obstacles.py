"""What may stand against an act on a matter, in words, with what it rests on."""

from django.utils.translation import gettext as _

from zhiyong.duties.models import Duty
from zhiyong.intake import labels
from zhiyong.matters import plan
from zhiyong.matters.models import Dispute, Matter, Note
from zhiyong.matters.selectors.hands import hands
from zhiyong.matters.selectors.scene import Scene, WhyNot
from zhiyong.matters.slips import told

State = Matter.State


def nothing(scene: Scene) -> WhyNot | None:  # noqa: ARG001 - the shape of all of them
    """Return None: nothing stands against it."""
    return None


def no_return(scene: Scene) -> WhyNot | None:
    """Returning a matter: only within the days of the plan."""
    matter = scene.matter
    if (
        decided := matter.disputes.exclude(state=Dispute.State.OPEN)
        .select_related("decider")
        .first()
    ):
        assert decided.decided_on is not None
        text = _("{unit} decided on {day} that it is this unit's.")
        day = told(decided.decided_on)
        return WhyNot(text.format(unit=decided.decider.name, day=day))
    refused = matter.notes.filter(kind=Note.Kind.RETURN_REFUSED).order_by("-pk").first()
    since = refused.on if refused else matter.opened_on
    window = plan.window(matter.adoption, plan.RETURNED, since)
    if window and scene.on > window.last:
        text = _("It could be sent back until {day}.").format(day=told(window.last))
        return WhyNot(text, window.clause)
    return None


def no_handler(scene: Scene) -> WhyNot | None:
    """Naming a handler: only of what was signed for."""
    if scene.matter.state == State.ASSIGNED:
        return WhyNot(_("Sign for it first."))
    return None


def no_taking_back(scene: Scene) -> WhyNot | None:
    """Taking it back: not once the unit has answered."""
    if scene.matter.state in (State.IN_APPROVAL, State.REPORTED):
        return WhyNot(_("The unit's answer is under way."))
    if scene.matter.round > 1:
        return WhyNot(_("The complainant had a reply from this unit: it answers what is left."))
    return None


def no_urging(scene: Scene) -> WhyNot | None:
    """Urging: only what is owed."""
    if scene.pack.urging is None:
        return WhyNot(_("The plan knows no urging."))
    if scene.owed is None:
        return WhyNot(_("The unit owes nothing on this matter now."))
    return None


def no_supervision(scene: Scene) -> WhyNot | None:
    """Supervision: only where the plan knows it, and something is owed."""
    if plan.supervision(scene.pack) is None:
        return WhyNot(_("The plan knows no supervision."))
    if scene.owed is None:
        return WhyNot(_("The unit owes nothing on this matter now."))
    return None


def no_extension(scene: Scene) -> WhyNot | None:
    """An extension: only as often as the plan grants one."""
    duty = scene.reply
    if duty is None:
        return WhyNot(_("No reply is owed on this matter now."))
    clock = scene.pack.clock(duty.code)
    if clock.extension is None:
        return WhyNot(_("The plan grants no extension of this term."), clock.clause)
    if duty.state == Duty.State.PAUSED:
        return WhyNot(_("The clock stands still."))
    if duty.extensions.count() >= clock.extension.times:
        text = _("It was extended as often as the plan allows.")
        return WhyNot(text, labels.grounds(scene.pack, clock.extension))
    return None


def no_stopping(scene: Scene) -> WhyNot | None:
    """Stopping the clock: only where the plan lets it stand still."""
    if scene.reply is None:
        return WhyNot(_("No reply is owed on this matter now."))
    if not scene.pack.clock(scene.reply.code).pauses:
        return WhyNot(_("The plan does not let this clock stand still."))
    return None


def no_call_back(scene: Scene) -> WhyNot | None:
    """A call-back: by other hands only."""
    if scene.standing.person_id in hands(scene.matter):
        return WhyNot(_("Somebody who did not handle or sign this must make the call-back."))
    return None


def no_closing(scene: Scene) -> WhyNot | None:
    """Closing: only after a call-back, and after a verdict on what was assigned."""
    if scene.matter.state == State.REPLIED:
        return WhyNot(_("The call-back is missing."))
    if _lacks_verdict(scene):
        verdicts = scene.pack.quality_verdicts
        text = _("The verdict on how the unit handled it is missing.")
        return WhyNot(text, labels.grounds(scene.pack, verdicts[0]))
    return None


def _lacks_verdict(scene: Scene) -> bool:
    matter = scene.matter
    if not plan.is_judged(scene.pack, plan.way_of(matter)):
        return False
    return not matter.judgements.filter(round=matter.round).exists()


def no_verdict(scene: Scene) -> WhyNot | None:
    """A verdict: by other hands only, once a round."""
    if not _lacks_verdict(scene):
        return WhyNot(_("There is a verdict on this round already."))
    if scene.standing.person_id in hands(scene.matter):
        return WhyNot(_("Somebody who did not handle or sign this must judge it."))
    return None


def no_first_action(scene: Scene) -> WhyNot | None:
    """A first action: once."""
    if scene.matter.notes.filter(kind=Note.Kind.FIRST_ACTION).exists():
        return WhyNot(_("The first action is written down; keep what follows in notes."))
    return None


def no_reopening(scene: Scene) -> WhyNot | None:
    """Taking it up again: only within the days of the plan."""
    assert scene.matter.replied_on is not None
    window = plan.window(scene.matter.adoption, plan.RATED, scene.matter.replied_on)
    if window and scene.on > window.last:
        text = _("This could be done until {day}.").format(day=told(window.last))
        return WhyNot(text, window.clause)
    return None
