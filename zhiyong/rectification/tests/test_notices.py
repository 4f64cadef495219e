"""Notices rise with repetition and fall with repair; key units are listed by people."""

from datetime import date, timedelta

import pytest

from zhiyong.directory.services import merge_units
from zhiyong.duties.models import Duty
from zhiyong.journal.models import Entry
from zhiyong.papers.models import Paper
from zhiyong.rectification import services
from zhiyong.rectification.models import Item, SlowNotice, Watched
from zhiyong.rectification.selectors import facts_of, proposals, standing_on
from zhiyong.rectification.tests.factories import DAY, Scene, an_item
from zhiyong.rules.noticing import Given, notice_standing
from zhiyong.rules.pack.rectification import NoticeLadder, NoticeStep
from zhiyong.rules.values import Label

STEPS = tuple(
    NoticeStep.model_construct(id=one, label=Label(zh=one, en=one), answer=None)
    for one in ("urge", "yellow", "red")
)


def ladder(**more: object) -> NoticeLadder:
    said: dict[str, object] = {"steps": STEPS, "raises": 1, "lowers": 1, "within": None, "by": ()}
    return NoticeLadder.model_construct(**{**said, **more})  # type: ignore[arg-type]


CASES = [
    ([], 0, "urge"),
    ([Given("urge", DAY)], 1, "yellow"),
    ([Given("urge", DAY), Given("yellow", DAY)], 2, "red"),
    ([Given("red", DAY)], 3, "red"),
    ([Given("urge", DAY, "in_time")], 0, "urge"),
    ([Given("urge", DAY), Given("yellow", DAY, "late")], 1, "yellow"),
    ([Given("urge", DAY, "late")], 0, "urge"),
    ([Given("gone", DAY)], 0, "urge"),
    ([Given("urge", DAY + timedelta(days=1))], 0, "urge"),
]


@pytest.mark.parametrize(("given", "level", "following"), CASES)
def test_repetition_raises_and_late_repair_lowers(
    given: list[Given], level: int, following: str
) -> None:
    found = notice_standing(ladder(), given, DAY)

    assert found.level == level
    assert found.next is not None
    assert found.next.id == following


def an_urging(scene: Scene, step: str = "urging", *, on: date = DAY, **more: object) -> SlowNotice:
    said: dict[str, object] = {
        "unit": scene.bureau,
        "text": "三项整改逾期，请说明并报进度。",
        "issuer": scene.bodies["city_office"],
        "by": scene.office,
    }
    return services.issue_notice(
        adoption=scene.adoption,
        step=step,
        on=on,
        **{**said, **more},  # type: ignore[arg-type]
    )


@pytest.mark.clause("S0-081")
def test_an_urging_has_its_number_its_paper_and_its_clock(scene: Scene) -> None:
    notice = an_urging(scene)

    assert notice.number == "双优督〔2026〕1号"
    assert Paper.objects.get(subject=f"slow_notice:{notice.pk}").number == notice.number
    duty = Duty.objects.get(subject=f"slow_notice:{notice.pk}")
    assert (duty.code, duty.due_on) == ("answer_urging", date(2026, 5, 11))
    services.answer_notice(
        notice=notice, answer="五月底前完成", by=scene.liaison, on=date(2026, 5, 6)
    )
    duty.refresh_from_db()
    assert duty.state == Duty.State.MET
    said = Entry.objects.filter(subject=f"slow_notice:{notice.pk}").order_by("pk")
    assert [row.verb for row in said] == ["slow_notice.issued", "slow_notice.answered"]
    with pytest.raises(services.NotNow):
        services.answer_notice(notice=notice, answer="再答", by=scene.liaison, on=DAY)


def test_the_second_one_is_a_yellow_slip_and_none_is_passed_over_silently(scene: Scene) -> None:
    with pytest.raises(services.StepSkipped):
        an_urging(scene, "red_slip")
    assert not SlowNotice.objects.exists()
    an_urging(scene)

    standing = standing_on(scene.adoption, scene.bureau, DAY)
    assert standing.next is not None
    assert standing.next.id == "yellow_slip"
    red = an_urging(scene, "red_slip", skipped="涉及群众安全")
    assert (red.level, red.skipped) == (1, "涉及群众安全")
    services.withdraw_notice(notice=red, reason="误发", by=scene.office, on=DAY)
    assert standing_on(scene.adoption, scene.bureau, DAY).level == 1


def test_what_is_put_right_late_lowers_the_step(scene: Scene) -> None:
    first = an_urging(scene)
    second = an_urging(scene, "yellow_slip", on=DAY + timedelta(days=1))
    services.note_repair(
        notice=second, repaired_on=date(2026, 5, 8), late=True, by=scene.office, on=date(2026, 5, 9)
    )

    standing = standing_on(scene.adoption, scene.bureau, date(2026, 5, 9))
    assert (standing.level, standing.counted) == (1, 2)
    services.note_repair(
        notice=first, repaired_on=date(2026, 5, 8), late=False, by=scene.office, on=date(2026, 5, 9)
    )
    with pytest.raises(services.NotNow):
        services.note_repair(
            notice=first, repaired_on=DAY, late=False, by=scene.office, on=date(2026, 5, 9)
        )


def test_the_unit_that_takes_another_over_goes_on_from_its_notices(scene: Scene) -> None:
    item = an_item(scene)
    an_urging(scene)
    on = DAY + timedelta(days=2)
    merge_units(units=[scene.bureau], into=scene.other, on=on, by=scene.office, today=on)
    scene.other.refresh_from_db()

    assert standing_on(scene.adoption, scene.other, on).level == 1
    from zhiyong.rectification.selectors import items_visible_to
    from zhiyong.shell.access import Role

    successor = scene.who(Role.UNIT_LIAISON, scene.other)
    seen = items_visible_to(scene.standing(successor, on))
    assert list(seen) == [item]
    item = services.hand_in(item=item, text="已改", done_on=on, by=successor, on=on)
    assert item.unit == scene.bureau


def test_figures_propose_and_a_person_lists(scene: Scene) -> None:
    for _each in range(3):
        an_item(scene)
    later = date(2026, 6, 1)
    found = proposals(scene.adoption, later)
    assert [(one.unit, one.watch.id) for one in found] == [(scene.bureau, "slow_units")]
    assert facts_of(scene.adoption, later)[scene.bureau.pk]["unit.items_late"] == 3
    assert not Watched.objects.exists()

    with pytest.raises(services.NotTheirs):
        services.judge_proposal(
            adoption=scene.adoption,
            unit=scene.other,
            watch="slow_units",
            lists=True,
            why="一",
            by=scene.office,
            on=later,
        )
    row = services.judge_proposal(
        adoption=scene.adoption,
        unit=scene.bureau,
        watch="slow_units",
        lists=True,
        why="三项逾期未改",
        by=scene.office,
        on=later,
    )
    assert proposals(scene.adoption, later) == []
    services.take_off(row=row, why="已改", by=scene.office, on=later)
    row.refresh_from_db()
    assert row.state == Watched.State.ENDED
    assert Item.objects.count() == 3
