"""The command line: complete help, sentences instead of tracebacks, telling exit codes."""

import json
import os
import shutil
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from zhiyong.config.cli.main import app
from zhiyong.rules.pack import find_packs, load_pack
from zhiyong.rules.proof import KeyFile, dump
from zhiyong.rules.tests import offices

COMMANDS = [
    "begin",
    "database",
    "demo",
    "doctor",
    "manage",
    "export",
    "import",
    "plan",
    "prepare",
    "serve",
    "verify",
    "worker",
]
BROKEN, UNDECIDED = 1, 3


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def zhiyong(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the real script, in an environment of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "zhiyong", *arguments],
        env={**kept, "COLUMNS": "100", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_names_every_command_in_the_language_of_the_terminal() -> None:
    english = zhiyong("--help", LANG="C.UTF-8").stdout
    chinese = zhiyong("--help", LANG="zh_CN.UTF-8").stdout

    assert not [name for name in COMMANDS if f" {name} " not in english]
    assert "plans of public offices" in english
    assert "运行" in chinese
    assert "plans of public offices" not in chinese


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    if command == "manage":
        return  # passes --help on
    shown = run(command, "--help")

    assert shown.exit_code == 0
    assert "Usage" in shown.output


def test_a_database_that_is_away_is_a_sentence(tmp_path: Path) -> None:
    away = zhiyong(
        "prepare",
        LANG="C.UTF-8",
        DATABASE_URL="postgres://nobody:no@127.0.0.1:9/nothing",
        ZHIYONG_HOME=str(tmp_path),
    )

    assert away.returncode == 1
    assert "The database cannot be reached" in away.stderr
    assert "Traceback" not in away.stderr


def test_a_setting_that_is_missing_is_named() -> None:
    missing = zhiyong(
        "prepare", LANG="C.UTF-8", DJANGO_SETTINGS_MODULE="zhiyong.config.settings.production"
    )

    assert missing.returncode == 1
    assert missing.stderr.strip() == "ZHIYONG_HOME (or ZHIYONG_HOME_FILE) is not set"


# --- plan --------------------------------------------------------------------------------------


def test_shipped_plans_are_usable() -> None:
    assert run("plan", "check").exit_code == 0


def test_a_broken_plan_is_named_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text("plan: x\ntitel: {zh: 一, en: One}\n", encoding="utf-8")

    checked = run("plan", "check", tmp_path)

    assert checked.exit_code == 1
    assert "plan.yaml:2: error" in checked.output


def test_shipped_plans_leave_no_warning() -> None:
    checked = run("plan", "check", "--strict", "--json", "--no-notes")

    assert checked.exit_code == 0
    assert set(json.loads(checked.stdout)) == set(find_packs())
    assert not any(json.loads(checked.stdout).values())


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ["诫勉谈话", "可用：", "→", "█", "一类", "期限：30日"]),
        ("en", ["Admonition", "allowed when", "→", "█", "term: 30 days"]),
    ],
)
def test_a_plan_is_shown_as_a_page(lang: str, words: list[str]) -> None:
    shown = run("plan", "show", "s3-city-zhiyong", "--lang", lang).output
    shown += run("plan", "show", "s4b-bridge-bureau", "--lang", lang).output

    assert [word for word in words if word not in shown] == []


def test_a_plan_is_shown_clause_by_clause() -> None:
    shown = run("plan", "show", "s3-city-zhiyong", "--clauses", "--lang", "en")

    assert shown.exit_code == 0
    assert (
        shown.output.count("\nS3-") == len(load_pack(find_packs()["s3-city-zhiyong"]).clauses) - 1
    )


def test_what_changed_is_told_in_words_and_as_data(tmp_path: Path) -> None:
    shutil.copytree(find_packs()["s4e-exam-institute"], tmp_path / "new")
    file = tmp_path / "new" / "plan.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + '\nversion: "2"\n', encoding="utf-8")

    words = run("plan", "diff", "s4e-exam-institute", tmp_path / "new", "--lang", "zh")
    data = run("plan", "diff", "s4e-exam-institute", tmp_path / "new", "--json")

    assert "版本：由“1”改为“2”" in words.output
    (change,) = json.loads(data.stdout)["changes"]
    assert (change["path"], change["head"], change["before"]["en"]) == ("version", True, "1")
    assert "same" in run("plan", "diff", tmp_path / "new", tmp_path / "new", "--lang", "en").output


def test_a_plan_is_asked(tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text("today: 2021-03-01\nfacts: {persn.rank: x}\n", encoding="utf-8")

    asked = run("plan", "explain", "s3-city-zhiyong", facts, "--json")
    aloud = run("plan", "explain", "s3-city-zhiyong", facts)

    assert asked.exit_code == aloud.exit_code == 1
    (problem,) = json.loads(asked.stdout)["problems"]
    assert (problem["path"], problem["line"]) == ("facts.persn.rank", 2)
    assert "是否应为" in aloud.output


def test_a_plan_is_asked_from_a_pipe() -> None:
    arguments = ["plan", "explain", "s3-city-zhiyong", "-", "--json"]

    asked = CliRunner().invoke(app, arguments, input="facts: {ballot.unfit_share: 11/30}\n")

    assert asked.exit_code == 0
    assert json.loads(asked.stdout)["leads"]["c7"]["state"] == "met"


def test_facts_that_are_not_there_are_a_sentence(tmp_path: Path) -> None:
    asked = zhiyong("plan", "explain", "s3-city-zhiyong", str(tmp_path / "no.yaml"), LANG="C.UTF-8")

    assert asked.returncode == 1
    assert asked.stderr.count("\n") == 1
    assert "no.yaml" in asked.stderr


def test_clauses_are_counted_by_plan_and_state() -> None:
    told = json.loads(run("plan", "conformance", "--json", "--clauses").stdout)

    assert set(told) == set(find_packs())
    assert sum(one["total"] for one in told.values()) == 585
    works = [one for one in told["s3-city-zhiyong"]["clauses"] if one["id"] == "S3-040"]
    assert works[0]["state"] == "works"
    assert "tests/conformance/cases/s3-city-zhiyong.evaluation.yaml" in works[0]["tests"]


def test_the_schema_is_for_editors() -> None:
    schema = json.loads(run("plan", "schema").stdout)

    assert schema["$schema"].startswith("https://json-schema.org/")
    assert schema["properties"]["clocks"]["title"] == "时限"
    assert schema["additionalProperties"] is False


# --- verify ------------------------------------------------------------------------------------


@pytest.fixture
def office() -> offices.Office:
    """An office that sealed a complaint among others."""
    office = offices.Office()
    office.seal(*offices.others(3), offices.LEAF, *offices.others(2, since=3))
    return office


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    file = tmp_path / "keys.json"
    public = [KeyFile.of(key.public) for key in (offices.PROMISE, offices.HEAD)]
    file.write_text(dump(*public), encoding="utf-8")
    return file


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    file = tmp_path / "回执.json"
    file.write_text(dump(offices.receipt(accept_by=None)), encoding="utf-8")
    return file


def test_a_promise_that_was_kept(
    office: offices.Office, keys: Path, receipt: Path, tmp_path: Path
) -> None:
    proof = tmp_path / "proof.json"
    head = office.head(offices.SEALED_BY + timedelta(hours=1))
    proof.write_text(dump(office.inclusion(offices.LEAF), head), encoding="utf-8")

    verified = run("verify", receipt, proof, "--keys", keys)

    assert verified.exit_code == 0, verified.output
    assert "The promise was kept" in verified.output


def test_a_complaint_that_vanished(
    office: offices.Office, keys: Path, receipt: Path, tmp_path: Path
) -> None:
    empty = offices.Office()
    empty.seal(*offices.others(4))
    proof = tmp_path / "proof.json"
    head = empty.head(offices.SEALED_BY + timedelta(hours=1))
    proof.write_text(dump(empty.listed(0), head), encoding="utf-8")

    verified = run("verify", receipt, proof, "--keys", keys)

    assert verified.exit_code == BROKEN
    assert "removed, or never sealed" in verified.output


def test_a_tree_head_alone_is_genuine_and_keeps_no_promise(
    office: offices.Office, keys: Path, tmp_path: Path
) -> None:
    head = tmp_path / "head.json"
    head.write_text(dump(office.head(offices.SEALED_BY)), encoding="utf-8")
    verified = run("verify", head, "--keys", keys)
    assert verified.exit_code == 0
    assert "no promise was checked" in verified.output
    assert "The promise was kept" not in verified.output


def test_a_receipt_alone_proves_nothing_yet(keys: Path, receipt: Path) -> None:
    assert run("verify", receipt, "--keys", keys).exit_code == UNDECIDED


@pytest.mark.parametrize("content", ["", "{", '{"type": "other"}', "\x00\x01"])
def test_a_file_that_is_none_of_ours_is_a_sentence(
    keys: Path, tmp_path: Path, content: str
) -> None:
    stray = tmp_path / "stray.json"
    stray.write_text(content, encoding="utf-8")

    verified = zhiyong("verify", str(stray), "--keys", str(keys), LANG="C.UTF-8")

    assert verified.returncode == 1
    assert "stray.json" in verified.stderr
    assert "Traceback" not in verified.stderr


@pytest.mark.parametrize("command", ["serve", "demo"])
@pytest.mark.parametrize("port", ["0", "65536", "abc"])
def test_a_port_that_is_none_is_refused(command: str, port: str) -> None:
    assert run(command, "--port", port).exit_code == 2


def test_a_port_is_not_shared_with_another_server() -> None:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as other:
        result = run("serve", "--port", str(other.getsockname()[1]))
    assert result.exit_code == 1
    assert "ZHIYONG_PORT" in str(result.exception or result.output)


def test_what_was_not_prepared_is_not_served(tmp_path: Path) -> None:
    unprepared = zhiyong("serve", "--port", "8099", LANG="C.UTF-8", ZHIYONG_HOME=str(tmp_path))

    assert unprepared.returncode == 1
    assert "zhiyong prepare" in unprepared.stderr
    assert "Traceback" not in unprepared.stderr
