"""Complaints in alike words, found by MinHash over segmented words. Pure: no database.

A text becomes the set of its words; sixty hashes of the set's least members, in bands of three,
agree in at least one band for about nine of ten pairs of texts that share half of their words,
and for few that share a tenth. The bands are stored and indexed; whatever shares one is read, and
its words are compared as they are.
"""

import hashlib
import random
from functools import lru_cache

import rjieba

from zhiyong.intake.law import DATA
from zhiyong.shell.forms import plain_digits

BANDS, ROWS = 20, 3
READ = 4000
"""How many characters of a text are read."""
_PRIME = (1 << 61) - 1
_WORDLESS = frozenset(
    word
    for line in (DATA / "wordless.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)
"""Words that any complaint may have: they say nothing about what it is about."""


def words_of(title: str, text: str) -> frozenset[str]:
    """Return the words of two characters or more that say what a complaint is about."""
    read = plain_digits(f"{title}\n{text[:READ]}").lower()
    cut: list[str] = rjieba.cut_for_search(read)
    return frozenset(
        word for word in cut if len(word) > 1 and word.isalnum() and word not in _WORDLESS
    )


def bands_of(words: frozenset[str]) -> list[int]:
    """Return a set's bands as integers of 32 bits; none for a set without words."""
    if not words:
        return []
    hashed = [_hash(word) for word in words]
    least = [min((a * one + b) % _PRIME for one in hashed) for a, b in _permutations()]
    return [_signed(repr((band, least[band * ROWS : (band + 1) * ROWS]))) for band in range(BANDS)]


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the words of the smaller set that the other has too: 0 to 1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def shared(one: frozenset[str], other: frozenset[str], most: int = 6) -> list[str]:
    """Return words that two sets share, the longest first: they say most; none within another."""
    found: list[str] = []
    for word in sorted(one & other, key=lambda word: (-len(word), word)):
        if not any(word in longer for longer in found):
            found.append(word)
    return found[:most]


@lru_cache(maxsize=100_000)
def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=7).digest())


def _signed(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), signed=True)


@lru_cache(maxsize=1)
def _permutations() -> tuple[tuple[int, int], ...]:
    """Return the same sixty permutations at every start: what is stored must stay comparable."""
    dice = random.Random("zhiyong likeness")
    return tuple(
        (dice.randrange(1, _PRIME), dice.randrange(_PRIME)) for _each in range(BANDS * ROWS)
    )
