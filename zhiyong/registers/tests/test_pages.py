"""The pages of registers: lists, forms made from the pack, workbooks, what the figures show."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhiyong.directory.models import Account
from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.directory.tests.workbooks import workbook as a_workbook
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.registers.forms import RowForm
from zhiyong.registers.models import Row, Workbook
from zhiyong.registers.tests.factories import ABSENCE, a_row, office
from zhiyong.registers.tests.test_workbooks import HEADINGS, SHEET, hand_in
from zhiyong.rules.pack import find_packs, load_pack
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell import clock
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db


def sign_in(client: Client, account: Account) -> Client:
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def keeper(city: City, client: Client) -> Client:
    """Return a browser in which the office of the whole city is signed in."""
    return sign_in(client, office(city))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def at(name: str, city: City, code: str = "attendance") -> str:
    return reverse(f"registers:{name}", args=[city.adoption.pk, code])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_overview_and_every_register_show(keeper: Client, city: City, language: str) -> None:
    keeper.cookies["django_language"] = language
    shown = text_of(keeper.get(reverse("registers:registers")))

    assert ("考勤和请休假台账" if language == "zh-hans" else "Attendance and leave") in shown
    for code in ("attendance", "emergency_reports", "targets", "charges"):
        assert keeper.get(at("rows", city, code)).status_code == 200
        assert keeper.get(at("add", city, code)).status_code == 200


def test_whom_no_plan_binds_is_told_what_will_stand_there(client: Client, db: None) -> None:
    sign_in(client, account_with(Role.CLERK, unit=UnitFactory.create()))

    assert "没有可查看的台账" in text_of(client.get(reverse("registers:registers")))


def test_a_row_is_entered_by_the_form(keeper: Client, city: City) -> None:
    person = city.official()
    filled = {
        "about": f"person-{person.pk}",
        "v_from": "2026年1月5日",
        "v_until": "2026-01-25",
        "v_kind": "absence",
    }

    answer = keeper.post(at("add", city), filled)

    row = Row.objects.get()
    assert row.values == ABSENCE
    assert answer["Location"] == reverse("registers:row", args=[row.pk])
    again = keeper.post(at("add", city), filled)
    assert again.status_code == 422
    assert Row.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("v_from", "2月30日", "v_from"),
        ("v_until", "2026-01-01", "止日早于起日"),
        ("v_kind", "", "请选择"),
    ],
)
def test_a_form_that_is_filled_in_wrongly_says_so_at_the_field(
    keeper: Client, city: City, field: str, value: str, said: str
) -> None:
    person = city.official()
    filled = {"about": f"person-{person.pk}", "v_from": "2026-01-05", "v_kind": "absence"}

    answer = keeper.post(at("add", city), {**filled, field: value})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Row.objects.exists()


def test_a_row_is_corrected_and_its_past_stands_beside_it(keeper: Client, city: City) -> None:
    old = a_row(city)
    page = text_of(keeper.get(reverse("registers:correct", args=[old.pk])))
    assert 'value="2026-01-25"' in page

    answer = keeper.post(
        reverse("registers:correct", args=[old.pk]),
        {"v_from": "2026-01-05", "v_until": "2026-01-12", "v_kind": "absence", "why": "录错"},
        follow=True,
    )

    shown = text_of(answer)
    assert "录错" in shown
    assert "2026年1月25日 → 2026年1月12日" in shown
    assert keeper.get(reverse("registers:row", args=[old.pk])).status_code == 200


def test_a_row_is_struck_out_only_with_a_reason(keeper: Client, city: City) -> None:
    row = a_row(city)
    url = reverse("registers:strike", args=[row.pk])

    assert keeper.get(url).status_code == 200
    assert keeper.post(url, {"why": ""}).status_code == 422
    assert keeper.post(url, {"why": "重复"}).status_code == 302

    row.refresh_from_db()
    assert row.state == "STRUCK"
    assert "重复" in text_of(keeper.get(reverse("registers:row", args=[row.pk])))


def test_rows_that_no_longer_hold_are_shown_when_asked_for(keeper: Client, city: City) -> None:
    row = a_row(city)
    keeper.post(reverse("registers:strike", args=[row.pk]), {"why": "重复"})
    link = reverse("registers:row", args=[row.pk])

    assert link not in text_of(keeper.get(at("rows", city)))
    assert link in text_of(keeper.get(at("rows", city), {"state": "ANY"}))
    assert link in text_of(keeper.get(at("rows", city), {"state": "STRUCK", "v_kind": "absence"}))
    assert link not in text_of(keeper.get(at("rows", city), {"state": "STRUCK", "v_kind": "sick"}))


def test_a_reader_does_not_write_and_a_stranger_does_not_read(city: City) -> None:
    row = a_row(city)
    leader = sign_in(Client(), account_with(Role.LEADER, unit=city.bureau))
    stranger = sign_in(Client(), account_with(Role.CLERK, unit=city.court))

    assert leader.get(reverse("registers:row", args=[row.pk])).status_code == 200
    assert leader.get(reverse("registers:correct", args=[row.pk])).status_code == 403
    assert stranger.get(reverse("registers:row", args=[row.pk])).status_code == 404
    assert stranger.get(reverse("registers:correct", args=[row.pk])).status_code == 404
    assert stranger.get(at("rows", city, "known_breaches")).status_code == 404
    assert stranger.post(at("add", city, "targets"), {}).status_code == 404


def test_a_list_takes_as_many_queries_for_many_rows(keeper: Client, city: City) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert keeper.get(at("rows", city)).status_code == 200
        return len(seen)

    a_row(city)
    few = queries()
    for _ in range(5):
        a_row(city, about=city.official())

    assert queries() == few


@pytest.mark.parametrize("page", ["registers", "leads"])
def test_an_overview_takes_as_many_queries_for_many_rows(
    keeper: Client, city: City, page: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert keeper.get(reverse(f"registers:{page}")).status_code == 200
        return len(seen)

    last = clock.today().replace(month=1, day=1)
    absent = {"from_": f"{last:%Y-%m-%d}", "until": f"{last:%Y-%m}-31", "kind": "absence"}
    a_row(city, **absent)
    a_row(city, "targets", city.bureau, year="2020", kind="main_target", target="2", result="1")
    few = queries()
    for _ in range(4):
        a_row(city, about=city.official(), **absent)

    assert queries() == few


# ── workbooks ─────────────────────────────────────────────────────────────────────────────


def test_the_export_is_handed_in_and_changes_nothing(keeper: Client, city: City) -> None:
    a_row(city)
    export = keeper.get(at("export", city))
    content = b"".join(export.streaming_content)  # type: ignore[attr-defined]

    answer = keeper.post(
        at("hand_in", city), {"file": SimpleUploadedFile("rows.xlsx", content)}, follow=True
    )

    assert "没有变动" in text_of(answer)


def test_a_workbook_is_shown_then_carried_out(keeper: Client, city: City) -> None:
    person = city.official()
    content = a_workbook(
        {SHEET: [HEADINGS, (None, person.number, "2026-01-05", "2026-01-25", "旷工", None)]}
    )

    page = keeper.post(
        at("hand_in", city), {"file": SimpleUploadedFile("rows.xlsx", content)}, follow=True
    )
    run = Workbook.objects.get()
    assert person.name in text_of(page)
    keeper.post(reverse("registers:workbook_act", args=[run.pk, "confirm"]))

    assert Row.objects.get().values == ABSENCE
    assert keeper.get(reverse("registers:workbook", args=[run.pk])).status_code == 200


def test_errors_of_a_workbook_are_shown_at_their_cells(keeper: Client, city: City) -> None:
    content = a_workbook({SHEET: [HEADINGS, (None, "P-404", "2月30日", None, "旷工", None)]})

    answer = keeper.post(at("hand_in", city), {"file": SimpleUploadedFile("r.xlsx", content)})

    assert answer.status_code == 422
    assert "C2" in text_of(answer)
    template = keeper.get(at("template", city))
    assert b"".join(template.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]


def test_a_workbook_is_seen_by_whom_handed_it_in(city: City) -> None:
    run = hand_in(city, (None, city.official().number, "2026-01-05", None, "旷工", None))
    other = sign_in(Client(), account_with(Role.OFFICE, unit=city.root))

    assert other.get(reverse("registers:workbook", args=[run.pk])).status_code == 404


# ── what the figures show ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_thresholds_are_shown_with_their_rows_and_taken_away(
    keeper: Client, city: City, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: DAY)
    keeper.cookies["django_language"] = language
    row = a_row(city)

    page = text_of(keeper.get(reverse("registers:leads")))

    assert reverse("registers:row", args=[row.pk]) in page
    assert "S3-027" in page
    assert ("只提示，不认定" if language == "zh-hans" else "This decides nothing") in page
    content = keeper.get(reverse("registers:leads"), {"export": "xlsx"}).content
    assert io.BytesIO(content).read(2) == b"PK"
    other = keeper.get(reverse("registers:leads"), {"unit": city.court.pk, "on": "2026-03-02"})
    assert reverse("registers:row", args=[row.pk]) not in text_of(other)


def test_nobody_reached_is_said(keeper: Client, city: City) -> None:
    assert "没有达到标准的情形" in text_of(keeper.get(reverse("registers:leads")))


def test_a_clerk_does_not_look_through_the_figures(city: City) -> None:
    clerk = sign_in(Client(), account_with(Role.CLERK, unit=city.root))
    supervisor = sign_in(Client(), account_with(Role.SUPERVISOR, unit=city.court))

    partial = sign_in(Client(), account_with(Role.SUPERVISOR, unit=city.bodies["org_department"]))

    assert clerk.get(reverse("registers:leads")).status_code == 403
    assert "只列出方案规定由市委组织部核查的标准" in text_of(
        partial.get(reverse("registers:leads"))
    )
    assert "没有可查看的方案" in text_of(supervisor.get(reverse("registers:leads")))


@pytest.fixture(scope="module")
def packs() -> list[Pack]:
    return [load_pack(folder) for folder in find_packs().values()]


def test_every_register_of_the_packs_has_a_form(packs: list[Pack]) -> None:
    many = 0
    for pack in packs:
        for register in pack.registers:
            form = RowForm.of(register, today=DAY)
            assert len(form.fields) > len(register.fields)
            str(form)
            many += 1

    assert many > 60
