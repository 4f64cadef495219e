"""What rooms above say about the subjects that something is published about."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody a subject is about: the name, and the words that stand for it where names go."""

    name: str
    shown: str


def _nothing(reference: str, on: date) -> str:  # noqa: ARG001
    return ""


def _nobody(reference: str) -> Sequence[Named]:  # noqa: ARG001
    return ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What one Kind of subject answers.

    not_final  why what would be published is not final yet, in a sentence; "" if it is
    people     whom it is about, so that names can be replaced by roles
    """

    not_final: Callable[[str, date], str] = _nothing
    people: Callable[[str], Sequence[Named]] = _nobody


_subjects: dict[str, Subject] = {}
Watch = Callable[[str, str], Iterable[str]]
"""What in a text about a subject may give away who complained: the places, as they stand."""

_watches: list[Watch] = []


def register(kind: str, subject: Subject) -> None:
    """Say what a Kind of subject answers."""
    _subjects[kind] = subject


def watch(found: Watch) -> None:
    """Add something that looks for complainants in texts before they go out."""
    if found not in _watches:
        _watches.append(found)


def of(reference: str) -> Subject:
    """Return what the Kind of a subject answers; of an unknown one nothing is known."""
    return _subjects.get(reference.partition(":")[0], Subject())


def watched(text: str, reference: str) -> list[str]:
    """Return what rooms above find in a text about a subject."""
    return [place for look in _watches for place in look(text, reference)]
