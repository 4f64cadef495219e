"""Papers: issued once with number, code and file; served; found again by their code."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from pypdf import PdfReader

from zhiyong.approvals.services import start
from zhiyong.directory.models import Account
from zhiyong.directory.tests.factories import account_with
from zhiyong.duties.models import Duty
from zhiyong.duties.tests.factories import a_duty
from zhiyong.files import storage
from zhiyong.journal.models import Entry
from zhiyong.journal.services import recommit
from zhiyong.papers import services
from zhiyong.papers.models import Paper, ServiceOfPaper
from zhiyong.papers.rendering import pdf
from zhiyong.papers.services import NotServed, as_text, head, issue, prove_service
from zhiyong.papers.sheets import LAYOUT_OF_KIND, Column, Line, Sheet
from zhiyong.plans.tests.factories import DAY, City, make_city, the_pack
from zhiyong.shell import clock
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def about(city: City) -> Duty:
    """Return something that a paper may be about, of a Kind that exists."""
    return a_duty(city)


@pytest.fixture
def browser(client: Client) -> Callable[[Account], Client]:
    def signed_in(account: Account) -> Client:
        client.force_login(account)
        return client

    return signed_in


def reply(sheet: Sheet) -> Sheet:
    return replace(sheet, to="反映人", paragraphs=("您反映的事项已经办理，现答复如下。",) * 3)


def issued(city: City, about: Duty, **changes: Any) -> Paper:
    told: dict[str, Any] = {
        "slip": "reply",
        "of": about,
        "adoption": city.adoption,
        "unit": city.bureau,
        "fill": reply,
        "by": city.who(Role.CLERK, city.bureau),
        "on": DAY,
        "audience": city.bureau.pk,
    }
    return issue(**(told | changes))


def text_of(response: Any) -> str:
    return strip_tags(response.content.decode())


def test_a_paper_has_its_number_its_file_and_its_entry(city: City, about: Duty) -> None:
    first, second = issued(city, about), issued(city, about)

    assert (first.number, second.number) == ("效复〔2026〕1号", "效复〔2026〕2号")
    with storage.open_kept(first.file.served_path) as kept:
        text = "".join(page.extract_text() for page in PdfReader(kept).pages)
    assert "答复意见书" in text
    assert first.code in text
    entry = Entry.objects.get(verb="paper.issued", subject=f"paper:{first.pk}")
    assert entry.commitments["paper"] == recommit(as_text(first.data), first.salt)
    assert "现答复如下" not in str(entry.facts)


def test_numbers_begin_anew_each_year_and_belong_to_their_unit(city: City, about: Duty) -> None:
    issued(city, about)

    assert issued(city, about, on=DAY + timedelta(days=365)).number == "效复〔2027〕1号"
    assert issued(city, about, unit=city.court).number == "效复〔2026〕1号"


def test_an_act_that_fails_gives_its_number_back(city: City, about: Duty) -> None:
    def broken(sheet: Sheet) -> Sheet:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        issued(city, about, fill=broken)

    assert issued(city, about).number == "效复〔2026〕1号"


@pytest.mark.parametrize("slip", [slip.id for slip in the_pack().slips])
@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_every_slip_of_the_plan_can_be_set_with_any_text(city: City, slip: str, lang: str) -> None:
    form = the_pack().slip(slip)
    odd = '引号"、反斜杠\\、#号 $x$ *星* @at <tag> 𠮷 😀\n第二行'
    blank = head(
        form, unit=city.bureau, on=DAY, lang=lang, number="效复〔2026〕1号", code="ABCD234567"
    )
    full = replace(
        blank,
        to=odd,
        paragraphs=(odd,) * 2,
        fields=(Line("标签", odd), Line("第二", ""), Line("宽", odd, wide=True, tall=True)),
        columns=(Column("序号"), Column("内容", 3)),
        rows=(("1", odd), ("2", odd)),
        secret="1234 5678 9012 3456",
        mark="工作秘密",
    )

    for sheet in (blank, full):
        content = pdf(sheet, LAYOUT_OF_KIND[form.kind])
        assert PdfReader(io.BytesIO(content)).pages


def test_service_is_proved_between_issue_and_today(city: City, about: Duty) -> None:
    paper = issued(city, about)
    by = city.who(Role.CLERK, city.bureau)

    for day in (DAY - timedelta(days=1), DAY + timedelta(days=1)):
        with pytest.raises(NotServed):
            prove_service(paper=paper, way=ServiceOfPaper.Way.BY_POST, served_on=day, by=by, on=DAY)
    prove_service(paper=paper, way=ServiceOfPaper.Way.BY_POST, served_on=DAY, by=by, on=DAY)

    assert ServiceOfPaper.objects.get().paper == paper
    assert Entry.objects.filter(verb="paper.served").count() == 1


def test_a_paper_is_listed_shown_and_served(city: City, about: Duty, browser: Any) -> None:
    paper = issued(city, about, on=clock.today())
    page = browser(city.who(Role.CLERK, city.bureau))

    assert "答复意见书 效复" in text_of(page.get(reverse("papers:papers")))
    assert paper.code in text_of(page.get(reverse("papers:papers"), {"q": paper.code.lower()}))
    address = reverse("papers:serve", args=[paper.pk])
    left = {"way": "LEFT", "served_on": clock.today().isoformat()}
    assert page.post(address, left).status_code == 422
    done = page.post(address, left | {"witness": "社区工作人员"}, follow=True)
    assert "送达已登记" in text_of(done)
    assert "留置送达" in text_of(done)


def test_a_stranger_sees_no_paper(city: City, about: Duty, browser: Any) -> None:
    paper = issued(city, about)
    page = browser(city.who(Role.CLERK, city.court))

    assert page.get(reverse("papers:paper", args=[paper.pk])).status_code == 404
    found = page.post(reverse("papers:home"), {"code": paper.code})
    assert found.status_code == 422


def test_a_code_leads_home(city: City, about: Duty, browser: Any) -> None:
    paper = issued(city, about)
    page = browser(city.who(Role.CLERK, city.bureau))

    response = page.post(reverse("papers:home"), {"code": f" {paper.code.lower()} "})

    assert response.url == reverse("papers:paper", args=[paper.pk])


def test_the_sheet_of_an_approval_is_printed_and_its_code_leads_back(
    city: City, about: Duty, browser: Any
) -> None:
    for role in (Role.SECTION_HEAD, Role.LEADER):
        city.who(role, city.bureau)
    handler = city.who(Role.HANDLER, city.bureau)
    approval = start(
        of=about,
        chain="reply",
        adoption=city.adoption,
        unit=city.bureau,
        draft={"act": "reply", "reply": "已责令整改。"},
        by=handler,
        on=DAY,
        audience=city.bureau.pk,
        handler=handler.person,
    )
    page = browser(city.who(Role.CLERK, city.bureau))

    sheet = page.get(reverse("papers:approval_sheet", args=[approval.pk]))
    text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(sheet.content)).pages)

    assert "呈批单" in text
    assert approval.paper_code in text
    response = page.post(reverse("papers:home"), {"code": approval.paper_code})
    assert response.url == reverse("approvals:approval", args=[approval.pk]) + "?paper=1#paper"
    assert 'id="paper" open' in page.get(response.url).content.decode()


def test_administrators_read_no_papers(city: City, browser: Any) -> None:
    page = browser(account_with(Role.SYSTEM_ADMIN, unit=city.root))

    assert page.get(reverse("papers:papers")).status_code == 403


def test_codes_are_read_in_one_way_only() -> None:
    assert not set("01OIL") & set("".join(services.new_code() for _ in range(200))) - {"L"}
