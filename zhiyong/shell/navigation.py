"""The navigation: each room adds its pages in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyong.shell.access import Role, Standing


class Group(models.TextChoices):
    """The steps of the procedure, in the order in which they are shown."""

    WORK = "work", _("My work")
    INTAKE = "intake", _("Intake")
    CASES = "cases", _("Handling and verification")
    DECISIONS = "decisions", _("Accountability")
    CAMPAIGNS = "campaigns", _("Campaigns")
    RECTIFICATION = "rectification", _("Rectification")
    INSPECTIONS = "inspections", _("Inspections")
    BALLOTS = "ballots", _("Evaluations")
    APPRAISAL = "appraisal", _("Appraisal")
    PUBLICITY = "publicity", _("Publicity")
    INSIGHT = "insight", _("Statistics")
    PLANS = "plans", _("Plans")
    DIRECTORY = "directory", _("Organisations and people")
    JOURNAL = "journal", _("Record of acts")
    ACCOUNT = "account", _("My account")
    """Shown in the menu of the account, not at the left."""


@dataclass(frozen=True, slots=True)
class Item:
    """One page in the navigation.

    `count` returns how many objects there wait for this person (None: no number shown); it is
    asked once per page and must be one indexed query that stops at 100.
    """

    group: Group
    label: Any
    url_name: str
    roles: frozenset[Role]
    order: int = 50
    count: Callable[[Standing], int] | None = field(default=None, compare=False)
    icon: str = ""


def slot(item: Item) -> str:
    """Return the id of the element that holds a page's count."""
    return "count-" + item.url_name.replace(":", "-")


_items: list[Item] = []


def add(*items: Item) -> None:
    """Add pages; adding the same one again changes nothing."""
    _items.extend(item for item in items if item not in _items)


def items_for(standing: Standing) -> list[Item]:
    """Return the pages that this person may open, in order; without roles a page is everybody's."""
    groups = list(Group)
    return sorted(
        (item for item in _items if not item.roles or item.roles & standing.roles),
        key=lambda item: (groups.index(item.group), item.order),
    )


_places: dict[str, str] = {}


def settle(**url_names: str) -> None:
    """Tell the shell where a place of an upper room is: `settle(search="insight:search")`.

    The frame asks for: home, search, counts (what waits behind each page of the navigation,
    asked for once the page is there; without it, counts come with the page), sign_in, sign_out,
    portal, report, follow_up, published, verify, how, desks, protection, accessibility. A place
    that nobody settled is not shown.
    """
    _places.update(url_names)


def places() -> dict[str, str]:
    """Return the URL names by place."""
    return dict(_places)
