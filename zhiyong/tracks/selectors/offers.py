"""What can be done now with a talk, a resignation, an oversight item, a track; and on a case."""

from datetime import date
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.cases.models import Case
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Offer
from zhiyong.tracks import plan
from zhiyong.tracks.models import Oversight, Resignation, Talk
from zhiyong.tracks.selectors.access import acts_for, answers_for
from zhiyong.tracks.slips import told

Kind = Literal["", "primary", "grave", "quiet"]


def _offer(name: str, pk: int, key: str, label: str, kind: Kind, icon: str, **more: str) -> Offer:
    url = reverse(f"tracks:{name}_act", args=[pk, key])
    return Offer(key, label, url, kind=kind, icon=icon, **more)


def talk_offers(talk: Talk, standing: Standing, today: date) -> list[Offer]:
    """Return what somebody may do with a talk now."""
    if not acts_for(standing, talk.audience):
        return []
    found = []
    if talk.state == Talk.State.CALLED:
        early = _("It is called for {day}.").format(day=told(talk.on)) if talk.on > today else ""
        found.append(
            _offer("talk", talk.pk, "hold", _("Enter the talk"), "primary", "messages-square",
                   hint=early)
        )  # fmt: skip
        found.append(_offer("talk", talk.pk, "cancel", _("Call the talk off"), "quiet", "undo-2"))
    if talk.state == Talk.State.HELD:
        found.append(
            _offer("talk", talk.pk, "recheck", _("Enter what was seen"), "primary", "search-check")
        )
    return found


def resignation_offers(row: Resignation, standing: Standing) -> list[Offer]:
    """Return what somebody may do with a resignation now."""
    found = []
    state = Resignation.State
    keeps = acts_for(standing, row.audience)
    decides = answers_for(standing, row.approver_id) if row.approver_id else keeps
    if row.state not in (state.FILED, state.PENDING):
        return []
    if decides and standing.person_id != row.person_id:
        pack = pack_of(row.adoption)
        track = plan.resigning(pack)
        if track is not None and track.fields:
            found.append(
                _offer("resignation", row.pk, "examine", _("Write down what was looked into"), "",
                       "search-check")
            )  # fmt: skip
        why, basis = _why_not(row, pack)
        url = reverse("tracks:resignation_act", args=[row.pk, "answer"])
        found.append(Offer("answer", _("Answer it"), url, why, basis, kind="primary", icon="stamp"))
    if keeps or decides:
        found.append(
            _offer("resignation", row.pk, "review", _("Look again at what it waits for"), "quiet",
                   "refresh-cw")
        )  # fmt: skip
    if keeps:
        found.append(
            _offer("resignation", row.pk, "withdraw", _("It is withdrawn"), "quiet", "undo-2")
        )
    return found


def _why_not(row: Resignation, pack: Pack) -> tuple[str, str]:
    if row.state != Resignation.State.PENDING:
        return "", ""
    track = plan.resigning(pack)
    text = _("It waits while a case of direct responsibility is open.")
    return text, str(track.clause or "") if track else ""


def oversight_offers(row: Oversight, standing: Standing) -> list[Offer]:
    """Return what somebody may do with an oversight item now."""
    keeps = acts_for(standing, row.audience)
    organ = row.of_unit_id is not None and acts_for(standing, row.of_unit_id)
    found = []
    motion = row.kind == Oversight.Kind.REMOVAL_MOTION
    if row.state == Oversight.State.OPEN and not motion and (keeps or organ):
        found.append(
            _offer("oversight", row.pk, "answer", _("Enter the answer"), "primary", "reply")
        )
    if keeps and (
        row.state == Oversight.State.ANSWERED or (row.state == Oversight.State.OPEN and motion)
    ):
        label = _("Enter the vote") if motion else _("Enter what came of it")
        found.append(_offer("oversight", row.pk, "settle", label, "primary", "vote"))
    if keeps and row.state == Oversight.State.OPEN:
        found.append(
            _offer("oversight", row.pk, "withdraw", _("It was withdrawn"), "quiet", "undo-2")
        )
    return found


def offers_on_case(case: Case, standing: Standing, today: date) -> list[Offer]:  # noqa: ARG001
    """Return what may be begun beside a case: a talk, a track, a resignation, an oversight item."""
    if not acts_for(standing, case.audience):
        return []
    why_not = _("This case has ended.") if case.has_ended else ""
    query = f"?case={case.pk}"
    found = [
        Offer(
            "talk",
            _("Call a talk"),
            reverse("tracks:call") + query,
            why_not=why_not,
            icon="messages-square",
            hint=_("It is no measure."),
        )
    ]
    pack = pack_of(case.adoption)
    if pack.tracks:
        found.append(
            Offer(
                "track",
                _("Take a track up"),
                reverse("tracks:take_up", args=[case.pk]),
                why_not=why_not,
                icon="git-branch",
            )
        )
    if plan.resigning(pack) is not None:
        found.append(
            Offer(
                "resignation",
                _("File a resignation"),
                reverse("tracks:file") + query,
                icon="door-open",
            )
        )
    if plan.has_clock(case.adoption, plan.INQUIRY_MADE):
        found.append(
            Offer(
                "oversight",
                _("Register what the congress asks"),
                reverse("tracks:register") + query,
                icon="landmark",
            )
        )
    return found
