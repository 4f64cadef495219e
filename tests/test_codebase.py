"""What every view, model, template, sentence and test must have, those not written yet included."""

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.urls import URLPattern, URLResolver, get_resolver
from procrastinate.contrib.django import app as queue

from zhiyong.config import messages
from zhiyong.journal.sentences import OWN_WORDS
from zhiyong.shell import kinds

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "zhiyong"

READS_THE_CLOCK = {"views", "tasks", "management", "middleware", "config"} | {
    "kinds",  # asked by pages
    "lists",  # asked by pages
    "exports",  # asked by pages
    "page",  # lays out a page for a request
    "sealer",  # the worker's own loop
}
"""Where the clock is read; whoever else needs the day or the moment is given it."""

READING = re.compile(
    r"\bclock\.(today|now)\(|\btimezone\.now\(|\b(localdate|localtime)\(\)"
    r"|\bdate\.today\(|\bdatetime\.now\("
)


# --- the floors, where import-linter does not look ---------------------------------------------


@cache
def floors() -> dict[str, int]:
    """Return the height of each room, as the import contract orders them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["id"] == "floors")
    return {
        room.strip(" ()"): height
        for height, layer in enumerate(reversed(layers))
        for room in layer.split("|")
    }


def points_up(lower: str, upper: str) -> bool:
    """Tell whether `lower` names a room that it must not know: a higher one, or a neighbour."""
    if lower == upper or upper not in floors():
        return False
    return floors()[upper] >= floors()[lower]


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0]


@cache
def python_files() -> list[Path]:
    return [f for f in sorted(PACKAGE.rglob("*.py")) if not {"tests", "migrations"} & set(f.parts)]


@cache
def templates() -> list[Path]:
    return sorted(PACKAGE.glob("*/templates/**/*.html"))


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def test_every_room_has_its_floor() -> None:
    rooms = {f.parent.name for f in PACKAGE.glob("*/__init__.py")}

    assert rooms <= floors().keys()


def test_relations_go_down() -> None:
    up = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and isinstance(field.related_model, type)
        if points_up(model._meta.app_label, field.related_model._meta.app_label)
    ]

    assert not up


def test_migrations_depend_downwards() -> None:
    up = [
        f"{label}.{name} → {other}.{earlier}"
        for (label, name), migration in MigrationLoader(None).disk_migrations.items()
        for other, earlier in [*migration.dependencies, *migration.run_before]
        if points_up(label, other)
    ]

    assert not up


def test_templates_link_and_extend_downwards() -> None:
    named = re.compile(r"""{%\s*(?:url|extends|include)\s+["'](\w+)[:/]""")
    up = [
        f"{file.relative_to(PACKAGE)} → {other}"
        for file in templates()
        for other in named.findall(text_of(file))
        if points_up(room_of(file), other)
    ]

    assert not up


def test_code_names_pages_models_and_tasks_downwards() -> None:
    named = re.compile(
        r"""(?:\breverse\(|\bredirect\(|\bgo_to\(|\burl_name=|\bget_model\(|\benqueue\()\s*["'](\w+)[:.]"""
    )
    up = [
        f"{file.relative_to(PACKAGE)} → {other}"
        for file in python_files()
        for other in named.findall(text_of(file))
        if points_up(room_of(file), other)
    ]

    assert not up


# --- pages -------------------------------------------------------------------------------------


def pages(patterns: list[Any], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns, f"{space}{pattern.namespace or ''}:")
        else:
            yield f"{space}{pattern.name or pattern.pattern}".strip(":"), pattern


def test_every_view_says_who_may_use_it() -> None:
    open_ = [name for name, page in pages(get_resolver().url_patterns) if not has_access(page)]

    assert not open_


def has_access(page: URLPattern) -> bool:
    view = page.callback
    return hasattr(view, "access") or hasattr(getattr(view, "view_class", None), "access")


def test_every_page_that_is_linked_exists() -> None:
    known = {name for name, _ in pages(get_resolver().url_patterns)}
    linked = re.compile(r"""{%\s*url\s+["']([\w:-]+)["']""")
    named = re.compile(r"""(?:\breverse\(|\bredirect\(|\burl_name=)\s*["']([\w-]+:[\w:-]+)["']""")
    missing = [
        f"{file.relative_to(PACKAGE)} → {name}"
        for files, pattern in [(templates(), linked), (python_files(), named)]
        for file in files
        for name in pattern.findall(text_of(file))
        if name not in known
    ]

    assert not missing


def test_templates_hold_no_inline_script_or_style() -> None:
    inline = re.compile(r"""<style\b|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=["']|javascript:""")
    held = [
        f"{file.relative_to(PACKAGE)}: {found.group().strip()}"
        for file in templates()
        if (found := inline.search(text_of(file)))
    ]

    assert not held


def test_every_form_that_writes_carries_its_token() -> None:
    form = re.compile(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", re.IGNORECASE | re.DOTALL)
    bare = [
        str(file.relative_to(PACKAGE))
        for file in templates()
        for found in form.findall(text_of(file))
        if "csrf_token" not in found
    ]

    assert not bare


# --- acts --------------------------------------------------------------------------------------


def calls(file: Path, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(text_of(file))):
        if isinstance(node, ast.Call):
            function = node.func
            called = function.attr if isinstance(function, ast.Attribute) else None
            called = function.id if isinstance(function, ast.Name) else called
            if called == name:
                yield node


def test_every_recorded_verb_has_its_sentence() -> None:
    worded = {verb for kind in kinds.every() for verb in kind.sentences} | OWN_WORDS.keys()
    silent = {
        f"{file.relative_to(PACKAGE)}: {call.args[0].value}"
        for file in python_files()
        for call in calls(file, "record")
        if call.args and isinstance(call.args[0], ast.Constant)
        if call.args[0].value not in worded
    }

    assert not silent


def test_the_clock_is_read_where_requests_tasks_and_commands_come_in() -> None:
    reading = [
        str(file.relative_to(PACKAGE))
        for file in python_files()
        if not READS_THE_CLOCK & {*file.relative_to(PACKAGE).parts, file.stem}
        if room_of(file) != "shell"
        if READING.search(text_of(file))
    ]

    assert not reading


def test_periodic_tasks_take_their_moment() -> None:
    deaf = [
        task.task.name
        for task in queue.periodic_registry.periodic_tasks.values()
        if "timestamp" not in inspect.signature(task.task.func).parameters
    ]

    assert not deaf


def test_every_queued_task_exists() -> None:
    unknown = [
        f"{file.relative_to(PACKAGE)} → {call.args[0].value}"
        for file in python_files()
        for call in calls(file, "enqueue")
        if call.args and isinstance(call.args[0], ast.Constant)
        if call.args[0].value not in queue.tasks
    ]

    assert not unknown


# --- data and words ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_sentence_is_translated() -> None:
    assert not messages.missing()


def test_one_sentence_has_one_translation() -> None:
    """Django reads all catalogues as one: a second translation would win by accident."""
    known: dict[tuple[str, str | None], set[str]] = {}
    for room in messages.rooms():
        if (room / messages.CATALOGUE).exists():
            for message in messages.catalogue_of(room):
                if isinstance(message.id, str) and message.id and message.string:
                    known.setdefault((message.id, message.context), set()).add(str(message.string))

    assert not {key: texts for key, texts in known.items() if len(texts) > 1}


def test_every_marked_clause_is_in_a_register() -> None:
    known = {
        clause
        for file in ROOT.glob("packs/*/clauses.yaml")
        for clause in re.findall(r"^\s*-? *id: *[\"']?([\w-]+)", text_of(file), re.MULTILINE)
    }
    tests = [*PACKAGE.rglob("test_*.py"), *(ROOT / "tests").rglob("test_*.py")]
    unknown = {
        f"{file.relative_to(ROOT)}: {argument.value}"
        for file in tests
        for call in calls(file, "clause")
        for argument in call.args
        if isinstance(argument, ast.Constant) and argument.value not in known
    }

    assert not unknown


def test_every_piece_of_news_has_a_kind() -> None:
    kinds_of_news = {"added", "changed", "fixed", "removed", "security"}
    wrong = [
        file.name
        for file in (ROOT / "changelog.d").glob("*.md")
        if file.name != "README.md" and file.stem.rpartition(".")[2] not in kinds_of_news
    ]

    assert not wrong


def test_the_lists_of_decisions_and_of_rooms_are_complete() -> None:
    folder = ROOT / "docs" / "explanation" / "decisions"
    listed = text_of(folder / "README.md")
    map_ = text_of(ROOT / "CONTRIBUTING.md")

    assert not [f.name for f in folder.glob("0*.md") if f.name not in listed]
    assert not [
        f.parent.name for f in PACKAGE.glob("*/__init__.py") if f"`{f.parent.name}`" not in map_
    ]


def test_locks_name_no_address() -> None:
    assert not [f.name for f in ROOT.glob("*.lock") if "://" in text_of(f)]
