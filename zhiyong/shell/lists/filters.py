"""Filters of a list: what they ask, how they narrow the rows, how they are spoken of."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from zhiyong.shell.picking import Finder, Getter, PickField

Rows = QuerySet[Any, Any]
Choices = Iterable[tuple[Any, Any]]


@dataclass(frozen=True)
class Filter:
    """One question of the filter form. `more` puts it behind "More conditions"."""

    name: str
    label: Any
    more: bool = field(default=False, kw_only=True)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its form fields."""
        return (self.name,)

    def fields(self) -> dict[str, forms.Field]:
        """Return the form fields by name; choices may be asked of the database."""
        raise NotImplementedError

    def narrow(self, rows: Rows, asked: dict[str, Any]) -> Rows:
        """Return the rows that fit what was asked."""
        raise NotImplementedError

    def words(self, asked: dict[str, Any]) -> list[str]:
        """Say what was asked, for the sentence above the list and in exports."""
        raise NotImplementedError


@dataclass(frozen=True)
class TextFilter(Filter):
    """Rows where one of the lookups holds for the typed text; `search` replaces the lookups."""

    lookups: Sequence[str] = ()
    search: Callable[[Rows, str], Rows] | None = None
    placeholder: Any = ""

    def fields(self) -> dict[str, forms.Field]:
        box = forms.TextInput(attrs={"type": "search", "placeholder": self.placeholder})
        return {
            self.name: forms.CharField(label=self.label, required=False, max_length=100, widget=box)
        }

    def narrow(self, rows: Rows, asked: dict[str, Any]) -> Rows:
        text = asked.get(self.name)
        if not text:
            return rows
        if self.search:
            return self.search(rows, text)
        found = Q()
        for lookup in self.lookups:
            found |= Q(**{lookup: text})
        return rows.filter(found)

    def words(self, asked: dict[str, Any]) -> list[str]:
        text = asked.get(self.name)
        return [_("%(label)s “%(text)s”") % {"label": self.label, "text": text}] if text else []


@dataclass(frozen=True)
class ChoiceFilter(Filter):
    """Rows with one (or, with `several`, any) of the chosen values.

    `choices` may be a function, for choices that come from the database. `lookup` names the
    column; `narrowing` replaces it where a value is more than equality.
    """

    choices: Choices | Callable[[], Choices] = ()
    lookup: str = ""
    narrowing: Callable[[Rows, Any], Rows] | None = None
    several: bool = False

    def fields(self) -> dict[str, forms.Field]:
        choices = list(self.choices() if callable(self.choices) else self.choices)
        if self.several:
            return {
                self.name: forms.MultipleChoiceField(
                    label=self.label,
                    required=False,
                    choices=choices,
                    widget=forms.CheckboxSelectMultiple,
                )
            }
        return {
            self.name: forms.ChoiceField(
                label=self.label, required=False, choices=[("", _("All")), *choices]
            )
        }

    def narrow(self, rows: Rows, asked: dict[str, Any]) -> Rows:
        value = asked.get(self.name)
        if not value:
            return rows
        if self.narrowing:
            return self.narrowing(rows, value)
        how = f"{self.lookup or self.name}__in" if self.several else self.lookup or self.name
        return rows.filter(**{how: value})

    def words(self, asked: dict[str, Any]) -> list[str]:
        value = asked.get(self.name)
        if not value:
            return []
        values = {str(v) for v in (value if self.several else [value])}
        choices = self.choices() if callable(self.choices) else self.choices
        named = _(", ").join(str(label) for key, label in choices if str(key) in values)
        return [_("%(label)s: %(named)s") % {"label": self.label, "named": named}]


@dataclass(frozen=True)
class DatesFilter(Filter):
    """Rows whose day lies between two days, both included."""

    lookup: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return f"{self.name}_from", f"{self.name}_until"

    def fields(self) -> dict[str, forms.Field]:
        return {
            f"{self.name}_from": forms.DateField(
                label=_("%(label)s from") % {"label": self.label}, required=False
            ),
            f"{self.name}_until": forms.DateField(
                label=_("%(label)s until") % {"label": self.label}, required=False
            ),
        }

    def narrow(self, rows: Rows, asked: dict[str, Any]) -> Rows:
        since, until = self._days(asked)
        column = self.lookup or self.name
        if since:
            rows = rows.filter(**{f"{column}__gte": since})
        return rows.filter(**{f"{column}__lte": until}) if until else rows

    def words(self, asked: dict[str, Any]) -> list[str]:
        since, until = self._days(asked)
        said = {
            "label": self.label,
            "since": formats.date_format(since) if since else "",
            "until": formats.date_format(until) if until else "",
        }
        if since and until:
            return [_("%(label)s from %(since)s to %(until)s") % said]
        if since:
            return [_("%(label)s from %(since)s on") % said]
        return [_("%(label)s up to %(until)s") % said] if until else []

    def _days(self, asked: dict[str, Any]) -> tuple[date | None, date | None]:
        return asked.get(f"{self.name}_from"), asked.get(f"{self.name}_until")


@dataclass(frozen=True)
class FlagFilter(Filter):
    """Rows that fulfil a condition, when ticked."""

    condition: Q | Callable[[Rows], Rows] = field(default_factory=Q)

    def fields(self) -> dict[str, forms.Field]:
        return {self.name: forms.BooleanField(label=self.label, required=False)}

    def narrow(self, rows: Rows, asked: dict[str, Any]) -> Rows:
        if not asked.get(self.name):
            return rows
        return (
            rows.filter(self.condition) if isinstance(self.condition, Q) else self.condition(rows)
        )

    def words(self, asked: dict[str, Any]) -> list[str]:
        return [str(self.label)] if asked.get(self.name) else []


@dataclass(frozen=True)
class PickFilter(Filter):
    """Rows of one unit, person or other thing, found by typing."""

    find: Finder
    get: Getter
    search_url: Any = ""
    lookup: str = ""
    narrowing: Callable[[Rows, str], Rows] | None = None

    def fields(self) -> dict[str, forms.Field]:
        return {
            self.name: PickField(
                label=self.label,
                required=False,
                find=self.find,
                get=self.get,
                search_url=self.search_url,
            )
        }

    def narrow(self, rows: Rows, asked: dict[str, Any]) -> Rows:
        pk = asked.get(self.name)
        if not pk:
            return rows
        return self.narrowing(rows, pk) if self.narrowing else rows.filter(**{self.lookup: pk})

    def words(self, asked: dict[str, Any]) -> list[str]:
        found = self.get(asked[self.name]) if asked.get(self.name) else None
        return (
            [_("%(label)s: %(named)s") % {"label": self.label, "named": found.label}]
            if found
            else []
        )
