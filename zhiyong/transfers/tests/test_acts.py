"""A letter: prepared, sent, signed for, replied to; and what is refused, with nothing changed."""

from datetime import date, timedelta
from typing import Any

import pytest

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import withdraw as withdraw_approval
from zhiyong.cases import services as cases
from zhiyong.cases.gates import obstacles
from zhiyong.cases.models import Case
from zhiyong.directory.models import Account
from zhiyong.directory.tests.factories import UnitFactory
from zhiyong.duties.models import Duty
from zhiyong.journal.models import Entry
from zhiyong.notices.models import Notice
from zhiyong.papers.models import Paper, ServiceOfPaper
from zhiyong.papers.services import prove_service
from zhiyong.plans.tests.factories import DAY
from zhiyong.shell.errors import Refusal
from zhiyong.transfers import outcomes, services
from zhiyong.transfers.models import Transfer
from zhiyong.transfers.selectors.materials import materials_of
from zhiyong.transfers.services import Listed
from zhiyong.transfers.tests.checks import nothing_changes, the_entry
from zhiyong.transfers.tests.factories import (
    Kind,
    Line,
    TransferScene,
    agree,
    first,
    put_in_force,
    upload,
)

LATER = DAY + timedelta(days=3)
State = Transfer.State


@pytest.mark.clause("S3-080")
def test_a_hand_over_lists_its_materials_by_their_digests(scene: TransferScene) -> None:
    case = scene.case()

    transfer = scene.draft(case=case)

    assert (transfer.state, transfer.measure) == (State.DRAFT, "discipline_and_law")
    listed = list(transfer.items.order_by("number"))
    assert [one.title for one in listed] == [one.title for one in materials_of(case)]
    with_files = [one for one in listed if one.file]
    assert with_files
    assert all(one.digest == one.file.served_digest for one in with_files if one.file)
    assert [str(one["ids"]) for one in transfer.clauses] == ["['S3-080']"]
    entry = the_entry("transfer.drafted")
    assert entry.threads == [f"transfer:{transfer.pk}", f"case:{case.pk}"]
    assert "letter" in entry.commitments


def test_a_list_that_goes_out_names_no_speaker(scene: TransferScene) -> None:
    case = scene.case()

    titles = [one.title for one in materials_of(case)]
    said = list(case.statements.all())
    assert said
    for row in said:
        assert f"{row.get_kind_display()} {row.number} · {row.on}" in titles
        assert not any(row.speaker in title for title in titles)


@pytest.mark.clause("S3-080")
def test_a_hand_over_without_materials_is_refused_with_its_clause(scene: TransferScene) -> None:
    case = scene.case()

    with nothing_changes(), pytest.raises(services.Incomplete) as refusal:
        scene.draft(case=case, items=[])

    assert "S3-080" in str(refusal.value)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"to_name": "某局", "to_unit": "both"}, services.Incomplete, id="two bodies"),
        pytest.param({"to_unit": None}, services.Incomplete, id="no body"),
        pytest.param({"text": "  "}, services.Incomplete, id="no words"),
        pytest.param({"to_unit": "own"}, services.NotOpenHere, id="to itself"),
        pytest.param({"items": [Listed("evidenceversion:0")]}, services.Incomplete, id="foreign"),
        pytest.param({"items": [Listed()]}, services.Incomplete, id="a line without title"),
    ],
)
def test_what_is_not_whole_is_not_drafted(
    scene: TransferScene, changes: dict[str, Any], why: type[Refusal]
) -> None:
    case = scene.case()
    units = {"both": scene.bureau.unit, "own": scene.office.unit}
    if isinstance(changes.get("to_unit"), str):
        changes = {**changes, "to_unit": units[changes["to_unit"]]}

    with nothing_changes(), pytest.raises(why):
        scene.draft(case=case, **changes)


@pytest.mark.clause("S3-083")
def test_only_of_a_body_managed_from_above_the_department_above_is_notified(
    scene: TransferScene,
) -> None:
    case = scene.case()

    with nothing_changes(), pytest.raises(services.NotOpenHere) as refusal:
        scene.draft(case=case, line=Line.SUPERIOR, kind=Kind.NOTIFICATION)

    assert "S3-083" in str(refusal.value)


def test_nothing_goes_to_the_unit_that_the_case_is_about(scene: TransferScene) -> None:
    case = scene.vertical()
    cases.add_respondent(case=case, about=scene.department.unit, by=scene.office.handler, on=DAY)

    with nothing_changes(), pytest.raises(services.NotOpenHere):
        scene.draft(case=case, line=Line.SUPERIOR, kind=Kind.NOTIFICATION)


@pytest.mark.clause("S3-084")
def test_an_adjustment_is_suggested_only_where_the_circumstances_are_serious(
    scene: TransferScene,
) -> None:
    minor, serious = scene.vertical(severity="minor"), scene.vertical(severity="serious")

    with nothing_changes(), pytest.raises(services.NotOpenHere) as refusal:
        scene.draft(case=minor, kind=Kind.SUGGESTION, line=Line.SUPERIOR)

    assert "S3-084" in str(refusal.value)
    made = scene.draft(case=serious, kind=Kind.SUGGESTION, line=Line.SUPERIOR)
    assert made.measure == "suggest_adjustment"


def test_it_goes_through_the_chain_and_then_out_with_its_papers(scene: TransferScene) -> None:
    transfer = scene.draft()

    approval = services.send(transfer=transfer, by=scene.office.handler, on=DAY)

    assert isinstance(approval, Approval)
    transfer.refresh_from_db()
    assert transfer.state == State.IN_APPROVAL
    assert not Paper.objects.filter(subject=f"transfer:{transfer.pk}").exists()

    agree(approval, scene.office)

    transfer.refresh_from_db()
    assert (transfer.state, transfer.sent_on) == (State.SENT, DAY)
    assert transfer.number == "效案移〔2026〕1号"
    slips = Paper.objects.filter(subject=f"transfer:{transfer.pk}").order_by("pk")
    assert [one.slip for one in slips] == ["case_hand_over", "materials_list"]
    assert transfer.paper == slips[0]
    assert the_entry("transfer.sent").facts["items"] == transfer.items.count()
    told = Notice.objects.filter(template="transfer.came").values_list("person", flat=True)
    assert scene.bureau.clerk.person_id in told


def test_it_is_worded_anew_when_the_chain_sends_it_back(scene: TransferScene) -> None:
    transfer = scene.draft()
    approval = services.send(transfer=transfer, by=scene.office.handler, on=DAY)
    assert isinstance(approval, Approval)
    withdraw_approval(approval=approval, by=scene.office.handler, on=DAY)

    transfer.refresh_from_db()
    assert transfer.state == State.DRAFT
    services.relist(
        transfer=transfer,
        text="另行措辞。",
        items=[Listed(title="账册一本", is_original=True)],
        by=scene.office.handler,
        on=DAY,
    )
    transfer.refresh_from_db()
    assert transfer.text == "另行措辞。"
    assert [one.title for one in transfer.items.all()] == ["账册一本"]


def test_what_was_sent_is_not_sent_twice(scene: TransferScene) -> None:
    transfer = scene.sent()

    with nothing_changes(), pytest.raises(services.NotNow):
        services.send(transfer=transfer, by=scene.office.handler, on=DAY)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.relist(
            transfer=transfer, text="改动", items=[Listed(title="x")], by=scene.office.handler,
            on=DAY,
        )  # fmt: skip


def test_a_second_letter_of_its_kind_to_the_same_body_is_refused(scene: TransferScene) -> None:
    transfer = scene.sent()

    with nothing_changes(), pytest.raises(services.NotNow):
        scene.draft(case=transfer.case)


def test_a_draft_is_withdrawn_and_what_was_sent_is_not(scene: TransferScene) -> None:
    transfer = scene.draft()
    services.withdraw(transfer=transfer, by=scene.office.handler, on=DAY)
    transfer.refresh_from_db()
    assert transfer.state == State.WITHDRAWN
    assert the_entry("transfer.withdrawn")

    gone = scene.sent()
    with nothing_changes(), pytest.raises(services.NotNow):
        services.withdraw(transfer=gone, by=scene.office.handler, on=DAY)


@pytest.mark.clause("S3-080")
def test_with_the_receipt_the_whole_case_stands_as_handed_over(scene: TransferScene) -> None:
    transfer = scene.sent(whole=True)

    services.receive(transfer=transfer, received_on=DAY, signed=True, by=scene.bureau.clerk, on=DAY)

    transfer.refresh_from_db()
    case = Case.objects.get(pk=transfer.case_id)
    assert (transfer.state, case.state) == (State.RECEIVED, Case.State.HANDED_OVER)
    assert case.has_ended
    assert the_entry("case.handed_over")


def test_the_receipt_of_a_body_outside_has_a_number_or_a_scan(scene: TransferScene) -> None:
    transfer = scene.sent(to_name="某市中级人民法院", line=Line.JUDICIAL)

    with nothing_changes(), pytest.raises(services.Incomplete):
        services.receive(transfer=transfer, received_on=DAY, by=scene.office.clerk, on=DAY)

    services.receive(
        transfer=transfer,
        received_on=DAY,
        scan=upload("receipt.pdf"),
        by=scene.office.clerk,
        on=DAY,
    )
    transfer.refresh_from_db()
    assert transfer.receipt is not None


def test_the_proof_of_service_scanned_back_is_the_receipt(scene: TransferScene) -> None:
    transfer = scene.sent(to_name="某市中级人民法院", line=Line.JUDICIAL)
    assert transfer.paper

    prove_service(
        paper=transfer.paper,
        way=ServiceOfPaper.Way.IN_PERSON,
        served_on=LATER,
        by=scene.office.clerk,
        on=LATER,
    )

    transfer.refresh_from_db()
    assert (transfer.state, transfer.received_on) == (State.RECEIVED, LATER)


def test_no_receipt_before_the_sending(scene: TransferScene) -> None:
    draft = scene.draft()
    with nothing_changes(), pytest.raises(services.NotNow):
        services.receive(
            transfer=draft, received_on=DAY, signed=True, by=scene.bureau.clerk, on=DAY
        )

    services.withdraw(transfer=draft, by=scene.office.handler, on=DAY)
    sent = scene.sent(case=draft.case)
    for day in (DAY - timedelta(days=1), LATER):
        with nothing_changes(), pytest.raises(services.BadDay):
            services.receive(
                transfer=sent, received_on=day, signed=True, by=scene.bureau.clerk, on=DAY
            )


@pytest.mark.clause("S3-083")
def test_a_department_above_owes_its_reply_from_the_day_it_was_told(scene: TransferScene) -> None:
    transfer = scene.received(kind=Kind.NOTIFICATION, line=Line.SUPERIOR, items=[])

    duty = Duty.objects.get(subject=f"transfer:{transfer.pk}", code="department_reply")
    assert duty.owner_unit == scene.department.unit
    assert duty.due_on == DAY + timedelta(days=30)
    assert "S3-084" in duty.clause

    services.reply(
        transfer=transfer,
        followed=None,
        outcome="已知悉，将督促整改。",
        replied_on=LATER,
        by=scene.department.clerk,
        on=LATER,
    )

    duty.refresh_from_db()
    assert (duty.state, duty.met_on) == (Duty.State.MET, LATER)


@pytest.mark.clause("S3-084")
def test_the_reply_says_whether_it_was_followed_and_who_waits_learns_it(
    scene: TransferScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, bool | None]] = []

    def follow(transfer: Transfer, by: Account, on: date) -> None:
        heard.append((transfer.state, transfer.followed))

    monkeypatch.setattr(outcomes, "_follows", [follow])
    transfer = scene.received()

    with nothing_changes(), pytest.raises(services.Incomplete):
        services.reply(
            transfer=transfer, followed=None, outcome="收到。", replied_on=DAY,
            by=scene.bureau.clerk, on=DAY,
        )  # fmt: skip
    services.reply(
        transfer=transfer,
        followed=False,
        outcome="不予采纳，理由见附件。",
        replied_on=DAY,
        scan=upload("receipt.pdf"),
        by=scene.bureau.clerk,
        on=DAY,
    )

    transfer.refresh_from_db()
    assert (transfer.state, transfer.followed) == (State.REPLIED, False)
    assert transfer.reply_file is not None
    assert heard == [("REPLIED", False)]
    assert the_entry("transfer.replied").facts["followed"] == "declined"


def test_no_reply_before_the_receipt_nor_twice_nor_before_its_day(scene: TransferScene) -> None:
    def reply(transfer: Transfer, **changes: Any) -> None:
        services.reply(
            **{
                "transfer": transfer,
                "followed": True,
                "outcome": "已办。",
                "replied_on": DAY,
                "by": scene.bureau.clerk,
                "on": DAY,
                **changes,
            }
        )

    sent = scene.sent()
    with nothing_changes(), pytest.raises(services.NotNow):
        reply(sent)
    services.receive(transfer=sent, received_on=DAY, signed=True, by=scene.bureau.clerk, on=DAY)
    with nothing_changes(), pytest.raises(services.BadDay):
        reply(sent, replied_on=DAY - timedelta(days=1))
    reply(sent)
    with nothing_changes(), pytest.raises(services.NotNow):
        reply(sent)


def test_a_letter_that_comes_back_lets_what_was_owed_lapse(scene: TransferScene) -> None:
    transfer = scene.received(kind=Kind.NOTIFICATION, line=Line.SUPERIOR, items=[])

    with nothing_changes(), pytest.raises(services.Incomplete):
        services.give_back(
            transfer=transfer, reason=" ", returned_on=DAY, by=scene.department.clerk, on=DAY
        )
    services.give_back(
        transfer=transfer,
        reason="不属本单位职权。",
        returned_on=DAY,
        by=scene.department.clerk,
        on=DAY,
    )

    transfer.refresh_from_db()
    assert transfer.state == State.RETURNED
    assert Duty.objects.get(code="department_reply").state == Duty.State.VOID
    with nothing_changes(), pytest.raises(services.NotNow):
        services.give_back(
            transfer=transfer, reason="再退", returned_on=DAY, by=scene.department.clerk, on=DAY
        )


def texts(case: Case) -> list[str]:
    return [str(one.text) for one in obstacles("closing", case, DAY)]


def test_a_case_waits_for_its_replies_unless_it_is_said_why_not(scene: TransferScene) -> None:
    transfer = scene.sent()
    case = transfer.case
    assert any(transfer.number in one for one in texts(case))

    with nothing_changes(), pytest.raises(services.Incomplete):
        services.waive_reply(transfer=transfer, reason="", by=scene.office.leader, on=DAY)
    services.waive_reply(
        transfer=transfer, reason="对方明确不再函复。", by=scene.office.leader, on=DAY
    )

    assert not any(transfer.number in one for one in texts(case))
    with nothing_changes(), pytest.raises(services.NotNow):
        services.waive_reply(transfer=transfer, reason="再次", by=scene.office.leader, on=DAY)


def test_a_draft_that_lies_about_holds_a_closing_back(scene: TransferScene) -> None:
    transfer = scene.draft()

    assert [one for one in texts(transfer.case) if scene.bureau.unit.name in one]


def test_nothing_is_handed_on_from_a_case_that_was_handed_over(scene: TransferScene) -> None:
    transfer = scene.sent(whole=True)
    services.receive(transfer=transfer, received_on=DAY, signed=True, by=scene.bureau.clerk, on=DAY)

    with nothing_changes(), pytest.raises(services.NotNow):
        scene.draft(case=transfer.case, line=Line.JUDICIAL, to_name="某检察院")
    assert first(transfer.case)


@pytest.mark.clause("S4h-027")
def test_a_grave_case_is_not_closed_before_the_discipline_body_has_replied(
    scene: TransferScene,
) -> None:
    """A plan may want the referral and its result; then no reason waives it."""
    province = UnitFactory.create(name="云岭省", level="PROVINCE")
    adoption = put_in_force(
        "s4h-provincial-organs", province, scene.office.clerk, {"discipline": scene.bureau.unit}
    )
    case = scene.cases.case(adoption=adoption)
    wanted = "移送纪检机关并取得结果"
    assert not [one for one in texts(case) if wanted in one]
    cases.state_fact(
        case=case,
        fact="case.circumstances",
        value="serious",
        grounds="造成重大影响。",
        by=scene.office.handler,
        on=DAY,
        respondent=first(case),
    )

    found = [one for one in obstacles("closing", case, DAY) if wanted in str(one.text)]
    assert [str(one.clause) for one in found] == ["S4h-027"]

    transfer = scene.received(case=case, items=[Listed(title="案卷一册", is_original=True)])
    assert transfer.number == "省治庸移〔2026〕1号"
    assert [one for one in texts(case) if wanted in one]
    services.reply(
        transfer=transfer,
        followed=True,
        outcome="已给予党内警告。",
        replied_on=DAY,
        by=scene.bureau.clerk,
        on=DAY,
    )
    assert not [one for one in texts(case) if wanted in one]


@pytest.mark.clause("S4a-020")
def test_a_grave_case_waits_for_its_referral_or_a_written_waiver(scene: TransferScene) -> None:
    """Without a reason nothing is waived; with one, on record, the step stands in nobody's way."""
    city = UnitFactory.create(name="公路管理局", level="CITY")
    adoption = put_in_force("s4a-highway-bureau", city, scene.office.clerk, {})
    case = scene.cases.case(adoption=adoption)
    wanted = "书面说明不移送理由"
    assert not [one for one in texts(case) if wanted in one]
    cases.state_fact(
        case=case,
        fact="case.circumstances",
        value="serious",
        grounds="造成重大影响。",
        by=scene.office.handler,
        on=DAY,
        respondent=first(case),
    )
    found = [one for one in obstacles("closing", case, DAY) if wanted in str(one.text)]
    assert [str(one.clause) for one in found] == ["S4a-020"]
    given = {"case": case, "step": "referral_or_waiver", "by": scene.office.section_head, "on": DAY}

    for refused in ({"reason": " "}, {"reason": "无须移送。", "step": "talk"}):
        with nothing_changes(), pytest.raises(cases.Incomplete):
            cases.waive_step(**{**given, **refused})
    assert [one for one in texts(case) if wanted in one]
    cases.waive_step(**given, reason="情节虽重，本人已被原单位处分。")

    assert not [one for one in texts(case) if wanted in one]
    assert Entry.objects.filter(verb="case.step_recorded", facts__waived=True).exists()
    with nothing_changes(), pytest.raises(cases.NotNow):
        cases.waive_step(**given, reason="再次免除。")
