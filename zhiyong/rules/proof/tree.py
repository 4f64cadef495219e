"""The Merkle tree of RFC 6962: appending, roots, proofs, and their verification (RFC 9162).

A tree is kept as its complete subtrees: node (level, position) is the root over the leaves
[position * 2**level, (position + 1) * 2**level). Once written it never changes, so that it can
stand in a table with a primary key; a tree of n leaves has fewer than 2n of them. Every other
hash is computed from at most log2(n) of these.

"Leaf" means the hash of a leaf here, never the data behind it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from zhiyong.rules.proof.hashes import SHA256, hasher

GetNode = Callable[[int, int], bytes]
"""Returns the stored hash of (level, position)."""


class Place(NamedTuple):
    """Where a complete subtree stands."""

    level: int
    position: int


class Node(NamedTuple):
    """A complete subtree's place and root: one row of the table of nodes."""

    level: int
    position: int
    hash: bytes


def peaks_of(size: int) -> tuple[Place, ...]:
    """Return the places of the largest complete subtrees of a tree, from left to right."""
    return subtrees(0, size)


def subtrees(first: int, end: int) -> tuple[Place, ...]:
    """Return the complete subtrees that cover the leaves [first, end) of a proof's subtree.

    :raises ValueError: if the range is empty backwards or does not begin where a subtree may.
    """
    if not 0 <= first <= end:
        raise ValueError(f"no leaves from {first} to {end}")
    places = []
    while first < end:
        level = (end - first).bit_length() - 1
        if first % (1 << level):
            raise ValueError(f"no subtree of the tree covers {first} to {end}")
        places.append(Place(level, first >> level))
        first += 1 << level
    return tuple(places)


class Frontier:
    """The right edge of a growing tree: all that is needed to append and to know the root.

    Its state is `size` and `peaks` (the roots at `peaks_of(size)`), at most 64 hashes, so a
    sealer reads it from the table of nodes, appends a batch and writes what `append` returns.
    """

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = (), algorithm: str = SHA256) -> None:
        """Take up a tree where it stands.

        :raises ValueError: if the number of peaks is not that of the size, or one is no hash.
        :raises UnknownAlgorithm: if there is no such algorithm.
        """
        self._hasher = hasher(algorithm)
        self._peaks = list(peaks)
        self.size = size
        if size < 0 or len(self._peaks) != size.bit_count():
            raise ValueError(f"{len(self._peaks)} peaks cannot be those of {size} leaves")
        _check_hashes(self._peaks, self._hasher.size)

    @classmethod
    def load(cls, size: int, get_node: GetNode, algorithm: str = SHA256) -> "Frontier":
        """Return the frontier of a stored tree."""
        return cls(size, (get_node(*place) for place in peaks_of(size)), algorithm)

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """Return the roots of the largest complete subtrees, from left to right."""
        return tuple(self._peaks)

    def append(self, leaves: Iterable[bytes]) -> list[Node]:
        """Append leaves and return every node that they complete, leaves included, in order.

        :raises ValueError: if one is no hash of the algorithm; those before it are appended.
        """
        join, peaks, made = self._hasher.node, self._peaks, []
        for leaf in leaves:
            _check_hashes((leaf,), self._hasher.size)
            level, position, digest = 0, self.size, leaf
            made.append(Node(level, position, digest))
            while position & 1:
                level, position, digest = level + 1, position >> 1, join(peaks.pop(), digest)
                made.append(Node(level, position, digest))
            peaks.append(digest)
            self.size += 1
        return made

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        if not self._peaks:
            return self._hasher.empty
        digest = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            digest = self._hasher.node(peak, digest)
        return digest


def root(leaves: Iterable[bytes], algorithm: str = SHA256) -> bytes:
    """Return the root over leaves.

    :raises ValueError: if one is no hash of the algorithm.
    :raises UnknownAlgorithm: if there is no such algorithm.
    """
    frontier = Frontier(algorithm=algorithm)
    frontier.append(leaves)
    return frontier.root()


def root_of(size: int, get_node: GetNode, algorithm: str = SHA256) -> bytes:
    """Return the root of a stored tree as it was at a size."""
    return _over((0, size), get_node, algorithm)


def inclusion_proof(
    index: int, size: int, get_node: GetNode, algorithm: str = SHA256
) -> tuple[bytes, ...]:
    """Return the path that proves the leaf at `index` in the tree of `size` (RFC 9162, 2.1.3.1).

    :raises IndexError: if the tree has no such leaf.
    """
    return tuple(_over(part, get_node, algorithm) for part in _inclusion_parts(index, size))


def consistency_proof(
    first: int, second: int, get_node: GetNode, algorithm: str = SHA256
) -> tuple[bytes, ...]:
    """Return the path that proves the tree of `first` a beginning of `second` (2.1.4.1).

    It is empty when the sizes are equal or the first is 0.

    :raises IndexError: if the first size is larger than the second, or negative.
    """
    return tuple(_over(part, get_node, algorithm) for part in _consistency_parts(first, second))


def needed_for_inclusion(index: int, size: int) -> tuple[Place, ...]:
    """Return the stored nodes that `inclusion_proof` asks for, to be read in one query.

    :raises IndexError: if the tree has no such leaf.
    """
    return tuple(place for part in _inclusion_parts(index, size) for place in subtrees(*part))


def needed_for_consistency(first: int, second: int) -> tuple[Place, ...]:
    """Return the stored nodes that `consistency_proof` asks for, to be read in one query.

    :raises IndexError: if the first size is larger than the second, or negative.
    """
    return tuple(place for part in _consistency_parts(first, second) for place in subtrees(*part))


def verify_inclusion(
    leaf: bytes,
    index: int,
    size: int,
    path: Sequence[bytes],
    root: bytes,
    algorithm: str = SHA256,
) -> bool:
    """Return whether a path proves the leaf at `index` under a root (RFC 9162, 2.1.3.2).

    Whatever it is given, it answers; nothing but an unknown algorithm is raised.

    :raises UnknownAlgorithm: if there is no such algorithm.
    """
    hashing = hasher(algorithm)
    if not 0 <= index < size or any(len(h) != hashing.size for h in (leaf, root, *path)):
        return False
    fn, sn, result = index, size - 1, leaf
    for step in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            result = hashing.node(step, result)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            result = hashing.node(result, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and result == root


def verify_consistency(
    first: int,
    second: int,
    first_root: bytes,
    second_root: bytes,
    path: Sequence[bytes],
    algorithm: str = SHA256,
) -> bool:
    """Return whether a path proves the first tree a beginning of the second (RFC 9162, 2.1.4.2).

    Every tree begins with the empty one; equal sizes need equal roots and no path.

    :raises UnknownAlgorithm: if there is no such algorithm.
    """
    hashing = hasher(algorithm)
    if any(len(h) != hashing.size for h in (first_root, second_root, *path)):
        return False
    if not 0 < first < second:
        equal = first_root == second_root if first == second else first_root == hashing.empty
        return 0 <= first <= second and equal and not path
    steps = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not steps or not path:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            old, new = hashing.node(step, old), hashing.node(step, new)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = hashing.node(new, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and old == first_root and new == second_root


def _over(part: tuple[int, int], get_node: GetNode, algorithm: str) -> bytes:
    """Return the root over the leaves [first, end) of a subtree of a proof."""
    hashing = hasher(algorithm)
    places = subtrees(*part)
    if not places:
        return hashing.empty
    digest = get_node(*places[-1])
    for place in reversed(places[:-1]):
        digest = hashing.node(get_node(*place), digest)
    return digest


def _split(count: int) -> int:
    """Return the largest power of two below a count."""
    return 1 << (count - 1).bit_length() - 1


def _inclusion_parts(index: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of leaves whose roots make an inclusion path, from the leaf upwards."""
    if not 0 <= index < size:
        raise IndexError(f"no leaf {index} among {size}")
    first, end, parts = 0, size, []
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            parts.append((middle, end))
            end = middle
        else:
            parts.append((first, middle))
            first = middle
    yield from reversed(parts)


def _consistency_parts(first: int, second: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of leaves whose roots make a consistency path."""
    if not 0 <= first <= second:
        raise IndexError(f"no tree of {first} leaves begins one of {second}")
    if first in (0, second):
        return
    low, high, whole, parts = 0, second, True, []
    while first != high:
        middle = low + _split(high - low)
        if first <= middle:
            parts.append((middle, high))
            high = middle
        else:
            parts.append((low, middle))
            low, whole = middle, False
    if not whole:
        parts.append((low, high))
    yield from reversed(parts)


def _check_hashes(hashes: Iterable[bytes], size: int) -> None:
    for digest in hashes:
        if len(digest) != size:
            raise ValueError(f"a hash has {size} bytes, not {len(digest)}")
