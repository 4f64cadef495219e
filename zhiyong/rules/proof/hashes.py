"""The hashes of the log (RFC 6962, section 2.1), with the algorithm named wherever one is kept."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from cryptography.hazmat.primitives import hashes

from zhiyong.rules.errors import RuleError

SHA256 = "sha256"
SM3 = "sm3"

_LEAF, _NODE = b"\x00", b"\x01"


class UnknownAlgorithm(RuleError):
    """No hash or signature goes by that name: UNKNOWN_ALGORITHM(algorithm)."""

    def __init__(self, algorithm: str) -> None:
        super().__init__("UNKNOWN_ALGORITHM", algorithm=algorithm)


@dataclass(frozen=True, slots=True)
class Hasher:
    """One hash algorithm, and the two things that the log hashes with it.

    Each begins with a byte of its own, so that a node cannot pass for a leaf.
    """

    algorithm: str
    size: int
    digest: Callable[[bytes], bytes]

    @property
    def empty(self) -> bytes:
        """Return the root of the tree without leaves."""
        return self.digest(b"")

    def leaf(self, data: bytes) -> bytes:
        """Return the hash of a leaf: what an insert trigger computes over the canonical bytes."""
        return self.digest(_LEAF + data)

    def node(self, left: bytes, right: bytes) -> bytes:
        """Return the hash of a node over its two children."""
        return self.digest(_NODE + left + right)


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _sm3(data: bytes) -> bytes:
    running = hashes.Hash(hashes.SM3())
    running.update(data)
    return running.finalize()


HASHERS = MappingProxyType({SHA256: Hasher(SHA256, 32, _sha256), SM3: Hasher(SM3, 32, _sm3)})
"""Every hash algorithm by its name. A new one is one more entry; stored names never change."""


def hasher(algorithm: str = SHA256) -> Hasher:
    """Return a hash algorithm by its name.

    :raises UnknownAlgorithm: if there is none of that name.
    """
    try:
        return HASHERS[algorithm]
    except KeyError:
        raise UnknownAlgorithm(algorithm) from None


def leaf_hash(data: bytes, algorithm: str = SHA256) -> bytes:
    """Return the hash of a leaf.

    :raises UnknownAlgorithm: if there is no such algorithm.
    """
    return hasher(algorithm).leaf(data)


def node_hash(left: bytes, right: bytes, algorithm: str = SHA256) -> bytes:
    """Return the hash of a node over its two children.

    :raises UnknownAlgorithm: if there is no such algorithm.
    """
    return hasher(algorithm).node(left, right)
