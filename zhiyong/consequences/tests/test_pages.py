"""The ledger, an entry and its acts, the sums of a year, as pages."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from zhiyong.consequences.models import Entry, GatePassed, YearlySum
from zhiyong.consequences.services import stating
from zhiyong.consequences.tests.factories import a_freeze, a_line, a_measure, booked
from zhiyong.directory.models import Account, Person
from zhiyong.directory.tests.factories import AccountFactory, account_with
from zhiyong.journal.models import Entry as Written
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.shell import clock
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db


def as_(account: Account, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock of the pages stand on the day of the tests."""
    monkeypatch.setattr(clock, "today", lambda: DAY)


@pytest.fixture
def keeper(city: City) -> Account:
    """Return who keeps the personnel of the bureau."""
    return city.who(Role.PERSONNEL, city.bureau)


def test_the_ledger_shows_filters_and_takes_away(
    city: City, person: Person, keeper: Account
) -> None:
    other = city.official(name="李明")
    booked(a_line(city, person), a_measure(city, other))
    client = as_(keeper)
    page = client.get(reverse("consequences:ledger"))
    assert page.status_code == 200
    assert "30% of" in page.text
    assert person.name in page.text
    assert "李明" in page.text
    asked = {
        "effect": "measure",
        "state": "IN_FORCE",
        "person": f"person-{other.pk}",
        "unit": "",
        "day": DAY.isoformat(),
    }
    found = client.get(reverse("consequences:ledger"), asked)
    assert "1 entry" in found.text
    before = {"day": (DAY - timedelta(days=1)).isoformat()}
    assert "0 entries" in client.get(reverse("consequences:ledger"), before).text
    book = client.get(reverse("consequences:ledger"), {"export": "xlsx"})
    read = CalamineWorkbook.from_object(BytesIO(b"".join(book)))  # type: ignore[arg-type]
    cells = [
        str(cell)
        for name in read.sheet_names
        for row in read.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert "30%" in cells
    assert any("S3-050" in cell or "四(一)" in cell for cell in cells)


def test_the_ledger_asks_as_much_for_many_entries_as_for_few(
    city: City, person: Person, keeper: Account
) -> None:
    client = as_(keeper)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("consequences:ledger"))
        return len(found)

    booked(a_line(city, person))
    asked()
    few = asked()
    booked(*(a_line(city, city.official(), source="decision:2") for _n in range(8)))
    assert asked() == few


def test_an_entry_tells_every_reason_and_what_can_be_done(
    city: City, person: Person, keeper: Account
) -> None:
    why = {"notes": [], "zh": ["行为发生日任主要领导"], "en": ["main leader on the day of the act"]}
    line = a_line(city, person, why=why, place="main_leader", carried_out_by=city.bureau.pk)
    entry = booked(line)[0]
    page = as_(keeper).get(reverse("consequences:entry", args=[entry.pk]))
    assert "main leader on the day of the act" in page.text
    assert "Enter that it is carried out" in page.text
    assert "四(一)" in page.text
    stranger = as_(city.who(Role.PERSONNEL, city.court))
    assert stranger.get(reverse("consequences:entry", args=[entry.pk])).status_code == 404


def test_carrying_out_by_the_page_and_its_refusal(
    city: City, person: Person, keeper: Account
) -> None:
    entry = booked(a_line(city, person, carried_out_by=city.bureau.pk))[0]
    url = reverse("consequences:act", args=[entry.pk, "carry-out"])
    client = as_(keeper)
    assert "no longer stands against them" in client.get(url).text
    refused = client.post(url, {"note": ""})
    assert refused.status_code == 422
    assert "Say how it was carried out" in refused.text
    entry.refresh_from_db()
    assert entry.state == Entry.State.IN_FORCE
    proof = SimpleUploadedFile("工资表.txt", "已扣发".encode())
    assert client.post(url, {"note": "见工资表。", "proof": proof}).status_code == 302
    entry.refresh_from_db()
    assert entry.state == Entry.State.DONE
    assert entry.proof
    page = client.get(reverse("consequences:entry", args=[entry.pk]))
    assert "工资表.txt" in page.text
    assert client.get(url).status_code == 404


def test_a_gate_is_offered_to_its_body_only_and_not_before_its_time(
    city: City, person: Person, keeper: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = booked(a_freeze(city, person, carried_out_by=city.bureau.pk))[0]
    url = reverse("consequences:act", args=[entry.pk, "gate"])
    managing = as_(city.who(Role.PERSONNEL, city.root))
    page = managing.get(url)
    assert "no gate is passed before it is over" in page.text
    assert managing.post(url, {"note": "业绩突出。"}).status_code == 422
    assert as_(keeper).get(url).status_code == 404
    assert not GatePassed.objects.exists()
    monkeypatch.setattr(clock, "today", lambda: DAY.replace(year=DAY.year + 1) + timedelta(days=1))
    assert managing.post(url, {"note": "业绩突出。"}).status_code == 302
    assert GatePassed.objects.get().gate == "good_results"


def test_a_person_opens_their_own_entry_without_any_role(city: City, person: Person) -> None:
    account = AccountFactory.create(person=person)
    told, untold = booked(
        a_line(city, person, served_on=DAY), a_measure(city, person, source="decision:2")
    )
    client = as_(account)
    assert client.get(reverse("consequences:entry", args=[told.pk])).status_code == 200
    assert client.get(reverse("consequences:entry", args=[untold.pk])).status_code == 404
    assert client.get(reverse("consequences:ledger")).status_code == 403


# ── sums ──────────────────────────────────────────────────────────────────────────────────


def a_book(*rows: tuple[object, ...]) -> bytes:
    content = BytesIO()
    book = Workbook(content)
    sheet = book.add_worksheet("yearly sums")
    sheet.write_row(0, 0, ["person", "unit", "name", "of", "year", "amount"])
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
    book.close()
    return content.getvalue()


def hand_in(account: Account, content: bytes) -> object:
    file = SimpleUploadedFile("sums.xlsx", content)
    return as_(account).post(reverse("consequences:sums_hand_in"), {"file": file})


def test_sums_are_stated_by_a_workbook_and_the_amounts_follow(
    city: City, person: Person, keeper: Account
) -> None:
    entry = booked(a_line(city, person))[0]
    content = a_book(
        (person.number, None, "", "annual_bonus", 2026, 30000.5),
        (None, city.bureau.code, "", "unit_bonus", 2026, "800000"),
    )
    assert hand_in(keeper, content).status_code == 302  # type: ignore[attr-defined]
    assert YearlySum.objects.count() == 2
    entry.refresh_from_db()
    assert str(entry.amount) == "9000.15"
    assert Written.objects.filter(verb="yearly_sum.stated").count() == 2
    again = a_book((person.number, None, "", "annual_bonus", 2026, 40000))
    assert hand_in(keeper, again).status_code == 302  # type: ignore[attr-defined]
    assert YearlySum.objects.count() == 2
    entry.refresh_from_db()
    assert str(entry.amount) == "12000.00"
    assert "40,000" in as_(keeper).get(reverse("consequences:sums")).text


def test_every_wrong_cell_is_named_and_nothing_is_taken_in(
    city: City, person: Person, keeper: Account
) -> None:
    court = city.official(city.court)
    content = a_book(
        (person.number, None, "", "annual_bonus", 2026, 30000),
        ("P999999X", None, "", "annual_bonus", 2026, 1),
        (court.number, None, "", "annual_bonus", 2026, 1),
        (person.number, city.bureau.code, "", "annual_bonus", 2025, 1),
        (person.number, None, "", "unit_bonus", 26, "many"),
        (person.number, None, "", "annual_bonus", 2024, "1.005"),
    )
    with pytest.raises(stating.SumsWrong) as refused:
        stating.state_sums(content=content, by=keeper, on=DAY)
    found = [(one.row, one.column, one.code) for one in refused.value.problems]
    assert found == [
        (3, "A", "UNKNOWN"),
        (4, "A", "NOT_KEPT"),
        (5, "A", "WHO"),
        (6, "F", "NOT_A_NUMBER"),
        (7, "F", "NOT_MONEY"),
    ]
    assert not YearlySum.objects.exists()
    page = hand_in(keeper, content)
    assert page.status_code == 422  # type: ignore[attr-defined]
    assert "A3" in page.text  # type: ignore[attr-defined]
    assert not YearlySum.objects.exists()


def test_the_template_can_be_handed_in_and_many_rows_take_few_statements(
    city: City,
    keeper: Account,
    django_assert_max_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    with stating.template() as file:
        names = CalamineWorkbook.from_object(file).sheet_names
    assert str(stating.SHEET.label) in names
    people = [city.official() for _n in range(6)]
    content = a_book(*((one.number, None, "", "annual_bonus", 2026, 1000) for one in people))
    with django_assert_max_num_queries(20):
        assert stating.state_sums(content=content, by=keeper, on=DAY) == 6


def test_administrators_have_no_way_into_the_ledger(city: City) -> None:
    client = as_(account_with(Role.SYSTEM_ADMIN, unit=city.root))
    for name in ("ledger", "sums"):
        assert client.get(reverse(f"consequences:{name}")).status_code == 403
