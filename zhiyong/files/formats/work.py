"""One file through: what it is, whether it may be taken, and its copy without metadata."""

import errno
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from zhiyong.files.formats import kinds, marks
from zhiyong.files.formats.sniff import sniff, text_of
from zhiyong.files.formats.trouble import NO_ROOM, Trouble

TEXT_READ = 64 * 1024
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Order:
    """What to do with a file. `extension` is that of its name, without the dot."""

    source: str
    target: str
    extension: str
    anonymous: bool = False
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What was made of it. `cleaning` is CLEANED, NOTHING or EVIDENCE.

    `taken` and `place` are what a photograph says of itself: "2026-03-02 09:30:00" and
    "30.59280, 114.30550"; "" where it says nothing, or its sender is anonymous.
    """

    kind: str
    media_type: str
    extension: str
    cleaning: str
    taken: str = ""
    place: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return it as JSON can hold it."""
        return asdict(self)


def work(order: Order) -> Done:
    """Look at a file and write the copy that is served.

    :raises Trouble: if it is not taken; `what` names the kind it really is, or the mark.
        "no_room" if the copy could not be written, which says nothing of the file.
    """
    try:
        return _work(order)
    except Trouble:
        raise
    except Exception as error:  # parsers promise nothing about damaged files
        full = isinstance(error, OSError) and error.errno in _FULL
        raise Trouble(NO_ROOM if full else "broken") from error


def _work(order: Order) -> Done:
    source, target = Path(order.source), Path(order.target)
    with source.open("rb") as file:
        found = kinds.BY_ID[sniff(file)]
    if not found.clean:
        raise Trouble(found.id if found.id in _NAMED else "not_taken", found.id)
    if not kinds.fits(found, order.extension):
        raise Trouble("other_kind", found.id)
    if mark := _mark(found, source):
        raise Trouble("secret", mark)
    if order.evidence:
        _check(found, source, target, order)
        shutil.copyfile(source, target)
        return Done(found.id, found.media_type, found.extension, "EVIDENCE")
    made, cleaning = _clean(found, source, target, order)
    taken, place = "", ""
    if found.clean == "picture" and not order.anonymous:
        from zhiyong.files.formats import picture

        taken, place = picture.taken(found.id, source)
    return Done(made.id, made.media_type, made.extension, cleaning, taken, place)


_NAMED = frozenset({"empty", "zip", "macro", "locked", "unknown"})


def _check(found: kinds.Format, source: Path, target: Path, order: Order) -> None:
    """Make the copy all the same: what cannot be parsed, or is a bomb, is no evidence either."""
    if found.clean != "plain":
        _clean(found, source, target, order)


def _clean(
    found: kinds.Format, source: Path, target: Path, order: Order
) -> tuple[kinds.Format, str]:
    made = found.id
    match found.clean:
        case "picture":
            from zhiyong.files.formats import picture

            made = picture.clean(found.id, source, target)
        case "pdf":
            from zhiyong.files.formats import pdf

            pdf.clean(source, target)
        case "ooxml":
            from zhiyong.files.formats import ooxml

            ooxml.clean(source, target)
        case "ofd":
            from zhiyong.files.formats import ofd

            ofd.clean(source, target)
        case "ole":
            if order.anonymous:
                raise Trouble("metadata_stays", found.id)
            from zhiyong.files.formats import ole

            ole.clean(source, target)
        case "sound":
            from zhiyong.files.formats import sound

            sound.clean(found.id, source, target)
        case "boxes":
            from zhiyong.files.formats import boxes

            if boxes.clean(source, target) and order.anonymous:
                raise Trouble("metadata_stays", found.id)
        case _:
            if found.id == "txt":
                _written_throughout(source)
            shutil.copyfile(source, target)
            return found, "NOTHING"
    return kinds.BY_ID[made], "CLEANED"


def _mark(found: kinds.Format, source: Path) -> str | None:
    """Return the mark of secrecy at the head of a document, or None; of a damaged one too."""
    try:
        return _mark_of(found, source)
    except Trouble:
        raise
    except Exception:  # the cleaner meets the same damage, and says so
        return None


def _mark_of(found: kinds.Format, source: Path) -> str | None:
    match found.clean:
        case "pdf":
            from zhiyong.files.formats import pdf

            return pdf.mark_of(source)
        case "ooxml":
            from zhiyong.files.formats import ooxml

            return ooxml.mark_of(source)
        case "ofd":
            from zhiyong.files.formats import ofd

            return ofd.mark_of(source)
        case "ole":
            from zhiyong.files.formats import ole

            return ole.mark_of(source)
    if found.id == "txt":
        with source.open("rb") as file:
            return marks.in_text(text_of(file.read(TEXT_READ), cut=True) or "")
    return None


def _written_throughout(source: Path) -> None:
    if text_of(source.read_bytes()) is None:
        raise Trouble("unknown", "unknown")
