"""A unit's work is examined by somebody else: for a phase, in the middle, at the end."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.campaigns import exchange
from zhiyong.campaigns.models import Acceptance, Campaign, Stage
from zhiyong.campaigns.selectors.exchange import runs
from zhiyong.campaigns.selectors.figures import EXCHANGE, figures, freeze
from zhiyong.campaigns.selectors.visible import ACCEPTS
from zhiyong.campaigns.services.common import Incomplete, NotNow, NotTheirs, running, tell
from zhiyong.campaigns.services.exchanging import owe_each, tell_units
from zhiyong.directory.models import Account, Unit
from zhiyong.directory.selectors import posts_of, subtree_ids
from zhiyong.directory.standing import standing_of
from zhiyong.duties.services import meet
from zhiyong.journal.services import commit
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import kinds

Kind = Acceptance.Kind
Result = Acceptance.Result
AGAIN = "acceptance.again"
"""The code of the duty to examine a unit again."""


@transaction.atomic
def examine(
    *,
    campaign: Campaign,
    unit: Unit,
    kind: str,
    result: str,
    by: Account,
    on: date,
    stage: Stage | None = None,
    checks: Sequence[Mapping[str, Any]] = (),
    reason: str = "",
    again_on: date | None = None,
) -> Acceptance:
    """Write down that a unit was examined; its figures are frozen as they stand on that day.

    `checks` are what was looked at: {"id", "label", "met", "note"}; all that the plan looks at
    must be answered. What was examined before of the same kind is followed by this one.

    :raises NotTheirs: if the examiner belongs to the unit, or does not act for the office.
    :raises Incomplete: if a check of the plan is not answered, a reason or a day is missing, or
        a check that is not met passes without a reason.
    :raises NotNow: if the unit passed already, or the campaign is not running.
    """
    campaign = running(campaign)
    _need_other(campaign, unit, by, on)
    if kind == Kind.STAGE and (stage is None or stage.campaign_id != campaign.pk):
        raise Incomplete(_("Say which phase was examined."))
    if kind != Kind.STAGE:
        stage = None
    before = _before(campaign, unit, kind, stage)
    if before is not None and before.result == Result.PASSED:
        raise NotNow(_("This unit has passed already."))
    words = _check_answers(campaign, kind, stage, checks)
    reason = reason.strip()
    unmet = any(not one.get("met") for one in checks)
    if (result != Result.PASSED or unmet) and not reason:
        raise Incomplete(_("Give the reason."))
    if (result == Result.AGAIN) != (again_on is not None):
        raise Incomplete(_("Say on which day it is examined again; only then."))
    if again_on is not None and again_on <= on:
        raise Incomplete(_("It is examined again on a later day."))
    row = Acceptance(
        campaign=campaign,
        unit=unit,
        kind=kind,
        stage=stage,
        result=result,
        checks=[_kept(one, words) for one in checks],
        figures=_figures(campaign, unit, on),
        reason=reason[:1000],
        again_on=again_on,
        examined_by=by,
        examined_on=on,
        follows=before,
    )
    kept = commit(row.content)
    row.salt = kept.salt
    row.save()
    facts = {"unit": unit, "kind": kind, "result": result, "stage": stage.code if stage else None}
    tell("acceptance.examined", row, campaign, by, on, facts, {"acceptance": kept})
    if before is not None:
        meet(of=before, code=AGAIN, by=by, on=on)
    if again_on is not None:
        owe_each(
            [(kinds.ref(row), campaign.office)],
            code=AGAIN,
            label=gettext_lazy("Examine a unit again"),
            due_on=again_on,
            campaign=campaign,
            by=by,
            on=on,
        )
    tell_units([(kinds.ref(row), unit)], "acceptance.examined", on, {})
    return row


def _need_other(campaign: Campaign, unit: Unit, by: Account, on: date) -> None:
    """Refuse whoever examines themselves, or has no say in it."""
    if not exchange.takes_part(campaign, unit):
        raise NotTheirs(_("{unit} has no part in this campaign.").format(unit=unit.name))
    below = subtree_ids(unit)
    posts = posts_of(by.person, on).values_list("post__unit", flat=True) if by.person else ()
    if unit.pk == campaign.office_id or any(pk in below for pk in posts):
        raise NotTheirs(_("Nobody examines the unit to which they belong."))
    receives = campaign.assignments.filter(
        unit=unit, receiver__id__among=standing_of(by, on).units(*ACCEPTS)
    )
    if not runs(by, campaign, on) and not receives.exists():
        text = _("Only the office of the campaign does this: {unit}.")
        raise NotTheirs(text.format(unit=campaign.office.name))


def _before(campaign: Campaign, unit: Unit, kind: str, stage: Stage | None) -> Acceptance | None:
    rows = Acceptance.objects.select_for_update(of=("self",))
    return rows.filter(
        campaign=campaign, unit=unit, kind=kind, stage=stage, followed_by__isnull=True
    ).first()


def _check_answers(
    campaign: Campaign, kind: str, stage: Stage | None, checks: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, str]]:
    """Return what the plan says of all that is looked at, by id."""
    wanted = wanted_checks(campaign, kind, stage)
    missing = [one["label"] for one in wanted if one["id"] not in {c.get("id") for c in checks}]
    if missing:
        text = _("Not looked at yet: {what}.")
        raise Incomplete(text.format(what=_(", ").join(missing)))
    if not checks:
        raise Incomplete(_("Say what was looked at."))
    return {one["id"]: one for one in wanted}


def wanted_checks(campaign: Campaign, kind: str, stage: Stage | None) -> list[dict[str, str]]:
    """Return what has to be looked at, as the plan says: [{"id", "label", "label_en", "clause"}].

    The checks of the plan's inspections of the phase; at the end those of the last phase. Where
    it has none, the tasks of the phase; in the middle or at the end those of all phases that have
    begun.
    """
    pack = pack_of(campaign.adoption)
    if kind == Kind.FINAL:
        stage = campaign.stages.order_by("position").last()
    found = [
        {
            "id": one.id,
            "label": one.label.zh,
            "label_en": one.label.en,
            "clause": str(one.clause or ""),
        }
        for one in exchange.checks_for(pack, stage if kind != Kind.MID_TERM else None)
        if kind != Kind.MID_TERM
    ]
    if found:
        return found
    tasks = campaign.tasks.filter(left_out="").order_by("position")
    if kind == Kind.STAGE:
        tasks = tasks.filter(stage=stage)
    return [
        {
            "id": one.code,
            "label": one.label_zh,
            "label_en": one.label_en,
            "clause": one.clause,
        }
        for one in tasks
    ]


def _kept(check: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return a check as it is kept: what the plan says of it stands in the plan's own words."""
    name = str(check.get("id", ""))[:60]
    said = words.get(name, check)
    return {
        "id": name,
        "label": str(said["label"])[:300],
        "label_en": str(said.get("label_en") or said["label"])[:300],
        "met": bool(check.get("met")),
        "note": str(check.get("note", "")).strip()[:500],
    }


def _figures(campaign: Campaign, unit: Unit, on: date) -> list[dict[str, Any]]:
    units = subtree_ids(unit)
    wanted = {one.id for one in figures(campaign, on=on, units=units) if one.group != EXCHANGE}
    return freeze(campaign, on=on, units=units, only=wanted)
