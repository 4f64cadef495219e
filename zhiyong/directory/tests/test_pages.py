"""The pages of the directory: whom they let in, what they show as of a day, what they do."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from zhiyong.directory import openwork, selectors, services
from zhiyong.directory.models import (
    Account,
    Body,
    Channel,
    HandOver,
    ImportRun,
    Leave,
    Post,
    RequiredChannel,
    SeatRole,
    StandIn,
    Tenure,
    Unit,
)
from zhiyong.directory.tests.factories import (
    AccountFactory,
    PersonFactory,
    PostFactory,
    TenureFactory,
    UnitFactory,
    account_with,
    since,
)
from zhiyong.directory.tests.workbooks import units, workbook
from zhiyong.shell import clock
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db

START = date(2020, 1, 1)


class Office:
    """A bureau with a head, a section below it, a vacant post, a body and a box."""

    def __init__(self) -> None:
        self.root = UnitFactory.create(name="江州市人民政府", kind=Unit.Kind.GOVERNMENT)
        self.bureau = UnitFactory.create(name="江州市民政局", parent=self.root, tags=["窗口单位"])
        self.section = UnitFactory.create(name="低保科", parent=self.bureau, kind=Unit.Kind.SECTION)
        self.post = PostFactory.create(unit=self.bureau, kind=Post.Kind.MAIN_LEADER, title="局长")
        self.tenure = TenureFactory.create(post=self.post)
        self.vacant = PostFactory.create(unit=self.bureau, title="科员")
        self.keeper = account_with(Role.PERSONNEL, unit=self.root)
        self.body = services.set_up_body(
            unit=self.bureau,
            kind=Body.Kind.LEADING_TEAM,
            name="局领导班子",
            on=START,
            by=self.keeper,
        )
        self.seat = services.give_seat(
            body=self.body, role=SeatRole.HEAD, post=self.post, on=START, by=self.keeper
        )
        self.box = services.open_point(
            unit=self.bureau,
            kind=Channel.SUGGESTION_BOX,
            name="一楼意见箱",
            address="一楼大厅",
            on=START,
            by=self.keeper,
        )
        services.adopt_charter(
            post=self.vacant, items=[("DUTY", "受理低保申请")], on=START, by=self.keeper
        )
        self.rule = services.require_channel(
            kind=Channel.HOTLINE, tag="窗口单位", on=START, by=self.keeper
        )


@pytest.fixture
def office() -> Office:
    return Office()


def as_(client: Client, account: Account) -> Client:
    client.force_login(account)
    return client


@pytest.fixture
def keeper(office: Office) -> Client:
    return as_(Client(), office.keeper)


@pytest.fixture
def colleague(office: Office) -> Client:
    return as_(Client(), account_with(unit=office.bureau))


def url(name: str, *args: Any) -> str:
    return reverse(f"directory:{name}", args=args)


PAGES: dict[str, Callable[[Office], str]] = {
    "tree": lambda _o: url("units"),
    "tree below": lambda o: url("units") + f"?under={o.bureau.pk}",
    "tree search": lambda _o: url("units") + "?q=民政",
    "unit list": lambda _o: url("unit_list") + "?q=mzj",
    "unit": lambda o: url("unit", o.bureau.pk),
    "posts of a unit": lambda o: url("unit", o.bureau.pk) + "?tab=posts",
    "units below": lambda o: url("unit", o.bureau.pk) + "?tab=below",
    "history": lambda o: url("unit", o.bureau.pk) + "?tab=history",
    "post": lambda o: url("post", o.vacant.pk),
    "people": lambda o: url("people") + f"?under={o.bureau.pk}&staff_type=CIVIL_SERVANT",
    "person": lambda o: url("person", o.tenure.person_id),
    "bodies": lambda _o: url("bodies"),
    "body": lambda o: url("body", o.body.pk),
    "points": lambda _o: url("points"),
    "lacking": lambda _o: url("points") + "?tab=lacking",
    "point": lambda o: url("point", o.box.pk),
    "vacancies": lambda _o: url("vacancies"),
    "duties": lambda _o: url("vacancies") + "?tab=duties",
    "covers": lambda _o: url("covers"),
    "hand-overs": lambda _o: url("hand_overs"),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("day", "language"), [("", "zh-hans"), ("2019-06-01", "zh-hans"), ("nonsense", "en")]
)
def test_whoever_is_signed_in_reads_the_pages_as_of_any_day(
    office: Office, colleague: Client, page: str, day: str, language: str
) -> None:
    address = PAGES[page](office)
    if day:
        address += ("&" if "?" in address else "?") + f"on={day}"

    response = colleague.get(address, headers={"accept-language": language})

    assert response.status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_reads_them(office: Office, client: Client, page: str) -> None:
    response = client.get(PAGES[page](office))

    assert response.status_code == 302
    assert "sign-in" in response["Location"]


def test_a_page_shows_the_day_that_was_asked_for(office: Office, keeper: Client) -> None:
    services.change_unit(
        unit=office.bureau, name="江州市社会工作局", on=date(2026, 1, 1), by=office.keeper
    )

    now = keeper.get(url("unit", office.bureau.pk)).content.decode()
    then = keeper.get(url("unit", office.bureau.pk) + "?on=2025-06-01").content.decode()

    assert "<h1>江州市社会工作局</h1>" in now
    assert "<h1>江州市民政局</h1>" in then


def test_facts_of_a_person_are_for_keepers_and_themselves(
    office: Office, keeper: Client, colleague: Client
) -> None:
    person = office.tenure.person
    services.record_party(person=person, state="FULL", on=START, by=office.keeper)
    address = url("person", person.pk)
    themselves = as_(Client(), AccountFactory.create(person=person))

    assert "中共党员" in keeper.get(address).content.decode()
    assert "中共党员" in themselves.get(address).content.decode()
    assert "中共党员" not in colleague.get(address).content.decode()


ACTS: dict[str, Callable[[Office], str]] = {
    **{
        f"unit {act}": lambda o, act=act: url("unit_act", o.bureau.pk, act)  # type: ignore[misc]
        for act in ("change", "describe", "close", "merge", "split", "branch", "post", "point")
    },
    **{
        f"post {act}": lambda o, act=act: url("post_act", o.post.pk, act)  # type: ignore[misc]
        for act in ("change", "abolish", "appoint", "charter", "charge", "stand-in")
    },
    **{
        f"person {act}": lambda o, act=act: url("person_act", o.tenure.person_id, act)  # type: ignore[misc]
        for act in ("rename", "appoint", "rank", "staff-type", "party")
    },
    **{
        f"body {act}": lambda o, act=act: url("body_act", o.body.pk, act)  # type: ignore[misc]
        for act in ("seat", "needs", "end")
    },
    **{
        f"point {act}": lambda o, act=act: url("point_act", o.box.pk, act)  # type: ignore[misc]
        for act in ("change", "close", "empty")
    },
    "end tenure": lambda o: url("tenure_act", o.tenure.pk, "end"),
    "correct tenure": lambda o: url("tenure_act", o.tenure.pk, "correct"),
    "correct span": lambda o: url("correct_span", o.bureau.spans.get().pk),
    "open unit": lambda o: url("open_unit") + f"?under={o.bureau.pk}",
    "add person": lambda _o: url("add_person"),
    "set up body": lambda _o: url("set_up_body"),
    "end seat": lambda o: url("end_seat", o.seat.pk),
    "require channel": lambda _o: url("require_channel"),
    "stop requiring": lambda o: url("stop_requiring", o.rule.pk),
    "workbooks": lambda _o: url("workbooks"),
    "template": lambda _o: url("workbook_template"),
}


@pytest.mark.parametrize("act", ACTS)
def test_acts_are_for_those_who_keep_the_unit(
    office: Office, keeper: Client, colleague: Client, act: str
) -> None:
    address = ACTS[act](office)
    elsewhere = as_(Client(), account_with(Role.PERSONNEL))

    response = keeper.get(address)
    assert response.status_code == 200
    assert b"".join(response)
    assert colleague.get(address).status_code == 403
    if any(str(pk) in address for pk in (office.bureau.pk, office.post.pk)):
        assert elsewhere.get(address).status_code in (200, 404)
    if act.startswith(("unit ", "post ", "person ", "body ", "point ", "end ", "correct ")):
        assert elsewhere.get(address).status_code == 404


@pytest.mark.parametrize("act", [name for name in ACTS if name not in ("template", "workbooks")])
def test_an_empty_form_says_what_is_missing_and_changes_nothing(
    office: Office, keeper: Client, act: str
) -> None:
    response = keeper.post(ACTS[act](office), {})

    assert response.status_code == 422
    assert "{" not in response.context["form"].errors.as_text()


def test_unknown_acts_units_and_days_are_not_found(office: Office, keeper: Client) -> None:
    for address in (
        url("unit_act", office.bureau.pk, "explode"),
        url("post_act", office.post.pk, "explode"),
        url("person_act", office.tenure.person_id, "explode"),
        url("body_act", office.body.pk, "explode"),
        url("point_act", office.box.pk, "explode"),
        url("tenure_act", office.tenure.pk, "explode"),
        url("unit", 999_999),
        url("unit", office.bureau.pk) + "?tab=explode",
        url("units") + "?under=99999999999999999999",
        url("units") + "?under=x",
        url("end_cover", "explode", 1),
    ):
        assert keeper.get(address).status_code == 404, address


def test_a_move_shows_who_reaches_it_before_it_is_done(office: Office, keeper: Client) -> None:
    other = UnitFactory.create(parent=office.root, name="江州市卫生局")
    watcher = account_with(Role.SUPERVISOR, unit=other)
    data = {
        "name": office.bureau.name,
        "parent": other.pk,
        "on": "2026-03-02",
        "short_name": "",
        "basis": "",
    }
    address = url("unit_act", office.bureau.pk, "change")

    asked = keeper.post(address, data)
    office.bureau.refresh_from_db()
    assert asked.status_code == 200
    assert str(watcher.person) in asked.content.decode()
    assert office.bureau.parent == office.root

    done = keeper.post(address, {**data, "confirmed": "1"})
    office.bureau.refresh_from_db()
    assert done.status_code == 302
    assert office.bureau.parent == other


def test_a_refusal_stands_at_the_form(office: Office, keeper: Client) -> None:
    response = keeper.post(
        url("unit_act", office.bureau.pk, "close"), {"on": "2026-03-02", "confirmed": "1"}
    )

    assert response.status_code == 422
    assert "在任岗位" in response.content.decode()
    office.bureau.refresh_from_db()
    assert office.bureau.closed_on is None


def test_the_acts_of_a_keeper_from_a_new_unit_to_its_first_head(
    office: Office, keeper: Client
) -> None:
    keeper.post(
        url("open_unit"),
        {
            "code": "JZ-9",
            "name": "江州市数据局",
            "kind": "GOVERNMENT_DEPARTMENT",
            "level": "CITY",
            "parent": office.root.pk,
            "on": "2026年3月2日",
            "aliases": "大数据窗口，数据窗口",
            "tags": "窗口单位",
        },
    )
    unit = Unit.objects.get(code="JZ-9")
    assert unit.aliases == ["大数据窗口", "数据窗口"]
    keeper.post(
        url("unit_act", unit.pk, "post"),
        {"title": "局长", "kind": "MAIN_LEADER", "on": "2026-03-02"},
    )
    post = Post.objects.get(unit=unit)
    keeper.post(url("add_person"), {"number": "P-77", "name": "单志远"})
    person = selectors.person_search("P-77")[0]

    keeper.post(
        url("post_act", post.pk, "appoint"),
        {"person": f"person-{person.pk}", "principal": "on", "on": "2026-03-02"},
    )
    keeper.post(
        url("post_act", post.pk, "charter"),
        {"duties": "统筹数据资源\n\n受理投诉", "on": "2026-03-02"},
    )
    keeper.post(
        url("unit_act", unit.pk, "point"),
        {"kind": "HOTLINE", "name": "热线", "lines": "0000000、12345", "on": "2026-03-02"},
    )

    day = date(2026, 3, 2)
    assert selectors.holder(post, day) == person
    charter = selectors.charter_on(post, day)
    assert charter
    assert [item.text for item in charter.items.all()] == ["统筹数据资源", "受理投诉"]
    assert selectors.points_of(unit, day).get().lines == ["0000000", "12345"]
    assert "数据局" in keeper.get(url("suggest_unit") + "?q=数据窗口").content.decode()


def test_ending_a_time_in_a_post_shows_what_is_left_behind(office: Office, keeper: Client) -> None:
    openwork.register(
        openwork.Provider(
            "test", "办件", lambda _person, _on: [openwork.OpenWork("unit:1")], lambda *_args: None
        )
    )
    try:
        response = keeper.post(url("tenure_act", office.tenure.pk, "end"), {"on": "2026-03-02"})
    finally:
        openwork.forget("test")

    page = response.content.decode()
    assert "办件" in page
    assert "局领导班子" in page
    assert Tenure.objects.get(pk=office.tenure.pk).valid == since()


def test_the_public_finds_a_unit_and_sees_public_facts_alone(
    office: Office, client: Client
) -> None:
    page = client.get(url("suggest_unit") + "?q=民政局").content.decode()
    finds = client.get(url("suggest_unit") + "?for=unit&unit_q=江州市民政局低保窗口")

    assert "一楼意见箱" in page
    assert str(office.tenure.person) not in page
    assert "江州市民政局" in finds.content.decode()
    assert client.get(url("suggest_unit") + "?q=%00").status_code == 200


def test_leave_of_oneself_a_second_person_and_the_return(office: Office) -> None:
    me, other = account_with(unit=office.bureau), account_with(unit=office.bureau)
    mine = as_(Client(), me)
    today = clock.today().isoformat()
    data = {
        "person": f"person-{me.person_id}",
        "kind": "SICK",
        "on": today,
        "covered_by": f"person-{other.person_id}",
        "confirmed": "1",
    }

    assert mine.post(url("go_on_leave"), data).status_code == 302
    leave = Leave.objects.get()
    theirs = {**data, "person": f"person-{other.person_id}", "covered_by": ""}
    assert mine.post(url("go_on_leave"), theirs).status_code == 404

    second = as_(Client(), office.keeper)
    confirm = url("confirm_cover", "leave", leave.pk)
    assert as_(Client(), other).post(confirm).status_code == 403
    assert second.post(confirm).status_code == 302
    leave.refresh_from_db()
    assert leave.confirmed_by == office.keeper
    assert second.post(confirm).status_code == 404


def test_a_stand_in_is_proposed_on_the_post_and_confirmed_by_another(
    office: Office, keeper: Client
) -> None:
    partner = PostFactory.create(unit=office.bureau)
    keeper.post(
        url("post_act", office.post.pk, "stand-in"),
        {"stand_in": f"post-{partner.pk}", "kind": "PAIR", "on": clock.today().isoformat()},
    )
    pair = StandIn.objects.get()
    confirm = url("confirm_cover", "stand-in", pair.pk)

    assert keeper.post(confirm).status_code == 404
    second = as_(Client(), account_with(Role.PERSONNEL, unit=office.root))
    assert second.post(confirm).status_code == 302
    assert (
        keeper.post(
            url("end_cover", "stand-in", pair.pk), {"on": clock.today().isoformat()}
        ).status_code
        == 302
    )
    assert not StandIn.objects.exists()


def test_a_hand_over_from_the_list_to_both_signatures(office: Office) -> None:
    giver, receiver = account_with(unit=office.bureau), account_with(unit=office.bureau)
    passed: list[Any] = []
    openwork.register(
        openwork.Provider(
            "test",
            "办件",
            lambda _person, _on: [openwork.OpenWork(f"unit:{office.section.pk}")],
            lambda references, *_args: passed.extend(references),
        )
    )
    try:
        one, two = as_(Client(), giver), as_(Client(), receiver)
        one.post(
            url("draw_up"),
            {
                "giver": f"person-{giver.person_id}",
                "receiver": f"person-{receiver.person_id}",
                "confirmed": "1",
            },
        )
        hand_over = HandOver.objects.get()
        page = two.get(url("hand_over", hand_over.pk)).content.decode()
        assert "低保科" in page
        two.post(url("sign_hand_over", hand_over.pk))
        assert not passed
        one.post(url("sign_hand_over", hand_over.pk))
    finally:
        openwork.forget("test")

    assert passed == [f"unit:{office.section.pk}"]
    stranger = as_(Client(), AccountFactory.create())
    assert stranger.get(url("hand_over", hand_over.pk)).status_code == 404
    assert stranger.post(url("withdraw_hand_over", hand_over.pk)).status_code == 404


def _file(content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = "名册.xlsx"
    return file


def test_a_workbook_from_the_upload_to_its_end(office: Office, keeper: Client) -> None:
    row = ("JZ-8", "江州市新局", "政府工作部门", "市级", "2026-01-01", office.root.code)

    keeper.post(url("workbooks"), {"file": _file(workbook(units(row))), "on": "2026-03-02"})
    run = ImportRun.objects.get()
    page = keeper.get(url("import", run.pk)).content.decode()
    assert "江州市新局" in page
    keeper.post(url("workbook_act", run.pk, "confirm"))

    assert Unit.objects.get(code="JZ-8").parent == office.root
    assert keeper.get(url("import", run.pk)).status_code == 200


def test_errors_of_a_workbook_stand_on_a_page_with_what_would_be_right(
    office: Office, keeper: Client
) -> None:
    keeper.post(
        url("workbooks"),
        {"file": _file(workbook(units(("局", "", "x", "", "")))), "on": "2026-3-2"},
    )
    run = ImportRun.objects.get()

    page = keeper.get(url("import", run.pk)).content.decode()

    assert "A2" in page
    assert "此格必填" in page
    keeper.post(url("workbook_act", run.pk, "withdraw"))
    run.refresh_from_db()
    assert run.state == ImportRun.State.WITHDRAWN
    assert keeper.post(url("workbook_act", run.pk, "explode")).status_code == 404
    assert keeper.post(url("workbooks"), {"on": "x"}).status_code == 422


def test_progress_is_shown_while_the_worker_reads(office: Office, keeper: Client) -> None:
    run = ImportRun.objects.create(
        name="大.xlsx",
        content=b"x",
        on=START,
        uploaded_by=office.keeper,
        uploaded_on=START,
        state="READING",
        done=30,
        total=100,
    )

    assert "30" in keeper.get(url("import", run.pk)).content.decode()
    part = keeper.get(url("import", run.pk), headers={"hx-request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="progress"')
    run.state = "READY"
    run.save()
    done = keeper.get(
        url("import", run.pk), headers={"hx-request": "true", "hx-target": "progress"}
    )
    assert done["HX-Refresh"] == "true"


def test_the_export_is_sent_and_written_down(office: Office, keeper: Client) -> None:
    from zhiyong.journal.models import Read

    response = keeper.post(url("take_away"), {"on": "2026-03-02"})

    assert b"".join(response.streaming_content)[:2] == b"PK"
    assert Read.objects.get().what == "export"
    assert keeper.post(url("take_away"), {"on": "x"}).status_code == 302


def test_a_box_is_emptied_on_its_page(office: Office) -> None:
    clerk = account_with(Role.CLERK, unit=office.bureau)
    witness = PersonFactory.create()
    client = as_(Client(), clerk)

    response = client.post(
        url("point_act", office.box.pk, "empty"),
        {
            "on": "2026-03-02",
            "by_person": f"person-{clerk.person_id}",
            "witness": f"person-{witness.pk}",
            "found": "3",
        },
    )

    assert response.status_code == 302
    office.box.refresh_from_db()
    assert office.box.last_emptied_on == date(2026, 3, 2)
    assert client.get(url("point_act", office.box.pk, "close")).status_code == 404


def test_rules_of_channels_are_made_and_ended_on_the_page(office: Office, keeper: Client) -> None:
    keeper.post(url("require_channel"), {"kind": "COUNTER", "on": "2026-03-02"})
    rule = RequiredChannel.objects.get(kind="COUNTER")

    keeper.post(url("stop_requiring", rule.pk), {"on": "2026-09-01"})

    rule.refresh_from_db()
    assert rule.valid == since(date(2026, 3, 2), date(2026, 9, 1))


def test_seats_are_given_on_the_page_to_posts_units_and_people(
    office: Office, keeper: Client
) -> None:
    address = url("body_act", office.body.pk, "seat")
    person = PersonFactory.create()
    for data, status in (
        ({"role": "MEMBER", "holder": f"post-{office.vacant.pk}"}, 302),
        ({"role": "MEMBER_UNIT", "unit": office.section.pk}, 302),
        ({"role": "SECONDED", "holder": f"person-{person.pk}"}, 302),
        ({"role": "SECONDED", "holder": f"post-{office.vacant.pk}"}, 422),
        ({"role": "MEMBER_UNIT"}, 422),
        ({"role": "MEMBER"}, 422),
    ):
        response = keeper.post(address, {**data, "order": "1", "on": "2026-03-02"})
        assert response.status_code == status, data

    assert office.body.seats.count() == 4


def test_a_unit_is_split_on_its_page(office: Office, keeper: Client) -> None:
    part = UnitFactory.create(parent=office.root)

    response = keeper.post(
        url("unit_act", office.bureau.pk, "split"),
        {
            "first": part.pk,
            "first_posts": [str(office.vacant.pk)],
            "on": "2025-03-02",
            "confirmed": "1",
        },
    )

    assert response.status_code == 302
    office.vacant.refresh_from_db()
    assert office.vacant.unit == part


@pytest.mark.parametrize("page", ["unit list", "people", "posts of a unit", "vacancies", "tree"])
def test_a_page_costs_the_same_for_many_rows(
    office: Office,
    keeper: Client,
    page: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for tenure in TenureFactory.create_batch(20, post__unit=office.bureau):
        PostFactory.create(unit=tenure.post.unit)
    UnitFactory.create_batch(20, parent=office.root)
    address = PAGES[page](office).split("?staff")[0]

    with django_assert_max_num_queries(24):
        assert keeper.get(address).status_code == 200
