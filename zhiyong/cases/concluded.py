"""What happens when the conclusion of a case has been agreed to: the rooms above take it on."""

from collections.abc import Callable
from datetime import date

from zhiyong.cases.models import Case, Conclusion
from zhiyong.directory.models import Account

Follow = Callable[[Case, Conclusion, Account, date], None]
"""`follow(case, conclusion, by, on)`, in the transaction that concludes the case."""

_follows: list[Follow] = []


def register(follow: Follow) -> None:
    """Let a room take a concluded case on; once, however often it registers."""
    if follow not in _follows:
        _follows.append(follow)


def tell(case: Case, conclusion: Conclusion, by: Account, on: date) -> None:
    """Tell every room that a case was concluded."""
    for follow in _follows:
        follow(case, conclusion, by, on)
