"""What the notifier alone can do: read contacts that were left to it, and digest numbers."""

import pytest
from django.conf import settings as conf

from zhiyong.directory.tests.factories import account_with
from zhiyong.shell.access import Role
from zhiyong.vault import notifier, numbers, selectors, services
from zhiyong.vault.errors import VaultNotReady, VaultRefusal
from zhiyong.vault.models import Envelope, Key, Lookup
from zhiyong.vault.tests.factories import AT, CONTACT, NAME, ON, office

pytestmark = pytest.mark.django_db


def with_contact(subject: str = "unit:1") -> None:
    at = office()
    services.seal(
        of=subject, envelope="CONTACT", content=CONTACT, audience=at.unit.pk, by="portal", on=ON
    )


def test_the_notifier_reads_a_contact_and_nothing_else() -> None:
    notifier.ensure_keys(on=ON)
    at = office()
    services.seal_many(
        of="unit:1", contents={"CONTACT": CONTACT, "NAME": NAME}, audience=at.unit.pk,
        by="portal", on=ON,
    )  # fmt: skip
    assert notifier.contact_of("unit:1") == CONTACT
    wrapped_to = set(Envelope.objects.get(kind="NAME").wraps.values_list("key__kind", flat=True))
    assert wrapped_to == {Key.Kind.CUSTODY}


def test_no_contact_no_text() -> None:
    with pytest.raises(notifier.NoContact):
        notifier.contact_of("unit:1")


def test_a_contact_from_before_the_notifier_is_not_readable_by_it() -> None:
    with_contact()
    notifier.ensure_keys(on=ON)
    with pytest.raises(notifier.NoContact):
        notifier.contact_of("unit:1")


def test_its_keys_are_files_of_its_own_and_made_once() -> None:
    first = notifier.ensure_keys(on=ON)
    assert notifier.ensure_keys(on=ON) == first
    file = conf.KEYS / "notifier.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert Key.objects.filter(kind=Key.Kind.NOTIFIER).count() == 1


def test_the_same_number_is_found_again_however_it_was_written() -> None:
    notifier.ensure_keys(on=ON)
    services.note_lookups(of="unit:1", values={"TELEPHONE": "138-0000-0000"})
    services.note_lookups(of="unit:2", values={"TELEPHONE": "+86 138 0000 0000"})
    services.note_lookups(of="unit:3", values={"TELEPHONE": "13900000000", "IDENTITY": "nonsense"})
    assert selectors.same_person("unit:1") == []
    assert notifier.digest_waiting() == 3
    assert selectors.same_person("unit:1") == ["unit:2"]
    assert not Lookup.objects.exclude(waiting=None).exists()
    assert all(b"138" not in bytes(row.digest or b"") for row in Lookup.objects.all())


def test_the_counter_asks_for_a_number_and_gets_its_subjects() -> None:
    notifier.ensure_keys(on=ON)
    clerk = account_with(Role.CLERK)
    services.note_lookups(of="unit:1", values={"IDENTITY": "11010519491231002x"})
    enquiry = services.enquire(
        kind="IDENTITY", value="110105 19491231 002X", reason="lost the receipt", by=clerk,
        on=ON, at=AT,
    )  # fmt: skip
    assert selectors.subjects_of(enquiry) is None
    notifier.digest_waiting()
    enquiry.refresh_from_db()
    assert selectors.subjects_of(enquiry) == ["unit:1"]


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("TELEPHONE", "no number", "lost the receipt"),
        ("IDENTITY", "110105194912310021", "lost the receipt"),
        ("TELEPHONE", "13800000000", ""),
    ],
)
def test_an_enquiry_needs_a_number_and_a_reason(kind: str, value: str, reason: str) -> None:
    notifier.ensure_keys(on=ON)
    with pytest.raises(VaultRefusal):
        services.enquire(
            kind=kind, value=value, reason=reason, by=account_with(Role.CLERK), on=ON, at=AT
        )


def test_before_the_notifier_ever_ran_nothing_is_noted_and_the_counter_is_told() -> None:
    services.note_lookups(of="unit:1", values={"TELEPHONE": "13800000000"})
    assert not Lookup.objects.exists()
    with pytest.raises(VaultNotReady):
        services.enquire(
            kind="TELEPHONE", value="13800000000", reason="lost the receipt",
            by=account_with(Role.CLERK), on=ON, at=AT,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("138 0000 0000", "13800000000"),
        ("+8613800000000", "13800000000"),
        ("008613800000000", "13800000000"),
        ("８６13800000000", "13800000000"),
        ("(028) 8600-0000", "02886000000"),
        ("12345", "12345"),
        ("", None),
        ("abc", None),
        ("1" * 40, None),
    ],
)
def test_telephones_have_one_form(text: str, number: str | None) -> None:
    assert numbers.telephone(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("11010519491231002x", "11010519491231002X"),
        ("110105194912310021", None),
        ("E12345678", "E12345678"),
        ("", None),
    ],
)
def test_identity_numbers_have_one_form(text: str, number: str | None) -> None:
    assert numbers.identity(text) == number
