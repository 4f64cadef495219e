"""The pages: what is sealed stays unseen, and every page shows what its reader may know."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhiyong.directory.models import Account
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.duties.selectors import duties_visible_to
from zhiyong.files.selectors import files_visible_to
from zhiyong.inspections import services
from zhiyong.inspections.models import Draw, Finding, Round, Visit
from zhiyong.inspections.selectors import (
    count_open_findings,
    draws_visible_to,
    figures,
    findings_visible_to,
    reports_visible_to,
    rounds_visible_to,
    visits_visible_to,
)
from zhiyong.inspections.services import Found
from zhiyong.inspections.tests.checks import nothing_changes
from zhiyong.inspections.tests.factories import Scene, make_scene, prepared, upload
from zhiyong.journal.selectors import entries_visible_to, timeline
from zhiyong.notices.models import Notice
from zhiyong.papers.selectors import papers_visible_to
from zhiyong.plans.tests.factories import DAY
from zhiyong.rules.drawn import check, read
from zhiyong.shell import kinds
from zhiyong.shell.access import Role


def as_(account: Account, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(account)
    return client


def text_of(response: Any) -> str:
    found: str = response.content.decode()
    return found


# ── sealed ────────────────────────────────────────────────────────────────────────────────


def sealed_scene(scene: Scene) -> tuple[Round, Finding]:
    """Return an unannounced round in every part: a draw, a visit with photograph and finding."""
    made = scene.ready(unannounced=True, title="代号寒梅行动")
    seed = services.commit_seed(round_=made, of=Draw.Of.UNITS, by=scene.planner, on=DAY)
    services.make_draw(made=seed, frame=[scene.other], count=1, by=scene.planner, on=DAY)
    target = made.targets.get(unit=scene.unit)
    visit = services.book_visit(target=target, by=scene.planner, on=DAY)
    fix = Found("窗口长期空岗无人", must_fix=True, revisit_on=date(2026, 4, 15))
    scene.made(visit, findings=[fix], photographs=[prepared()])
    made.refresh_from_db()
    return made, made.findings.get()


OPEN_TO_ALL = ("rounds", "findings")


@pytest.mark.clause("S0-055")
def test_a_sealed_round_is_nowhere_to_be_seen_by_others(scene: Scene) -> None:
    made, finding = sealed_scene(scene)
    others = {
        "the liaison of the unit": scene.liaison,
        "the head of the unit": scene.head,
        "whoever stands over all": scene.superior,
        "a colleague of the planner": account_with(Role.OFFICE, Role.LEADER, unit=scene.office),
    }
    for account in others.values():
        sees_nothing_of(made, finding, account, scene)
        finds_no_page_of(made, finding, account)


def sees_nothing_of(made: Round, finding: Finding, account: Account, scene: Scene) -> None:
    """Check what somebody reads: lists, titles, time lines, duties, files, notices, figures."""
    standing = standing_of(account, DAY)
    visit, draw = made.visits.get(number=1), made.draws.get()
    for selector, rows in (
        (rounds_visible_to, Round),
        (visits_visible_to, Visit),
        (findings_visible_to, Finding),
        (draws_visible_to, Draw),
    ):
        assert rows.objects.exists()
        assert not selector(standing).exists()
    for reference in (kinds.ref(made), kinds.ref(visit), kinds.ref(finding), kinds.ref(draw)):
        assert kinds.titles([reference], standing) == {}
        assert timeline(reference, standing) == []
    assert timeline(f"unit:{scene.unit.pk}", standing) == []
    assert not duties_visible_to(standing).filter(code="inspection.revisit").exists()
    assert not papers_visible_to(standing).exists()
    assert not files_visible_to(standing).exists()
    assert not Notice.objects.filter(person=account.person).exists()
    assert count_open_findings(standing) == 0
    assert figures(scene.adoption, standing.units(), DAY).visits == 0


def finds_no_page_of(made: Round, finding: Finding, account: Account) -> None:
    """Check what somebody finds by an address, in a list, in an export."""
    client = as_(account)
    visit, draw = made.visits.get(number=1), made.draws.get()
    pages = [reverse(f"inspections:{name}") for name in OPEN_TO_ALL]
    pages += [f"{page}?export=xlsx" for page in pages]
    pages += [reverse("desk:home"), reverse("duties:duties")]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code in (200, 403)
        shown = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert "寒梅" not in shown.decode(errors="ignore")
        assert "空岗" not in shown.decode(errors="ignore")
    closed = [
        reverse("inspections:round", args=[made.pk]),
        reverse("inspections:visit", args=[visit.pk]),
        reverse("inspections:record", args=[visit.pk]),
        reverse("inspections:finding", args=[finding.pk]),
        reverse("inspections:draw", args=[draw.pk]),
        reverse("inspections:draw_file", args=[draw.pk]),
        reverse("inspections:make_draw", args=[draw.pk]),
        reverse("inspections:act", args=[made.pk, "report"]),
        reverse("files:download", args=[visit.photographs.get().file_id]),
    ]
    with nothing_changes():
        for page in closed:
            assert client.get(page).status_code in (404, 403), page
            assert client.post(page).status_code in (404, 403, 405), page


def test_its_planner_and_its_team_see_it_and_others_once_the_report_is_filed(scene: Scene) -> None:
    made, finding = sealed_scene(scene)
    page = reverse("inspections:round", args=[made.pk])
    for account in (scene.planner, scene.inspector, scene.second):
        assert "寒梅" in text_of(as_(account).get(page))
    assert as_(scene.liaison).get(page).status_code == 404

    services.file_report(round_=made, text="暗访报告全文", by=scene.planner, on=DAY)

    shown = text_of(as_(scene.liaison).get(page))
    assert "窗口长期空岗无人" in shown
    assert scene.other.name not in shown
    assert "暗访报告全文" not in shown
    made.refresh_from_db()
    report = reverse("inspections:report", args=[made.report.pk])
    assert as_(scene.liaison).get(report).status_code in (403, 404)
    assert "暗访报告全文" in text_of(as_(scene.superior).get(report))
    download = reverse("files:download", args=[made.report.file_id])
    assert as_(scene.liaison).get(download).status_code == 404
    assert as_(scene.head).get(download).status_code == 404
    assert not reports_visible_to(standing_of(scene.head, DAY)).exists()
    other = account_with(Role.UNIT_LIAISON, unit=scene.other)
    assert "空岗" not in text_of(as_(other).get(page))
    assert as_(other).get(reverse("inspections:finding", args=[finding.pk])).status_code == 404


def test_no_entry_of_a_sealed_round_names_a_unit_or_a_person(scene: Scene) -> None:
    sealed_scene(scene)
    auditor = account_with(Role.AUDIT_ADMIN, unit=scene.root)

    entries = entries_visible_to(standing_of(auditor, DAY))

    told = [
        one
        for one in entries
        if one.verb.startswith(("round.", "visit.", "finding.", "draw.", "duty."))
    ]
    assert told
    for one in told:
        named = str(one.facts) + str(one.threads)
        for unit in (scene.unit, scene.other):
            assert f"unit:{unit.pk}'" not in named
            assert unit.name not in named
        assert "person:" not in named or one.verb.startswith("duty.")


def test_who_left_the_team_sees_the_sealed_round_no_more(scene: Scene) -> None:
    made = scene.ready(unannounced=True)
    member = scene.team(made).members.get(person=scene.second.person)

    services.remove_member(member=member, by=scene.planner, on=DAY)

    assert not rounds_visible_to(standing_of(scene.second, DAY)).exists()


# ── pages ─────────────────────────────────────────────────────────────────────────────────


def test_every_page_opens_empty_and_full(scene: Scene) -> None:
    client = as_(scene.planner, "en")
    for name in ("rounds", "findings", "visits", "figures", "choose"):
        assert client.get(reverse(f"inspections:{name}")).status_code == 200
    made, finding = sealed_scene(scene)
    visit, draw = made.visits.get(number=1), made.draws.get()
    services.commit_seed(round_=made, of=Draw.Of.INSPECTORS, by=scene.planner, on=DAY)
    pages = [
        reverse("inspections:round", args=[made.pk]),
        reverse("inspections:visit", args=[visit.pk]),
        reverse("inspections:finding", args=[finding.pk]),
        reverse("inspections:draw", args=[draw.pk]),
        reverse("inspections:make_draw", args=[made.draws.last().pk]),  # type: ignore[union-attr]
        *(
            reverse("inspections:act", args=[made.pk, key])
            for key in ("target", "member", "planner", "team", "visit", "report")
        ),
        *(reverse("inspections:finding_act", args=[finding.pk, key]) for key in ("lead", "settle")),
        reverse("inspections:visit_act", args=[visit.pk, "finding"]),
    ]
    for page in pages:
        assert client.get(page).status_code == 200, page
    services.file_report(round_=made, text="报告", by=scene.planner, on=DAY)
    made.refresh_from_db()
    for page in (
        reverse("inspections:report", args=[made.report.pk]),
        reverse("inspections:figures"),
        reverse("inspections:findings"),
        reverse("inspections:rounds"),
    ):
        assert client.get(page).status_code == 200
    inspector = as_(scene.inspector, "en")
    revisit = made.visits.get(revisit_of=finding)
    assert inspector.get(reverse("inspections:visits")).status_code == 200
    assert inspector.get(reverse("inspections:record", args=[revisit.pk])).status_code == 200


def test_a_round_is_planned_and_run_by_its_pages(scene: Scene) -> None:
    client = as_(scene.planner)
    new = reverse("inspections:new", args=[scene.adoption.pk, "covert_visits", scene.office.pk])
    told = {
        "title": "明察暗访",
        "from_on": "2026-03-02",
        "until_on": "2026-03-20",
        "form": "random",
    }
    assert client.post(new, {**told, "until_on": "2026-01-01"}).status_code == 422

    client.post(new, {**told, "unannounced": "on"})

    made = Round.objects.get()
    team = scene.team(made)
    page = lambda key: reverse("inspections:act", args=[made.pk, key])  # noqa: E731
    assert scene.inspector.person
    person = f"person-{scene.inspector.person.pk}"
    client.post(page("member"), {"team": team.pk, "person": person, "is_head": "on"})
    client.post(page("target"), {"team": team.pk, "unit": scene.unit.pk})
    client.post(page("seed"), {"team": team.pk, "of": "UNITS"})
    draw = made.draws.get()
    make = reverse("inspections:make_draw", args=[draw.pk])
    frame = {"within": scene.root.pk, "kinds": ["GOVERNMENT_DEPARTMENT"], "count": 1}
    wrong = client.post(make, {**frame, "excluded": "某某局：不存在\n" + scene.unit.code})
    assert wrong.status_code == 422
    assert "第1行" in text_of(wrong)
    assert "第2行" in text_of(wrong)
    client.post(make, {**frame, "excluded": f"{scene.unit.code}：已在名单"})
    draw.refresh_from_db()
    assert draw.drawn_on == DAY
    file = client.get(reverse("inspections:draw_file", args=[draw.pk]))
    assert check(read(file.content)) == ()
    client.post(page("visit"), {"target": made.targets.get(unit=scene.unit).pk})
    assert made.visits.get().target.unit == scene.unit
    member = team.members.get()
    with nothing_changes():
        stranger = as_(scene.superior)
        remove = reverse("inspections:remove_member", args=[made.pk, member.pk])
        assert stranger.post(remove).status_code == 404
    client.post(remove)
    member.refresh_from_db()
    assert member.left_on == DAY


def record_page(visit: Visit) -> str:
    return reverse("inspections:record", args=[visit.pk])


def test_the_record_is_sent_as_a_plain_form_with_a_photograph(scene: Scene) -> None:
    visit, client = scene.booked(), as_(scene.inspector)
    told = {
        "token": str(uuid4()),
        "visited_on": "2026-03-02",
        "notes": "两个窗口无人",
        "f1_text": "窗口空岗",
        "f1_must_fix": "on",
    }
    for wrong in ({}, {"f1_revisit_on": "2026-03-01"}):
        with nothing_changes():
            assert client.post(record_page(visit), {**told, **wrong}).status_code == 422

    answer = client.post(
        record_page(visit), {**told, "f1_revisit_on": "2026-04-01", "photographs": [upload()]}
    )

    assert answer.headers["Location"] == reverse("inspections:visit", args=[visit.pk])
    visit.refresh_from_db()
    assert visit.photographs.get().taken == "2026-03-02 09:30:05"
    assert visit.findings.get().revisit_on == date(2026, 4, 1)
    shown = text_of(client.get(reverse("inspections:visit", args=[visit.pk])))
    assert "2026-03-02 09:30:05" in shown


def test_the_script_is_answered_in_its_own_words_and_a_draft_is_taken_once(scene: Scene) -> None:
    visit, client = scene.booked(), as_(scene.inspector)
    told = {"token": str(uuid4()), "visited_on": "2026-03-02", "notes": "在岗"}
    sending: dict[str, Any] = {"headers": {"X-Zhiyong-Send": "1"}}
    wrong = client.post(record_page(visit), {**told, "visited_on": "x"}, **sending)
    assert (wrong.status_code, wrong.json()["state"]) == (422, "refused")
    assert "实地检查日期" in wrong.json()["errors"]

    first = client.post(record_page(visit), told, **sending)

    assert first.json()["state"] == "sent"
    with nothing_changes():
        again = client.post(record_page(visit), {**told, "notes": "改了"}, **sending)
    assert again.json() == first.json()
    other = client.post(record_page(visit), {**told, "token": str(uuid4())}, **sending)
    assert other.status_code == 422
    assert Client().post(record_page(visit), told, **sending).status_code in (302, 403)


def test_only_the_team_records_and_what_is_no_picture_is_refused(scene: Scene) -> None:
    visit = scene.booked()
    told = {"token": str(uuid4()), "visited_on": "2026-03-02", "notes": "在岗"}
    file = upload("a.jpg")
    file.file.seek(0)
    file.file.truncate(10)

    with nothing_changes():
        assert as_(scene.planner).post(record_page(visit), told).status_code == 422
        answer = as_(scene.inspector).post(record_page(visit), {**told, "photographs": [file]})
        assert answer.status_code == 422


def test_a_unit_answers_and_the_office_hands_on_by_the_pages(scene: Scene) -> None:
    finding = scene.reported()
    page = lambda key: reverse("inspections:finding_act", args=[finding.pk, key])  # noqa: E731
    assert as_(scene.liaison).get(page("lead")).status_code == 404
    assert as_(scene.planner).get(page("answer")).status_code == 404

    as_(scene.liaison).post(page("answer"), {"text": "已整改"})
    as_(scene.planner).post(page("lead"), {"title": "空岗", "text": "窗口空岗"})

    finding.refresh_from_db()
    assert (finding.answer, finding.state) == ("已整改", Finding.State.HANDED_ON)
    shown = text_of(as_(scene.planner).get(reverse("inspections:finding", args=[finding.pk])))
    assert "已作为线索登记" in shown
    assert "已作为线索登记" not in text_of(
        as_(scene.liaison).get(reverse("inspections:finding", args=[finding.pk]))
    )


@pytest.mark.parametrize(
    ("plan", "planner"),
    [
        ("s4a-highway-bureau", "leading_group"),
        ("s4b-bridge-bureau", "office"),
        ("s4h-provincial-organs", "office"),
    ],
)
def test_stage_checks_end_in_the_notice_that_the_plan_names(
    db: None, plan: str, planner: str
) -> None:
    scene = make_scene(plan, planner)
    finding = scene.reported(visit=scene.booked(scene.ready("stage_checks")))
    page = reverse("inspections:finding_act", args=[finding.pk, "expose"])

    shown = text_of(as_(scene.planner).get(page))

    assert "inspection_notice" in shown


def test_the_lists_ask_the_same_number_of_queries_however_long_they_are(scene: Scene) -> None:
    finding = scene.reported()
    client = as_(scene.superior)

    def asked(name: str) -> int:
        client.get(reverse(f"inspections:{name}"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse(f"inspections:{name}")).status_code == 200
        return len(queries)

    few = {name: asked(name) for name in ("rounds", "findings")}
    for _each in range(3):
        services.file_report(
            round_=scene.found(scene.booked(scene.ready())).round,
            text="报告",
            by=scene.planner,
            on=DAY,
        )
    assert finding.round_id
    assert {name: asked(name) for name in ("rounds", "findings")} == few
