"""What follows when a paper has arrived: each room above registers it once, in code."""

from collections.abc import Callable
from datetime import date

from zhiyong.directory.models import Account
from zhiyong.papers.models import Paper, ServiceOfPaper

Served = Callable[[Paper, ServiceOfPaper, Account, date], None]
"""Runs in the transaction that enters the service: paper, service, who entered it, the day."""

_served: dict[str, Served] = {}


def register(kind: str, served: Served) -> None:
    """Say what follows when a paper about a subject of a Kind has arrived."""
    _served[kind] = served


_homes: dict[str, Callable[[Paper], str]] = {}


def register_home(kind: str, address: Callable[[Paper], str]) -> None:
    """Say where the scan of a sheet about a subject of a Kind is entered; "" for nowhere."""
    _homes[kind] = address


def home_of(paper: Paper) -> str:
    """Return where the scan of a sheet is entered, "" where no room has said so."""
    address = _homes.get(paper.subject.partition(":")[0])
    return address(paper) if address else ""


def when_served(paper: Paper, service: ServiceOfPaper, by: Account, on: date) -> None:
    """Tell the room above that a paper has arrived, if it wants to know."""
    follows = _served.get(paper.subject.partition(":")[0])
    if follows is not None and service.way != ServiceOfPaper.Way.RETURNED:
        follows(paper, service, by, on)
