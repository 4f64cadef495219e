"""The proof of service: numbered, printed with its paper, found again by its code."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from zhiyong.directory.models import Account
from zhiyong.directory.tests.factories import account_with
from zhiyong.duties.models import Duty
from zhiyong.duties.tests.factories import a_duty
from zhiyong.files import storage
from zhiyong.journal.models import Entry, Read
from zhiyong.papers import effects, printing, proofs
from zhiyong.papers.models import Paper, ServiceOfPaper
from zhiyong.papers.services import NotServed, prove_service
from zhiyong.papers.tests.test_papers import issued, text_of
from zhiyong.plans.tests.factories import DAY, City, make_city
from zhiyong.shell import clock
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
Way = ServiceOfPaper.Way


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def about(city: City) -> Duty:
    return a_duty(city)


@pytest.fixture
def page(client: Client, city: City) -> Client:
    client.force_login(city.who(Role.CLERK, city.bureau))
    return client


def clerk(city: City) -> Account:
    return city.who(Role.CLERK, city.bureau)


def words(content: bytes) -> list[str]:
    return [one.extract_text() for one in PdfReader(io.BytesIO(content)).pages]


def test_a_proof_has_its_own_number_and_code_and_names_what_it_proves(
    city: City, about: Duty
) -> None:
    paper = issued(city, about)

    proof = proofs.proof_for(paper=paper, by=clerk(city), on=DAY)

    assert (proof.number, proof.proves, proof.to_serve) == ("效送〔2026〕1号", paper, False)
    with storage.open_kept(proof.file.served_path) as kept:
        (said,) = words(kept.read())
    for wanted in ("送达回证", paper.number, "见证人签名", "送达人签名", "拒收", proof.code):
        assert wanted in said.replace("\n", "")
    entry = Entry.objects.get(verb="paper.issued", subject=f"paper:{proof.pk}")
    assert entry.facts["proves"] == f"paper:{paper.pk}"


def test_a_paper_has_one_proof_however_often_it_is_printed(city: City, about: Duty) -> None:
    paper = issued(city, about)

    first = proofs.proof_for(paper=paper, by=clerk(city), on=DAY)

    assert proofs.proof_for(paper=paper, by=clerk(city), on=DAY) == first
    assert Paper.objects.filter(slip=proofs.SLIP).count() == 1


def test_a_complainants_name_is_left_to_the_hand(city: City, about: Duty) -> None:
    proof = proofs.proof_for(paper=issued(city, about), by=clerk(city), on=DAY)

    assert proof.data["fields"][0]["value"] == ""


@pytest.mark.parametrize("changes", [{"on_paper": False}, {"slip": "urging_slip"}])
def test_what_is_not_served_on_paper_has_none(
    city: City, about: Duty, changes: dict[str, Any]
) -> None:
    paper = issued(city, about, **changes)

    with pytest.raises(proofs.NoProof):
        proofs.proof_for(paper=paper, by=clerk(city), on=DAY)

    assert Paper.objects.count() == 1


def test_a_proofs_code_leads_to_the_paper_where_its_service_is_entered(
    city: City, about: Duty, page: Client
) -> None:
    paper = issued(city, about)
    proof = proofs.proof_for(paper=paper, by=clerk(city), on=DAY)

    answer: Any = page.post(reverse("papers:home"), {"code": proof.code})

    assert answer.url == f"{reverse('papers:paper', args=[paper.pk])}#service"
    assert proof.number in text_of(page.get(answer.url))


def test_whoever_saw_it_refused_is_named(city: City, about: Duty) -> None:
    paper = issued(city, about)

    with pytest.raises(NotServed):
        prove_service(paper=paper, way=Way.REFUSED, served_on=DAY, by=clerk(city), on=DAY)

    assert not ServiceOfPaper.objects.exists()


def test_the_room_above_is_told_of_what_arrived_and_not_of_what_came_back(
    city: City, about: Duty, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived: list[Paper] = []
    monkeypatch.setattr(effects, "_served", {})
    effects.register("complaint", lambda paper, *_told: arrived.append(paper))
    paper = issued(city, "complaint:1")
    other = issued(city, about)

    for one, way in ((paper, Way.RETURNED), (paper, Way.IN_PERSON), (other, Way.IN_PERSON)):
        prove_service(paper=one, way=way, served_on=DAY, by=clerk(city), on=DAY)

    assert arrived == [paper]


# ── printing several ──────────────────────────────────────────────────────────────────────


def test_ticked_papers_come_as_one_pdf_in_the_order_of_the_list(
    city: City, about: Duty, page: Client
) -> None:
    papers = [issued(city, about) for _n in range(3)]
    wanted = [papers[1], papers[2], papers[0]]

    answer = page.post(reverse("papers:print"), {"pick": [one.pk for one in wanted]})

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    for said, paper in zip(words(answer.content), wanted, strict=True):
        assert paper.code in said
    assert Read.objects.filter(what="export").count() == 3


def test_proofs_stand_behind_the_papers_that_are_served(
    city: City, about: Duty, page: Client
) -> None:
    notice, slip = issued(city, about), issued(city, about, slip="urging_slip")

    answer = page.post(reverse("papers:print_proofs"), {"pick": [slip.pk, notice.pk]})

    proof = Paper.objects.get(proves=notice)
    for said, paper in zip(words(answer.content), [slip, notice, proof], strict=True):
        assert paper.code in said


def test_one_paper_is_printed_with_its_proof(city: City, about: Duty, page: Client) -> None:
    notice, slip = issued(city, about), issued(city, about, slip="urging_slip")

    answer = page.post(reverse("papers:proof", args=[notice.pk]))
    refused: Any = page.post(reverse("papers:proof", args=[slip.pk]))

    assert len(words(answer.content)) == 2
    assert refused.url == reverse("papers:paper", args=[slip.pk])


def test_a_print_has_its_limit_and_says_so(
    city: City, about: Duty, page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "MOST", 1)
    papers = [issued(city, about) for _n in range(2)]

    for name in ("print", "print_proofs"):
        answer = page.post(
            reverse(f"papers:{name}"), {"pick": [one.pk for one in papers]}, follow=True
        )
        assert "一次最多打印1份" in text_of(answer)

    assert not Paper.objects.filter(slip=proofs.SLIP).exists()
    assert not Read.objects.filter(what="export").exists()


def test_nobody_prints_what_they_may_not_see(city: City, about: Duty, page: Client) -> None:
    ours = issued(city, about)
    theirs = issued(city, a_duty(city, of="complaint:2", owner_unit=city.court, audience=0))
    pick = {"pick": [ours.pk, theirs.pk]}

    assert len(words(page.post(reverse("papers:print"), pick).content)) == 1
    page.force_login(account_with(Role.CLERK, unit=city.court))
    answer = page.post(reverse("papers:print"), {"pick": [ours.pk]}, follow=True)
    assert "没有选中文书" in text_of(answer)
    assert page.post(reverse("papers:proof", args=[ours.pk])).status_code == 404


# ── the list ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def listed(page: Client) -> Callable[[dict[str, Any]], str]:
    return lambda asked: text_of(page.get(reverse("papers:papers"), asked))


def test_papers_are_found_by_kind_office_and_day(city: City, about: Duty, listed: Any) -> None:
    reply, urging = issued(city, about), issued(city, about, slip="urging_slip")
    late = issued(city, about, on=DAY + timedelta(days=40))

    def shown(**asked: Any) -> set[str]:
        page = listed(asked)
        return {one.code for one in (reply, urging, late) if one.code in page}

    assert shown() == {reply.code, urging.code, late.code}
    assert shown(slip="urging_slip") == {urging.code}
    assert shown(unit=city.court.pk) == set()
    assert shown(unit=city.bureau.pk) == {reply.code, urging.code, late.code}
    day = DAY + timedelta(days=1)
    assert shown(issued_from=day.isoformat()) == {late.code}
    assert shown(issued_until=day.isoformat()) == {reply.code, urging.code}


def test_papers_are_found_by_how_far_their_service_is(city: City, about: Duty, listed: Any) -> None:
    waiting, came_back, arrived, slip = (
        issued(city, about, on=clock.today(), slip=slip)
        for slip in ("reply", "reply", "reply", "urging_slip")
    )
    for paper, way in ((came_back, Way.RETURNED), (arrived, Way.RETURNED), (arrived, Way.BY_POST)):
        prove_service(
            paper=paper, way=way, served_on=clock.today(), by=clerk(city), on=clock.today()
        )

    for state, wanted in (("WAITING", waiting), ("RETURNED", came_back), ("SERVED", arrived)):
        page = listed({"service": state})
        found = [one for one in (waiting, came_back, arrived, slip) if one.code in page]
        assert found == [wanted], state


def test_proofs_stand_with_their_papers_unless_asked_for(
    city: City, about: Duty, listed: Any
) -> None:
    proof = proofs.proof_for(paper=issued(city, about), by=clerk(city), on=DAY)

    assert proof.code not in listed({})
    assert proof.code in listed({"slip": proofs.SLIP})
    assert proof.code in listed({"q": proof.number})
