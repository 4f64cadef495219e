"""Finding what is said and what is not translated."""

from pathlib import Path

import pytest

from zhiyong.config import messages

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "Accept"
msgstr "受理"
"""


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A room that says two sentences in code and templates, and translates one."""
    room = tmp_path / "gate"
    catalogue = room / messages.CATALOGUE
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(PO, encoding="utf-8")
    (room / "__init__.py").touch()
    (room / "views.py").write_text("_('Accept')\nf(_(x))\n", encoding="utf-8")
    (room / "templates").mkdir()
    (room / "templates" / "page.html").write_text(
        "<p>\n"
        '    {% translate "Accept" %} it\'s\n'
        "  {% blocktranslate count n=n trimmed %}\n {{ n }} day {% plural %} {{ n }} days\n"
        "  {% endblocktranslate %}",
        encoding="utf-8",
    )
    return room


def add(room: Path, entry: str) -> None:
    file = room / messages.CATALOGUE
    file.write_text(file.read_text(encoding="utf-8") + entry, encoding="utf-8")


def test_finds_sentences_in_code_and_templates(room: Path) -> None:
    assert [said.id for said in messages.said_in(room)] == [
        "Accept",
        ("%(n)s day", "%(n)s days"),
        "Accept",
    ]


def test_tells_what_is_missing_and_where(room: Path) -> None:
    assert messages.missing(room.parent) == [
        "gate/templates/page.html:3: not in the catalogue: '%(n)s day'"
    ]


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ('\nmsgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] ""\n', "not translated"),
        ('\n#, fuzzy\nmsgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "天"\n', "fuzzy"),
        ('\nmsgid "%(n)s day"\nmsgstr "天"\n', "plural in one, not in the other"),
        ('\nmsgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(x)s天"\n', "has no %(x)s"),
    ],
)
def test_an_entry_that_does_not_serve_is_missing(room: Path, entry: str, problem: str) -> None:
    add(room, entry)

    (line,) = messages.missing(room.parent)
    assert problem in line


def test_writes_what_is_missing_without_touching_the_rest(room: Path) -> None:
    assert messages.write(room.parent) == 1
    assert messages.write(room.parent) == 0

    text = (room / messages.CATALOGUE).read_text(encoding="utf-8")
    assert 'msgstr "受理"' in text
    assert 'msgid_plural "%(n)s days"' in text


def test_compiles_what_has_changed(room: Path) -> None:
    assert messages.compile_catalogues(room.parent) == 1
    assert messages.compile_catalogues(room.parent) == 0
    assert (room / messages.CATALOGUE).with_suffix(".mo").exists()
