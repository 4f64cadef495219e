"""What everybody may read: terms with their clauses, desks, figures, protection."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from zhiyong.directory.models import ReceptionPoint
from zhiyong.duties.models import Duty
from zhiyong.intake.models import Complaint
from zhiyong.intake.tests.factories import DAY, City, Named, lodged
from zhiyong.matters.models import Rating
from zhiyong.matters.tests.factories import make_scene
from zhiyong.plans.selectors import pack_of
from zhiyong.portal.selectors import units
from zhiyong.portal.selectors.figures import SMALL, figures
from zhiyong.portal.selectors.plan import clock_between, stages
from zhiyong.portal.tests.test_report import page_of
from zhiyong.rules.values import say_term

pytestmark = pytest.mark.django_db

PAGES = ("/", "/report/", "/follow-up/", "/desks/", "/how/", "/protection/", "/accessibility/")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_in_both_languages(client: Client, city: City, path: str) -> None:
    chinese = client.get(path)
    client.cookies["django_language"] = "en"
    english = client.get(path)

    assert (chinese.status_code, english.status_code) == (200, 200)
    assert 'lang="zh-hans"' in page_of(chinese)
    assert 'lang="en"' in page_of(english)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_before_any_plan(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 200


def test_the_first_page_links_only_what_there_is(client: Client, city: City) -> None:
    shown = page_of(client.get("/"))

    for path in ("/report/", "/follow-up/", "/verify/", "/how/", "/protection/", "/desks/"):
        assert f'href="{path}"' in shown
        assert client.get(path).status_code == 200


def test_the_terms_are_the_plans_own_with_their_grounds(client: Client, city: City) -> None:
    pack = pack_of(city.adoption)
    shown = page_of(client.get("/"))

    for start, end in (
        ("complaint.received", "complaint.registered"),
        ("complaint.accepted", "reply.served"),
        ("reply.served", "rating.given"),
    ):
        clock = clock_between(pack, start, end)
        assert clock
        assert say_term(clock.term, "zh") in shown  # type: ignore[arg-type]
    assert "《信访工作条例》第三十四条" in shown
    assert [len(stage.limits) for stage in stages(pack)] == [1, 1, 1, 2]


@pytest.mark.clause("S3-114")
def test_four_desks_show_their_lines_and_each_has_a_queue_behind_it(
    client: Client, city: City
) -> None:
    shown = page_of(client.get("/desks/"))
    desks = [desk for desk in units.desks(city.adoption, DAY) if desk.points]

    assert [desk.label for desk in desks] == [
        "市委组织部干部监督室", "市人事局公务员管理科", "市直机关纪工委", "市纪委监察局信访室"
    ]  # fmt: skip
    assert [sum(len(point.lines) for point in desk.points) for desk in desks] == [2, 1, 1, 1]
    for desk in desks:
        assert desk.label in shown
        for point in desk.points:
            assert all(f'href="tel:{line}"' in shown for line in point.lines)
    behind = {desk.unit for desk in desks}
    assert lodged(city).keeper in behind
    assert lodged(city, subject_unit=city.tax).keeper in behind
    assert lodged(city, subject_unit=city.court).keeper in behind
    head = city.deputy_head()
    assert lodged(city, named=(Named(name=head.name, person=head),)).keeper in behind


def test_a_closed_point_is_not_shown(client: Client, city: City) -> None:
    point = ReceptionPoint.objects.filter(kind="HOTLINE").first()
    assert point
    ReceptionPoint.objects.filter(pk=point.pk).update(closed_on=date(2026, 1, 1))

    assert point.lines[0] not in page_of(client.get("/desks/"))


def test_desks_cost_the_same_queries_however_many_lines(
    city: City, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        units.desks(city.adoption, DAY)


@pytest.mark.parametrize("wanted", ["人事", "\x00", "没有这个", "x" * 200])
def test_any_text_may_be_looked_for(client: Client, city: City, wanted: str) -> None:
    assert client.get("/desks/", {"office": wanted}).status_code == 200


# --- figures ------------------------------------------------------------------------------------


def test_too_few_are_not_shown(client: Client, city: City) -> None:
    with time_machine.travel("2026-03-03T10:00:00+08:00"):
        for _each in range(SMALL - 1):
            lodged(city)
        few = figures(DAY)
        cache.clear()
        lodged(city)
        enough = figures(DAY)
        assert "近几个月办理情况" in page_of(client.get("/"))

    assert few.whole.received is None
    assert few.months == ()
    assert (enough.whole.received, enough.whole.in_time, enough.whole.content) == (
        SMALL,
        None,
        None,
    )


def test_small_months_are_joined_with_their_neighbours(city: City) -> None:
    for on, many in ((date(2026, 1, 5), 4), (date(2026, 2, 3), 7), (date(2026, 3, 2), 12)):
        for _each in range(many):
            lodged(city, on=on)
    lodged(city, on=date(2026, 4, 1))

    found = figures(date(2026, 4, 2))
    assert found.whole.received == 24
    assert [(one.first, one.last, one.received) for one in found.months] == [
        (date(2025, 10, 1), date(2026, 2, 28), 11),
        (date(2026, 3, 1), date(2026, 4, 2), 13),
    ]


def test_shares_are_of_answers_owed_and_ratings_given(db: None) -> None:
    scene = make_scene()
    matter = scene.replied()
    met = Duty.objects.get(code="reply", state="MET")
    for n in range(SMALL):
        late = n < 3
        Duty.objects.create(
            subject=f"complaint:{900000 + n}", code="reply", label_zh="答复", label_en="Reply",
            adoption=met.adoption, clause="", owner_unit=met.owner_unit, audience=met.audience,
            starts_on=DAY, due_on=DAY + timedelta(days=1), original_due_on=DAY,
            state="MET", met_on=DAY + timedelta(days=2 if late else 1),
        )  # fmt: skip
        Rating.objects.create(matter=matter, round=n + 2, grade=1 if late else 4, salt=b"", on=DAY)
    Complaint.objects.update(received_on=DAY)
    found = figures(DAY + timedelta(days=5)).whole

    assert (found.in_time, found.content) == (Fraction(8, 11), Fraction(7, 10))
