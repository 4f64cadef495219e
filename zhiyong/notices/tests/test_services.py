"""Who is told what; what leaves the house says nothing."""

from datetime import timedelta

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import PersonFactory, UnitFactory, account_with
from zhiyong.journal.models import Entry
from zhiyong.notices import gateways, selectors, sending, services, templates
from zhiyong.notices.models import Notice, Text
from zhiyong.shell.access import Role
from zhiyong.vault import notifier
from zhiyong.vault import services as vault
from zhiyong.vault.tests.factories import ON, office, person_of

pytestmark = pytest.mark.django_db

CONTACT = {"telephone": "13800000000", "email": "somebody@example.invalid"}


@pytest.fixture(autouse=True)
def _templates() -> None:
    templates.register(
        templates.Template("test.due", "{title} is due on {due} at {unit}.", urgent=True)
    )


@pytest.fixture
def subject() -> str:
    """A subject whose complainant left a contact to the notifier."""
    notifier.ensure_keys(on=ON)
    at = office()
    reference = f"unit:{at.unit.pk}"
    vault.seal(
        of=reference, envelope="CONTACT", content=CONTACT, audience=at.unit.pk, by="portal", on=ON
    )
    return reference


def test_a_person_is_told_and_reads_it() -> None:
    unit = UnitFactory.create(name="江州市住房局")
    account = account_with(Role.CLERK, unit=unit)
    told = services.tell(
        of=unit, to=person_of(account), template="test.due", facts={"due": ON, "unit": unit}, on=ON
    )
    standing = standing_of(account, ON)
    assert (told, selectors.unread(standing)) == (1, 1)
    (shown,) = selectors.worded(list(selectors.notices_visible_to(standing)), standing)
    assert "江州市住房局" in shown.words
    assert "2026" in shown.words
    assert shown.urgent
    assert services.mark_read(by=account, on=ON) == 1
    assert selectors.unread(standing) == 0


def test_a_unit_means_whoever_holds_the_roles_there() -> None:
    unit = UnitFactory.create()
    office_worker, clerk = (account_with(r, unit=unit) for r in (Role.OFFICE, Role.CLERK))
    account_with(Role.HANDLER, unit=unit)
    assert services.tell(of=unit, to=unit, template="test.due", on=ON) == 2
    assert set(Notice.objects.values_list("person", flat=True)) == {
        office_worker.person_id,
        clerk.person_id,
    }
    assert services.tell(of=unit, to=unit, template="test.due", on=ON, roles=[Role.LEADER]) == 0


def test_one_person_is_told_once_and_nobody_is_no_error() -> None:
    unit, person = UnitFactory.create(), PersonFactory.create()
    assert services.tell(of=unit, to=[person, person], template="test.due", on=ON) == 1
    assert services.tell(of=unit, to=None, template="test.due", on=ON) == 0


def test_notices_about_what_goes_up_are_withdrawn() -> None:
    unit, person = UnitFactory.create(), PersonFactory.create()
    services.tell(of=unit, to=person, template="test.due", on=ON)
    assert services.withdraw(of=unit) == 1
    assert not Notice.objects.exists()


def test_a_notice_whose_subject_is_out_of_sight_is_not_shown() -> None:
    account = account_with(Role.CLERK)
    services.tell(of="envelope:999999", to=person_of(account), template="vault.opened", on=ON)
    standing = standing_of(account, ON)
    assert selectors.worded(list(selectors.notices_visible_to(standing)), standing) == []


def test_the_words_cost_one_query_a_kind(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    units = UnitFactory.create_batch(10)
    account = account_with(Role.CLERK)
    for unit in units:
        services.tell(
            of=unit, to=person_of(account), template="test.due", facts={"unit": unit}, on=ON
        )
    standing = standing_of(account, ON)
    notices = list(selectors.notices_visible_to(standing))
    with django_assert_num_queries(1):
        assert len(selectors.worded(notices, standing)) == 10


def test_a_sentence_nobody_registered_shows_the_title() -> None:
    assert templates.sentence("unknown.verb", {}, "效投〔2026〕1号") == "效投〔2026〕1号"


def test_without_a_contact_no_text_is_asked_for() -> None:
    assert services.tell(of="unit:1", to="complainant", template="test.news", on=ON) == 0
    assert not Text.objects.exists()


def test_a_text_waits_for_a_gateway_and_is_asked_for_once(subject: str) -> None:
    for _turn in range(3):
        services.tell(of=subject, to="complainant", template="test.news", on=ON)
    text = Text.objects.get()
    sending.send(text_id=text.pk, on=ON)
    text.refresh_from_db()
    assert text.state == Text.State.WAITING_FOR_GATEWAY
    assert mail.outbox == []
    assert services.tell(of=subject, to="complainant", template="test.news", on=ON) == 0


def test_a_text_says_only_that_there_is_news(subject: str, settings: Settings) -> None:
    settings.NOTICES_GATEWAY = "zhiyong.notices.gateways.Email"
    services.tell(of=subject, to="complainant", template="test.news", on=ON)
    assert sending.send_waiting(on=ON) == 1
    (sent,) = mail.outbox
    assert sent.to == ["somebody@example.invalid"]
    assert sent.body == templates.NEWS.zh
    entry = Entry.objects.get(verb="notices.sent")
    assert entry.actor == "notifier"
    assert entry.anonymous
    assert "somebody" not in str(entry.facts)
    assert Text.objects.get().state == Text.State.SENT
    sending.send_waiting(on=ON)
    assert len(mail.outbox) == 1


def test_a_gateway_that_fails_is_tried_again_and_given_up_at_last(
    subject: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def send(self, *_given: object) -> str:
            raise gateways.NotSent("Timeout")

    monkeypatch.setattr(sending, "gateway", Broken)
    services.tell(of=subject, to="complainant", template="test.news", on=ON)
    for day in range(sending.MOST_ATTEMPTS):
        assert Text.objects.get().state == Text.State.WAITING
        sending.send_waiting(on=ON + timedelta(days=day))
    text = Text.objects.get()
    assert (text.state, text.error) == (Text.State.FAILED, "Timeout")
    admin = account_with(Role.SYSTEM_ADMIN)
    assert services.try_again(by=admin, on=ON) == 1
    assert Text.objects.get().state == Text.State.WAITING


def test_a_contact_of_another_sort_waits(subject: str, settings: Settings) -> None:
    settings.NOTICES_GATEWAY = "zhiyong.notices.gateways.Program"
    services.tell(of=subject, to="complainant", template="test.news", on=ON)
    sending.send_waiting(on=ON)
    assert Text.objects.get().state == Text.State.WAITING_FOR_GATEWAY


def test_a_program_gets_telephone_and_words_and_nothing_in_its_arguments(
    subject: str, settings: Settings, tmp_path: object
) -> None:
    target = f"{tmp_path}/sent.json"
    settings.NOTICES_GATEWAY = "zhiyong.notices.gateways.Program"
    settings.NOTICES_PROGRAM = ["sh", "-c", f"cat > '{target}'"]
    services.tell(of=subject, to="complainant", template="test.news", on=ON)
    sending.send_waiting(on=ON)
    with open(target, encoding="utf-8") as sent:  # noqa: PTH123
        assert "13800000000" in sent.read()
    settings.NOTICES_PROGRAM = ["false"]
    services.tell(of=subject, to="complainant", template="test.news", on=ON)
    sending.send_waiting(on=ON)
    assert Text.objects.filter(state="WAITING", error="exit 1").count() == 1
