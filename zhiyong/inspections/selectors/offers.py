"""What may be done now with a round, a visit, a finding, or why not."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.inspections import plan
from zhiyong.inspections.models import Draw, Finding, Outcome, Round, Visit
from zhiyong.inspections.selectors.access import answers_for, is_member, may_run
from zhiyong.inspections.selectors.teams import problems
from zhiyong.plans.selectors import pack_of
from zhiyong.shell.access import Role, Standing
from zhiyong.shell.parts import Offer

State = Round.State
Way = Outcome.Way
FORWARDS = (Role.OFFICE, Role.SUPERVISOR, Role.SECTION_HEAD, Role.LEADER, Role.CLERK)


def round_offers(round_: Round, standing: Standing) -> list[Offer]:
    """Return what somebody may do with a round now."""
    if not may_run(standing, round_) or round_.state in (State.REPORTED, State.CANCELLED):
        return []
    made = round_.visits.filter(state=Visit.State.MADE).exists()
    has_targets = round_.targets.exists()
    waiting = round_.draws.filter(drawn_on__isnull=True).first()
    offers = [
        _round(round_, "target", _("Add a unit"), "building-2"),
        _round(round_, "member", _("Put somebody into a team"), "user-plus"),
    ]
    if waiting is None:
        offers.append(_round(round_, "seed", _("Begin a draw"), "dices"))
    else:
        url = reverse("inspections:make_draw", args=[waiting.pk])
        offers.append(Offer("make", _("Lay the frame and draw"), url, kind="primary", icon="dices"))
    why = "" if has_targets else _("No unit is named yet.")
    offers.append(_round(round_, "visit", _("Book a visit"), "calendar-plus", why_not=why))
    offers.append(_round(round_, "planner", _("Let somebody else plan it"), "users"))
    offers.append(_round(round_, "team", _("Add a team"), "plus"))
    why = "" if made else _("No visit was made yet.")
    kind = "primary" if made else ""
    offers.append(
        _round(round_, "report", _("File the report"), "file-check", kind=kind, why_not=why)
    )
    if not made:
        offers.append(_round(round_, "call-off", _("Call the round off"), "x", kind="grave"))
    return offers


def _round(round_: Round, key: str, label: str, icon: str, **more: Any) -> Offer:
    url = reverse("inspections:act", args=[round_.pk, key])
    return Offer(key, label, url, icon=icon, **more)


def visit_offers(visit: Visit, standing: Standing, today: date) -> list[Offer]:
    """Return what somebody may do with a visit now."""
    round_ = visit.round
    offers: list[Offer] = []
    if visit.state == Visit.State.PLANNED:
        if is_member(standing, round_):
            url = reverse("inspections:record", args=[visit.pk])
            why = _why_not_go(visit, today)
            offers.append(
                Offer("record", _("Record the visit"), url, why_not=why, kind="primary",
                      icon="clipboard-check")
            )  # fmt: skip
        if may_run(standing, round_) and visit.revisit_of_id is None:
            offers.append(_visit(visit, "drop", _("It is not made"), "x"))
    elif (
        visit.state == Visit.State.MADE
        and _still_writes(visit)
        and (is_member(standing, round_) or may_run(standing, round_))
    ):
        offers.append(_visit(visit, "finding", _("Add a finding"), "plus", kind="primary"))
    return offers


def _still_writes(visit: Visit) -> bool:
    return visit.round.state != State.REPORTED or visit.revisit_of_id is not None


def _why_not_go(visit: Visit, today: date) -> str:
    team = visit.target.team
    if team is None:
        return _("No team goes there yet.")
    found = problems(team, today, today)
    return found[0].text if found else ""


def _visit(visit: Visit, key: str, label: str, icon: str, **more: Any) -> Offer:
    url = reverse("inspections:visit_act", args=[visit.pk, key])
    return Offer(key, label, url, icon=icon, **more)


def finding_offers(finding: Finding, standing: Standing) -> list[Offer]:
    """Return what somebody may do with a finding now."""
    offers: list[Offer] = []
    round_ = finding.round
    if finding.state == Finding.State.SETTLED:
        return offers
    if (
        finding.answered_on is None
        and round_.state == State.REPORTED
        and answers_for(standing, finding)
    ):
        offers.append(
            _finding(finding, "answer", _("Answer for the unit"), "reply", kind="primary")
        )
    if not may_run(standing, round_):
        return offers
    gone = set(finding.outcomes.values_list("way", flat=True))
    pack = pack_of(round_.adoption)
    rule = plan.rule_of(round_.adoption, round_.inspection)
    if Way.LEAD not in gone:
        channel = plan.lead_channel(pack)
        why = "" if channel else _("The plan has no channel for what inspections find.")
        offers.append(_finding(finding, "lead", _("Enter it with the leads"), "inbox", why_not=why))
    if Way.CASE not in gone:
        why = "" if pack.casework else _("The plan does not say how cases are worked.")
        offers.append(_finding(finding, "case", _("Open a case"), "folder-plus", why_not=why))
    if Way.ITEM not in gone and plan.has_ledger(pack):
        why = _("Others may not know of this round before its report is filed.")
        offers.append(
            _finding(
                finding,
                "item",
                _("Put it on the ledger"),
                "list-checks",
                why_not=why if round_.is_sealed else "",
            )
        )
    if Way.EXPOSURE not in gone and rule and plan.exposures(rule, pack):
        why = (
            _("Others may not know of this round before its report is filed.")
            if round_.is_sealed
            else ""
        )
        offers.append(_finding(finding, "expose", _("Make it known"), "megaphone", why_not=why))
    why = ""
    if finding.must_fix and not _looked_again(finding):
        why = _("It must be put right: settle it once the revisit was made.")
    offers.append(_finding(finding, "settle", _("Settle it"), "check", why_not=why))
    return offers


def _looked_again(finding: Finding) -> bool:
    return Visit.objects.filter(revisit_of=finding, state=Visit.State.MADE).exists()


def _finding(finding: Finding, key: str, label: str, icon: str, **more: Any) -> Offer:
    url = reverse("inspections:finding_act", args=[finding.pk, key])
    return Offer(key, label, url, icon=icon, **more)


def draws_of(round_: Round) -> list[Draw]:
    """Return the draws of a round, the oldest first."""
    return list(round_.draws.select_related("round").order_by("pk"))
