"""The pages of the vault: who gets in, what is shown, and how often."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhiyong.directory.models import Account
from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.journal.models import Entry
from zhiyong.shell import clock
from zhiyong.shell.access import Role
from zhiyong.vault import notifier, selectors, services
from zhiyong.vault.models import Custody, Enquiry, Envelope, Key, Opening
from zhiyong.vault.tests.factories import (
    ON,
    PASSPHRASE,
    Office,
    custodian,
    office,
    opened,
    person_of,
    sealed,
)

pytestmark = pytest.mark.django_db

WORDS = "five other words make another"


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_setting_up_ones_key(client: Client) -> None:
    account = account_with(Role.HANDLER)
    client.force_login(account)
    address = reverse("vault:key")
    assert client.get(address).status_code == 200
    short = client.post(address, {"passphrase": "short", "again": "short"})
    assert short.status_code == 422
    differ = client.post(address, {"passphrase": PASSPHRASE, "again": WORDS})
    assert differ.status_code == 422
    assert PASSPHRASE not in differ.content.decode()
    done = client.post(address, {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    assert done.status_code == 302
    assert Key.objects.filter(person=account.person).count() == 1
    page = client.get(address)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]


def test_changing_and_starting_over() -> None:
    at = office()
    client = signed_in(at.first)
    change = reverse("vault:change_passphrase")
    wrong = client.post(change, {"old": "not the old one", "passphrase": WORDS, "again": WORDS})
    assert wrong.status_code == 422
    right = client.post(change, {"old": PASSPHRASE, "passphrase": WORDS, "again": WORDS})
    assert right.status_code == 302
    assert opened(sealed(at), at.first, WORDS)
    over = reverse("vault:start_over")
    assert client.get(over).status_code == 200
    assert client.post(over, {"passphrase": WORDS, "again": WORDS}).status_code == 422
    sure = client.post(over, {"passphrase": WORDS, "again": WORDS, "sure": "on"})
    assert sure.status_code == 302
    assert selectors.custodies_short_of_custodians() == [(at.custody, 1)]


def test_setting_up_a_custody_shows_the_recovery_key_once() -> None:
    unit = UnitFactory.create()
    first = custodian(unit)
    client = signed_in(first)
    address = reverse("vault:establish", args=[unit.pk])
    assert client.get(reverse("vault:custodies")).status_code == 200
    assert client.get(address).status_code == 200  # says that a second one is needed
    second = custodian(unit)
    alone = client.post(address, {"custodians": [first.person_id]})
    assert alone.status_code == 422
    done = client.post(address, {"custodians": [first.person_id, second.person_id]})
    assert done.status_code == 200
    assert "no-store" in done["Cache-Control"]
    assert done.content.decode().count("recovery-key__group") == 14
    assert Custody.objects.get().unit == unit
    assert client.get(address).status_code == 404
    assert client.post(address, {"custodians": [first.person_id]}).status_code == 404


def test_custodians_come_and_go_on_their_page() -> None:
    at = office()
    client = signed_in(at.first)
    third = custodian(at.unit)
    page = reverse("vault:custody", args=[at.custody.pk])
    assert client.get(page).status_code == 200
    admit = reverse("vault:admit", args=[at.custody.pk])
    assert client.get(admit).status_code == 200
    wrong = client.post(admit, {"person": third.person_id, "passphrase": WORDS})
    assert wrong.status_code == 422
    done = client.post(admit, {"person": third.person_id, "passphrase": PASSPHRASE})
    assert done.status_code == 302
    remove = reverse("vault:remove", args=[at.custody.pk, at.second.person_id])
    assert client.get(remove).status_code == 200
    assert client.post(remove, {"passphrase": PASSPHRASE}).status_code == 302
    assert client.get(remove).status_code == 404
    assert len(selectors.live_custodians(at.custody)) == 2
    assert client.get(page).status_code == 200


def test_the_recovery_key_is_replaced_and_used_on_its_pages() -> None:
    at = office()
    client = signed_in(at.first)
    replace = reverse("vault:replace_recovery", args=[at.custody.pk])
    assert client.get(replace).status_code == 200
    shown = client.post(replace, {"passphrase": PASSPHRASE})
    assert shown.content.decode().count("recovery-key__group") == 14
    services.start_over(by=at.second, passphrase=WORDS, on=ON)
    other = signed_in(at.second)
    recover = reverse("vault:recover", args=[at.custody.pk])
    assert other.get(reverse("vault:custody", args=[at.custody.pk])).status_code == 200
    assert other.get(recover).status_code == 200
    old = other.post(recover, {"paper": at.paper})
    assert old.status_code == 422
    groups = shown.context["groups"]
    assert other.post(recover, {"paper": "-".join(groups)}).status_code == 302
    assert opened(sealed(at), at.second, WORDS)


def test_opening_asks_for_reason_and_passphrase_and_shows_the_content_once() -> None:
    at = office()
    envelope = sealed(at)
    client = signed_in(at.first)
    page = client.get(reverse("vault:envelope", args=[envelope.pk]))
    assert page.status_code == 200
    assert "陈一文" not in page.content.decode()
    address = reverse("vault:open", args=[envelope.pk])
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"reason": "call-back", "passphrase": WORDS})
    assert wrong.status_code == 422
    assert "call-back" in wrong.content.decode()
    assert "陈一文" not in wrong.content.decode()
    done = client.post(address, {"reason": "call-back", "passphrase": PASSPHRASE})
    assert "陈一文" in done.content.decode()
    assert "no-store" in done["Cache-Control"]
    assert Opening.objects.count() == 1
    assert Entry.objects.filter(verb="vault.opened").count() == 1


@pytest.mark.parametrize("role", [*Role])
def test_who_is_no_custodian_cannot_even_ask(role: Role) -> None:
    if role == Role.CUSTODIAN:
        return
    at = office()
    envelope = sealed(at)
    account = account_with(role, unit=at.unit)
    services.make_key(by=account, passphrase=PASSPHRASE, on=ON)
    client = signed_in(account)
    for name in ("vault:open", "vault:grant"):
        assert client.get(reverse(name, args=[envelope.pk])).status_code == 404
    seen = client.get(reverse("vault:envelope", args=[envelope.pk])).status_code
    assert seen == (200 if role in selectors.SEES_OPENINGS else 404)


def test_another_offices_custodian_finds_nothing() -> None:
    at, other = office(), office()
    envelope = sealed(at)
    client = signed_in(other.first)
    assert client.get(reverse("vault:envelope", args=[envelope.pk])).status_code == 404
    assert client.get(reverse("vault:envelopes", args=[envelope.subject])).status_code == 404
    assert client.get(reverse("vault:custody", args=[at.custody.pk])).status_code == 404


def test_giving_to_the_team_and_reading_as_its_member() -> None:
    at = office()
    envelope = sealed(at, Envelope.Kind.TEAM)
    handler = account_with(Role.HANDLER, unit=at.unit)
    services.make_key(by=handler, passphrase=PASSPHRASE, on=ON)
    client = signed_in(at.first)
    address = reverse("vault:grant", args=[envelope.pk])
    assert client.get(address).status_code == 200
    form = {
        "person": handler.person_id,
        "until": (clock.today() + timedelta(days=5)).isoformat(),
        "reason": "assigned to the case",
        "passphrase": PASSPHRASE,
    }
    assert client.post(address, {**form, "until": "2020-01-01"}).status_code == 422
    assert client.post(address, form).status_code == 302
    member = signed_in(handler)
    assert member.get(reverse("vault:key")).status_code == 200
    assert member.get(reverse("vault:envelopes", args=[envelope.subject])).status_code == 200
    read = member.post(
        reverse("vault:open", args=[envelope.pk]),
        {"reason": "to call back", "passphrase": PASSPHRASE},
    )
    assert "陈一文" in read.content.decode()


def test_the_log_of_openings_is_seen_by_the_office_and_not_below() -> None:
    at = office()
    envelope = sealed(at)
    opened(envelope, at.first)
    address = reverse("vault:openings")
    for role, unit, seen in (
        (Role.OFFICE, at.unit, True),
        (Role.LEADER, at.unit, True),
        (Role.LEADER, UnitFactory.create(), False),
    ):
        page = signed_in(account_with(role, unit=unit)).get(address)
        assert page.status_code == 200
        assert ("call-back by telephone" in page.content.decode()) is seen
    assert signed_in(account_with(Role.CLERK)).get(address).status_code == 403


def test_the_log_of_openings_costs_the_same_however_long() -> None:
    at = office()
    client = signed_in(at.first)
    costs = []
    for turn in range(2):
        for each in range(6):
            opened(sealed(at, of=f"unit:{9000 + turn * 10 + each}"), at.second)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("vault:openings"))
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_asking_for_a_number_at_the_counter() -> None:
    notifier.ensure_keys(on=ON)
    unit = UnitFactory.create(name="江州市住房局")
    services.note_lookups(of=unit, values={"TELEPHONE": "13800000000"})
    client = signed_in(account_with(Role.CLERK))
    address = reverse("vault:enquire")
    assert client.get(address).status_code == 200
    bad = client.post(address, {"kind": "TELEPHONE", "value": "x", "reason": "lost it"})
    assert bad.status_code == 422
    asked = client.post(
        address, {"kind": "TELEPHONE", "value": "138 0000 0000", "reason": "lost the receipt"}
    )
    answer = reverse("vault:enquiry", args=[Enquiry.objects.get().pk])
    assert asked["Location"] == answer
    assert "hx-get" in client.get(answer).content.decode()
    notifier.digest_waiting()
    assert "江州市住房局" in client.get(answer).content.decode()
    assert signed_in(account_with(Role.CLERK)).get(answer).status_code == 404


def _pages(at: Office, envelope: Envelope) -> list[str]:
    return [
        reverse("vault:key"),
        reverse("vault:custodies"),
        reverse("vault:custody", args=[at.custody.pk]),
        reverse("vault:envelope", args=[envelope.pk]),
        reverse("vault:openings"),
    ]


def test_every_page_asks_to_sign_in_first(client: Client) -> None:
    at = office()
    for address in _pages(at, sealed(at)):
        response = client.get(address)
        assert response.status_code == 302
        assert "next=" in response["Location"]


def test_persons_are_shown_by_name() -> None:
    at = office()
    page = signed_in(at.first).get(reverse("vault:custody", args=[at.custody.pk]))
    assert person_of(at.second).name in page.content.decode()


def test_files_in_an_envelope_are_saved_and_not_shown() -> None:
    at = office()
    envelope = services.seal(
        of="unit:1", envelope="TEAM", audience=at.unit.pk, by="portal", on=ON,
        content={"text": "one\ntwo", "file_1_name": "<a>.txt", "file_1_base64": "YQ=="},
    )  # fmt: skip
    page = signed_in(at.first).post(
        reverse("vault:open", args=[envelope.pk]),
        {"reason": "to hand it on", "passphrase": PASSPHRASE},
    )
    words = page.content.decode()
    assert "one<br>two" in words
    assert 'href="data:application/octet-stream;base64,YQ==" download="&lt;a&gt;.txt"' in words
    assert "file_1" not in words
