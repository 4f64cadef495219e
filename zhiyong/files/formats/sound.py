"""MP3 and WAV: only the sound is copied, not the tags around it."""

from pathlib import Path
from typing import IO

from zhiyong.files.formats.trouble import Trouble

CHUNK = 1024 * 1024
_KEPT = (b"fmt ", b"data", b"fact")


def clean(kind: str, source: Path, target: Path) -> None:
    """Write the sound without tags.

    :raises Trouble: "broken".
    """
    with source.open("rb") as file, target.open("wb") as out:
        if kind == "mp3":
            _mp3(file, out)
        else:
            _wav(file, out)


def _mp3(file: IO[bytes], out: IO[bytes]) -> None:
    start, end = _after_tags(file), _before_tags(file)
    if end - start < 64:
        raise Trouble("broken")
    _copy(file, out, start, end - start)


def _after_tags(file: IO[bytes]) -> int:
    """Return where the frames start: after every ID3v2 tag."""
    at = 0
    while True:
        file.seek(at)
        head = file.read(10)
        if len(head) < 10 or head[:3] != b"ID3":
            return at
        size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
        at += 10 + size + (10 if head[5] & 0x10 else 0)


def _before_tags(file: IO[bytes]) -> int:
    """Return where the frames end: before ID3v1, Lyrics3 and APE tags."""
    end = file.seek(0, 2)
    for _turn in range(4):
        file.seek(max(end - 128, 0))
        tail = file.read(min(128, end))
        if tail[:3] == b"TAG":
            end -= 128
        elif tail[96:104] == b"APETAGEX":
            size = int.from_bytes(tail[108:112], "little")
            header = 32 if int.from_bytes(tail[116:120], "little") >> 31 else 0
            end = max(end - size - header, 0)
        elif tail[-9:] in (b"LYRICS200", b"LYRICSEND") and tail[-15:-9].isdigit():
            end = max(end - 15 - int(tail[-15:-9]), 0)
        else:
            break
    return end


def _wav(file: IO[bytes], out: IO[bytes]) -> None:
    file.seek(0, 2)
    total = file.tell()
    pieces: list[tuple[bytes, int, int]] = []
    at = 12
    while at + 8 <= total:
        file.seek(at)
        head = file.read(8)
        size = min(int.from_bytes(head[4:], "little"), total - at - 8)
        if head[:4] in _KEPT:
            pieces.append((head[:4], at + 8, size))
        at += 8 + size + (size & 1)
    if {name for name, *_rest in pieces} < {b"fmt ", b"data"}:
        raise Trouble("broken")
    length = 4 + sum(8 + size + (size & 1) for _name, _at, size in pieces)
    out.write(b"RIFF" + length.to_bytes(4, "little") + b"WAVE")
    for name, start, size in pieces:
        out.write(name + size.to_bytes(4, "little"))
        _copy(file, out, start, size)
        out.write(b"\0" * (size & 1))


def _copy(file: IO[bytes], out: IO[bytes], start: int, length: int) -> None:
    file.seek(start)
    while length > 0 and (piece := file.read(min(CHUNK, length))):
        out.write(piece)
        length -= len(piece)
