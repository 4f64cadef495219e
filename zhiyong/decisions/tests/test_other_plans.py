"""Under every shipped plan that has measures a decision can be drafted, chosen, made and read."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zhiyong.cases import services as cases
from zhiyong.decisions import plan, services
from zhiyong.decisions.models import Decision
from zhiyong.decisions.selectors.deciders import deciders
from zhiyong.decisions.selectors.offers import on_case
from zhiyong.decisions.services import Choice
from zhiyong.decisions.tests.plans import DAY, PlanScene, make_plan_scene
from zhiyong.directory.models import Person, Unit
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.rules.pack import find_packs, load_pack
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db

WITH_MEASURES = sorted(name for name, path in find_packs().items() if load_pack(path).measures)
RATED = {"case.effect": "small"}
STATED: Mapping[str, Mapping[str, Any]] = {
    "s4a-highway-bureau": RATED,
    "s4b-bridge-bureau": RATED,
    "s4c-hospital-demerits": {"department.in_worst_list": True},
    "s4g-survey-team": RATED,
    "s4h-provincial-organs": RATED,
    "s4i-audit-bureau": {"work.is_slow": True},
}
"""What people state once it is concluded, so that the plan's ladder can tell."""
DECIDES = {"s4g-survey-team": "leading_group", "s4h-provincial-organs": "units"}
"""Who decides where a plan says so of somebody whom no level above manages."""


def about(scene: PlanScene) -> Person | Unit:
    """Return the official; where the plan measures units alone, their bureau."""
    on_people = any("person" in one.on for one in scene.pack.measures)
    return scene.official if on_people else scene.city.bureau


def drafted(scene: PlanScene) -> Decision:
    """Draft a decision about somebody once the plan's questions are answered."""
    respondent = scene.concluded_about(about(scene))
    for fact, value in STATED.get(scene.pack.plan, {}).items():
        cases.state_fact(
            case=respondent.case,
            respondent=respondent,
            fact=fact,
            value=value,
            grounds="见核查结论。",
            by=scene.by,
            on=DAY,
        )
    return services.draft(respondent=respondent, by=scene.by, on=DAY)


@pytest.mark.parametrize("name", WITH_MEASURES)
def test_a_decision_is_offered_chosen_and_read(name: str, settings: Any) -> None:
    settings.FIXED_TODAY = DAY.isoformat()
    scene = make_plan_scene(name)
    decision = drafted(scene)
    row = next(one for one in decision.offer["rows"] if one["state"] == "allowed")
    assert row["decides"] in (DECIDES.get(name, ""), "leading_group")
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(scene.by)
    shown = client.get(reverse("decisions:choose", args=[decision.pk]))
    assert f'name="{row["measure"]}"' in shown.content.decode()

    measure = scene.pack.element("measures", row["measure"])
    decision = services.choose(
        decision=decision,
        lock=decision.lock,
        measures=[Choice(measure.id, {one.id: "见清单。" for one in measure.fields})],
        reasons="事实清楚，情节较轻。",
        matter_outcome="substantiated",
        person_outcome="to_discussion",
        bases=[one.id for one in scene.pack.legal_bases[:1]],
        against_offer="从轻处理。",
        by=scene.by,
        on=DAY,
    )

    found = client.get(reverse("decisions:preview", args=[decision.pk]))
    assert found.content.startswith(b"%PDF")
    if plan.way_of(decision.adoption, decision.by_party, scene.body, None, DAY).meeting:
        return
    head = account_with(Role.LEADER, unit=decision.body)
    services.propose(decision=decision, lock=decision.lock, by=scene.by, on=DAY)
    decision.refresh_from_db()
    leader = deciders(decision, DAY)[0]
    by = head if leader == head.person else scene.office.leader
    client.force_login(by)
    asked = client.get(reverse("decisions:act", args=[decision.pk, "decide"])).text
    assert "事实清楚，情节较轻。" in asked
    services.decide(decision=decision, lock=decision.lock, agrees=True, by=by, on=DAY)
    decision.refresh_from_db()
    assert decision.state == Decision.State.MADE
    assert decision.number
    assert decision.paper is not None
    assert decision.notices.exists()


@pytest.mark.clause("S4h-026")
def test_who_is_managed_above_is_decided_above(settings: Any) -> None:
    """Of the people of a provincial body the province's own are its organisation department's."""
    settings.FIXED_TODAY = DAY.isoformat()
    scene = make_plan_scene("s4h-provincial-organs", "office")
    assert drafted(scene).body == scene.city.bureau
    scene.official = scene.city.official(scene.city.section, city_managed=True)

    assert drafted(scene).body == scene.city.bodies["org_department"]


@pytest.mark.clause("S4g-011")
def test_the_head_of_a_team_is_decided_above(settings: Any) -> None:
    settings.FIXED_TODAY = DAY.isoformat()
    scene = make_plan_scene("s4g-survey-team")
    scene.official = scene.head

    assert drafted(scene).body == scene.city.bodies["superior_bureau"]


def test_nothing_is_decided_where_a_plan_names_no_measures() -> None:
    scene = make_plan_scene("s0-city-campaign", "city_office")
    respondent = scene.concluded_about()
    standing = standing_of(scene.by, DAY)

    assert on_case(respondent.case, standing, DAY) == []
    with pytest.raises(services.Forbidden):
        services.draft(respondent=respondent, by=scene.by, on=DAY)
    assert not Decision.objects.exists()
