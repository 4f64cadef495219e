"""What would follow from an act on a case, said before it is done, with what it rests on."""

from typing import Any

from django.utils.translation import gettext as _

from zhiyong.cases import plan
from zhiyong.cases.models import Case
from zhiyong.cases.selectors.scene import Scene
from zhiyong.duties.counting import day_after
from zhiyong.matters.selectors.consequences import Line, begins, chain
from zhiyong.matters.slips import told
from zhiyong.rules.clock import Term

__all__ = ["Line"]


def _rules(scene: Scene) -> Any:
    return plan.casework(scene.case.adoption)


def _basis(scene: Scene, piece: Any) -> Any:
    return plan.grounds(scene.case, piece) or ""


def _chain(scene: Scene, chain_id: str | None) -> list[Line]:
    return chain(scene.case.adoption, chain_id, scene.case.body, scene.on)


def _begins(scene: Scene, event: str) -> list[Line]:
    return begins(scene.case.adoption, event, scene.on, kind="", urgency="")


def of_disposal(scene: Scene) -> list[Line]:
    """Return what follows from disposing of a lead."""
    rules = _rules(scene)
    if not scene.may_file:
        text = _("{unit} verifies, proposes and hands over; this is for bodies with that power.")
        return [
            Line(_("The verification begins; a team is named next.")),
            Line(text.format(unit=scene.case.body.name), _basis(scene, rules.filing)),
        ]
    lines = _chain(scene, rules.filing.approval)
    if isinstance(rules.holding.review, Term):
        text = _("A lead that is held is looked at again by {day} at the latest.")
        day = told(day_after(scene.on, rules.holding.review))
        lines.append(Line(text.format(day=day), _basis(scene, rules.holding)))
    return [*lines, Line(_("A lead that is closed stays readable; its clocks end."))]


def of_filing(scene: Scene) -> list[Line]:
    """Return what follows from filing."""
    return [*_chain(scene, _rules(scene).filing.approval), *_begins(scene, plan.FILED)]


def of_team(scene: Scene) -> list[Line]:
    """Return what follows from naming the team."""
    rules = _rules(scene)
    text = _("At least {n} people look into a case together.")
    return [
        Line(text.format(n=rules.team.least), _basis(scene, rules.team)),
        Line(_("Each of them sees the case; nobody else of their unit does by that.")),
        Line(_("Who has a tie to the case is left out."), _basis(scene, rules.recusal)),
    ]


def of_declaring(scene: Scene) -> list[Line]:
    """Return what follows from a declaration."""
    text = _("With an interest you take no further part; ask for your recusal next.")
    return [Line(text, _basis(scene, _rules(scene).recusal))]


def of_asking(scene: Scene) -> list[Line]:
    """Return what follows from asking for a recusal."""
    text = _("Somebody else decides on it; the case is not concluded before.")
    return [Line(text, _basis(scene, _rules(scene).recusal))]


def of_recusal(scene: Scene) -> list[Line]:  # noqa: ARG001 - the shape of all of them
    """Return what follows from deciding on a recusal."""
    return [Line(_("Who is recused leaves the team at once, and sees the case no more by it."))]


def of_kin(scene: Scene) -> list[Line]:
    """Return what follows from recording a tie."""
    text = _("Neither looks into, or votes on, what concerns the other: here and in every case.")
    return [Line(text, _basis(scene, _rules(scene).recusal))]


def of_respondent(scene: Scene) -> list[Line]:
    """Return what follows from taking somebody in."""
    acted = scene.case.acted_on or scene.on
    text = _("Their post and who stood over them are kept as of {day}.")
    return [
        Line(text.format(day=told(acted))),
        Line(_("They see nothing of the case, nor of its duties.")),
        *_opened(scene),
    ]


def _opened(scene: Scene) -> list[Line]:
    if not scene.pack.liabilities:
        return []
    return [Line(_("What the plan wants assessed besides is opened by itself."))]


def of_excluding(scene: Scene) -> list[Line]:  # noqa: ARG001 - the shape of all of them
    """Return what follows from excluding evidence."""
    return [
        Line(
            _("No fact may cite it any more; a fact that cites nothing else is without evidence.")
        ),
        Line(_("It stays where it is, with the reason.")),
    ]


def of_fact(scene: Scene) -> list[Line]:
    """Return what follows from establishing a fact."""
    text = _("A fact that cites nothing holds the conclusion back.")
    return [Line(text, _basis(scene, _rules(scene).conclusion))]


def of_stating(scene: Scene) -> list[Line]:
    """Return what follows from stating a fact."""
    return _opened(scene)


def of_telling(scene: Scene) -> list[Line]:
    """Return what follows from telling the facts."""
    text = _("Then they are heard: take their statement, or record that they decline.")
    return [Line(text, _basis(scene, _rules(scene).hearing))]


def of_finding(scene: Scene) -> list[Line]:
    """Return what follows from a finding."""
    return [
        Line(_("The measures are those of the plan in force on the day of the act.")),
        Line(_("A finding decides nothing: the decision is made together, later.")),
        *_opened(scene),
    ]


def of_tolerating(scene: Scene) -> list[Line]:  # noqa: ARG001 - the shape of all of them
    """Return what follows from exempting."""
    return [Line(_("The finding stays readable; the person is exempted, with the reasons."))]


def of_clearing(scene: Scene) -> list[Line]:  # noqa: ARG001 - the shape of all of them
    """Return what follows from clearing a name."""
    return [Line(_("It covers what the case was about, and marks nobody as a false accuser."))]


def of_assessing(scene: Scene) -> list[Line]:  # noqa: ARG001 - the shape of all of them
    """Return what follows from an assessment."""
    return [
        Line(_("Who is liable is taken into a decision of their own; this page decides nothing.")),
        Line(_("The case is not closed before every item is assessed.")),
    ]


def of_concluding(scene: Scene) -> list[Line]:
    """Return what follows from writing the conclusion."""
    return _missing(scene) or [Line(_("Nothing stands in the way of sending it for approval."))]


def _missing(scene: Scene) -> list[Line]:
    return [Line(str(one.text), one.clause or "") for one in scene.obstacles("conclusion")]


def of_submitting(scene: Scene) -> list[Line]:
    """Return what follows from sending the conclusion for approval."""
    lines = _chain(scene, _rules(scene).conclusion.approval)
    draft = scene.case.conclusions.order_by("-number").first()
    if draft is None:
        return lines
    outcome = scene.pack.matter_outcome(draft.outcome)
    if outcome.to_discussion:
        text = _("Once agreed to, the case goes to the body that decides together.")
        lines.append(Line(text, _basis(scene, outcome)))
    if outcome.offers_clearing:
        text = _("Once agreed to, the complainant is answered and the name can be cleared.")
        lines.append(Line(text, _basis(scene, outcome)))
    return [*lines, *_begins(scene, plan.CONCLUDED)]


def of_holding(scene: Scene) -> list[Line]:
    """Return what follows from stopping the clocks."""
    rules = _rules(scene)
    lines = [Line(_("Clocks that the plan does not stop for this run on."))]
    if isinstance(rules.holding.review, Term):
        text = _("Somebody looks again by {day} at the latest.")
        day = told(day_after(scene.on, rules.holding.review))
        lines.append(Line(text.format(day=day), _basis(scene, rules.holding)))
    return lines


def of_merging(scene: Scene) -> list[Line]:  # noqa: ARG001 - the shape of all of them
    """Return what follows from merging."""
    return [
        Line(_("Its sources and respondents go along; its evidence stays readable here.")),
        Line(_("It can be undone until the other case is concluded.")),
    ]


def of_unmerging(scene: Scene) -> list[Line]:
    """Return what follows from undoing a merger."""
    state = Case.State(scene.case.state_before).label if scene.case.state_before else ""
    text = _("The case stands at “{state}” again; what it gave the other is taken back.")
    return [Line(text.format(state=state))]


def of_closing(scene: Scene) -> list[Line]:  # noqa: ARG001 - the shape of all of them
    """Return what follows from closing."""
    return [
        Line(_("The case is closed; nothing more is owed on it.")),
        Line(_("It stays readable, and goes to the archive.")),
    ]
