"""MP4, MOV, M4A, 3GP: what says who, when and where is overwritten in place, same length.

So no offset moves. A track of timed data (the phone's path) cannot be blanked that simply.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from zhiyong.files.formats.trouble import Trouble

_FOLDERS = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf")
_BLANKED = (b"udta", b"meta", b"uuid", b"XMP_", b"Xtra", b"free", b"skip", b"wide")
_DATED = (b"mvhd", b"tkhd", b"mdhd")
_SOUND_AND_PICTURE = (b"vide", b"soun", b"hint", b"text", b"sbtl", b"subt", b"clcp", b"tmcd")
_BIG = 64 * 1024 * 1024
DEEPEST = 12


def clean(source: Path, target: Path) -> bool:
    """Write the film or sound without tags and times; return whether a track of data is left.

    :raises Trouble: "broken".
    """
    shutil.copyfile(source, target)
    with target.open("r+b") as file:
        end = file.seek(0, 2)
        found = list(_walk(file, 0, end, 0))
        if not any(name == b"moov" for name, *_rest in found):
            raise Trouble("broken")
        for name, at, start, stop in found:
            if name in _BLANKED and stop > start:
                _blank(file, at, start, stop)
            elif name in _DATED:
                _undate(file, start, stop)
        return any(name == b"hdlr" and not _plays(file, start) for name, _at, start, _s in found)


def _walk(file: IO[bytes], at: int, end: int, depth: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield (name, where it is, where its content starts, where it stops) of every box."""
    if depth > DEEPEST:
        raise Trouble("broken")
    while at + 8 <= end:
        file.seek(at)
        head = file.read(16)
        size, name, start = int.from_bytes(head[:4], "big"), head[4:8], at + 8
        if size == 1 and len(head) == 16:
            size, start = int.from_bytes(head[8:16], "big"), at + 16
        elif size == 0:
            size = end - at
        if size < start - at or at + size > end:
            raise Trouble("broken")
        yield name, at, start, at + size
        if name in _FOLDERS:
            yield from _walk(file, start, at + size, depth + 1)
        at += size


def _blank(file: IO[bytes], at: int, start: int, stop: int) -> None:
    if stop - start > _BIG:
        raise Trouble("broken")
    file.seek(at + 4)
    file.write(b"free")
    file.seek(start)
    file.write(bytes(stop - start))


def _undate(file: IO[bytes], start: int, stop: int) -> None:
    file.seek(start)
    width = 16 if file.read(1) == b"\x01" else 8
    if stop - start < 4 + width:
        raise Trouble("broken")
    file.seek(start + 4)
    file.write(bytes(width))


def _plays(file: IO[bytes], start: int) -> bool:
    """Whether a handler is for sound, picture or subtitles; data handlers of QuickTime too."""
    file.seek(start + 4)
    component, handler = file.read(4), file.read(4)
    return handler in _SOUND_AND_PICTURE or component == b"dhlr"
