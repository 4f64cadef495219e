"""Two people at once: one does it, the other is told; nothing happens twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from zhiyong.approvals.models import Approval
from zhiyong.intake.tests.factories import DAY
from zhiyong.journal.models import Entry
from zhiyong.matters import services
from zhiyong.matters.models import Matter
from zhiyong.matters.tests.factories import DIRECT, Scene, make_scene

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts at the same moment, each on a connection of its own; return results or refusals."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=10)
            return act()
        except services.NotNow as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return make_scene()


def test_of_two_clerks_who_sign_for_it_at_once_one_has_signed(scene: Scene) -> None:
    matter = scene.assigned()
    clerks = (scene.office.clerk, scene.office.section_head)

    results = at_once(
        *(lambda by=by: services.sign_for(matter=matter, by=by, on=DAY) for by in clerks)  # type: ignore[misc]
    )

    assert sorted(isinstance(result, services.NotNow) for result in results) == [False, True]
    entry = Entry.objects.get(verb="matter.signed_for")
    matter.refresh_from_db()
    assert matter.signed_for_by is not None
    assert entry.actor == f"account:{matter.signed_for_by.pk}"


def test_of_two_who_assign_it_at_once_one_has_assigned(scene: Scene) -> None:
    complaint = scene.complaint()

    def assign() -> Matter | Approval:
        return services.assign(
            complaint=complaint,
            mode=DIRECT,
            handling_unit=scene.office.unit,
            by=scene.office.clerk,
            on=DAY,
        )

    results = at_once(assign, assign)

    assert sorted(isinstance(result, services.NotNow) for result in results) == [False, True]
    assert Matter.objects.get().number == "效办〔2026〕1号"


def test_of_two_who_close_it_at_once_one_has_closed(scene: Scene) -> None:
    matter = scene.called_back()

    def close() -> Matter:
        return services.close(matter=matter, by=scene.office.clerk, on=DAY)

    results = at_once(close, close)

    assert sorted(isinstance(result, services.NotNow) for result in results) == [False, True]
    assert Entry.objects.filter(verb="matter.closed").count() == 1
