"""Where a complaint goes, decided inside the lodging, by the shipped plan."""

from collections.abc import Callable
from datetime import date

import pytest

from zhiyong.directory.models import Person, Post, Unit
from zhiyong.directory.tests.factories import PortfolioFactory, PostFactory, UnitFactory
from zhiyong.intake import services
from zhiyong.intake.models import Handover
from zhiyong.intake.tests.factories import (
    DAY,
    City,
    Lodging,
    Named,
    a_lodging,
    at_the_counter,
    lodged,
    make_city,
)

pytestmark = pytest.mark.django_db

Subject = Callable[[City], tuple[Unit | None, Person | None]]


@pytest.fixture
def city() -> City:
    return make_city()


def unit_only(name: str) -> Subject:
    return lambda city: (getattr(city, name), None)


def chief(name: str) -> Subject:
    def find(city: City) -> tuple[Unit, Person]:
        unit: Unit = getattr(city, name)
        return unit, city.official(
            unit, kind=Post.Kind.SECTION_HEAD, rank="section-chief", title="科长"
        )

    return find


def clerk(name: str) -> Subject:
    def find(city: City) -> tuple[Unit, Person]:
        unit: Unit = getattr(city, name)
        return unit, city.official(unit)

    return find


def deputy_head(name: str) -> Subject:
    def find(city: City) -> tuple[Unit, Person]:
        unit: Unit = getattr(city, name)
        return unit, city.deputy_head(unit)

    return find


def worker(city: City) -> tuple[Unit, Person]:
    return city.bureau, city.official(kind=Post.Kind.WORKER, rank="worker-3", title="司机")


def nobody(city: City) -> tuple[None, None]:
    return None, None


@pytest.mark.parametrize(
    ("subject", "keeper"),
    [
        pytest.param(
            deputy_head("bureau"),
            "org_department",
            marks=pytest.mark.clause("S3-110"),
            id="六(一) city-managed deputy head of a government bureau",
        ),
        pytest.param(
            deputy_head("court"),
            "org_department",
            marks=pytest.mark.clause("S3-110"),
            id="六(一) city-managed member of the court's team",
        ),
        pytest.param(
            chief("bureau"),
            "personnel_bureau",
            marks=pytest.mark.clause("S3-111"),
            id="六(一) section chief of a government bureau",
        ),
        pytest.param(
            chief("section"),
            "personnel_bureau",
            marks=pytest.mark.clause("S3-111"),
            id="六(一) chief of an internal section",
        ),
        pytest.param(
            clerk("institution"),
            "personnel_bureau",
            marks=pytest.mark.clause("S3-111", "S3-112"),
            id="六(一) clerk of an institution below a government bureau",
        ),
        pytest.param(
            clerk("court"),
            "organs_committee",
            marks=pytest.mark.clause("S3-112"),
            id="六(一) clerk of the court",
        ),
        pytest.param(
            chief("federation"),
            "organs_committee",
            marks=pytest.mark.clause("S3-112"),
            id="六(一) section chief of a people's organisation",
        ),
        pytest.param(
            clerk("tax"),
            "discipline_bureau",
            marks=pytest.mark.clause("S3-113"),
            id="六(一) staff of a vertical body",
        ),
        pytest.param(
            deputy_head("tax"),
            "discipline_bureau",
            marks=pytest.mark.clause("S3-113"),
            id="六(一) vertical goes before rank",
        ),
        pytest.param(
            unit_only("bureau"), "personnel_bureau", id="a government bureau, nobody named"
        ),
        pytest.param(unit_only("court"), "organs_committee", id="the court, nobody named"),
        pytest.param(unit_only("tax"), "discipline_bureau", id="a vertical body, nobody named"),
        pytest.param(worker, "personnel_bureau", id="二 a worker's matter is kept all the same"),
        pytest.param(
            nobody,
            "office",
            marks=pytest.mark.clause("S3-105"),
            id="六/引言 what no rule covers is the office's to assign",
        ),
    ],
)
def test_goes_to_the_body_that_the_plan_names(city: City, subject: Subject, keeper: str) -> None:
    unit, person = subject(city)
    named = (Named(name=person.name, person=person),) if person else ()

    complaint = lodged(city, subject_unit=unit, named=named)

    assert complaint.keeper == city.bodies[keeper]
    assert complaint.audience == city.bodies[keeper].pk
    assert not complaint.went_up


@pytest.mark.clause("S3-110")
def test_of_several_named_the_first_rule_decides(city: City) -> None:
    both = (city.official(city.bureau, name="甲"), city.deputy_head())

    complaint = lodged(city, named=tuple(Named(name=one.name, person=one) for one in both))

    assert complaint.keeper == city.bodies["org_department"]


def test_a_name_or_a_post_as_the_public_writes_it_is_found_in_the_unit(city: City) -> None:
    head = city.deputy_head()

    by_name = lodged(city, named=(Named(name=head.name),))
    by_post = lodged(city, named=(Named(name="", post="副局长"),))

    assert by_name.named.get().person == head
    assert by_name.keeper == by_post.keeper == city.bodies["org_department"]


def test_a_name_that_two_people_have_is_nobodys(city: City) -> None:
    city.official(name="李同名")
    city.official(name="李同名")

    complaint = lodged(city, named=(Named(name="李同名"),))

    assert complaint.named.get().person is None
    assert complaint.keeper == city.bodies["personnel_bureau"]


def test_who_led_the_unit_on_the_day_counts_not_who_leads_it_now(city: City) -> None:
    long_gone = lodged(city, on=date(2025, 6, 2), named=(Named(name="", post="副局长"),))

    assert long_gone.named.get().person is None
    city.deputy_head()
    assert lodged(city, named=(Named(name="", post="副局长"),)).named.get().person


@pytest.mark.parametrize(
    ("subject", "keeper"),
    [
        pytest.param("personnel_bureau", "office", id="the receiving body itself"),
        pytest.param("org_department", "office", id="another receiving body's own people"),
    ],
)
@pytest.mark.clause("S3-105", "S3-112")
def test_goes_up_past_the_body_whose_people_are_complained_of(
    city: City, subject: str, keeper: str
) -> None:
    body = city.bodies[subject]
    person = city.deputy_head(body) if subject == "org_department" else city.official(body)

    complaint = lodged(city, subject_unit=body, named=(Named(name=person.name, person=person),))

    assert complaint.keeper == city.bodies[keeper]
    assert complaint.went_up
    assert body.pk in complaint.barred


@pytest.mark.clause("S3-105")
def test_the_office_itself_goes_to_the_leading_group(city: City) -> None:
    complaint = lodged(city, subject_unit=None, about_receiving_body=True)

    assert complaint.keeper == city.bodies["leading_group"]
    assert complaint.barred == [city.bodies["office"].pk]


@pytest.mark.clause("S3-105", "S3-112")
def test_goes_up_when_the_complainant_says_so(city: City) -> None:
    complaint = lodged(city, about_receiving_body=True)

    assert complaint.keeper == city.bodies["leading_group"]
    assert complaint.went_up
    assert set(complaint.barred) == {
        city.bodies["personnel_bureau"].pk,
        city.bodies["office"].pk,
    }


def test_goes_up_when_the_leader_in_charge_of_the_receiving_body_is_named(city: City) -> None:
    vice_mayor = city.official(
        city.root, kind=Post.Kind.LEADER, rank="county-chief", title="副市长", city_managed=True
    )
    post = PostFactory.create(unit=city.root, kind=Post.Kind.LEADER)
    assert post
    PortfolioFactory.create(post=vice_mayor.tenures.get().post, unit=city.bodies["org_department"])

    complaint = lodged(
        city, subject_unit=city.root, named=(Named(name=vice_mayor.name, person=vice_mayor),)
    )

    assert complaint.keeper == city.bodies["office"]
    assert complaint.went_up


def test_what_concerns_the_leading_group_is_handed_to_the_level_above(
    city: City, custody: None
) -> None:
    county = UnitFactory.create(parent=city.root, level=Unit.Level.COUNTY)
    member = city.official(city.bodies["leading_group"])

    found = services.lodge_complaint(
        draft=a_lodging(
            subject_unit=county,
            named=(Named(name=member.name, person=member),),
            about_receiving_body=True,
        ),
        by="portal",
        on=DAY,
    )

    assert found.complaint is None
    assert Handover.objects.get().unit == city.bodies["higher_authority"]


@pytest.mark.clause("S3-105")
def test_a_misrouted_letter_keeps_its_first_day_and_leaves_a_line(city: City) -> None:
    desk = city.bodies["org_department"]
    draft = a_lodging(
        channel="letter",
        subject_unit=city.bureau,
        received_on=date(2026, 2, 27),
        entry=at_the_counter(desk),
    )

    found = services.lodge_complaint(draft=draft, by=city.clerk("org_department"), on=DAY)

    assert found.complaint
    assert found.complaint.received_on == date(2026, 2, 27)
    line = found.complaint.referrals.get()
    assert (line.from_unit, line.to_unit) == (desk, city.bodies["personnel_bureau"])
    assert line.received_on == date(2026, 2, 27)


def test_the_route_is_kept_with_every_rule_that_was_tried(city: City) -> None:
    complaint = lodged(city)

    assert complaint.route["rule"] == "government_unit"
    assert {one["rule"] for one in complaint.route["tried"]} >= {"vertical", "city_managed"}
    assert complaint.route["after_window"] is False


def test_after_the_campaign_a_complaint_is_kept_and_marked() -> None:
    city = make_city(valid_until=date(2026, 1, 1))

    complaint = lodged(city)

    assert complaint.adoption == city.adoption
    assert complaint.route["after_window"] is True


def test_without_any_plan_nothing_is_taken_in() -> None:
    unit = UnitFactory.create()

    with pytest.raises(services.NoPlan):
        services.lodge_complaint(
            draft=Lodging(text="有话要说", channel="web", subject_unit=unit), by="portal", on=DAY
        )
