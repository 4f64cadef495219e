"""An approved resignation, or a motion that was carried, says that a post should end.

It ends none by itself: whoever keeps the directory enters it. Rooms above that wait for it register
here, in `AppConfig.ready`:

    ended.register(fn)          # fn(row, by, on)
"""

from collections.abc import Callable
from datetime import date

from zhiyong.directory.models import Account
from zhiyong.tracks.models import Oversight, Resignation

Follow = Callable[[Resignation | Oversight, Account, date], None]

_follows: list[Follow] = []


def register(follow: Follow) -> None:
    """Let a room follow that a post should end; once, however often it registers."""
    if follow not in _follows:
        _follows.append(follow)


def tell(row: Resignation | Oversight, by: Account, on: date) -> None:
    """Tell every room that a post should end."""
    for follow in _follows:
        follow(row, by, on)
