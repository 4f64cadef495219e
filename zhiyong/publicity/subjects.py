"""What rooms above say about the subjects that something is published about."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from zhiyong.publicity import wording


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
Pending = Callable[[str, date], str]
"""Why a subject is not final, as a room above the subject's own knows; "" if it knows nothing."""

_pending: list[Pending] = []
Watch = Callable[[str, str], Iterable[str]]
"""What in a text about a subject may give away who complained: the places, as they stand."""

_watches: list[Watch] = []


def register(kind: str, subject: Subject) -> None:
    """Say what a Kind of subject answers."""
    _subjects[kind] = subject


def pending(check: Pending) -> None:
    """Add a reason for which a subject is not final; adding it again changes nothing."""
    if check not in _pending:
        _pending.append(check)


def why_not_final(reference: str, on: date) -> str:
    """Return why what would be published about a subject is not final; "" if it is.

    What no room answers for is never final.
    """
    kind = reference.partition(":")[0]
    if kind not in _subjects:
        return wording.not_standing()
    reasons = (check(reference, on) for check in (_subjects[kind].not_final, *_pending))
    return next((why for why in reasons if why), "")


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
