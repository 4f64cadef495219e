"""Repeats are proposed with their reasons, settled by people, and may be taken together."""

from datetime import date, timedelta

import pytest

from zhiyong.intake import services
from zhiyong.intake.models import Repeat, Sketch
from zhiyong.intake.selectors.repeats import confirmed_repeats, possible_repeats, times
from zhiyong.intake.tests.factories import (
    DAY,
    City,
    Named,
    accepted,
    lodged,
    make_city,
    registered,
)
from zhiyong.journal.models import Entry

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)
WORDS = "运输证换证窗口连续三天以系统故障为由不予受理"


@pytest.fixture
def city() -> City:
    return make_city()


def test_alike_words_about_the_same_unit_are_proposed(city: City) -> None:
    earlier = lodged(city, text=WORDS)
    lodged(city, text="停车场收费不开发票已有半年之久")
    later = lodged(city, on=NEXT, text=f"{WORDS}，今天又是这样")

    (proposal,) = possible_repeats(later)

    assert (proposal.complaint, proposal.reasons) == (
        earlier,
        ["ALIKE", "SAME_UNIT", "SAME_DAYS"],
    )
    assert proposal.likeness > 0.8


def test_every_reason_is_named_and_the_likeliest_comes_first(city: City) -> None:
    person = city.official()
    named = (Named(name=person.name, person=person),)
    by_person = lodged(city, text="完全不同的另一件事情", named=named)
    both = lodged(city, text=WORDS, named=named)
    later = lodged(city, on=NEXT, text=WORDS, named=named)

    proposals = possible_repeats(later)

    assert [one.complaint for one in proposals] == [both, by_person]
    assert set(proposals[0].reasons) >= {"SAME_PERSON", "ALIKE"}


def test_nothing_older_than_a_year_and_nothing_later(city: City) -> None:
    lodged(city, on=date(2025, 2, 27), text=WORDS)
    here = lodged(city, text=WORDS)
    lodged(city, on=NEXT, text=WORDS)

    assert possible_repeats(here) == []


def test_proposing_takes_few_queries(city: City, django_assert_max_num_queries: object) -> None:
    for _each in range(5):
        lodged(city, text=WORDS)
    later = lodged(city, on=NEXT, text=WORDS)

    with django_assert_max_num_queries(6):  # type: ignore[operator]
        assert len(possible_repeats(later)) == 5


def test_settled_by_a_person_it_is_kept_with_its_reasons(city: City) -> None:
    earlier, later = lodged(city, text=WORDS), lodged(city, on=NEXT, text=WORDS)

    services.settle_repeat(
        complaint=later, earlier=earlier, same=True, by=city.clerk(), on=NEXT, reasons=("ALIKE",)
    )

    assert confirmed_repeats(later).get().earlier == earlier
    assert possible_repeats(later)[0].settled == Repeat.State.CONFIRMED
    assert Entry.objects.get(verb="complaint.repeat_confirmed").facts["reasons"] == ["ALIKE"]


def test_the_earlier_one_does_not_repeat_the_later(city: City) -> None:
    earlier, later = lodged(city), lodged(city, on=NEXT)

    with pytest.raises(services.NotNow):
        services.settle_repeat(
            complaint=earlier, earlier=later, same=True, by=city.clerk(), on=NEXT
        )

    assert not Repeat.objects.exists()


def test_joined_it_ends_as_a_part_of_the_other(city: City) -> None:
    into, part = accepted(city), registered(city)

    services.merge(complaint=part, into=into, by=city.clerk(), on=NEXT)

    part.refresh_from_db()
    assert (part.state, part.merged_into, part.closed_on) == ("MERGED", into, NEXT)
    entry = Entry.objects.get(verb="complaint.merged")
    assert entry.threads == [f"complaint:{part.pk}", f"complaint:{into.pk}"]


def test_two_offices_do_not_join_theirs(city: City) -> None:
    mine, theirs = lodged(city), lodged(city, subject_unit=city.court)

    with pytest.raises(services.NotNow):
        services.merge(complaint=mine, into=theirs, by=city.clerk(), on=DAY)

    mine.refresh_from_db()
    assert mine.state == "LODGED"


def test_what_is_accepted_or_ended_is_not_joined(city: City) -> None:
    running, ended = accepted(city), registered(city)
    services.withdraw(complaint=ended, by="portal", on=DAY)

    for complaint, into in ((running, lodged(city)), (lodged(city), ended)):
        with pytest.raises(services.NotNow):
            services.merge(complaint=complaint, into=into, by=city.clerk(), on=DAY)
    with pytest.raises(services.NotNow):
        services.merge(complaint=running, into=running, by=city.clerk(), on=DAY)


def test_alike_words_are_found_wherever_they_are_about_and_the_shared_words_are_named(
    city: City,
) -> None:
    earlier = lodged(city, text=WORDS, subject_unit=city.section)
    later = lodged(city, on=NEXT, text=f"昨天{WORDS}，群众意见很大")

    (proposal,) = possible_repeats(later)

    assert proposal.complaint == earlier
    assert "系统故障" in proposal.words
    assert "SAME_UNIT" not in proposal.reasons
    assert proposal.days == 1


def test_nothing_is_proposed_across_offices(city: City) -> None:
    theirs = lodged(city, text=WORDS, subject_unit=city.court)
    mine = lodged(city, on=NEXT, text=WORDS)
    assert theirs.audience != mine.audience

    assert possible_repeats(mine) == []


def test_a_few_common_words_are_not_alike(city: City) -> None:
    lodged(city, text="窗口没有人")
    later = lodged(city, on=NEXT, text="窗口收费不给票")

    assert possible_repeats(later) == []


def test_repeats_are_counted(city: City) -> None:
    first, second = lodged(city, text=WORDS), lodged(city, on=NEXT, text=WORDS)
    third = lodged(city, on=NEXT + timedelta(days=1), text=WORDS)
    for later, same in ((second, True), (third, True)):
        services.settle_repeat(
            complaint=later, earlier=first, same=same, by=city.clerk(), on=third.received_on
        )

    assert [times(one) for one in (first, second, third)] == [1, 2, 3]


def test_what_was_handed_over_leaves_no_sketch(city: City, custody: None) -> None:
    complaint = lodged(city, text=WORDS)
    services.classify(complaint=complaint, input_class="accusation", by=city.clerk(), on=NEXT)

    services.hand_over_complaint(complaint=complaint, by=city.clerk(), on=NEXT)

    assert not Sketch.objects.filter(complaint=complaint).exists()
