"""The translated sentences: what the code says, what the catalogues hold, what is missing.

    python -m zhiyong.config.messages compile    write the .mo files beside the .po files
    python -m zhiyong.config.messages missing    list what has no translation; fail if any has none
    python -m zhiyong.config.messages write      add what is missing to each room's catalogue

Each room has its own catalogue. Sentences are found by Babel: in Python as they stand, in
Django's templates after Django itself has rewritten them for extraction.
"""

import io
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1]
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
LOCALE = "zh_Hans"
SPEAKING = {".py", ".html", ".txt", ".xml"}
SILENT = {"tests", "migrations"}
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "pgettext_lazy": ((1, "c"), 2),
}
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(?:n?p?gettext|_)\(\s*{LITERAL}(?:\s*,\s*{LITERAL})*[^()]*\)")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in the code: its text (or texts, with a plural), its context, its place."""

    id: str | tuple[str, ...]
    context: str | None
    place: str

    @property
    def key(self) -> tuple[str, str | None]:
        """What a catalogue finds it by: its (first) text and its context."""
        return (self.id if isinstance(self.id, str) else self.id[0]), self.context


def rooms(package: Path = PACKAGE) -> list[Path]:
    """Return the folders that have, or may have, a catalogue of their own."""
    return sorted(f for f in package.iterdir() if f.is_dir() and (f / "__init__.py").exists())


def compile_catalogues(package: Path = PACKAGE) -> int:
    """Write each .mo that is missing or older than its .po; return how many were written.

    Each file appears whole, so that several processes may compile at once.
    """
    written = 0
    for source in sorted(package.glob(f"*/{CATALOGUE}")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            write_mo(file, _read(source))
        fresh = Path(file.name)
        fresh.chmod(0o644)
        fresh.replace(target)
        written += 1
    return written


def said_in(room: Path) -> list[Said]:
    """Return every sentence that a room's code and templates pass to gettext, tests left out."""
    return [
        said
        for file in sorted([*room.rglob("*.py"), *room.glob("templates/**/*.*")])
        if file.suffix in SPEAKING and not SILENT & set(file.relative_to(room).parts)
        for said in _said_in_file(file, room)
    ]


def missing(package: Path = PACKAGE) -> list[str]:
    """Return what is not translated, a line each: place, sentence, and what is wrong."""
    return [line for room in rooms(package) for line in _missing_in(room)]


def write(package: Path = PACKAGE) -> int:
    """Add what is missing to the rooms' catalogues, untranslated; return how many were added."""
    return sum(_write_room(room) for room in rooms(package))


def _said_in_file(file: Path, room: Path) -> Iterator[Said]:
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        from django.utils.translation.template import templatize

        text = _calls_alone(templatize(text, origin=str(file)))
    source = io.BytesIO(text.encode("utf-8"))
    options = {"encoding": "utf-8"}
    for line, message, _comments, context in extract("python", source, KEYWORDS, options=options):
        if message:
            place = f"{file.relative_to(room.parent)}:{line}"
            yield Said(message if isinstance(message, str) else tuple(message), context, place)


def _calls_alone(rewritten: str) -> str:
    """Return the calls in a template that Django has rewritten, each on its own line."""
    return "\n".join(
        "; ".join(call.group() for call in CALL.finditer(line)) for line in rewritten.split("\n")
    )


def _missing_in(room: Path) -> Iterator[str]:
    catalogue = catalogue_of(room)
    seen: set[tuple[str, str | None]] = set()
    for said in said_in(room):
        if said.key in seen:
            continue
        seen.add(said.key)
        if problem := _problem(catalogue.get(*said.key), said):
            yield f"{said.place}: {problem}: {said.key[0]!r}"
    for message in catalogue:
        if message.id and not message.fuzzy:
            yield from _wrong_placeholders(room, message)


def _problem(known: Message | None, said: Said) -> str | None:
    if known is None:
        return "not in the catalogue"
    if known.fuzzy:
        return "fuzzy"
    if isinstance(said.id, tuple) != isinstance(known.id, tuple | list):
        return "plural in one, not in the other"
    texts = _texts(known.string)
    return None if texts and all(texts) else "not translated"


def _wrong_placeholders(room: Path, message: Message) -> Iterator[str]:
    """Yield a line for a translation that names something its sentence does not give."""
    ids = _texts(message.id)
    given = set[str]().union(*(_placeholders(text) for text in ids))
    for text in _texts(message.string):
        if unknown := _placeholders(text) - given:
            yield f"{room.name}: {ids[0]!r} has no {', '.join(sorted(unknown))}"


def _texts(value: str | Sequence[str] | None) -> list[str]:
    """Return the texts of a message: one, or one for each plural form."""
    return [value] if isinstance(value, str) else list(value or ())


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sdf]|(?<!%)%[sd]|\{\w*(?::[^{}]*)?\}", text))


def _write_room(room: Path) -> int:
    catalogue = catalogue_of(room)
    added = 0
    for said in said_in(room):
        if catalogue.get(*said.key) is None:
            catalogue.add(said.id, context=said.context)
            added += 1
    if added:
        file = room / CATALOGUE
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as out:
            write_po(out, catalogue, width=100, omit_header=False, no_location=True)
    return added


def catalogue_of(room: Path) -> Catalog:
    """Return a room's catalogue, empty if it has none."""
    file = room / CATALOGUE
    return _read(file) if file.exists() else Catalog(locale=LOCALE, domain="django")


def _read(file: Path) -> Catalog:
    with file.open("rb") as source:
        return read_po(source, locale=LOCALE, domain="django", abort_invalid=True)


def main(arguments: list[str]) -> int:
    """Do what the command line asks; return the exit code."""
    match arguments:
        case ["compile"]:
            sys.stdout.write(f"{compile_catalogues()} compiled\n")
        case ["write"]:
            sys.stdout.write(f"{write()} added\n")
        case ["missing", *names]:
            lines = [line for line in missing() if not names or line.split("/")[0] in names]
            sys.stdout.write("".join(f"{line}\n" for line in lines))
            return 1 if lines else 0
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
