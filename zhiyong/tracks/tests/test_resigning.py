"""Resignations: who may, what they wait for, who answers, and what they do not touch."""

from datetime import timedelta
from typing import Any

import pytest

from zhiyong.directory.models import Post, Tenure
from zhiyong.directory.tests.factories import PostFactory, TenureFactory, account_with
from zhiyong.notices.models import Notice
from zhiyong.shell.access import Role
from zhiyong.tracks import ended, services, waiting
from zhiyong.tracks.models import CaseTrack, Resignation
from zhiyong.tracks.selectors import resignations, voluntary_share
from zhiyong.tracks.tests.checks import nothing_changes, the_entry
from zhiyong.tracks.tests.factories import DAY, EXAMINED, TrackScene

State = Resignation.State
Origin = Resignation.Origin
LATER = DAY + timedelta(days=20)


def approve(scene: TrackScene, row: Resignation, **changes: Any) -> Resignation:
    made = services.answer(
        **{
            "resignation": row,
            "agree": True,
            "text": "同意辞职。",
            "effective_on": LATER,
            "by": scene.approver,
            "on": DAY,
            **changes,
        }
    )
    assert isinstance(made, Resignation)
    return made


@pytest.mark.clause("S4f-014")
def test_a_request_of_ones_own_is_filed_with_its_writing(scene: TrackScene) -> None:
    row = scene.filed()

    assert (row.state, row.track, row.origin) == (State.FILED, "moral", Origin.ASKED)
    assert row.request is not None
    assert row.approver == scene.bodies["resignation_body"]
    entry = the_entry("resignation.filed")
    assert "reason" in entry.commitments
    told = Notice.objects.filter(template="resignation.filed").values_list("person", flat=True)
    assert list(told) == [scene.approver.person_id]


@pytest.mark.clause("S4f-014")
def test_without_the_persons_own_writing_there_is_none(scene: TrackScene) -> None:
    with nothing_changes(), pytest.raises(services.NotOpenHere) as refusal:
        scene.filed(request=None, origin=Origin.ORDERED)

    assert "S4f-014" in str(refusal.value)


@pytest.mark.clause("S4f-029")
def test_a_post_for_which_it_is_not_open_is_refused(scene: TrackScene) -> None:
    with nothing_changes(), pytest.raises(services.NotOpenHere) as refusal:
        scene.filed(stated={"person.may_resign": False})
    assert "S4f-029" in str(refusal.value)

    with nothing_changes(), pytest.raises(services.Incomplete):
        scene.filed(stated={})


@pytest.mark.clause("S4f-010")
def test_there_is_no_tenth_ground(scene: TrackScene) -> None:
    with nothing_changes(), pytest.raises(services.NotOpenHere):
        scene.filed(basis=10)

    assert scene.filed(basis=9).basis == 9


def test_nobody_resigns_twice_nor_from_a_post_of_others(scene: TrackScene) -> None:
    with nothing_changes(), pytest.raises(services.NotNow):
        scene.filed(post=PostFactory.create(unit=scene.bureau))
    scene.filed()
    with nothing_changes(), pytest.raises(services.NotNow):
        scene.filed()


@pytest.mark.clause("S4f-030")
def test_while_direct_responsibility_is_open_it_waits_and_cannot_be_approved(
    scene: TrackScene,
) -> None:
    taken = scene.taken("administrative")

    row = scene.filed()

    assert row.state == State.PENDING
    assert row.waits == [
        {"track": "administrative", "case": f"case:{taken.case_id}", "responsibility": "direct"}
    ]
    scene.examined(row)
    with nothing_changes(), pytest.raises(services.NotNow) as refusal:
        approve(scene, row)
    assert "S4f-030" in str(refusal.value)

    services.end_track(row=taken, result="给予行政处分。", by=scene.by, on=DAY)

    row.refresh_from_db()
    assert (row.state, row.waits) == (State.FILED, [])
    assert the_entry("resignation.waits_no_more")
    approve(scene, row)


@pytest.mark.clause("S4f-030")
def test_a_case_on_which_no_track_was_taken_up_holds_it_back_too(scene: TrackScene) -> None:
    case = scene.case()

    row = scene.filed()

    assert row.state == State.PENDING
    assert {one["case"] for one in row.waits} == {f"case:{case.pk}"}


@pytest.mark.clause("S4f-016")
def test_leading_responsibility_does_not_hold_it_back_and_stays_open(scene: TrackScene) -> None:
    taken = scene.taken("administrative", responsibility=CaseTrack.Responsibility.LEADING)
    row = scene.filed()
    assert row.state == State.FILED
    scene.examined(row)

    approve(scene, row)

    taken.refresh_from_db()
    assert taken.ended_on is None
    taken.case.refresh_from_db()
    assert not taken.case.has_ended


def test_a_track_taken_up_later_makes_it_wait(scene: TrackScene) -> None:
    row = scene.filed()

    taken = scene.taken("criminal")

    row.refresh_from_db()
    assert (row.state, row.waits[0]["track"]) == (State.PENDING, "criminal")
    services.establish(
        row=taken, responsibility=CaseTrack.Responsibility.LEADING, by=scene.by, on=DAY
    )
    row.refresh_from_db()
    assert row.state == State.FILED


@pytest.mark.clause("S4f-031")
def test_it_is_looked_into_in_four_fields_before_it_is_approved(scene: TrackScene) -> None:
    row = scene.filed()

    with nothing_changes(), pytest.raises(services.Incomplete):
        approve(scene, row)
    with nothing_changes(), pytest.raises(services.NotOpenHere):
        services.examine(
            resignation=row, fields={**EXAMINED, "attitude": " "}, by=scene.approver, on=DAY
        )

    row = approve(scene, scene.examined(row))
    assert (row.state, row.effective_on, row.answered_on) == (State.APPROVED, LATER, DAY)


@pytest.mark.clause("S4f-031")
def test_only_the_body_with_the_power_answers_and_nobody_their_own(scene: TrackScene) -> None:
    row = scene.examined()

    with nothing_changes(), pytest.raises(services.NotTheirPower):
        approve(scene, row, by=scene.team.leader)

    own = account_with(Role.LEADER, unit=scene.bodies["resignation_body"])
    assert own.person
    post = PostFactory.create(unit=scene.bodies["resignation_body"], kind=Post.Kind.LEADER)
    TenureFactory.create(post=post, person=own.person, is_principal=False)
    mine = scene.filed(person=own.person, post=post)
    with nothing_changes(), pytest.raises(services.NotTheirPower):
        services.examine(resignation=mine, fields=EXAMINED, by=own, on=DAY)


def test_an_approved_one_ends_no_post_by_itself_but_says_that_it_should(
    scene: TrackScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []

    def follow(row: Any, by: Any, on: Any) -> None:
        heard.append(row)

    monkeypatch.setattr(ended, "_follows", [follow])
    tenures = list(Tenure.objects.order_by("pk").values())

    row = approve(scene, scene.examined())

    assert list(Tenure.objects.order_by("pk").values()) == tenures
    assert heard == [row]
    entry = the_entry("resignation.approved")
    assert entry.facts["effective"] == LATER.isoformat()


@pytest.mark.clause("S4f-015")
def test_nothing_about_guilt_is_kept_with_it(scene: TrackScene) -> None:
    row = scene.filed()

    kept = {field.name for field in Resignation._meta.get_fields()}
    assert not kept & {"severity", "category", "finding", "own_act", "fault", "guilt"}
    assert row.paper is None
    assert not row.person.respondent_in.exists()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"effective_on": None}, services.Incomplete, id="no day"),
        pytest.param(
            {"effective_on": DAY - timedelta(days=1)}, services.BadDay, id="before it was filed"
        ),
        pytest.param({"text": " "}, services.Incomplete, id="no words"),
    ],
)
def test_an_answer_is_whole(
    scene: TrackScene, changes: dict[str, Any], why: type[Exception]
) -> None:
    row = scene.examined()

    with nothing_changes(), pytest.raises(why):
        approve(scene, row, **changes)


def test_it_is_refused_or_withdrawn_with_words_and_then_over(scene: TrackScene) -> None:
    row = approve(scene, scene.filed(), agree=False, effective_on=None, text="请继续履职。")
    assert (row.state, row.effective_on) == (State.REFUSED, None)

    again = scene.filed()
    with nothing_changes(), pytest.raises(services.Incomplete):
        services.withdraw_resignation(resignation=again, reason="", by=scene.team.clerk, on=DAY)
    services.withdraw_resignation(
        resignation=again, reason="本人撤回。", by=scene.team.clerk, on=DAY
    )
    again.refresh_from_db()
    assert again.state == State.WITHDRAWN
    with nothing_changes(), pytest.raises(services.NotNow):
        approve(scene, again, agree=False)


@pytest.mark.clause("S4f-017")
def test_the_share_of_those_asked_for_counts_what_was_not_withdrawn(scene: TrackScene) -> None:
    scene.filed()
    for n in range(4):
        post = PostFactory.create(unit=scene.bureau, kind=Post.Kind.LEADER, title=f"副局长{n}")
        TenureFactory.create(post=post, person=scene.official, is_principal=False)
        scene.filed(post=post, origin=Origin.CALLED_FOR)
    standing = standing_of(scene)

    total, asked, share = voluntary_share(resignations(standing))

    assert (total, asked, str(share)) == (5, 1, "1/5")


@pytest.mark.clause("S4f-016")
def test_those_without_any_case_beside_them_are_marked(scene: TrackScene) -> None:
    row = scene.filed()
    standing = standing_of(scene)
    assert resignations(standing).get(pk=row.pk).alone

    scene.case()

    assert not resignations(standing).get(pk=row.pk).alone


def test_what_waits_for_the_body_that_appoints_is_listed(scene: TrackScene) -> None:
    row = scene.filed()
    standing = standing_of(scene)
    (one,) = waiting.waiting_for(standing, DAY)
    assert (one.reference, one.body) == (f"resignation:{row.pk}", "江州市干部监督处")

    approve(scene, scene.examined(row))

    (one,) = waiting.waiting_for(standing, DAY)
    assert one.name == "王建国"
    Tenure.objects.filter(post=scene.post).delete()
    assert waiting.waiting_for(standing, DAY) == []


def standing_of(scene: TrackScene) -> Any:
    from zhiyong.directory.standing import standing_of as of

    return of(scene.team.leader, DAY)
