"""All open work changes hands at once, on a list that both sign."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import pytest

from zhiyong.directory import openwork, services
from zhiyong.directory.models import Account, HandOver, Person, Post
from zhiyong.directory.services.handovers import (
    InPreparation,
    ListChanged,
    NothingOpen,
    NotTheirs,
    NotWaiting,
)
from zhiyong.directory.tests.acts import entries, the_entry
from zhiyong.directory.tests.factories import (
    AccountFactory,
    PostFactory,
    TenureFactory,
    account_with,
)
from zhiyong.shell.errors import Refusal

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Desk:
    """Two rooms whose open work is a dict."""

    def __init__(self) -> None:
        self.work: dict[int, list[str]] = {}
        self.refuses = False

    def list_open(self, person: Person, on: date) -> Sequence[openwork.OpenWork]:
        return [openwork.OpenWork(one, due_on=on) for one in self.work.get(person.pk, [])]

    def pass_on(
        self,
        references: Sequence[str],
        giver: Person,
        receiver: Person,
        _by: Account | str,
        _on: date,
    ) -> None:
        if self.refuses:
            raise Refusal("recused")
        for one in references:
            self.work[giver.pk].remove(one)
            self.work.setdefault(receiver.pk, []).append(one)


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    openwork.register(openwork.Provider("test", "Test", desk.list_open, desk.pass_on))
    yield desk
    openwork.forget("test")


@pytest.fixture
def giver(desk: Desk) -> Account:
    account = account_with()
    desk.work[account.person_id or 0] = ["matter:1", "matter:2"]
    return account


@pytest.fixture
def receiver() -> Account:
    return AccountFactory.create()


def _draw_up(giver: Account, receiver: Account) -> HandOver:
    assert giver.person
    assert receiver.person
    return services.draw_up(giver=giver.person, receiver=receiver.person, on=DAY, by=giver)


def test_all_of_it_passes_with_the_second_signature_alone(
    desk: Desk, giver: Account, receiver: Account
) -> None:
    hand_over = _draw_up(giver, receiver)
    assert [item.reference for item in hand_over.items.order_by("number")] == [
        "matter:1",
        "matter:2",
    ]

    services.sign(hand_over=hand_over, on=DAY, at=AT, by=receiver)
    assert desk.work[giver.person_id or 0] == ["matter:1", "matter:2"]
    hand_over = services.sign(hand_over=hand_over, on=DAY, at=AT, by=giver)

    assert hand_over.state == HandOver.State.DONE
    assert desk.work == {giver.person_id: [], receiver.person_id: ["matter:1", "matter:2"]}
    assert len(entries("hand_over.signed")) == 2
    assert the_entry("hand_over.done").facts == {"digest": hand_over.digest}


def test_a_leader_signs_where_the_giver_cannot(
    desk: Desk, giver: Account, receiver: Account
) -> None:
    unit = giver.person.tenures.get().post.unit  # type: ignore[union-attr]
    head = TenureFactory.create(post=PostFactory.create(unit=unit, kind=Post.Kind.MAIN_LEADER))
    leader = AccountFactory.create(person=head.person)
    hand_over = _draw_up(giver, receiver)

    services.sign(hand_over=hand_over, on=DAY, at=AT, by=leader)
    hand_over = services.sign(hand_over=hand_over, on=DAY, at=AT, by=receiver)

    assert hand_over.state == HandOver.State.DONE
    assert hand_over.giver_signed_by == leader


def test_nobody_else_signs(desk: Desk, giver: Account, receiver: Account) -> None:
    hand_over = _draw_up(giver, receiver)

    with pytest.raises(NotTheirs):
        services.sign(hand_over=hand_over, on=DAY, at=AT, by=AccountFactory.create())

    assert not entries("hand_over.signed")


def test_a_list_that_no_longer_holds_is_not_carried_out(
    desk: Desk, giver: Account, receiver: Account
) -> None:
    hand_over = _draw_up(giver, receiver)
    services.sign(hand_over=hand_over, on=DAY, at=AT, by=giver)
    desk.work[giver.person_id or 0].append("matter:3")

    with pytest.raises(ListChanged):
        services.sign(hand_over=hand_over, on=DAY, at=AT, by=receiver)

    hand_over.refresh_from_db()
    assert hand_over.receiver_signed_at is None
    assert len(entries("hand_over.signed")) == 1


def test_a_room_that_refuses_stops_all_of_it(desk: Desk, giver: Account, receiver: Account) -> None:
    hand_over = _draw_up(giver, receiver)
    services.sign(hand_over=hand_over, on=DAY, at=AT, by=giver)
    desk.refuses = True

    with pytest.raises(Refusal, match="recused"):
        services.sign(hand_over=hand_over, on=DAY, at=AT, by=receiver)

    hand_over.refresh_from_db()
    assert hand_over.state == HandOver.State.DRAWN_UP
    assert not entries("hand_over.done")


def test_one_list_at_a_time_and_none_for_nothing(
    desk: Desk, giver: Account, receiver: Account
) -> None:
    hand_over = _draw_up(giver, receiver)
    with pytest.raises(InPreparation):
        _draw_up(giver, receiver)
    with pytest.raises(NothingOpen):
        _draw_up(receiver, giver)

    services.withdraw_hand_over(hand_over=hand_over, on=DAY, by=giver)

    with pytest.raises(NotWaiting):
        services.sign(hand_over=hand_over, on=DAY, at=AT, by=receiver)
    assert _draw_up(giver, receiver).pk != hand_over.pk
