"""The head of the office learns of each opening; nobody below does."""

import pytest

from zhiyong.directory.models import Post
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import PostFactory, TenureFactory, account_with
from zhiyong.journal.models import Entry
from zhiyong.notices import selectors
from zhiyong.notices.followers import tell_the_head
from zhiyong.notices.models import Notice
from zhiyong.shell.access import Role
from zhiyong.vault import services
from zhiyong.vault.tests.factories import AT, ON, PASSPHRASE, office, opened, person_of, sealed

pytestmark = pytest.mark.django_db


def test_the_main_leader_is_told_with_who_and_not_why() -> None:
    at = office()
    head = TenureFactory.create(
        post=PostFactory.create(unit=at.unit, kind=Post.Kind.MAIN_LEADER, title="局长")
    ).person
    opened(sealed(at), at.first)
    tell_the_head(Entry.objects.get(verb="vault.opened"), ON)
    notice = Notice.objects.get()
    assert notice.person == head
    assert notice.facts == {"actor": f"account:{at.first.pk}", "unit": f"unit:{at.unit.pk}"}


def test_where_no_head_is_known_the_leader_in_charge_is_told() -> None:
    at = office()
    leader = account_with(Role.LEADER, unit=at.unit)
    opened(sealed(at), at.first)
    tell_the_head(Entry.objects.get(verb="vault.opened"), ON)
    assert [n.person for n in Notice.objects.all()] == [leader.person]


def test_whoever_is_given_an_envelope_learns_of_it() -> None:
    at = office()
    handler = account_with(Role.HANDLER, unit=at.unit)
    services.make_key(by=handler, passphrase=PASSPHRASE, on=ON)
    services.grant_team(
        envelope=sealed(at, "TEAM"), to=person_of(handler), until=ON, by=at.first,
        passphrase=PASSPHRASE, reason="assigned to the case", on=ON, at=AT,
    )  # fmt: skip
    tell_the_head(Entry.objects.get(verb="vault.granted"), ON)
    notice = Notice.objects.get(person=handler.person)
    (shown,) = selectors.worded([notice], standing_of(handler, ON))
    assert "2026" in shown.words
    assert at.first.person.name in shown.words
