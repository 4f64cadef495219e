"""The file of a draw: everything that repeats it, and whether it repeats.

A file is JSON. Whoever holds it needs nothing else: `check` computes the commitment from the seed,
the digest from the frame, and draws again; a name that was changed, left out or put in shows.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from zhiyong.rules.draw import DrawError, commitment, draw, frame_digest
from zhiyong.rules.errors import RuleError

KIND = "zhiyong draw"
VERSION = 1
MOST_BYTES = 20_000_000


class DrawFileError(RuleError):
    """NOT_A_DRAW · OTHER_VERSION(version) · FIELD_WRONG(field): the file cannot be read."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """A name that was left out of the frame, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class DrawFile:
    """A draw as its file holds it.

    commitment   the digest of the seed, published on `committed_on`, before frame and draw
    frame        every name that could be drawn · excluded: those that could not, and why
    names        who was drawn, in the order of their ranks
    """

    title: str
    of: str
    commitment: str
    committed_on: str
    seed: str
    frame: tuple[str, ...]
    frame_digest: str
    count: int
    names: tuple[str, ...]
    drawn_on: str
    excluded: tuple[Excluded, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Difference:
    """What of a draw does not come out again.

    code   COMMITMENT (the seed is not the one that was committed to) · FRAME (the frame is not the
           one that was drawn from) · COUNT (more or fewer names than it says) · NAME_ADDED(name) ·
           NAME_MISSING(name) · ORDER (the same names in another order) · EXCLUDED_DRAWN(name) ·
           EXCLUDED_IN_FRAME(name) · REASON_MISSING(name) · NOT_DRAWABLE · COMMITTED_LATE
    """

    code: str
    name: str = ""


def check(file: DrawFile) -> tuple[Difference, ...]:
    """Return what differs when a draw is made again; nothing if it comes out the same."""
    found: list[Difference] = []
    if commitment(file.seed) != file.commitment:
        found.append(Difference("COMMITMENT"))
    if file.committed_on > file.drawn_on:
        found.append(Difference("COMMITTED_LATE"))
    if frame_digest(file.frame) != file.frame_digest:
        found.append(Difference("FRAME"))
    if len(file.names) != file.count:
        found.append(Difference("COUNT"))
    left_out = {one.name for one in file.excluded}
    found += [Difference("EXCLUDED_IN_FRAME", one) for one in sorted(left_out & {*file.frame})]
    found += [Difference("EXCLUDED_DRAWN", one) for one in sorted(left_out & {*file.names})]
    found += [Difference("REASON_MISSING", one.name) for one in file.excluded if not one.reason]
    try:
        again = draw(file.frame, file.count, file.seed).names
    except DrawError:
        return (*found, Difference("NOT_DRAWABLE"))
    found += [Difference("NAME_ADDED", one) for one in file.names if one not in again]
    found += [Difference("NAME_MISSING", one) for one in again if one not in file.names]
    if sorted(again) == sorted(file.names) and again != file.names:
        found.append(Difference("ORDER"))
    return tuple(found)


def write(file: DrawFile) -> str:
    """Return a draw as its file."""
    told = {"kind": KIND, "version": VERSION, **asdict(file)}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def looks_like(raw: bytes) -> bool:
    """Whether a file says of itself that it is a draw."""
    return f'"kind": "{KIND}"'.encode() in raw[:200]


def read(raw: bytes) -> DrawFile:
    """Return the draw that a file holds.

    :raises DrawFileError: if it is no draw, or a field of it cannot be.
    """
    try:
        told = json.loads(raw[:MOST_BYTES])
    except (ValueError, RecursionError):
        raise DrawFileError("NOT_A_DRAW") from None
    if not isinstance(told, dict) or told.get("kind") != KIND:
        raise DrawFileError("NOT_A_DRAW")
    if told.get("version") != VERSION:
        raise DrawFileError("OTHER_VERSION", version=str(told.get("version"))[:20])
    texts = {
        name: _read(told, name, lambda value: isinstance(value, str))
        for name in (
            "title", "of", "commitment", "committed_on", "seed", "frame_digest", "drawn_on"
        )
    }  # fmt: skip
    return DrawFile(
        **texts,
        count=_read(told, "count", lambda value: type(value) is int),
        frame=tuple(_read(told, "frame", _is_names)),
        names=tuple(_read(told, "names", _is_names)),
        excluded=tuple(
            Excluded(one["name"], one["reason"]) for one in _read(told, "excluded", _is_excluded)
        ),
    )


def _read(told: Mapping[str, Any], name: str, fits: Callable[[Any], bool]) -> Any:
    if name not in told or not fits(told[name]):
        raise DrawFileError("FIELD_WRONG", field=name)
    return told[name]


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_excluded(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict)
        and isinstance(one.get("name"), str)
        and isinstance(one.get("reason"), str)
        for one in value
    )


# ── in words ──────────────────────────────────────────────────────────────────────────────

_DIFFERENCES: dict[str, tuple[str, str]] = {
    "COMMITMENT": (
        "种子与事先公布的承诺值不符：种子被换过，或承诺值被改过",
        "The seed is not the one that was committed to before the draw",
    ),
    "COMMITTED_LATE": (
        "承诺值的公布日期晚于抽取日期",
        "The seed was committed to after the draw",
    ),
    "FRAME": (
        "名单与抽取时的名单不符：摘要对不上",
        "The frame is not the one that was drawn from: its digest differs",
    ),
    "COUNT": (
        "抽中的个数与所写的个数不符",
        "The number of names drawn is not the number it says",
    ),
    "NAME_ADDED": ("“{name}”并未抽中，却列在结果里", "“{name}” was not drawn, yet stands there"),
    "NAME_MISSING": ("“{name}”应当抽中，结果里没有", "“{name}” was drawn, yet is missing"),
    "ORDER": ("抽中的顺序不符", "The names stand in another order"),
    "EXCLUDED_DRAWN": ("“{name}”已被排除，却列在结果里", "“{name}” was excluded, yet is drawn"),
    "EXCLUDED_IN_FRAME": (
        "“{name}”既在名单内又被排除",
        "“{name}” is both in the frame and excluded",
    ),
    "REASON_MISSING": ("排除“{name}”没有写明理由", "“{name}” is excluded without a reason"),
    "NOT_DRAWABLE": (
        "按这份名单和个数无法抽取",
        "Nothing can be drawn from this frame with this number",
    ),
    "NOT_THE_RECORDED": (
        "文件与本系统记录的抽取不符：{name}",
        "The file is not what this installation recorded: {name}",
    ),
}
_ERRORS: dict[str, tuple[str, str]] = {
    "NOT_A_DRAW": ("这不是抽取文件", "This is no file of a draw"),
    "OTHER_VERSION": (
        "抽取文件的版本是“{version}”，本程序只认版本1",
        "The file has version “{version}”; this program knows version 1",
    ),
    "FIELD_WRONG": (
        "抽取文件缺少“{field}”，或其内容不对",
        "The file lacks “{field}”, or holds something else there",
    ),
}


def say(difference: Difference, lang: str) -> str:
    """Return a difference as a sentence."""
    return _DIFFERENCES[difference.code][_place(lang)].format(name=difference.name)


def say_error(error: DrawFileError, lang: str) -> str:
    """Return why a file cannot be read as a sentence."""
    return _ERRORS[error.code][_place(lang)].format(**error.params)


def _place(lang: str) -> int:
    return 0 if lang.startswith("zh") else 1


def names_of(rows: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """Return the names of rows that hold one each."""
    return tuple(row["name"] for row in rows)
