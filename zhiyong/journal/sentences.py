"""Entries as sentences: who did what, with the names of today, in few queries.

The words of a verb belong to the Kind of its subject. What a reader may not see stays a word
for its kind ("a person"), never a name.
"""

import re
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateformat import format as format_day
from django.utils.formats import get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiyong.journal.models import Entry
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing

MACHINES = {
    "clock": _("The system clock"),
    "mailbox": _("The mailbox"),
    "portal": _("The public website"),
    "notifier": _("The message sender"),
    "installer": _("The set-up program"),
}
OWN_WORDS = {
    "journal.pruned": _("{actor} emptied an entry of the record; {proposed_by} had proposed it."),
    "journal.prune_proposed": _("{actor} proposed to empty an entry of the record."),
    "journal.rethreaded": _("{actor} joined {subject} with {into}."),
    "journal.day_begun": _("A new day began in the record."),
    "journal.auditors_key_made": _("{actor} made a new key for the auditors."),
    "journal.queries_opened": _("{actor} opened the search texts of {count} reads."),
}
THINGS = {
    "log:acts": _("the record of acts"),
    "log:reads": _("the record of reads"),
    "entry": _("an entry of the record"),
}
_REFERENCE = re.compile(r"([a-z][a-z0-9_]*):(\d+)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is shown. `index` is its place in the tree, None while it waits."""

    entry: Entry
    text: str
    html: SafeString
    actor: str
    index: int | None = None

    @property
    def is_late(self) -> bool:
        """Whether it was written down after the day on which it took effect."""
        return self.entry.recorded_on > self.entry.on


class _Blank(string.Formatter):
    """Fills placeholders; what a fact does not tell stays empty."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:  # noqa: ARG002
        return self.values.get(str(key), "")


def lines(
    entries: Iterable[Entry],
    standing: Standing,
    *,
    public: bool = False,
    places: Mapping[Any, int] | None = None,
) -> list[Line]:
    """Return entries as sentences: one query for each Kind that is spoken of.

    `public` leaves out who acted; `places` are the indexes of the sealed ones by entry id.
    """
    wanted = list(entries)
    found = kinds.titles({ref for entry in wanted for ref in _references(entry)}, standing)
    return [_line(entry, found, public, (places or {}).get(entry.id)) for entry in wanted]


def verb_words(verb: str) -> str:
    """Return the sentence of a verb with its placeholders as dots, for lists of verbs."""
    template = OWN_WORDS.get(verb) or next(
        (kind.sentences[verb] for kind in kinds.every() if verb in kind.sentences), verb
    )
    return re.sub(r"\{[^{}]*\}", "…", str(template))


def _line(entry: Entry, found: Mapping[str, str], public: bool, index: int | None) -> Line:
    actor = gettext("The office") if public else name_of(entry.actor, found)
    if entry.is_pruned:
        text = gettext("This entry was emptied.")
        return Line(entry, text, SafeString(text), actor="", index=index)
    template = _template(entry)
    values = {name: _spoken(value, found) for name, value in entry.facts.items()}
    values |= {"actor": actor, "subject": name_of(entry.subject, found)}
    links = {name: _linked(value, found, public) for name, value in entry.facts.items()}
    links |= {
        "actor": format_html("{}", actor),
        "subject": _linked(entry.subject, found, public),
    }
    return Line(
        entry,
        _Blank(values).format(template),
        mark_safe(_Blank(links).format(str(format_html("{}", template)))),
        actor,
        index,
    )


def _template(entry: Entry) -> str:
    kind = entry.subject.partition(":")[0]
    known = {each.name: each for each in kinds.every()}
    if kind in known and entry.verb in known[kind].sentences:
        return str(known[kind].sentences[entry.verb])
    if entry.verb in OWN_WORDS:
        return str(OWN_WORDS[entry.verb])
    others = (each.sentences[entry.verb] for each in known.values() if entry.verb in each.sentences)
    return str(next(others, "{actor}: " + entry.verb + " ({subject})"))


def name_of(reference: str, found: Mapping[str, str]) -> str:
    """Return the name of an object or machine; the word for its kind if it may not be seen."""
    if reference in MACHINES:
        return str(MACHINES[reference])
    if reference in found:
        return found[reference]
    for known in (reference, reference.partition(":")[0]):
        if known in THINGS:
            return str(THINGS[known])
    try:
        return str(kinds.get(reference.partition(":")[0]).label)
    except KeyError:
        return reference


def _spoken(value: Any, found: Mapping[str, str]) -> str:
    match value:
        case bool():
            return gettext("yes") if value else gettext("no")
        case None:
            return ""
        case list():
            return gettext(", ").join(_spoken(each, found) for each in value)
        case dict():
            return gettext(", ").join(_spoken(each, found) for each in value.values())
        case str() if _DAY.fullmatch(value):
            return _day(value)
        case str() if _REFERENCE.fullmatch(value):
            return name_of(value, found)
    return str(value)


def _linked(value: Any, found: Mapping[str, str], public: bool) -> SafeString:
    spoken = _spoken(value, found)
    if public or not isinstance(value, str) or value not in found:
        return format_html("{}", spoken)
    page = kinds.url(value)
    return format_html('<a href="{}">{}</a>', page, spoken) if page else format_html("{}", spoken)


def _day(text: str) -> str:
    try:
        return format_day(date.fromisoformat(text), get_format("DATE_FORMAT"))
    except ValueError:
        return text


def _references(entry: Entry) -> Iterator[str]:
    yield entry.actor
    yield entry.subject
    yield from _within(entry.facts)


def _within(value: Any) -> Iterator[str]:
    match value:
        case str() if _REFERENCE.fullmatch(value):
            yield value
        case list():
            for each in value:
                yield from _within(each)
        case dict():
            for each in value.values():
                yield from _within(each)
