"""A unit's work: written, handed in, taken back, accepted, returned, added to; presence; sheets."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhiyong.campaigns.models import (
    Assignment,
    Attendance,
    Campaign,
    Credit,
    Sheet,
    Submission,
)
from zhiyong.campaigns.selectors import contents, gathering, work
from zhiyong.campaigns.selectors.credits import credited
from zhiyong.campaigns.services import attending, crediting, handing, judging, sheets, writing
from zhiyong.campaigns.services.common import DUTY, Incomplete, NotNow, NotTheirs
from zhiyong.campaigns.services.writing import Draft, Present, Upload
from zhiyong.campaigns.tests.factories import Launched, adopted, make_campaign, shipped
from zhiyong.directory.models import Account, Person, Post, Unit
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import (
    AccountFactory,
    PostFactory,
    TenureFactory,
    UnitFactory,
    account_with,
)
from zhiyong.duties.models import Duty
from zhiyong.files.errors import FileRefused
from zhiyong.files.selectors import files_of
from zhiyong.files.tests.samples import pdf
from zhiyong.journal.models import Entry
from zhiyong.shell import kinds
from zhiyong.shell.access import Role
from zhiyong.shell.lights import Light

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
PLAN = {"goals": "抓整改促发展", "steps": "分三步", "measures": "六项措施"}
State = Assignment.State


@pytest.fixture
def city() -> Launched:
    return make_campaign(on=DAY)


def liaison(made: Launched, unit: Unit | None = None) -> Account:
    return made.who(Role.UNIT_LIAISON, unit or made.units[0])


def write(owed: Assignment, by: Account, on: date = DAY, **said: Any) -> Submission:
    uploads = said.pop("uploads", ())
    return writing.write(assignment=owed, draft=Draft(**said), uploads=uploads, by=by, on=on)


def handed(
    made: Launched, code: str, unit: Unit | None = None, on: date = DAY, **said: Any
) -> Submission:
    """Return a version that a unit's liaison wrote and handed in."""
    place = unit or made.units[0]
    by = liaison(made, place)
    draft = write(made.owed(code, place), by, on, **said)
    return writing.hand_in(submission=draft, by=by, on=on)


def duty_of(owed: Assignment) -> Duty:
    return Duty.objects.get(subject=kinds.ref(owed), code=DUTY)


def verbs(of: Any) -> list[str]:
    rows = Entry.objects.filter(subject=kinds.ref(of)).order_by("id")
    return list(rows.values_list("verb", flat=True))


def snapshot() -> tuple[Any, ...]:
    return (
        list(Submission.objects.order_by("pk").values()),
        list(Assignment.objects.order_by("pk").values()),
        list(Sheet.objects.order_by("pk").values()),
        Entry.objects.count(),
    )


def upload(name: str = "proof.pdf", content: bytes | None = None) -> Any:
    return SimpleUploadedFile(name, pdf() if content is None else content, "application/pdf")


# ── writing and handing in ────────────────────────────────────────────────────────────────


@pytest.mark.clause("S0-029")
def test_a_draft_is_kept_and_handed_in_with_the_parts_of_the_plan(city: Launched) -> None:
    owed = city.owed("local_plan")
    by = liaison(city)
    draft = write(owed, by, values={"goals": "抓整改促发展"})

    with pytest.raises(handing.PartsMissing) as refused:
        writing.hand_in(submission=draft, by=by, on=DAY)
    assert "实施步骤" in str(refused.value) or "步骤" in str(refused.value)
    assert draft.pk == write(owed, by, values=PLAN).pk

    made = writing.hand_in(submission=draft, by=by, on=DAY)

    owed.refresh_from_db()
    assert (made.state, made.number, made.late_by) == ("SUBMITTED", 1, 0)
    assert (owed.state, owed.handed_in_on, owed.version) == (State.SUBMITTED, DAY, 1)
    assert duty_of(owed).state == Duty.State.MET
    assert verbs(made)[-1] == "submission.handed_in"
    assert made.values == PLAN


def test_another_unit_hands_nothing_in_and_nothing_changes(city: Launched) -> None:
    draft = write(city.owed("local_plan"), liaison(city), values=PLAN)
    stranger = liaison(city, city.units[1])
    before = snapshot()

    with pytest.raises(NotTheirs):
        write(city.owed("local_plan"), stranger, values=PLAN)
    with pytest.raises(NotTheirs):
        writing.hand_in(submission=draft, by=stranger, on=DAY)
    above = account_with(Role.OFFICE, unit=city.root)
    with pytest.raises(NotTheirs):
        writing.hand_in(submission=draft, by=above, on=DAY)

    assert snapshot() == before


def test_what_is_no_part_or_no_value_is_refused_by_its_name(city: Launched) -> None:
    owed, by = city.owed("publicity"), liaison(city)

    with pytest.raises(handing.PartsWrong) as refused:
        write(owed, by, values={"held_on": "明天", "participants": "很多", "nothing": "x"})

    assert {one.field: one.code for one in refused.value.wrong} == {
        "held_on": "DAY",
        "participants": "NUMBER",
        "nothing": "NO_FIELD",
    }
    assert not Submission.objects.exists()


def test_full_width_digits_and_written_days_are_read(city: Launched) -> None:
    said = {"held_on": "2026年3月2日", "form": "动员会", "participants": "１２０"}

    made = handed(city, "publicity", values=said)

    assert made.values == {"held_on": "2026-03-02", "form": "动员会", "participants": "120"}


def test_what_is_handed_in_late_says_by_how_many_days(city: Launched) -> None:
    made = handed(city, "local_plan", on=date(2026, 4, 10), values=PLAN)

    assert made.late_by == 10
    entry = Entry.objects.get(subject=kinds.ref(made), verb="submission.handed_in_late")
    assert entry.facts["late_days"] == 10


def test_what_must_be_done_before_is_named(city: Launched) -> None:
    owed, by = city.owed("rectification_plan"), liaison(city)
    draft = write(owed, by, text="整改方案")
    before = snapshot()

    with pytest.raises(handing.NeedsBefore) as refused:
        writing.hand_in(submission=draft, by=by, on=DAY)

    assert "自查自纠" in str(refused.value)
    assert snapshot() == before


@pytest.mark.clause("S0-085")
def test_a_zero_report_says_that_there_is_nothing(city: Launched) -> None:
    made = handed(city, "information", nothing=True)

    assert made.nothing
    assert made.state == "SUBMITTED"
    plan = write(city.owed("local_plan"), liaison(city), nothing=True)
    assert not plan.nothing, "a plan cannot be nothing"


def test_what_waits_is_taken_back_until_it_is_judged(city: Launched) -> None:
    made = handed(city, "local_plan", values=PLAN)
    by = liaison(city)
    owed = city.owed("local_plan")
    with pytest.raises(NotNow):
        write(owed, by, values=PLAN)

    writing.take_back(submission=made, by=by, on=DAY)

    owed.refresh_from_db()
    assert (owed.state, owed.handed_in_on) == (State.OPEN, None)
    assert duty_of(owed).state == Duty.State.OPEN
    assert verbs(made)[-1] == "submission.taken_back"
    again = handed(city, "local_plan", values=PLAN)
    assert again.number == 2
    judging.accept(submission=again, by=city.who(Role.OFFICE), on=DAY)
    with pytest.raises(NotNow):
        writing.take_back(submission=again, by=by, on=DAY)


def test_files_go_with_a_version_and_a_wrong_one_changes_nothing(city: Launched) -> None:
    owed, by = city.owed("local_plan"), liaison(city)
    draft = write(owed, by, values=PLAN, uploads=[Upload(upload("方案.pdf"))])
    assert [one.name for one in files_of(kinds.ref(draft))] == ["方案.pdf"]
    before = snapshot()

    with pytest.raises(FileRefused):
        write(owed, by, values=PLAN, uploads=[Upload(upload("run.exe", b"MZ\x00\x00"))])

    assert snapshot() == before


def test_what_lay_before_the_launch_is_not_late_and_needs_proof() -> None:
    made = make_campaign(on=date(2026, 5, 4), units=1)
    owed, by = made.owed("local_plan"), liaison(made)
    draft = write(owed, by, on=date(2026, 5, 5), values=PLAN)

    with pytest.raises(Incomplete):
        writing.hand_in(submission=draft, by=by, on=date(2026, 5, 5))
    write(owed, by, on=date(2026, 5, 5), values=PLAN, uploads=[Upload(upload())])
    done = writing.hand_in(submission=draft, by=by, on=date(2026, 5, 5))

    assert (done.late_by, done.retroactive) == (0, True)


# ── judging ───────────────────────────────────────────────────────────────────────────────


def test_the_receiver_returns_with_reasons_and_accepts_what_comes_again(city: Launched) -> None:
    first = handed(city, "local_plan", values=PLAN)
    office = city.who(Role.OFFICE)

    judging.give_back(submission=first, why="措施不具体", by=office, on=DAY + timedelta(days=1))

    owed = city.owed("local_plan")
    first.refresh_from_db()
    assert (owed.state, owed.returned, owed.handed_in_on) == (State.RETURNED, 1, None)
    assert (first.state, first.judged_why) == ("RETURNED", "措施不具体")
    assert duty_of(owed).state == Duty.State.OPEN
    assert "submission.returned" in verbs(first)
    second = handed(city, "local_plan", on=date(2026, 4, 1), values=PLAN | {"measures": "七项"})
    assert (second.number, second.late_by) == (2, 1)
    judging.accept(submission=second, by=office, on=date(2026, 4, 2))
    owed.refresh_from_db()
    assert (owed.state, owed.accepted_on) == (State.ACCEPTED, date(2026, 4, 2))
    assert verbs(second)[-1] == "submission.accepted"


def test_no_unit_accepts_its_own_and_nobody_without_a_reason(city: Launched) -> None:
    made = handed(city, "local_plan", values=PLAN)
    before = snapshot()

    for somebody in (liaison(city), liaison(city, city.units[1])):
        with pytest.raises(NotTheirs):
            judging.accept(submission=made, by=somebody, on=DAY)
    with pytest.raises(Incomplete):
        judging.give_back(submission=made, why="  ", by=city.who(Role.OFFICE), on=DAY)

    assert snapshot() == before


def test_an_addendum_leaves_what_was_accepted_as_it_is(city: Launched) -> None:
    first = handed(city, "local_plan", values=PLAN)
    judging.accept(submission=first, by=city.who(Role.OFFICE), on=DAY)

    added = handed(city, "local_plan", text="补充联络员名单")

    owed = city.owed("local_plan")
    first.refresh_from_db()
    assert (added.addendum, added.number, owed.state) == (True, 2, State.ACCEPTED)
    assert (first.state, first.values) == ("ACCEPTED", PLAN)
    judging.accept(submission=added, by=city.who(Role.OFFICE), on=DAY)
    assert contents.newest(owed) == first


# ── meetings ──────────────────────────────────────────────────────────────────────────────


def staff(unit: Unit, count: int, kind: str = Post.Kind.STAFF) -> list[Person]:
    return [
        TenureFactory.create(post=PostFactory.create(unit=unit, kind=kind)).person
        for _ in range(count)
    ]


@pytest.fixture
def province() -> Launched:
    return make_campaign(
        "s4h-provincial-organs", on=date(2026, 8, 3), years=15, units=2, office="office"
    )


@pytest.mark.clause("S4h-007")
def test_a_meeting_notes_everybody_on_the_roster_and_who_made_up_for_it(
    province: Launched,
) -> None:
    on = date(2026, 8, 4)
    unit = province.units[0]
    owed = province.owed("unit_meeting")
    by = liaison(province)
    head = staff(unit, 1, Post.Kind.MAIN_LEADER)[0]
    people = staff(unit, 2)
    assert by.person
    there = [
        Present(head, chaired=True),
        Present(by.person),
        Present(people[0], Attendance.State.EXCUSED, why="出差"),
    ]
    draft = write(owed, by, on, text="动员部署", held_on=on, present=there)

    with pytest.raises(Incomplete) as refused:
        writing.hand_in(submission=draft, by=by, on=on)
    assert people[1].name in str(refused.value)
    there.append(Present(people[1], Attendance.State.ABSENT))
    write(owed, by, on, text="动员部署", held_on=on, present=there)
    made = writing.hand_in(submission=draft, by=by, on=on)

    owed.refresh_from_db()
    assert (owed.covered, owed.base) == (2, 4)
    assert contents.chaired(owed, made)
    office = province.who(Role.OFFICE)
    with pytest.raises(handing.NotCovered) as short:
        judging.accept(submission=made, by=office, on=on)
    assert "2" in str(short.value)
    for row in made.attendances.exclude(state=Attendance.State.PRESENT):
        attending.make_up(attendance=row, made_up_on=on + timedelta(days=1), by=by,
                          on=on + timedelta(days=1))  # fmt: skip
    owed.refresh_from_db()
    assert (owed.covered, owed.base) == (4, 4)
    judging.accept(submission=made, by=office, on=on + timedelta(days=1))
    assert "submission.made_up" in verbs(made)


def test_a_make_up_before_the_meeting_or_of_somebody_there_is_refused(
    province: Launched,
) -> None:
    on = date(2026, 8, 4)
    by = liaison(province)
    assert by.person
    away = staff(province.units[0], 1)[0]
    there = [Present(by.person, chaired=True), Present(away, Attendance.State.ABSENT)]
    draft = write(province.owed("unit_meeting"), by, on, text="动员", held_on=on, present=there)
    made = writing.hand_in(submission=draft, by=by, on=on)
    before = snapshot()

    row = made.attendances.get(person=away)
    with pytest.raises(handing.BadDay):
        attending.make_up(attendance=row, made_up_on=on - timedelta(days=1), by=by, on=on)
    row = made.attendances.get(person=by.person)
    with pytest.raises(NotNow):
        attending.make_up(attendance=row, made_up_on=on, by=by, on=on)

    assert snapshot() == before


@pytest.mark.clause("S4h-010")
def test_two_discussions_are_handed_in_one_after_the_other(province: Launched) -> None:
    on = date(2026, 9, 1)
    said = {"free_minds": "解放思想讨论", "conduct": "作风讨论"}
    first = handed(province, "discussions", on=on, values=said, held_on=on)

    owed = province.owed("discussions")
    assert (owed.state, owed.version) == (State.OPEN, 1)
    with pytest.raises(NotNow):
        judging.accept(submission=first, by=province.who(Role.OFFICE), on=on)
    later = on + timedelta(days=7)
    second = handed(province, "discussions", on=later, values=said, held_on=later)
    owed.refresh_from_db()
    assert (owed.state, owed.handed_in_on) == (State.SUBMITTED, later)
    judging.accept(submission=second, by=province.who(Role.OFFICE), on=later)
    first.refresh_from_db()
    assert first.state == "ACCEPTED"


@pytest.mark.clause("S4h-015")
def test_the_minutes_of_criticism_are_read_by_those_who_are_named(province: Launched) -> None:
    on = date(2026, 9, 1)
    owed = province.owed("democratic_life")
    by, office = liaison(province), province.who(Role.OFFICE)
    reader = province.who(Role.LEADER, province.units[0])
    other = province.who(Role.CLERK, province.units[0])
    said = dict.fromkeys(("problems", "causes", "responsibility", "measures"), "批评意见")
    assert reader.person
    draft = write(owed, by, on, values=said, readers=[reader.person],
                  uploads=[Upload(upload("会议记录.pdf"))])  # fmt: skip
    with pytest.raises(NotTheirs):
        write(owed, other, on, values=said)
    made = writing.hand_in(submission=draft, by=by, on=on)
    file = files_of(kinds.ref(made)).get()

    for account, reads in ((by, True), (reader, True), (other, False), (office, False)):
        standing = standing_of(account, on)
        ref = kinds.ref(made)
        assert (ref in kinds.visible([ref], standing)) is reads
        assert (ref in kinds.titles([ref], standing)) is reads
        assert (kinds.ref(file) in kinds.visible([kinds.ref(file)], standing)) is reads
        assert work.submissions_open_to(standing).filter(pk=made.pk).exists() is reads
        assert not gathering.skeleton(province.owed("democratic_life")).text
    judging.accept(submission=made, by=office, on=on)
    assert Entry.objects.filter(threads__contains=[kinds.ref(made)]).exists()
    told = Entry.objects.filter(subject=kinds.ref(made)).values_list("facts", flat=True)
    assert "批评" not in str(list(told))


# ── sheets ────────────────────────────────────────────────────────────────────────────────

ANSWERS = {"functions": "职能履行到位", "duties": "存在拖延"}


@pytest.mark.clause("S0-033")
def test_each_writes_a_sheet_and_all_are_counted(city: Launched) -> None:
    unit = city.units[0]
    owed, by = city.owed("self_check"), liaison(city)
    reader = city.who(Role.LEADER, unit).person
    assert by.person
    assert reader
    person = staff(unit, 1)[0]
    account = AccountFactory.create(person=person)
    draft = sheets.write_sheet(assignment=owed, values={"functions": "好"}, by=account, on=DAY)
    with pytest.raises(handing.PartsMissing):
        sheets.hand_in_sheet(sheet=draft, readers=[reader], by=account, on=DAY)
    sheets.write_sheet(assignment=owed, values=ANSWERS, by=account, on=DAY)

    made = sheets.hand_in_sheet(sheet=draft, readers=[reader], by=account, on=DAY)

    owed.refresh_from_db()
    assert (owed.covered, owed.base) == (1, 3)
    assert verbs(made)[-1] == "sheet.handed_in"
    sheets.note_paper_sheet(assignment=owed, person=by.person, by=by, on=DAY)
    told = write(owed, by, text="自查完成")
    done = writing.hand_in(submission=told, by=by, on=DAY)
    with pytest.raises(handing.NotCovered) as short:
        judging.accept(submission=done, by=city.who(Role.OFFICE), on=DAY)
    assert reader.name in str(short.value)
    sheets.note_paper_sheet(assignment=owed, person=reader, by=by, on=DAY)
    judging.accept(submission=done, by=city.who(Role.OFFICE), on=DAY)


def test_a_sheet_is_found_by_nobody_who_is_not_named(city: Launched) -> None:
    unit = city.units[0]
    owed = city.owed("self_check")
    writer = AccountFactory.create(person=staff(unit, 1)[0])
    reader = city.who(Role.LEADER, unit)
    strangers = [
        liaison(city),
        city.who(Role.OFFICE),
        city.who(Role.SUPERVISOR),
        city.who(Role.LEADER, city.units[1]),
        city.who(Role.AUDIT_ADMIN),
        city.who(Role.SYSTEM_ADMIN),
    ]
    assert reader.person
    draft = sheets.write_sheet(assignment=owed, values=ANSWERS, by=writer, on=DAY)
    ref = kinds.ref(draft)
    assert ref not in kinds.visible([ref], standing_of(reader, DAY)), "a draft is one's own"

    made = sheets.hand_in_sheet(sheet=draft, readers=[reader.person], by=writer, on=DAY)

    for account in (writer, reader):
        assert kinds.titles([ref], standing_of(account, DAY))
    for account in strangers:
        standing = standing_of(account, DAY)
        assert not kinds.visible([ref], standing)
        assert not kinds.titles([ref], standing)
        assert work.sheets_to_look_at(standing).count() == 0
        with pytest.raises(NotTheirs):
            sheets.check_sheet(sheet=made, is_taken=True, by=account, on=DAY)
    entries = Entry.objects.filter(threads__contains=[ref])
    assert entries
    assert not entries.filter(threads__contains=[kinds.ref(owed)]).exists()
    assert "拖延" not in str(list(entries.values_list("facts", flat=True)))
    assert work.sheets_to_look_at(standing_of(reader, DAY)).count() == 1


def test_a_reader_gives_a_sheet_back_and_takes_the_next(city: Launched) -> None:
    unit = city.units[0]
    owed = city.owed("self_check")
    writer = AccountFactory.create(person=staff(unit, 1)[0])
    reader = city.who(Role.LEADER, unit)
    assert reader.person
    one = sheets.write_sheet(assignment=owed, values=ANSWERS, by=writer, on=DAY)
    sheets.hand_in_sheet(sheet=one, readers=[reader.person], by=writer, on=DAY)
    with pytest.raises(NotNow):
        sheets.write_sheet(assignment=owed, values=ANSWERS, by=writer, on=DAY)

    sheets.check_sheet(sheet=one, is_taken=False, why="未联系岗位", by=reader, on=DAY)

    one.refresh_from_db()
    assert (one.handed_in_on, one.checked_why) == (None, "未联系岗位")
    sheets.write_sheet(assignment=owed, values=ANSWERS, by=writer, on=DAY)
    with pytest.raises(Incomplete):
        sheets.hand_in_sheet(sheet=one, readers=[], by=writer, on=DAY)
    sheets.hand_in_sheet(sheet=one, readers=[reader.person], by=writer, on=DAY)
    sheets.check_sheet(sheet=one, is_taken=True, by=reader, on=DAY)
    assert verbs(one)[-1] == "sheet.taken"


def test_nobody_writes_a_sheet_where_none_is_asked_of_them(city: Launched) -> None:
    before = snapshot()

    for owed, who in (
        (city.owed("self_check"), liaison(city, city.units[1])),
        (city.owed("local_plan"), liaison(city)),
    ):
        with pytest.raises(NotTheirs):
            sheets.write_sheet(assignment=owed, values={}, by=who, on=DAY)

    assert snapshot() == before


# ── coverage of units below, roll-up, credits ─────────────────────────────────────────────


@pytest.mark.clause("S1-029")
def test_units_below_are_counted_and_named(city: Launched) -> None:
    made = make_campaign(
        "s1-district-service-difficulty", on=date(2026, 5, 4), years=12, units=1,
        office="group_office",
    )  # fmt: skip
    below = [UnitFactory.create(parent=made.units[0]) for _ in range(2)]
    on = date(2026, 5, 6)
    by = liaison(made)
    owed = made.owed("self_check")
    draft = write(owed, by, on, text="自查", subunits=[below[0]], uploads=[Upload(upload())])
    done = writing.hand_in(submission=draft, by=by, on=on)

    owed.refresh_from_db()
    assert (owed.covered, owed.base) == (2, 3)
    with pytest.raises(handing.NotCovered) as short:
        judging.accept(submission=done, by=made.who(Role.OFFICE, owed.receiver), on=on)
    assert below[1].name in str(short.value)


@pytest.mark.clause("S0-067", "S0-068")
def test_an_upper_report_is_drawn_from_lower_ones_with_its_sources(city: Launched) -> None:
    city_office = city.campaign.office
    upper = city.owed("city_summary", city_office)
    for place, unit in enumerate(city.units[:2]):
        handed(city, "unit_summary", unit, text=f"总结{place}")

    drawn = gathering.skeleton(upper)

    assert {one.assignment.unit for one in drawn.sources} == set(city.units[:2])
    assert "总结0" in drawn.text
    assert city.units[0].name in drawn.text
    assert city.units[2] in {one.assignment.unit for one in drawn.missing}
    by = city.who(Role.OFFICE)
    said = {"results": "成效", "experience": "经验", "lasting": "长效"}
    draft = write(upper, by, values=said, text=drawn.text, drawn=drawn.drawn)
    made = writing.hand_in(submission=draft, by=by, on=DAY)
    assert {one["submission"] for one in made.drawn} == {
        one.submission.pk for one in drawn.sources if one.submission
    }
    handed(city, "unit_summary", city.units[2], text="总结2")
    assert [one.assignment.unit for one in gathering.changed(made)] == [city.units[2]]
    assert gathering.rolled_into(city.owed("unit_summary")) == [made]


@pytest.mark.clause("S4h-038")
def test_one_activity_counts_for_several_programmes_and_once_in_all(province: Launched) -> None:
    on = date(2026, 8, 10)
    made = handed(province, "institutions", on=on, values={
        "post_duty": "岗位责任", "appraisal": "考评", "supervision": "监督", "contact": "联系",
    })  # fmt: skip
    by = liaison(province)

    for programme in ("excel", "party_building"):
        crediting.credit(submission=made, programme=programme, by=by, on=on)

    found = credited(province.campaign)
    assert found.by_programme == {"excel": 1, "party_building": 1}
    assert (found.credited, found.total) == (1, 1)
    assert verbs(made)[-1] == "submission.credited"
    with pytest.raises(NotNow):
        crediting.credit(submission=made, programme="excel", by=by, on=on)
    with pytest.raises(crediting.NoSuchProgramme):
        crediting.credit(submission=made, programme="nowhere", by=by, on=on)
    assert Credit.objects.count() == 2


@pytest.mark.clause("S4a-010")
def test_the_roll_up_of_a_child_campaign_feeds_the_report_above() -> None:
    on = date(2026, 9, 1)
    above = make_campaign("s4h-provincial-organs", on=on, years=15, units=1, office="office")
    bureau = above.units[0]
    scene = adopted(shipped("s4a-highway-bureau"), root=bureau, on=on, count=0)
    scene.units = [bureau]
    below = make_campaign("s4a-highway-bureau", on=on, years=15, office="office", scene=scene)
    Campaign.objects.filter(pk=below.campaign.pk).update(upper=above.campaign)
    upper = above.owed("rectification_report")
    assert [one.submission for one in gathering.sources(upper)] == [None]
    by = liaison(below, bureau)
    draft = write(below.owed("roll_up", bureau), by, on, text="全局整改情况")
    made = writing.hand_in(submission=draft, by=by, on=on)

    drawn = gathering.skeleton(upper)

    assert [one.submission for one in drawn.sources] == [made]
    assert "全局整改情况" in drawn.text


# ── lists ─────────────────────────────────────────────────────────────────────────────────


def test_the_lights_of_what_is_owed_follow_its_days(city: Launched) -> None:
    owed = city.owed("local_plan")

    def light(on: date) -> str:
        rows = work.with_light(Assignment.objects.filter(pk=owed.pk), on)
        return str(rows.values_list("light", flat=True).get())

    assert light(DAY) == Light.NORMAL
    assert light(date(2026, 3, 31)) == Light.DUE_SOON
    assert light(date(2026, 4, 1)) == Light.OVERDUE
    handed(city, "local_plan", on=date(2026, 4, 2), values=PLAN)
    assert light(date(2026, 4, 3)) == Light.DONE


def test_a_unit_sees_its_month(city: Launched, django_assert_max_num_queries: Any) -> None:
    handed(city, "study", values={"central": "学", "city": "学", "rules": "学"})
    rows = work.owed_at_home(standing_of(liaison(city), DAY))

    with django_assert_max_num_queries(1):
        march = work.month_of(rows, DAY, DAY)

    assert {one.task.code for one in march.due} == {"local_plan", "publicity", "set_up_bodies"}
    assert [one.task.code for one in march.done] == ["study"]
    assert {one.task.code for one in march.going_on} >= {"information", "urging"}
    april = work.month_of(rows, date(2026, 4, 1), date(2026, 4, 1))
    assert {one.task.code for one in april.late} == {"local_plan", "publicity", "set_up_bodies"}
