"""A random draw that anybody can repeat from its seed.

The frame is put into the order of its names and hashed, the seed is committed to before the draw
is made, and each name is ranked by

    SHA-256("zhiyong draw 1" LF seed LF frame digest LF name)

The names with the smallest ranks are drawn. Every name has the same chance, each is drawn at most
once, a larger draw contains the smaller one of the same seed, and whoever holds frame and seed gets
the same names on any machine. A seed that is fixed and published (or its digest is) before the
frame is known cannot be chosen to suit a result.

    frame digest = SHA-256("zhiyong frame 1" LF names in order, one a line), in hexadecimal
    commitment   = SHA-256("zhiyong seed 1" LF seed), in hexadecimal
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil

from zhiyong.rules.errors import RuleError


class DrawError(RuleError):
    """FRAME_EMPTY · FRAME_TWICE(name) · COUNT_TOO_LARGE(count, size) · COUNT_MISSING · SEED_EMPTY ·
    LINE_BROKEN: a name or the seed has more than one line.

    SHARE_OUTSIDE(share): a share lies above 0 and is at most 1.
    """


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw: the names in the order of their ranks, and what repeats and checks it."""

    names: tuple[str, ...]
    frame_size: int
    frame_digest: str
    seed: str
    commitment: str


def draw(frame: Iterable[str], count: int, seed: str) -> Drawn:
    """Return `count` names of the frame, drawn by the seed.

    :raises DrawError: if the frame is empty or names somebody twice, there is no seed, or more
        are to be drawn than there are.
    """
    names = sorted(frame)
    if not names:
        raise DrawError("FRAME_EMPTY")
    for one, following in pairwise(names):
        if one == following:
            raise DrawError("FRAME_TWICE", name=one)
    if any("\n" in text for text in (seed, *names)):
        raise DrawError("LINE_BROKEN")
    if not seed.strip():
        raise DrawError("SEED_EMPTY")
    if not 0 < count <= len(names):
        raise DrawError("COUNT_TOO_LARGE", count=count, size=len(names))
    digest = frame_digest(names)
    ranked = sorted(names, key=lambda name: (_rank(seed, digest, name), name))
    return Drawn(tuple(ranked[:count]), len(names), digest, seed, commitment(seed))


def count_of(size: int, count: int | None, share: Fraction | None) -> int:
    """Return how many are to be drawn from so many: the count, or the share rounded up.

    :raises DrawError: if neither is given, or the share is none.
    """
    if count is not None:
        return count
    if share is None:
        raise DrawError("COUNT_MISSING")
    if not 0 < share <= 1:
        raise DrawError("SHARE_OUTSIDE", share=str(share))
    return ceil(share * size)


def frame_digest(names: Iterable[str]) -> str:
    """Return the digest of a frame, whatever order it is given in."""
    return _hash("zhiyong frame 1", *sorted(names))


def commitment(seed: str) -> str:
    """Return the digest of a seed, to be published before the draw."""
    return _hash("zhiyong seed 1", seed)


def _rank(seed: str, digest: str, name: str) -> str:
    return _hash("zhiyong draw 1", seed, digest, name)


def _hash(*lines: str) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
