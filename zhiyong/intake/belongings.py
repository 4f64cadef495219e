"""What rooms above hang on a complaint: it goes along when another office keeps the complaint.

A room registers in `AppConfig.ready` a function that lets its own rows follow the complaint, and
returns their references: papers, approvals, duties and notices of those are moved with it.
"""

from collections.abc import Callable, Iterable

from zhiyong.intake.models import Complaint
from zhiyong.shell import kinds

Follow = Callable[[Complaint], Iterable[str]]

_followers: list[Follow] = []


def register(follow: Follow) -> None:
    """Let rows of a room above follow a complaint."""
    if follow not in _followers:
        _followers.append(follow)


def follow(complaint: Complaint) -> list[str]:
    """Let everything follow a complaint that has just changed hands; return what did, itself too.

    Runs in the transaction of the act, after `keeper` and `audience` are set.
    """
    return [kinds.ref(complaint), *(ref for each in _followers for ref in each(complaint))]
