"""A sanctioned official's return to office: neither lifelong nor too quick, gate by gate."""

from datetime import date

import pytest

from zhiyong.decisions import services
from zhiyong.decisions.models import Reappointment
from zhiyong.decisions.selectors.returning import look, obstacles
from zhiyong.decisions.tests.factories import Scene, a_decision
from zhiyong.journal.models import Entry as Written

SOON = date(2026, 9, 3)
LATER = date(2027, 6, 1)


def proposed(scene: Scene, on: date = SOON) -> Reappointment:
    """Return a return to office proposed after an admonition."""
    a_decision(scene)
    return services.propose_reappointment(
        person=scene.person,
        adoption=scene.city.adoption,
        unit=scene.city.bureau,
        post_title="科长",
        reasons="一年来实绩突出。",
        by=scene.clerk,
        on=on,
    )


def test_is_refused_while_the_freeze_runs_and_changes_nothing(scene: Scene) -> None:
    row = proposed(scene)
    before = Written.objects.count()

    with pytest.raises(services.Forbidden) as refusal:
        services.answer_reappointment(reappointment=row, clears=True, by=scene.clerk, on=SOON)

    row.refresh_from_db()
    assert row.state == Reappointment.State.PROPOSED
    assert Written.objects.count() == before
    assert "五(四)" in str(refusal.value.basis)


@pytest.mark.clause("S3-058")
def test_names_the_gates_once_the_time_is_over(scene: Scene) -> None:
    row = proposed(scene, LATER)

    found = look(row, LATER)

    assert [one.state for one in found.freezes] == ["time_over"]
    assert len(found.freezes[0].missing) == 3
    assert obstacles(row, found)


@pytest.mark.clause("S3-058", "S3-098")
def test_is_cleared_with_every_check_and_gate(scene: Scene) -> None:
    row = proposed(scene, LATER)
    day = date(2027, 5, 1)
    services.enter_checks(
        reappointment=row,
        checks=dict.fromkeys(("qualification", "conditions", "procedure"), day),
        opinions={"leading_group": {"answer": "no_objection", "on": day, "reason": "整改到位"}},
        gates=dict.fromkeys(("good_results", "inspection_passed", "group_consents"), day),
        discussed_on=LATER,
        by=scene.clerk,
        on=LATER,
    )

    services.answer_reappointment(reappointment=row, clears=True, by=scene.clerk, on=LATER)

    row.refresh_from_db()
    assert row.state == Reappointment.State.CLEARED
    assert Written.objects.filter(verb="reappointment.cleared").exists()


def test_nobody_returns_who_had_no_measure(scene: Scene) -> None:
    with pytest.raises(services.Forbidden):
        services.propose_reappointment(
            person=scene.person,
            adoption=scene.city.adoption,
            unit=scene.city.bureau,
            post_title="科长",
            reasons="实绩突出。",
            by=scene.clerk,
            on=SOON,
        )

    assert not Reappointment.objects.exists()
