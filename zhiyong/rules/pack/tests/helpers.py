"""Small packs for tests."""

from textwrap import dedent

from zhiyong.rules.pack import Pack, PackErrors, Problem, load_texts

HEAD = """\
plan: p1
title: {zh: 方案, en: Plan}
short_title: {zh: 方案, en: Plan}
source: {document: p1.txt}
region: {level: city, label: {zh: 全市, en: The city}}
in_force: {from: 2021-03-01, clause: 末}
"""

HERE = "clause: 一, label: {zh: 名, en: Name}"
"""What every element needs besides its id."""


def texts(sections: str = "", **files: str) -> dict[str, str | bytes]:
    """Return the files of a pack: the head, and sections in a file of their own."""
    found: dict[str, str | bytes] = {"plan.yaml": HEAD}
    if sections:
        found["more.yaml"] = dedent(sections).replace("HERE", HERE)
    return found | {name.replace("_", "."): dedent(text) for name, text in files.items()}


def pack(sections: str = "", **files: str) -> Pack:
    return load_texts(texts(sections, **files))


def problems(sections: str = "", **files: str) -> list[Problem]:
    """Return what is wrong with a pack that cannot be loaded."""
    return problems_of(texts(sections, **files))


def problems_of(contents: dict[str, str | bytes]) -> list[Problem]:
    try:
        load_texts(contents)
    except PackErrors as error:
        return error.problems
    return []
