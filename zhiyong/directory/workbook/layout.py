"""The sheets and columns of the workbook, in one place for template, import and export."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.models import PartyMembership, Post, Rank, StaffType, Unit

Kind = Literal["code", "name", "text", "day", "moment", "number", "choice", "flag", "words"]
Choices = Iterable[tuple[str, Any]]
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` is its name in the code, `label` its heading.

    A `code` is Latin letters, digits and a few signs; of a `name`, spaces between Han characters
    are dropped; `words` are several, divided by 、 or commas; a `number` is kept as it is written,
    exact. `refers` names what a code points
    at. What is blank in a column that stands there is empty; a column left out changes nothing.
    """

    key: str
    label: Any
    kind: Kind = "text"
    required: bool = False
    longest: int = 120
    choices: Callable[[], Choices] | None = None
    refers: Literal["", "unit", "post", "person", "region"] = ""
    help: Any = ""
    example: str = ""
    width: int = 16

    def headings(self) -> frozenset[str]:
        """Return what the column may be called: its heading in each language, and its key."""
        return frozenset(
            {plain_heading(self.key), *map(plain_heading, in_each_language(self.label))}
        )

    def labels(self) -> dict[str, str]:
        """Return the choices: each value by everything that it may be called."""
        if self.choices is None:
            return {}
        return {
            plain_heading(word): value
            for value, label in self.choices()
            for word in (value, *in_each_language(label))
        }

    def show(self, value: Any) -> Any:
        """Return a value as a cell of the workbook, or a line of the preview, shows it."""
        if value in (None, "", [], ()):
            return ""
        if self.kind == "choice" and self.choices is not None:
            return str(dict(self.choices()).get(value, value))
        if self.kind == "flag":
            return str(_("Yes")) if value else str(_("No"))
        if self.kind == "words":
            return "、".join(value)
        if self.kind == "day" and isinstance(value, str):
            return date.fromisoformat(value)
        return value


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; its rows are known by the columns of `unique`.

    The directory's own are `SHEETS`; rooms above make sheets of their own to read and write.
    """

    key: str
    label: Any
    columns: tuple[Column, ...]
    unique: tuple[str, ...]
    help: Any

    def names(self) -> frozenset[str]:
        """Return what the sheet may be called."""
        return frozenset(
            {plain_heading(self.key), *map(plain_heading, in_each_language(self.label))}
        )

    def column(self, key: str) -> Column:
        """Return a column by its key."""
        return next(column for column in self.columns if column.key == key)


def plain_heading(text: Any) -> str:
    """Return a heading as it is compared: no stars, brackets, spaces or case."""
    kept = str(text).translate(str.maketrans("", "", "*＊ 　\n\r\t（）()【】[]:："))
    return kept.lower()


def in_each_language(label: Any) -> list[str]:
    """Return a lazy text in both languages."""
    words = []
    for language in LANGUAGES:
        with translation.override(language):
            words.append(str(label))
    return words


def ranks() -> Choices:
    """Return the ranks as choices, the highest first."""
    return list(Rank.objects.order_by("-order").values_list("code", "name"))


def _party() -> Choices:
    return PartyMembership.State.choices


def _how() -> Choices:
    return (
        ("APPOINTED", pgettext_lazy("way into a post", "Appointed")),
        ("ELECTED", pgettext_lazy("way into a post", "Elected")),
    )


CHANGE_ON = Column(
    "change_on",
    _("Changes hold from"),
    "day",
    help=_("Only where something changes on another day than the one chosen on handing in."),
    example="2026-04-01",
)

REGIONS = Sheet(
    "regions",
    _("Regions"),
    (
        Column("code", _("Region code"), "code", required=True, longest=12, example="990105"),
        Column("name", _("Region name"), "name", required=True, longest=80, example="云溪县"),
        Column(
            "parent",
            _("Code of the region above"),
            "code",
            refers="region",
            longest=12,
            help=_("Empty for the top of the tree."),
            example="990100",
        ),
        Column("from", _("In force from"), "day", required=True, example="2019-01-01"),
        Column(
            "until",
            _("In force until"),
            "day",
            help=_("The first day on which it is no longer so. Fill in to end the region."),
        ),
    ),
    ("code", "from"),
    _(
        "One row for each region. A code that was given anew has a row for each time: a row is "
        "known by code and first day."
    ),
)

UNITS = Sheet(
    "units",
    _("Units"),
    (
        Column("code", _("Unit code"), "code", required=True, longest=40, example="JZ-011"),
        Column("name", _("Unit name"), "name", required=True, example="江州市民政局", width=30),
        Column("short_name", _("Short name"), "name", longest=60, example="市民政局"),
        Column(
            "parent",
            _("Code of the unit above"),
            "code",
            refers="unit",
            longest=40,
            help=_("Empty for the top of the tree."),
            example="JZ-001",
        ),
        Column(
            "kind", _("Kind of unit"), "choice", required=True, choices=lambda: Unit.Kind.choices
        ),
        Column(
            "level",
            pgettext_lazy("of a unit", "Level"),
            "choice",
            required=True,
            choices=lambda: Unit.Level.choices,
        ),
        Column("region", _("Region code"), "code", refers="region", longest=12, example="990100"),
        Column(
            "uscc",
            _("Unified social credit code"),
            "code",
            longest=18,
            help=_("18 characters; the last one is checked."),
        ),
        Column(
            "organ",
            _("Code of the organ in charge"),
            "code",
            refers="unit",
            longest=40,
            help=_("For vertically managed bodies and institutions: who is in charge of it."),
        ),
        Column(
            "cadre_manager", _("Code of who manages its cadres"), "code", refers="unit", longest=40
        ),
        Column(
            "aliases",
            _("Plain names"),
            "words",
            longest=60,
            help=_("What people call it; several divided by 、"),
            example="低保窗口、婚姻登记处",
            width=24,
        ),
        Column(
            "tags",
            _("Tags"),
            "words",
            longest=40,
            help=_("Several divided by 、"),
            example="窗口单位",
        ),
        Column("opened_on", _("Set up on"), "day", required=True, example="2019-01-01"),
        Column(
            "closed_on",
            pgettext_lazy("of a unit", "Closed on"),
            "day",
            help=_("Fill in to close the unit."),
        ),
        CHANGE_ON,
    ),
    ("code",),
    _("One row for each unit. A unit above may stand further down."),
)

POSTS = Sheet(
    "posts",
    _("Posts"),
    (
        Column("code", _("Post code"), "code", required=True, longest=60, example="JZ-011-01"),
        Column(
            "unit",
            _("Unit code"),
            "code",
            required=True,
            refers="unit",
            longest=40,
            example="JZ-011",
        ),
        Column("title", _("Title of the post"), "name", required=True, longest=80, example="局长"),
        Column(
            "kind", _("Kind of post"), "choice", required=True, choices=lambda: Post.Kind.choices
        ),
        Column("rank", _("Rank of the post"), "choice", choices=ranks),
        Column("staff_type", _("Staff type"), "choice", choices=lambda: StaffType.choices),
        Column("is_city_managed", _("Managed by the level above"), "flag", example="是"),
        Column("opened_on", _("Set up on"), "day", required=True, example="2019-01-01"),
        Column("abolished_on", _("Abolished on"), "day", help=_("Fill in to abolish the post.")),
        CHANGE_ON,
    ),
    ("code",),
    _("One row for each post: one post has one holder at a time."),
)

PEOPLE = Sheet(
    "people",
    _("People"),
    (
        Column(
            "number",
            _("Personnel number"),
            "code",
            required=True,
            longest=40,
            help=_("Not an identity number."),
            example="P000128",
        ),
        Column("name", _("Name"), "name", required=True, longest=60, example="陈明远"),
        Column("staff_type", _("Staff type"), "choice", choices=lambda: StaffType.choices),
        Column("rank", _("Rank"), "choice", choices=ranks),
        Column("party", _("Party membership"), "choice", choices=_party),
        CHANGE_ON,
    ),
    ("number",),
    _(
        "One row for each person. Of a new person, what stands here holds from the first post, "
        "unless a day is given."
    ),
)

TENURES = Sheet(
    "tenures",
    _("Who holds what"),
    (
        Column(
            "person",
            _("Personnel number"),
            "code",
            required=True,
            refers="person",
            longest=40,
            example="P000128",
        ),
        Column(
            "post",
            _("Post code"),
            "code",
            required=True,
            refers="post",
            longest=60,
            example="JZ-011-01",
        ),
        Column("from", _("Took the post on"), "day", required=True, example="2024-03-01"),
        Column(
            "until",
            _("Left the post on"),
            "day",
            help=_("The first day on which it is no longer held. Empty while it is held."),
        ),
        Column(
            "is_principal",
            _("Principal post"),
            "flag",
            help=_("Yes unless no is written. A person has one at a time."),
            example="是",
        ),
        Column("is_acting", _("Acting"), "flag", example="否"),
        Column("how", pgettext_lazy("into a post", "How"), "choice", choices=_how),
        Column("appointed_by", _("Code of who appointed"), "code", refers="unit", longest=40),
        Column("basis", _("Basis"), longest=120, example="江组干〔2024〕12号", width=24),
    ),
    ("person", "post", "from"),
    _("One row for each time in a post. A row is known by person, post and first day."),
)

SHEETS = (REGIONS, UNITS, POSTS, PEOPLE, TENURES)


def sheet(key: str) -> Sheet:
    """Return a sheet by its key."""
    return next(one for one in SHEETS if one.key == key)
