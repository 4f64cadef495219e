"""Valid, boring units, people, posts and accounts, each true since 2020."""

from datetime import date
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from zhiyong.directory import pinyin
from zhiyong.directory.models import (
    Account,
    Person,
    Portfolio,
    Post,
    PostSpan,
    Region,
    RoleBinding,
    Tenure,
    Unit,
    UnitSpan,
)
from zhiyong.shell.access import Role

START = date(2020, 1, 1)


def since(day: date = START, until: date | None = None) -> DateRange:
    """Return [day, until)."""
    return DateRange(day, until)


class RegionFactory(factory.django.DjangoModelFactory[Region]):
    """A city."""

    class Meta:
        model = Region

    code = factory.Sequence(lambda n: f"{990000 + n}")
    name = "江州市"
    valid = factory.LazyFunction(since)


class UnitFactory(factory.django.DjangoModelFactory[Unit]):
    """A department of a city's government, with its path, its pinyin and its one span."""

    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"U{n:05}")
    kind = Unit.Kind.GOVERNMENT_DEPARTMENT
    level = Unit.Level.CITY
    name = factory.Sequence(lambda n: f"江州市第{n}局")
    opened_on = START

    @classmethod
    def _create(cls, model_class: type[Unit], *args: Any, **kwargs: Any) -> Unit:
        name = kwargs["name"]
        kwargs["pinyin"], kwargs["initials"] = pinyin.keys(name)
        kwargs["grams"] = pinyin.grams(
            name,
            kwargs.get("short_name", ""),
            *kwargs.get("aliases", []),
            *kwargs.get("tags", []),
        )
        unit: Unit = super()._create(model_class, *args, **kwargs)
        unit.path = [*(unit.parent.path if unit.parent else []), unit.pk]
        unit.save(update_fields=["path"])
        UnitSpan.objects.create(
            unit=unit,
            name=unit.name,
            short_name=unit.short_name,
            parent=unit.parent,
            organ=unit.organ,
            cadre_manager=unit.cadre_manager,
            valid=since(unit.opened_on or START, unit.closed_on),
        )
        return unit


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    """Somebody with a name and a number."""

    class Meta:
        model = Person

    number = factory.Sequence(lambda n: f"P{n:06}")
    name = factory.Sequence(lambda n: "陈" + "一二三四五六七八九十"[n % 10] + "文武和平"[n % 4])

    @classmethod
    def _create(cls, model_class: type[Person], *args: Any, **kwargs: Any) -> Person:
        kwargs["pinyin"], kwargs["initials"] = pinyin.keys_of_person(kwargs["name"])
        kwargs["grams"] = pinyin.grams(kwargs["name"])
        person: Person = super()._create(model_class, *args, **kwargs)
        return person


class PostFactory(factory.django.DjangoModelFactory[Post]):
    """A staff post, with its one span."""

    class Meta:
        model = Post

    code = factory.Sequence(lambda n: f"G{n:06}")
    unit = factory.SubFactory(UnitFactory)
    kind = Post.Kind.STAFF
    title = "科员"

    @classmethod
    def _create(cls, model_class: type[Post], *args: Any, **kwargs: Any) -> Post:
        post: Post = super()._create(model_class, *args, **kwargs)
        PostSpan.objects.create(
            post=post,
            unit=post.unit,
            kind=post.kind,
            title=post.title,
            rank=post.rank,
            staff_type=post.staff_type,
            is_city_managed=post.is_city_managed,
            valid=since(post.unit.opened_on or START, post.abolished_on),
        )
        return post


class TenureFactory(factory.django.DjangoModelFactory[Tenure]):
    """Somebody holds a post as their principal one."""

    class Meta:
        model = Tenure

    post = factory.SubFactory(PostFactory)
    person = factory.SubFactory(PersonFactory)
    valid = factory.LazyFunction(since)


class PortfolioFactory(factory.django.DjangoModelFactory[Portfolio]):
    """A leader's post is in charge of a unit."""

    class Meta:
        model = Portfolio

    post = factory.SubFactory(PostFactory, kind=Post.Kind.LEADER, title="副局长")
    unit = factory.SubFactory(UnitFactory)
    valid = factory.LazyFunction(since)


class AccountFactory(factory.django.DjangoModelFactory[Account]):
    """Somebody who can sign in with the password `PASSWORD`."""

    class Meta:
        model = Account

    username = factory.Sequence(lambda n: f"user{n:04}")
    person = factory.SubFactory(PersonFactory)
    must_change_password = False

    @classmethod
    def _create(cls, model_class: type[Account], *args: Any, **kwargs: Any) -> Account:
        kwargs["password"] = make_password(kwargs.get("password", PASSWORD))
        account: Account = super()._create(model_class, *args, **kwargs)
        return account


PASSWORD = "correct horse 1"


class RoleBindingFactory(factory.django.DjangoModelFactory[RoleBinding]):
    """A person is a clerk of a unit, confirmed by a second person."""

    class Meta:
        model = RoleBinding

    role = Role.CLERK
    unit = factory.SubFactory(UnitFactory)
    person = factory.SubFactory(PersonFactory)
    valid = factory.LazyFunction(since)
    proposed_by = factory.SubFactory(AccountFactory)
    confirmed_by = factory.SubFactory(AccountFactory)


def account_with(*roles: Role, unit: Unit | None = None, subtree: bool = True) -> Account:
    """Return an account whose person holds a post in a unit and these roles for it."""
    unit = unit or UnitFactory.create()
    tenure = TenureFactory.create(post=PostFactory.create(unit=unit))
    for role in roles:
        RoleBindingFactory.create(role=role, unit=unit, person=tenure.person, subtree=subtree)
    return AccountFactory.create(person=tenure.person)
