"""Every channel brings what it asks for besides, and stands in its register."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.duties.models import Duty
from zhiyong.intake import labels, law, services
from zhiyong.intake.drafts import CoSigner, Identity, Incomplete
from zhiyong.intake.models import ChannelDetails, Complaint, Signatory
from zhiyong.intake.selectors.registers import lines, registers
from zhiyong.intake.tests.factories import (
    DAY,
    City,
    a_lodging,
    at_the_counter,
    clerk_of,
    lodged,
    make_city,
    the_pack,
)
from zhiyong.journal import commitments
from zhiyong.journal.models import Entry
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.services import adopt, load_draft, publish
from zhiyong.rules.pack import load_pack
from zhiyong.shell import kinds
from zhiyong.shell.access import Role
from zhiyong.vault.models import Envelope

pytestmark = pytest.mark.django_db
PACKS = Path(__file__).parents[3] / "packs"
BROUGHT = {
    "telephone": {"line": "第二线"},
    "letter": {"postmark_on": "2026-02-27", "sender_place": "本市"},
    "mail": {"mailbox": "box@example.invalid"},
    "box": {"box_place": "政务大厅", "emptied_on": "2026-03-02", "emptied_by": "两人"},
    "survey": {"survey": "服务对象问卷", "question": "第三题"},
    "media": {
        "outlet": "江州晚报",
        "published_on": "2026-03-01",
        "link": "https://example.invalid/1",
    },
    "inspection": {"inspection": "第一次暗访", "found_on": "2026-03-01"},
    "order": {"ordered_by": "省政府办公厅", "order_number": "督〔2026〕5号"},
    "transfer": {"passed_on_by": "市信访局", "receipt_number": "回执12"},
    "work_order": {"caller_district": "城南"},
    "lead": {"came_how": "放在窗口"},
}
"""What is brought by each form of a channel, for a test."""


@pytest.fixture
def city() -> City:
    return make_city()


def entered(city: City, channel: str, **more: object) -> Complaint:
    form = the_pack().channel(channel).form
    source = dict(more.pop("source", BROUGHT.get(form, {})))  # type: ignore[call-overload]
    number = "其他-7" if law.source_of(form).number else ""
    entry = at_the_counter(city.bodies["office"], source=source, outside_number=number)
    return lodged(city, channel=channel, entry=entry, by=city.clerk("office"), **more)


STAFF = [one.id for one in the_pack().channels if one.entered_by == "staff"]


@pytest.mark.clause("S3-107")
@pytest.mark.clause("S3-108")
@pytest.mark.clause("S3-109")
@pytest.mark.parametrize("channel", [one for one in STAFF if one != "visit"])
def test_what_a_channel_brings_is_kept_shown_and_committed_to(city: City, channel: str) -> None:
    complaint = entered(city, channel)

    assert complaint.source == BROUGHT[the_pack().channel(channel).form]
    shown = dict(labels.brought(complaint))
    assert len(shown) == len(complaint.source)
    entry = Entry.objects.get(verb="complaint.lodged")
    assert "details" in entry.commitments
    covered = commitments.REGISTRY["channel details"]
    row = ChannelDetails.objects.get(complaint=complaint)
    assert covered.of(row) == kinds.ref(complaint)
    assert covered.content(row)


def test_each_stands_in_the_register_of_its_channel(city: City) -> None:
    known = {
        channel: register.slip
        for register in registers(city.adoption, "zh")
        for channel in register.channels
    }

    assert set(STAFF) | {"web"} <= set(known)
    assert known["media"] == known["inspection"] == known["anonymous_lead"] == "leads_register"
    assert known["superior_order"] == known["passed_on"] == "orders_register"
    complaint = entered(city, "media")
    clerk = clerk_of(city, complaint)
    services.register_complaint(complaint=complaint, by=clerk, on=DAY)
    found = lines(standing_of(clerk, DAY), complaint.keeper, ("media",), DAY, DAY)
    assert [line.complaint for line in found] == [complaint]


@pytest.mark.parametrize(
    ("channel", "source", "field"),
    [
        ("media", {"outlet": "江州晚报"}, "published_on"),
        ("media", {"outlet": "报", "published_on": "昨天"}, "published_on"),
        (
            "media",
            {"outlet": "报", "published_on": "2026-03-01", "link": "javascript:alert(1)"},
            "link",
        ),
        ("inspection", {"found_on": "2026-03-01"}, "inspection"),
        ("superior_order", {}, "ordered_by"),
        ("passed_on", {}, "passed_on_by"),
        ("anonymous_lead", {}, "came_how"),
    ],
)
def test_what_is_missing_or_cannot_be_is_named_and_nothing_is_kept(
    city: City, channel: str, source: dict[str, str], field: str
) -> None:
    with pytest.raises(Incomplete) as refusal:
        entered(city, channel, source=source)

    assert field in refusal.value.fields
    assert not Complaint.objects.exists()
    assert not ChannelDetails.objects.exists()


def test_what_another_body_passed_on_bears_its_number(city: City) -> None:
    with pytest.raises(Incomplete) as refusal:
        lodged(
            city,
            channel="passed_on",
            entry=at_the_counter(city.bodies["office"], source=BROUGHT["transfer"]),
            by=city.clerk("office"),
        )

    assert set(refusal.value.fields) == {"outside_number"}
    assert not Complaint.objects.exists()


def test_the_day_that_was_set_above_is_a_duty_of_its_own(city: City) -> None:
    by_then = DAY + timedelta(days=9)
    source = {**BROUGHT["order"], "answer_by": by_then.isoformat()}

    complaint = entered(city, "superior_order", source=source)

    owed = Duty.objects.get(subject=kinds.ref(complaint), code="order_answer")
    assert (owed.due_on, owed.owner_unit) == (by_then, complaint.keeper)
    assert owed.warn_on
    others = Duty.objects.filter(subject=kinds.ref(complaint)).exclude(pk=owed.pk)
    assert others.filter(code="registration").exists()

    services.note_answer(complaint=complaint, by=clerk_of(city, complaint), on=by_then)

    owed.refresh_from_db()
    complaint.details.refresh_from_db()
    assert (owed.state, complaint.details.answered_on) == ("MET", by_then)
    with pytest.raises(services.NotNow):
        services.note_answer(complaint=complaint, by=clerk_of(city, complaint), on=by_then)


def test_a_receipt_goes_back_once_and_only_where_somebody_waits_for_it(city: City) -> None:
    passed_on, letter = entered(city, "passed_on"), entered(city, "letter")
    clerk = clerk_of(city, passed_on)

    services.note_receipt(complaint=passed_on, by=clerk, on=DAY)

    passed_on.details.refresh_from_db()
    assert passed_on.details.receipt_on == DAY
    for again in (passed_on, letter):
        with pytest.raises(services.NotNow):
            services.note_receipt(complaint=again, by=clerk, on=DAY)
    assert Entry.objects.filter(verb="complaint.receipt_returned").count() == 1


ONE = Identity(name="陈一文", telephone="13800000000")


def many(speaking: int, silent: int) -> tuple[CoSigner, ...]:
    speakers = [
        CoSigner(name=f"代表{n}", telephone=f"1390000000{n}", is_representative=True)
        for n in range(speaking)
    ]
    return (*speakers, *(CoSigner(name=f"联名{n}") for n in range(silent)))


def test_of_several_who_sign_each_is_sealed_apart(city: City, custody: None) -> None:
    complaint = entered(city, "letter", identity=ONE, cosigners=many(2, 3), contact=ONE.telephone)

    signed = list(Signatory.objects.filter(complaint=complaint).order_by("order"))
    assert [one.is_representative for one in signed] == [True, True, False, False, False]
    envelopes = Envelope.objects.filter(kind="NAME")
    assert {one.subject for one in envelopes} == {kinds.ref(complaint), *map(kinds.ref, signed)}
    told = Envelope.objects.filter(kind="CONTACT").values_list("subject", flat=True)
    assert set(told) == {kinds.ref(complaint), kinds.ref(signed[0]), kinds.ref(signed[1])}
    entry = Entry.objects.get(verb="complaint.lodged")
    assert entry.facts["together"] == 6
    assert "代表0" not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_no_more_speak_for_all_than_the_law_lets(city: City, custody: None) -> None:
    with pytest.raises(Incomplete) as refusal:
        entered(city, "letter", identity=ONE, cosigners=many(5, 0))

    assert refusal.value.basis
    assert "第二十条" in str(refusal.value.basis)
    assert not Complaint.objects.exists()
    assert not Envelope.objects.exists()
    assert entered(city, "letter", identity=ONE, cosigners=many(4, 40)).signatories.count() == 44


def test_several_need_one_who_is_named(city: City) -> None:
    with pytest.raises(Incomplete) as refusal:
        entered(city, "letter", cosigners=many(1, 0))

    assert set(refusal.value.fields) == {"name"}


def test_envelopes_of_those_who_sign_follow_the_complaint(city: City, custody: None) -> None:
    complaint = entered(city, "letter", identity=ONE, cosigners=many(1, 1))
    to = city.bodies["organs_committee"]

    services.refer_complaint(complaint=complaint, to_unit=to, by=clerk_of(city, complaint), on=DAY)

    assert set(Envelope.objects.values_list("audience", flat=True)) == {to.pk}
    assert set(Signatory.objects.values_list("audience", flat=True)) == {to.pk}


def test_a_clerk_enters_a_joint_letter_with_its_details(city: City, custody: None) -> None:
    client = Client()
    client.force_login(city.clerk("office"))
    page = client.get("/intake/enter/letter/")
    assert page.status_code == 200
    sent = {
        "unit": city.bodies["office"].pk,
        "received_on": DAY.isoformat(),
        "subject_unit": city.bureau.pk,
        "text": "联名反映窗口收费不开票。",
        "input_class": "plan_complaint",
        "urgency": "ordinary",
        "name": "陈一文",
        "telephone": "13800000000",
        "cosigners": "代表 李二 13900000001\n王三\n\n赵四：13900000003",
        "source_postmark_on": "2026年2月27日",
        "source_sender_place": "本市",
        "prepared": page.context["form"].initial["prepared"],
    }

    answer = client.post("/intake/enter/letter/", sent)

    assert answer.status_code == 201, answer.context["form"].errors
    complaint = Complaint.objects.get()
    assert complaint.source == {"postmark_on": "2026-02-27", "sender_place": "本市"}
    marks = complaint.signatories.order_by("order").values_list("is_representative", flat=True)
    assert list(marks) == [True, False, False]


@pytest.mark.clause("S0-037")
@pytest.mark.clause("S0-056")
@pytest.mark.parametrize("folder", sorted(one.name for one in PACKS.iterdir() if one.is_dir()))
def test_whatever_channel_a_plan_opens_is_taken_in_and_numbered(folder: str) -> None:
    pack = load_pack(PACKS / folder)
    if not pack.channels:
        pytest.skip("this plan opens no channel")
    root = UnitFactory.create()
    roles = {binding.id: UnitFactory.create(parent=root) for binding in pack.bindings}
    by = account_with(Role.OFFICE, unit=root)
    version = publish(version=load_draft(pack=pack, by=by, on=DAY), by=by, on=DAY)
    adopt(
        version=version,
        body=root,
        valid_from=DAY,
        valid_until=None,
        roles=roles,
        open_numbers=pack.proposed(),
        by=by,
        on=DAY,
    )
    clerk = account_with(Role.CLERK, unit=root)

    for channel in pack.channels:
        if channel.entered_by != "staff":
            continue
        asks = law.source_of(channel.form)
        entry = at_the_counter(
            root,
            source=BROUGHT.get(channel.form, {}),
            outside_number=f"外-{channel.id}" if asks.number else "",
        )
        draft = a_lodging(channel=channel.id, subject_unit=root, entry=entry)
        complaint = services.lodge_complaint(draft=draft, by=clerk, on=DAY).complaint
        assert complaint, channel.id
        services.register_complaint(complaint=complaint, by=clerk, on=DAY)
        complaint.refresh_from_db()
        assert complaint.number
        assert pack_of(complaint.adoption).channel(channel.id).listed_in
