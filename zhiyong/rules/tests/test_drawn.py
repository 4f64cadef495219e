"""The file of a draw: it repeats, and whatever was changed in it shows."""

import json
from dataclasses import replace

import pytest

from zhiyong.rules.draw import draw
from zhiyong.rules.drawn import (
    Difference,
    DrawFile,
    DrawFileError,
    Excluded,
    check,
    looks_like,
    read,
    say,
    say_error,
    write,
)

FRAME = tuple(f"U{n:03} 第{n}局" for n in range(1, 31))
SEED = "5f2c"


def a_file() -> DrawFile:
    made = draw(FRAME, 4, SEED)
    return DrawFile(
        title="明察暗访",
        of="UNITS",
        commitment=made.commitment,
        committed_on="2026-03-01",
        seed=SEED,
        frame=FRAME,
        frame_digest=made.frame_digest,
        count=4,
        names=made.names,
        drawn_on="2026-03-02",
        excluded=(Excluded("U099 某局", "本月已查"),),
    )


def test_a_file_is_read_as_it_was_written_and_repeats() -> None:
    raw = write(a_file()).encode()

    assert looks_like(raw)
    assert read(raw) == a_file()
    assert check(read(raw)) == ()


def test_the_frame_may_stand_in_any_order() -> None:
    assert check(replace(a_file(), frame=FRAME[::-1])) == ()


NAMES = a_file().names
OTHER = next(name for name in FRAME if name not in NAMES)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"seed": "other"}, {"COMMITMENT", "NAME_ADDED", "NAME_MISSING"}),
        ({"frame": FRAME[:-1]}, {"FRAME", "NAME_ADDED", "NAME_MISSING"}),
        ({"names": (*NAMES[:3], OTHER)}, {"NAME_ADDED", "NAME_MISSING"}),
        ({"names": NAMES[:3]}, {"COUNT", "NAME_MISSING"}),
        ({"names": NAMES[::-1]}, {"ORDER"}),
        ({"count": 99}, {"COUNT", "NOT_DRAWABLE"}),
        ({"frame": ()}, {"FRAME", "NOT_DRAWABLE"}),
        ({"committed_on": "2026-03-03"}, {"COMMITTED_LATE"}),
        ({"excluded": (Excluded(NAMES[0], "x"),)}, {"EXCLUDED_DRAWN", "EXCLUDED_IN_FRAME"}),
        ({"excluded": (Excluded("某局", ""),)}, {"REASON_MISSING"}),
    ],
)
def test_what_was_changed_shows(changes: dict[str, object], codes: set[str]) -> None:
    found = check(replace(a_file(), **changes))  # type: ignore[arg-type]

    assert codes <= {one.code for one in found}
    assert all(say(one, lang) for one in found for lang in ("zh", "en"))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "NOT_A_DRAW"),
        (b"[1]", "NOT_A_DRAW"),
        (b"\xff\xfe", "NOT_A_DRAW"),
        (b"[" * 100_000, "NOT_A_DRAW"),
        (b'{"kind": "zhiyong draw", "version": 2}', "OTHER_VERSION"),
        (b'{"kind": "zhiyong draw", "version": 1}', "FIELD_WRONG"),
        (json.dumps({**json.loads(write(a_file())), "count": "4"}).encode(), "FIELD_WRONG"),
        (json.dumps({**json.loads(write(a_file())), "names": [1]}).encode(), "FIELD_WRONG"),
        (json.dumps({**json.loads(write(a_file())), "excluded": [{}]}).encode(), "FIELD_WRONG"),
    ],
)
def test_what_is_no_draw_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(DrawFileError) as error:
        read(raw)

    assert error.value.code == code
    assert all(say_error(error.value, lang) for lang in ("zh", "en"))


def test_a_difference_names_who_it_is_about() -> None:
    assert OTHER in say(Difference("NAME_ADDED", OTHER), "zh")
