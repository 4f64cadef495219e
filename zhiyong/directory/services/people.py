"""Acts on people: who they are, and which posts they take, leave, and are found to have held."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory import pinyin
from zhiyong.directory.intervals import EmptyInterval, OutsideHistory, interval
from zhiyong.directory.models import Person, Post, Tenure, Unit
from zhiyong.directory.services.posts import PostAbolished
from zhiyong.directory.services.units import By, CodeTaken
from zhiyong.journal.services import record
from zhiyong.shell.errors import Refusal


class PostTaken(Refusal):
    """Somebody else holds the post in that time."""

    def __init__(self, tenure: Tenure) -> None:
        text = _("{person} holds this post from {day}. End that first, or appoint as acting.")
        super().__init__(text.format(person=tenure.person, day=tenure.valid.lower))
        self.tenure = tenure


class HasPrincipalPost(Refusal):
    """The person has a principal post in that time already."""

    def __init__(self, tenure: Tenure) -> None:
        text = _(
            "{person} has a principal post in that time: {post}. "
            "End that first, or appoint to a further post."
        )
        super().__init__(text.format(person=tenure.person, post=tenure.post))
        self.tenure = tenure


@transaction.atomic
def add_person(*, number: str, name: str, on: date, by: By) -> Person:
    """Enter a person.

    :raises CodeTaken: if another person has the number.
    """
    if Person.objects.filter(number=number).exists():
        raise CodeTaken(number)
    person = Person(number=number, name=name)
    spell(person)
    person.save()
    record("person.added", of=person, by=by, on=on)
    return person


@transaction.atomic
def rename_person(*, person: Person, name: str, on: date, by: By) -> Person:
    """Write a person's name otherwise."""
    person = _lock(person)
    if person.name == name:
        return person
    person.name = name
    spell(person)
    person.save()
    record("person.renamed", of=person, by=by, on=on)
    return person


@transaction.atomic
def appoint(
    *,
    person: Person,
    post: Post,
    on: date,
    by: By,
    until: date | None = None,
    principal: bool = True,
    acting: bool = False,
    elected: bool = False,
    appointed_by: Unit | None = None,
    basis: str = "",
    leave_principal: bool = False,
) -> Tenure:
    """Appoint or elect a person to a post; `leave_principal` ends the principal post they have.

    :raises PostAbolished: if the post is gone by that day.
    :raises OutsideHistory: if the post did not exist yet.
    :raises PostTaken: if somebody holds it then, unless this one acts.
    :raises HasPrincipalPost: if this would be a second principal post.
    """
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    person = _lock(person)
    if post.abolished_on is not None and post.abolished_on <= on:
        raise PostAbolished(post)
    if not post.spans.filter(valid__contains=on).exists():
        raise OutsideHistory(on)
    valid = interval(on, until)
    if principal and leave_principal:
        running = Tenure.objects.filter(person=person, is_principal=True, valid__contains=on)
        for tenure in running.exclude(post=post):
            end_tenure(tenure=tenure, on=on, by=by)
    _must_be_free(person, post, valid, principal=principal, acting=acting)
    tenure = Tenure.objects.create(
        person=person,
        post=post,
        valid=valid,
        is_principal=principal,
        is_acting=acting,
        is_elected=elected,
        appointed_by=appointed_by,
        basis=basis,
    )
    record(
        "person.appointed",
        of=person,
        by=by,
        on=on,
        threads=[post, post.unit],
        facts={"post": post, "acting": acting, "elected": elected, "until": until},
    )
    return tenure


@transaction.atomic
def end_tenure(*, tenure: Tenure, on: date, by: By, basis: str = "") -> Tenure:
    """Let somebody leave a post: the day before is their last.

    :raises EmptyInterval: if they only came on that day or later.
    :raises OutsideHistory: if they had left by then.
    """
    tenure = _lock_tenure(tenure)
    if tenure.valid.upper is not None and tenure.valid.upper <= on:
        raise OutsideHistory(on)
    tenure.valid = interval(tenure.valid.lower, on)
    tenure.basis = basis or tenure.basis
    tenure.save(update_fields=["valid", "basis"])
    record(
        "person.left_post",
        of=tenure.person,
        by=by,
        on=on,
        threads=[tenure.post, tenure.post.unit],
        facts={"post": tenure.post},
    )
    return tenure


@transaction.atomic
def correct_tenure(
    *, tenure: Tenure, on: date, by: By, withdrawn: bool = False, **values: Any
) -> Tenure | None:
    """Correct what was written down wrong about who held a post; `withdrawn` strikes it out.

    The entry names the days before and after: who computed from the old ones is flagged by it.

    :raises EmptyInterval: if no day would be left.
    :raises PostTaken: if somebody else held the post then.
    :raises HasPrincipalPost: if the person had another principal post then.
    """
    tenure = _lock_tenure(tenure)
    facts: dict[str, Any] = {
        "tenure": tenure.pk,
        "post": tenure.post,
        "was_from": tenure.valid.lower,
        "was_until": tenure.valid.upper,
        "withdrawn": withdrawn,
    }
    if not withdrawn:
        for name, value in values.items():
            setattr(tenure, name, value)
        valid = tenure.valid
        if valid.lower and valid.upper and valid.upper <= valid.lower:
            raise EmptyInterval
        _must_be_free(
            tenure.person,
            tenure.post,
            valid,
            principal=tenure.is_principal,
            acting=tenure.is_acting,
            but=tenure,
        )
        tenure.save()
        facts |= {"from": valid.lower, "until": valid.upper}
    record(
        "person.tenure_corrected",
        of=tenure.person,
        by=by,
        on=on,
        threads=[tenure.post, tenure.post.unit],
        facts=facts,
    )
    if withdrawn:
        tenure.delete()
        return None
    return tenure


def spell(person: Person) -> None:
    """Set what a person is found by."""
    full, initials = pinyin.keys_of_person(person.name)
    person.pinyin, person.initials = full[:400], initials[:60]
    person.grams = pinyin.grams(person.name)


def _must_be_free(
    person: Person,
    post: Post,
    valid: Any,
    *,
    principal: bool,
    acting: bool,
    but: Tenure | None = None,
) -> None:
    others = Tenure.objects.filter(valid__overlap=valid).select_related("person", "post__unit")
    if but is not None:
        others = others.exclude(pk=but.pk)
    if not acting and (taken := others.filter(post=post, is_acting=False).first()):
        raise PostTaken(taken)
    if principal and (held := others.filter(person=person, is_principal=True).first()):
        raise HasPrincipalPost(held)


def _lock(person: Person) -> Person:
    return Person.objects.select_for_update().get(pk=person.pk)


def _lock_tenure(tenure: Tenure) -> Tenure:
    rows = Tenure.objects.select_for_update(of=("self",)).select_related("person", "post__unit")
    return rows.get(pk=tenure.pk)
