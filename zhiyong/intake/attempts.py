"""What slows down whoever guesses receipt codes, and nobody else.

Everything here lives in the memory of the process: no address is written anywhere. Nobody is
kept waiting inside a thread: a request is answered at once, with the code's page, a puzzle, or
the number of seconds to wait.
"""

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

Seconds = Callable[[], float]


class Buckets:
    """Token buckets: `burst` tries at once, then one every `every` seconds, for each key.

    Keys are hashed with a secret of this process. The oldest are forgotten beyond `most`.
    """

    def __init__(
        self, *, burst: int, every: float, most: int = 50_000, clock: Seconds = time.monotonic
    ) -> None:
        self.burst = burst
        self.every = every
        self._most = most
        self._clock = clock
        self._secret = secrets.token_bytes(16)
        self._levels: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._guard = threading.Lock()

    def take(self, key: str) -> float:
        """Take one try; return 0 if there was one, else how many seconds until there is."""
        name = hashlib.blake2b(key.encode(), key=self._secret, digest_size=16).digest()
        with self._guard:
            now = self._clock()
            level, since = self._levels.pop(name, (float(self.burst), now))
            level = min(float(self.burst), level + (now - since) / self.every)
            allowed = level >= 1
            self._levels[name] = (level - 1 if allowed else level, now)
            while len(self._levels) > self._most:
                self._levels.popitem(last=False)
        return 0.0 if allowed else (1 - level) * self.every

    def give_back(self, key: str) -> None:
        """Return a try that succeeded: whoever knows a code is never slowed down."""
        name = hashlib.blake2b(key.encode(), key=self._secret, digest_size=16).digest()
        with self._guard:
            if name in self._levels:
                level, since = self._levels[name]
                self._levels[name] = (min(float(self.burst), level + 1), since)


@dataclass(frozen=True, slots=True)
class Puzzle:
    """Find a number so that SHA-256 of `salt`, a colon and the number begins with `bits` zeros."""

    salt: str
    bits: int


class Puzzles:
    """Proof of work: made, checked once, forgotten after `lasts` seconds.

    Every process of an installation checks what any of them made; each takes it once.
    """

    def __init__(
        self, *, bits: int = 18, lasts: int = 600, clock: Seconds = time.monotonic
    ) -> None:
        self.bits = bits
        self._lasts = lasts
        self._clock = clock
        self._secret = hashlib.sha256(b"puzzles" + settings.SECRET_KEY.encode()).digest()
        self._used: OrderedDict[str, float] = OrderedDict()
        self._guard = threading.Lock()

    def new(self) -> Puzzle:
        """Return a puzzle; nothing is kept for it until it is solved."""
        made = f"{int(self._clock())}.{secrets.token_hex(8)}"
        return Puzzle(f"{made}.{self._mark(made)}", self.bits)

    def is_solved(self, salt: str, number: str) -> bool:
        """Return whether a puzzle of this process was solved, in time and for the first time."""
        made, _, mark = salt.rpartition(".")
        moment, _, _nonce = made.partition(".")
        if not (moment.isdigit() and hmac.compare_digest(mark, self._mark(made))):
            return False
        now = self._clock()
        if now - int(moment) > self._lasts or not (number.isdigit() and len(number) < 20):
            return False
        digest = hashlib.sha256(f"{salt}:{number}".encode()).digest()
        if int.from_bytes(digest, "big") >> (256 - self.bits):
            return False
        with self._guard:
            while self._used and next(iter(self._used.values())) < now - self._lasts:
                self._used.popitem(last=False)
            if salt in self._used:
                return False
            self._used[salt] = now
        return True

    def _mark(self, made: str) -> str:
        return hmac.new(self._secret, made.encode(), hashlib.sha256).hexdigest()[:24]


class TooMany(Exception):
    """There were too many wrong codes: solve the puzzle, or wait `seconds`."""

    def __init__(self, seconds: float, puzzle: Puzzle) -> None:
        super().__init__(f"wait {seconds:.0f} seconds")
        self.seconds = seconds
        self.puzzle = puzzle


@dataclass(frozen=True, slots=True)
class Guard:
    """Two buckets, one for each sender and one for all of them, and the puzzle past them."""

    each: Buckets
    together: Buckets
    puzzles: Puzzles

    def enter(self, key: str, *, solved: tuple[str, str] | None = None) -> None:
        """Let a try in.

        :raises TooMany: if the buckets are empty and no puzzle was solved.
        """
        if solved is not None and self.puzzles.is_solved(*solved):
            return
        wait = self.each.take(key) or self.together.take("")
        if wait:
            raise TooMany(wait, self.puzzles.new())

    def found(self, key: str) -> None:
        """Say that the try was a real code."""
        self.each.give_back(key)
        self.together.give_back("")


codes = Guard(
    each=Buckets(burst=6, every=20), together=Buckets(burst=120, every=0.5), puzzles=Puzzles()
)
"""The guard of the follow-up page, one for each process."""
