"""The pages of notices, as each sees them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.notices import services, templates
from zhiyong.notices.models import Notice, Text
from zhiyong.shell.access import Role
from zhiyong.vault.tests.factories import ON, person_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _templates() -> None:
    templates.register(templates.Template("test.due", "{title} is due."))


def test_a_page_of_notices_costs_the_same_however_many(client: Client) -> None:
    account = account_with(Role.CLERK)
    client.force_login(account)
    client.get(reverse("notices:notices"))
    costs = []
    for _turn in range(2):
        for unit in UnitFactory.create_batch(8):
            services.tell(of=unit, to=person_of(account), template="test.due", on=ON)
        with CaptureQueriesContext(connection) as asked:
            response = client.get(reverse("notices:notices"))
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert response.content.decode().count("is due.") == 16


def test_following_a_notice_reads_it_and_leads_to_its_subject(client: Client) -> None:
    account, unit = account_with(Role.CLERK), UnitFactory.create()
    services.tell(of=unit, to=person_of(account), template="test.due", on=ON)
    notice = Notice.objects.get()
    client.force_login(account)
    response = client.get(reverse("notices:notice", args=[notice.pk]))
    assert response.status_code == 302
    notice.refresh_from_db()
    assert notice.read_on is not None


def test_nobody_follows_the_notice_of_another(client: Client) -> None:
    account, unit = account_with(Role.CLERK), UnitFactory.create()
    services.tell(of=unit, to=person_of(account), template="test.due", on=ON)
    client.force_login(account_with(Role.CLERK))
    notice = Notice.objects.get()
    assert client.get(reverse("notices:notice", args=[notice.pk])).status_code == 404
    assert Notice.objects.get().read_on is None


def test_all_are_marked_as_read_at_once(client: Client) -> None:
    account = account_with(Role.CLERK)
    for unit in UnitFactory.create_batch(3):
        services.tell(of=unit, to=person_of(account), template="test.due", on=ON)
    client.force_login(account)
    client.post(reverse("notices:read_all"))
    assert not Notice.objects.filter(read_on=None).exists()


def test_the_outbox_is_the_system_administrators_and_names_no_subject(client: Client) -> None:
    text = Text.objects.create(
        subject="complaint:4711", template="x", asked_on=ON, state=Text.State.FAILED
    )
    client.force_login(account_with(Role.CLERK))
    assert client.get(reverse("notices:outbox")).status_code == 403
    client.force_login(account_with(Role.SYSTEM_ADMIN))
    page = client.get(reverse("notices:outbox"))
    assert page.status_code == 200
    assert "4711" not in page.content.decode()
    assert "NOTICES_GATEWAY" in page.content.decode()
    client.post(reverse("notices:try_again"))
    text.refresh_from_db()
    assert text.state == Text.State.WAITING


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "回复催办"), ("en", "Answer an urging")]
)
def test_what_was_told_in_both_languages_is_said_in_the_readers(
    client: Client, language: str, said: str
) -> None:
    templates.register(templates.Template("test.label", "{label}!"))
    account = account_with(Role.CLERK)
    facts = {"label_zh": "回复催办", "label_en": "Answer an urging"}
    services.tell(
        of=UnitFactory.create(), to=person_of(account), template="test.label", on=ON, facts=facts
    )
    client.force_login(account)
    client.cookies["django_language"] = language
    assert f"{said}!" in client.get(reverse("notices:notices")).content.decode()
