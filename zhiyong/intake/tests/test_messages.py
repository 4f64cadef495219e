"""Messages both ways."""

from datetime import timedelta

import pytest

from zhiyong.intake import services
from zhiyong.intake.drafts import Incomplete
from zhiyong.intake.models import MESSAGE, Message
from zhiyong.intake.tests.factories import DAY, City, lodged, make_city
from zhiyong.journal.models import Entry
from zhiyong.journal.services import recommit
from zhiyong.notices.models import Text

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def city() -> City:
    return make_city()


def test_both_write_in_turn_and_the_record_holds_no_word(city: City) -> None:
    complaint = lodged(city)

    first = services.post_message(complaint=complaint, text="何时答复", by="portal", on=DAY)
    second = services.post_message(complaint=complaint, text="三日内", by=city.clerk(), on=NEXT)

    assert [(first.order, first.direction), (second.order, second.direction)] == [
        (1, "IN"),
        (2, "OUT"),
    ]
    assert (first.by, second.by) == (None, city.clerk())
    entry = Entry.objects.get(verb="complaint.message_received")
    assert entry.commitments["text"] == recommit("何时答复", first.salt)
    assert "答复" not in str(entry.facts)


def test_sent_twice_a_message_is_one(city: City) -> None:
    complaint = lodged(city)

    for _each in range(2):
        services.post_message(complaint=complaint, text="补充", by="portal", on=DAY, token="same")

    assert Message.objects.count() == 1


@pytest.mark.parametrize("text", ["", " \n ", "长" * (MESSAGE + 1), "假\x00话"])
def test_refuses_what_cannot_be_kept(city: City, text: str) -> None:
    with pytest.raises(Incomplete):
        services.post_message(complaint=lodged(city), text=text, by="portal", on=DAY)

    assert not Message.objects.exists()


def test_a_message_of_staff_is_announced_without_content(city: City, custody: None) -> None:
    complaint = lodged(city, contact="13800000000")

    services.post_message(complaint=complaint, text="请补材料", by=city.clerk(), on=DAY)

    assert Text.objects.get().template == "complaint.news"


def test_reading_is_noted_once(city: City) -> None:
    complaint = lodged(city)
    services.post_message(complaint=complaint, text="在吗", by="portal", on=DAY)

    assert services.mark_read(complaint=complaint, by=city.clerk(), on=NEXT) == 1
    assert services.mark_read(complaint=complaint, by=city.clerk(), on=NEXT) == 0

    assert Message.objects.get().read_on == NEXT
    assert Entry.objects.filter(verb="complaint.messages_read").count() == 1


def test_nobody_reads_what_is_written_to_a_withdrawn_complaint(city: City) -> None:
    complaint = lodged(city)
    services.withdraw(complaint=complaint, by="portal", on=DAY)

    with pytest.raises(services.NotNow):
        services.post_message(complaint=complaint, text="还在吗", by="portal", on=NEXT)
