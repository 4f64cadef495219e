"""Who knocks too often: counted in memory, under a key that is never written anywhere."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest

from zhiyong.intake.attempts import Buckets, Guard, Puzzles


def knocker(request: HttpRequest) -> str:
    """Return what tells senders apart while their bucket lives: nothing but a key in memory.

    Behind a proxy every request comes from the proxy's address; `CLIENT_ADDRESS_HEADER` names
    the header that the proxy itself sets.
    """
    header = settings.CLIENT_ADDRESS_HEADER
    return str(request.META.get(header) or request.META.get("REMOTE_ADDR", ""))


@cache
def lodgings() -> Guard:
    """Return the guard of the last step of a report, one for each process."""
    limits = settings.PORTAL_LODGINGS
    return Guard(
        each=Buckets(burst=int(limits["burst"]), every=limits["every"]),
        together=Buckets(burst=int(limits["together"]), every=limits["every_together"]),
        puzzles=Puzzles(bits=settings.PORTAL_PUZZLE_BITS),
    )
