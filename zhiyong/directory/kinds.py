"""The Kinds of the directory: how units, people, posts and accounts are spoken of."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.directory import selectors
from zhiyong.directory.models import Account, Person, Post, RoleBinding, Unit
from zhiyong.shell import kinds
from zhiyong.shell.access import ADMINISTRATORS, Standing

See = Callable[[Standing], QuerySet[Any]]


def register() -> None:
    """Make the directory's Kinds known."""
    kinds.register(
        kinds.Kind(
            name="unit",
            model=Unit,
            label=_("Unit"),
            url=_page("unit"),
            visible_to=selectors.units_visible_to,
            titles=_titles(selectors.units_visible_to),
        )
    )
    kinds.register(
        kinds.Kind(
            name="person",
            model=Person,
            label=_("Person"),
            url=_page("person"),
            visible_to=selectors.people_visible_to,
            titles=_titles(selectors.people_visible_to),
        )
    )
    kinds.register(
        kinds.Kind(
            name="post",
            model=Post,
            label=_("Post"),
            url=_page("post"),
            visible_to=_signed_in(Post),
            titles=_titles(_signed_in(Post), "unit"),
        )
    )
    kinds.register(
        kinds.Kind(
            name="account",
            model=Account,
            label=_("Account"),
            url=None,
            visible_to=_signed_in(Account),
            titles=_titles(_signed_in(Account), "person"),
        )
    )
    kinds.register(
        kinds.Kind(
            name="binding",
            model=RoleBinding,
            label=_("Role"),
            url=None,
            visible_to=_administered(RoleBinding),
            titles=_titles(_administered(RoleBinding)),
        )
    )


def _page(name: str) -> Callable[[int], str]:
    return lambda pk: reverse(f"directory:{name}", args=[pk])


def _signed_in(model: type[Model]) -> See:
    def see(standing: Standing) -> QuerySet[Any]:
        rows = model._default_manager.all()
        return rows if standing.person_id is not None else rows.none()

    return see


def _administered(model: type[Model]) -> See:
    def see(standing: Standing) -> QuerySet[Any]:
        rows = model._default_manager.all()
        return rows if standing.roles & ADMINISTRATORS else rows.none()

    return see


def _titles(see: See, *joined: str) -> Callable[[Iterable[int], Standing], Mapping[int, str]]:
    def titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
        rows = see(standing).filter(pk__in=list(ids))
        if joined:
            rows = rows.select_related(*joined)
        return {row.pk: str(row) for row in rows}

    return titles
