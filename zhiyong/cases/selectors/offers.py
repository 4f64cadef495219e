"""What can be done with a case now, by whom; and what cannot be done, and why not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.cases import acts, plan
from zhiyong.cases.models import Case
from zhiyong.cases.selectors.recusal import WhyNot
from zhiyong.cases.selectors.scene import Scene
from zhiyong.cases.selectors.then import places_for
from zhiyong.directory.models import Person
from zhiyong.intake.models import Complaint
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.rules.responsibilities import first_responsible
from zhiyong.shell.access import Role, Standing
from zhiyong.shell.parts import Offer

State = Case.State
WORKING = (State.VERIFYING, State.FILED)
OPEN = (State.LEAD, State.HELD, *WORKING, State.CONCLUDED, State.DECIDED)

HEADS = (Role.SECTION_HEAD, Role.LEADER, Role.OFFICE)
"""Who gives work inside a body, and answers for it."""
HEAD = "main_leader"
"""The place of whoever answers first for a unit."""
OPENERS = (Role.CLERK, Role.HANDLER, *HEADS)
"""Who may open a case."""
CLOSERS = (Role.CLERK, Role.SUPERVISOR, *HEADS)

Test = Callable[[Scene], bool]
Obstacle = Callable[[Scene], WhyNot | None]


def _nothing(scene: Scene) -> WhyNot | None:  # noqa: ARG001 - the shape of all of them
    return None


def _always(scene: Scene) -> bool:  # noqa: ARG001 - the shape of all of them
    return True


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a case: who may do it, where it makes sense, and what may stand against it.

    `tab` is the part of the page on which it stands besides the rail.
    """

    key: str
    label: Any
    reaches: Test
    shows: Test = _always
    why_not: Obstacle = _nothing
    kind: Literal["", "primary", "grave", "quiet"] = ""
    icon: str = ""
    tab: str = ""


def _heads(scene: Scene) -> bool:
    return scene.in_body(*HEADS)


def _team(scene: Scene) -> bool:
    return scene.is_mine


def _both(scene: Scene) -> bool:
    return scene.is_mine or scene.in_body(*HEADS)


def _readers(scene: Scene) -> bool:
    return scene.is_mine or scene.in_body(*CLOSERS)


def _at(*states: Case.State) -> Test:
    return lambda scene: scene.case.state in states


def _and(*tests: Test) -> Test:
    return lambda scene: all(test(scene) for test in tests)


def _has_team(scene: Scene) -> bool:
    return bool(scene.members)


def _no_team(scene: Scene) -> bool:
    return not scene.members


def _may_file(scene: Scene) -> bool:
    return scene.may_file


def _no_filing(scene: Scene) -> WhyNot | None:
    return None if scene.members else WhyNot(_("Name the team first."))


def no_power_to_file(scene: Scene) -> WhyNot | None:
    """Return why a body does not file cases, with the clause; None if it does, or no more could."""
    if scene.may_file or scene.case.state not in (State.LEAD, State.HELD, State.VERIFYING):
        return None
    filing = plan.casework(scene.case.adoption).filing
    text = _("{unit} verifies, proposes and hands over; this is for bodies with that power.")
    return WhyNot(text.format(unit=scene.case.body.name), plan.grounds(scene.case, filing))


def _held_by(stage: Literal["conclusion", "decision", "closing"]) -> Obstacle:
    def why(scene: Scene) -> WhyNot | None:
        found = scene.obstacles(stage)
        if not found:
            return None
        clause = found[0].clause if isinstance(found[0].clause, Clause) else None
        more = len(found) - 1
        text = str(found[0].text)
        if more:
            text = _("{first} And {n} more: see the overview.").format(first=text, n=more)
        return WhyNot(text, clause)

    return why


def _own_hands(scene: Scene) -> WhyNot | None:
    if scene.is_mine:
        return WhyNot(_("Somebody who did not look into the case closes it."))
    return _held_by("closing")(scene)


def _no_findings(scene: Scene) -> WhyNot | None:
    return None if scene.counts["facts"] else WhyNot(_("Establish the facts first."))


def _in_approval(scene: Scene) -> bool:
    return scene.case.conclusions.filter(
        approval__isnull=False, agreed_on=None, returned_on=None
    ).exists()


def _draft_is_away(scene: Scene) -> WhyNot | None:
    if _in_approval(scene):
        return WhyNot(_("A draft of the conclusion is in approval."))
    return None


def _is_held(scene: Scene) -> bool:
    return scene.held is not None and scene.case.state != State.HELD


def _runs(scene: Scene) -> bool:
    return scene.held is None


def _may_waive(scene: Scene) -> bool:
    waivable = {one.id for one in scene.pack.steps if one.waivable}
    return bool(waivable - set(scene.case.steps.values_list("step", flat=True)))


def _merged_elsewhere(scene: Scene) -> WhyNot | None:
    into = scene.case.merged_into
    if into is not None and (into.concluded_on or into.has_ended):
        return WhyNot(_("The case it went into was concluded: the two stay one."))
    return None


ACTS: tuple[Act, ...] = (
    Act("dispose", gettext_lazy("Dispose of the lead"), _heads, _at(State.LEAD, State.HELD),
        kind="primary", icon="split"),
    Act("team", gettext_lazy("Name the team"), _heads, _and(_at(*WORKING), _no_team),
        kind="primary", icon="users"),
    Act("decide-recusal", gettext_lazy("Decide on a recusal"), _heads,
        lambda scene: bool(scene.asked), kind="primary", icon="scale"),
    Act("evidence", gettext_lazy("Add evidence"), _team,
        _at(*WORKING, State.CONCLUDED, State.DECIDED), kind="primary", icon="paperclip",
        tab="materials"),
    Act("statement", gettext_lazy("Take a statement"), _team, _at(*WORKING), kind="primary",
        icon="mic", tab="materials"),
    Act("fact", gettext_lazy("Establish a fact"), _team, _at(*WORKING), kind="primary",
        icon="list-checks", tab="facts"),
    Act("tell", gettext_lazy("Tell the person of the facts"), _team,
        _at(*WORKING, State.CONCLUDED), _no_findings, icon="message-square", tab="facts"),
    Act("finding", gettext_lazy("State a finding"), _team, _at(*WORKING), _no_findings,
        kind="primary", icon="search-check", tab="facts"),
    Act("conclude", gettext_lazy("Write the conclusion"), _team, _at(*WORKING), _draft_is_away,
        kind="primary", icon="file-pen-line", tab="facts"),
    Act("submit", gettext_lazy("Send the conclusion for approval"), _team,
        _and(_at(*WORKING), lambda scene: scene.case.conclusions.filter(
            approval=None, agreed_on=None, returned_on=None).exists()),
        _held_by("conclusion"), kind="primary", icon="send", tab="facts"),
    Act("assess", gettext_lazy("Assess a responsibility"), _heads,
        _and(_at(*OPEN), lambda scene: scene.counts["open"] > 0), kind="primary", icon="gavel",
        tab="facts"),
    Act("clear-name", gettext_lazy("Clear a name"), _both,
        _at(*WORKING, State.CONCLUDED, State.DECIDED), icon="badge-check", tab="facts"),
    Act("close", gettext_lazy("Close the case"), lambda scene: scene.in_body(*CLOSERS),
        _at(State.CONCLUDED, State.DECIDED), _own_hands, kind="primary", icon="circle-check"),
    Act("resume", gettext_lazy("Let the clocks go on"), _both, _is_held, kind="primary",
        icon="circle-play"),
    Act("file", gettext_lazy("File the case"), _both, _and(_at(State.VERIFYING), _may_file),
        _no_filing, icon="folder-plus"),
    Act("declare", gettext_lazy("Declare an interest"), _team, _at(*OPEN), icon="hand"),
    Act("ask-recusal", gettext_lazy("Ask for a recusal"), _readers, _and(_at(*OPEN), _has_team),
        icon="user-round-x"),
    Act("add-member", gettext_lazy("Add somebody to the team"), _heads,
        _and(_at(*WORKING), _has_team), icon="user-round-plus"),
    Act("replace-member", gettext_lazy("Replace a member of the team"), _heads,
        _and(_at(*OPEN), _has_team), icon="user-round-cog"),
    Act("kin", gettext_lazy("Record a close tie"), _readers, _at(*OPEN), icon="git-fork"),
    Act("respondent", gettext_lazy("Take somebody else into the case"), _both,
        _at(State.LEAD, State.HELD, *WORKING), icon="user-plus"),
    Act("remove-respondent", gettext_lazy("Take somebody out of the case"), _heads,
        _at(State.LEAD, State.HELD, *WORKING), icon="user-minus"),
    Act("source", gettext_lazy("Take another complaint in"), _readers,
        _at(State.LEAD, State.HELD, *WORKING, State.CONCLUDED), icon="inbox"),
    Act("version", gettext_lazy("Add a newer file"), _team,
        _and(_at(*WORKING, State.CONCLUDED), lambda scene: scene.counts["evidence"] > 0),
        icon="files", tab="materials"),
    Act("hand-on", gettext_lazy("Hand evidence on"), _team,
        _and(_at(*OPEN), lambda scene: scene.counts["evidence"] > 0), icon="arrow-left-right",
        tab="materials"),
    Act("exclude", gettext_lazy("Exclude evidence"), _both,
        _and(_at(*WORKING), lambda scene: scene.counts["evidence"] > 0), icon="ban",
        tab="materials"),
    Act("cite", gettext_lazy("Let a fact cite more"), _team,
        _and(_at(*WORKING), lambda scene: scene.counts["facts"] > 0), icon="link", tab="facts"),
    Act("withdraw-fact", gettext_lazy("Withdraw a fact"), _team,
        _and(_at(*WORKING), lambda scene: scene.counts["facts"] > 0), icon="eraser", tab="facts"),
    Act("withdraw-finding", gettext_lazy("Withdraw a finding"), _team,
        _and(_at(*WORKING), lambda scene: scene.counts["findings"] > 0), icon="eraser",
        tab="facts"),
    Act("state", gettext_lazy("State a fact that the plan asks for"), _both, _at(*OPEN),
        icon="circle-question-mark", tab="facts"),
    Act("outcome", gettext_lazy("State how it came out for somebody"), _both,
        _at(*WORKING, State.CONCLUDED, State.DECIDED), icon="flag", tab="facts"),
    Act("tolerate", gettext_lazy("Exempt an honest error"), _both,
        _at(*WORKING, State.CONCLUDED), icon="shield", tab="facts"),
    Act("open-item", gettext_lazy("Open an accountability item"), _heads,
        _and(_at(*OPEN), lambda scene: bool(scene.pack.liabilities)), icon="circle-plus",
        tab="facts"),
    Act("step", gettext_lazy("Record a step"), _both,
        _and(_at(*OPEN), lambda scene: bool(scene.pack.case_steps)), icon="footprints",
        tab="steps"),
    Act("waive-step", gettext_lazy("Waive a step before the closing"), _heads,
        _and(_at(State.CONCLUDED, State.DECIDED), _may_waive), icon="circle-check", tab="steps"),
    Act("hold", gettext_lazy("Let the clocks stand still"), _both,
        _and(_at(*WORKING, State.CONCLUDED), _runs), icon="circle-pause"),
    Act("link", gettext_lazy("Link with another case"), _both, icon="link-2"),
    Act("under", gettext_lazy("Put under another case"), _heads, _at(*OPEN), icon="folder-tree"),
    Act("merge", gettext_lazy("Merge into another case"), _heads,
        _at(State.LEAD, State.HELD, *WORKING), icon="merge"),
    Act("unmerge", gettext_lazy("Part it from the other again"), _heads, _at(State.MERGED),
        _merged_elsewhere, icon="undo-2"),
)  # fmt: skip
BY_KEY = {act.key: act for act in ACTS}


def offers(scene: Scene) -> list[Offer]:
    """Return the acts on a case that somebody's roles reach, the most pressing first."""
    own = [_offer(act, scene) for act in ACTS if act.reaches(scene) and act.shows(scene)]
    return [*_heads_proposed(scene), *own, *acts.offers(scene.case, scene.standing, scene.on)]


def pressing(found: Sequence[Offer], scene: Scene) -> list[Offer]:
    """Return the main acts, those first that the work waits for; what was done once goes last."""
    counts = scene.counts
    late = {
        "evidence": counts["evidence"] > 0,
        "statement": counts["facts"] > 0,
        "fact": counts["facts"] > 0,
        "finding": counts["findings"] > 0,
        "conclude": counts["findings"] == 0,
    }
    main = [one for one in found if one.kind == "primary"]
    return sorted(main, key=lambda one: late.get(one.key, False))


def _heads_proposed(scene: Scene) -> list[Offer]:
    """Propose who answers first for a unit about which nobody is named, as of the day of the act.

    One act takes them in; whether they are at fault is still to be found.
    """
    act, line = BY_KEY["respondent"], first_responsible(scene.pack, HEAD)
    if line is None or not act.reaches(scene) or not act.shows(scene):
        return []
    if any(one.person_id for one in scene.respondents):
        return []
    held = [one.who for each in scene.respondents for one in places_for(each).get(HEAD, ())]
    people = Person.objects.in_bulk([int(who.partition(":")[2]) for who in held])
    url = reverse("cases:act", args=[scene.case.pk, act.key])
    text = _("Take {name} in, who answers first for the unit")
    return [
        Offer(
            key="propose-head",
            label=text.format(name=person.name),
            url=f"{url}?{urlencode({'person': f'person-{person.pk}'})}",
            basis=line.clause or "",
            kind="primary",
            icon="user-plus",
        )
        for person in people.values()
    ]


def _offer(act: Act, scene: Scene) -> Offer:
    why_not = act.why_not(scene)
    return Offer(
        key=act.key,
        label=_label(act, scene),
        url=reverse("cases:act", args=[scene.case.pk, act.key]),
        why_not=why_not.text if why_not else "",
        basis=why_not.basis if why_not else "",
        kind="" if why_not else act.kind,
        icon=act.icon,
    )


def _label(act: Act, scene: Scene) -> Any:
    if act.key == "dispose" and not scene.may_file:
        return _("Begin the verification")
    return act.label


def offer(key: str, scene: Scene) -> Offer | None:
    """Return one act as it stands for somebody; None if it is not theirs.

    Where it makes no sense any more, it says where the case stands.
    """
    act = BY_KEY.get(key)
    if act is None or not act.reaches(scene):
        return None
    if act.shows(scene):
        return _offer(act, scene)
    text = _("This case stands at “{state}”; somebody may have been faster.")
    why_not = text.format(state=scene.case.get_state_display())
    return Offer(key=key, label=act.label, url="", why_not=why_not, icon=act.icon)


def offer_on_lead(adoption: Adoption, about: str, row: str, standing: Standing) -> Offer | None:
    """Return the offer to open a case where the rows of a register reach a threshold."""
    if pack_of(adoption).casework is None or not standing.units(*OPENERS):
        return None
    url = f"{reverse('cases:new')}?{urlencode({'from': row or about, 'about': about})}"
    return Offer(key="case", label=_("Open a case"), url=url, icon="folder-plus")


def offers_on_complaint(complaint: Complaint, standing: Standing) -> list[Offer]:
    """Return what cases add to the acts on a complaint: to open one from it.

    Not from what is handed over unread, and not where a case has it already.
    """
    taken = (Complaint.State.ACCEPTED, Complaint.State.IN_HANDLING, Complaint.State.REPLIED)
    pack = pack_of(complaint.adoption)
    here = standing.units(*OPENERS)
    bodies = {complaint.keeper_id, *complaint.matters.values_list("handling_unit", flat=True)}
    if (
        complaint.state not in taken
        or pack.casework is None
        or not here & bodies
        or (complaint.input_class and pack.kind(complaint.input_class).handling != "here")
        or complaint.cases.filter(case__closed_on=None).exists()
    ):
        return []
    return [
        Offer(
            key="case",
            label=_("Open a case"),
            url=reverse("cases:new") + f"?complaint={complaint.pk}",
            icon="folder-plus",
        )
    ]
