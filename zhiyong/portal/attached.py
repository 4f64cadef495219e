"""Files on their way from the form to the report: checked at once, locked up until it is sent."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhiyong.files import sentences, staging, storage
from zhiyong.files.errors import FileRefused
from zhiyong.files.services import Prepared, prepare, stage, unstage
from zhiyong.files.uploads import dropped
from zhiyong.portal import sealing

FIELD = "files"


class Lost(Exception):
    """Files that were locked up are not there any more; the sentence asks for them again."""

    def __init__(self, files: "Sequence[Attached]") -> None:
        names = "、".join(one.name for one in files)
        super().__init__(
            _("{names}: kept for too long without being sent. Please attach again.").format(
                names=names
            )
        )
        self.files = files


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that was taken and is locked up; the token opens it."""

    name: str
    size: int
    media_type: str
    anonymous: bool
    token: str

    @property
    def is_picture(self) -> bool:
        """Whether something may be seen or heard in it that no cleaning removes."""
        return self.media_type.partition("/")[0] in ("image", "video", "audio")


@dataclass(slots=True)
class Taken:
    """What became of the files of a form."""

    kept: list[Attached] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def from_form(request: HttpRequest, purpose: str, *, anonymous: bool, at: datetime) -> Taken:
    """Return the files that a form already had and those that came with it, each one checked.

    The form's boxes `drop` take files out again. A file that was attached under a name is not
    taken over by somebody who now stays anonymous: it was cleaned less.
    """
    taken = Taken(refused=[one.sentence for one in dropped(request) if one.field == FIELD])
    dropping = set(request.POST.getlist("drop"))
    for place, one in enumerate(_before(request, purpose)):
        if str(place) in dropping:
            staging.forget(one.token, wholly=True)
        elif anonymous and not one.anonymous:
            staging.forget(one.token, wholly=True)
            taken.refused.append(
                _("Attach “{name}” again: without your name it is cleaned more.").format(
                    name=one.name
                )
            )
        else:
            taken.kept.append(one)
    for upload in request.FILES.getlist(FIELD):
        if len(taken.kept) >= settings.FILES_MOST:
            taken.refused.append(sentences.too_many())
            break
        try:
            ready = prepare(upload, anonymous=anonymous)
            taken.kept.append(
                Attached(ready.name, ready.size, ready.media_type, anonymous, stage(ready, at=at))
            )
        except FileRefused as refusal:
            taken.refused.append(str(refusal))
    taken.refused = list(dict.fromkeys(taken.refused))
    return taken


def sealed(purpose: str, files: Sequence[Attached]) -> str:
    """Return files as a form carries them."""
    return sealing.seal(purpose, {"files": as_data(files)})


def as_data(files: Sequence[Attached]) -> list[dict[str, Any]]:
    """Return files as a seal can hold them."""
    return [asdict(one) for one in files]


def from_data(data: Sequence[dict[str, Any]]) -> list[Attached]:
    """Return what `as_data` gave."""
    return [Attached(**one) for one in data]


def _before(request: HttpRequest, purpose: str) -> list[Attached]:
    with suppress(sealing.NotOurs):
        return from_data(sealing.unseal(purpose, request.POST.get("kept", ""))["files"])
    return []


@contextmanager
def opened(files: Sequence[Attached], *, at: datetime) -> Iterator[tuple[Prepared, ...]]:
    """Give files ready to be attached; if the act fails, what was opened is removed again.

    :raises Lost: if some are not there any more.
    """
    ready: list[Prepared] = []
    lost: list[Attached] = []
    for one in files:
        try:
            ready.append(unstage(one.token, at=at))
        except FileRefused:
            lost.append(one)
    try:
        if lost:
            raise Lost(lost)
        yield tuple(ready)
    except BaseException:
        close(ready)
        raise


def close(ready: Sequence[Prepared]) -> None:
    """Remove opened copies; what is locked up, and sealed originals, stay for another try."""
    for one in ready:
        storage.discard(one.served_path)


def forget(files: Sequence[Attached]) -> None:
    """Remove what was locked up, after it was attached."""
    for one in files:
        staging.forget(one.token)
