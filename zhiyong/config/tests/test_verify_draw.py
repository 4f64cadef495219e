"""`zhiyong verify DRAW`: the same names offline, and what differs in a file that was tampered."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from zhiyong.config.cli.main import app
from zhiyong.rules.draw import draw
from zhiyong.rules.drawn import DrawFile, write

FRAME = tuple(f"U{n:03} 第{n}局" for n in range(20))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of a draw."""
    made = draw(FRAME, 3, "5eed")
    path = tmp_path / "draw-1.json"
    path.write_text(
        write(
            DrawFile(
                title="明察暗访",
                of="UNITS",
                commitment=made.commitment,
                committed_on="2026-03-01",
                seed="5eed",
                frame=FRAME,
                frame_digest=made.frame_digest,
                count=3,
                names=made.names,
                drawn_on="2026-03-02",
            )
        ),
        encoding="utf-8",
    )
    return path


def verify(*arguments: str | Path) -> Any:
    return CliRunner().invoke(
        app, ["verify", *map(str, arguments)], env={"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
    )


def test_a_draw_comes_out_again_without_keys_or_server(file: Path) -> None:
    said = verify(file)

    assert said.exit_code == 0, said.output
    assert all(name in said.output for name in draw(FRAME, 3, "5eed").names)
    assert "come out again" in said.output


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("seed", "other", "not the one that was committed to"),
        ("frame", list(FRAME[1:]), "its digest differs"),
        ("names", [*draw(FRAME, 3, "5eed").names[:2], "U099 某局"], "U099 某局"),
    ],
)
def test_a_tampered_file_says_what_differs(file: Path, field: str, value: Any, why: str) -> None:
    told = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(
        json.dumps({**told, field: value}, ensure_ascii=False, indent=1), encoding="utf-8"
    )

    said = verify(file)

    assert said.exit_code == 1
    assert why in said.output
    assert "does not come out again" in said.output


def test_what_lacks_a_part_is_refused_with_its_name(file: Path) -> None:
    told = json.loads(file.read_text(encoding="utf-8"))
    del told["seed"]
    file.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")

    said = verify(file)

    assert said.exit_code != 0
    assert "lacks “seed”" in str(said.exception)
