"""Who signs: keys with a purpose, and signature algorithms behind one small interface.

Every signature names its algorithm and its key. A new algorithm (SM2) is one more entry in
`SCHEMES`; a key in a hardware module is one more class with `public` and `sign`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zhiyong.rules.proof.canonical import canonical
from zhiyong.rules.proof.hashes import SHA256, UnknownAlgorithm, hasher

ED25519 = "ed25519"
KEY_ID_BYTES = 16


class Purpose(StrEnum):
    """What a key may sign. One key has one purpose, so that one stolen key tells one kind of lie.

    PROMISE: receipts, and statements about a stage or an absence. HEAD: tree heads.
    """

    PROMISE = "PROMISE"
    HEAD = "HEAD"


class Scheme(Protocol):
    """A signature algorithm over raw bytes."""

    def generate(self) -> bytes:
        """Return a new private key."""

    def public(self, private: bytes) -> bytes:
        """Return the public key of a private one."""

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Return the signature of a message."""

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Return whether the signature is that of the message; never raise for bad bytes."""


@lru_cache(maxsize=8)
def _ed25519(private: bytes) -> Ed25519PrivateKey:
    """Return a key made ready: that takes longer than to sign with it."""
    return Ed25519PrivateKey.from_private_bytes(private)


class Ed25519:
    """Ed25519 (RFC 8032): 32-byte keys, 64-byte signatures."""

    def generate(self) -> bytes:
        """Return a new private key."""
        return Ed25519PrivateKey.generate().private_bytes_raw()

    def public(self, private: bytes) -> bytes:
        """Return the public key of a private one."""
        return _ed25519(private).public_key().public_bytes_raw()

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Return the signature of a message."""
        return _ed25519(private).sign(message)

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Return whether the signature is that of the message; never raise for bad bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


SCHEMES: Mapping[str, Scheme] = MappingProxyType({ED25519: Ed25519()})


def scheme(algorithm: str) -> Scheme:
    """Return a signature algorithm by its name.

    :raises UnknownAlgorithm: if there is none of that name.
    """
    try:
        return SCHEMES[algorithm]
    except KeyError:
        raise UnknownAlgorithm(algorithm) from None


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key as outsiders hold it; `key_id` follows from the rest."""

    purpose: Purpose
    algorithm: str
    public: bytes

    @property
    def key_id(self) -> str:
        """Return the name of the key: the first half of a hash over what it is and may do."""
        return _key_id(self.purpose, self.algorithm, self.public)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Return whether this key signed the message.

        :raises UnknownAlgorithm: if this version does not know the key's algorithm.
        """
        return scheme(self.algorithm).verify(self.public, message, signature)


@lru_cache(maxsize=64)
def _key_id(purpose: Purpose, algorithm: str, public: bytes) -> str:
    body = {
        "type": "zhiyong.key",
        "version": 1,
        "purpose": purpose.value,
        "algorithm": algorithm,
        "public": public.hex(),
    }
    return hasher(SHA256).digest(canonical(body))[:KEY_ID_BYTES].hex()


class Signer(Protocol):
    """Whatever holds a private key and signs with it."""

    @property
    def public(self) -> PublicKey:
        """Return the public half."""

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message."""


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A private key in memory; its bytes stay out of `repr`."""

    purpose: Purpose
    algorithm: str
    secret: bytes = field(repr=False)

    @classmethod
    def generate(cls, purpose: Purpose, algorithm: str = ED25519) -> "PrivateKey":
        """Return a new key from the system's randomness.

        :raises UnknownAlgorithm: if there is no such algorithm.
        """
        return cls(purpose, algorithm, scheme(algorithm).generate())

    @property
    def public(self) -> PublicKey:
        """Return the public half."""
        return PublicKey(self.purpose, self.algorithm, scheme(self.algorithm).public(self.secret))

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message."""
        return scheme(self.algorithm).sign(self.secret, message)


class KeyRing:
    """The public keys that a verifier trusts, because they came by a way that they trust."""

    def __init__(self, keys: Iterable[PublicKey] = ()) -> None:
        self._keys = {key.key_id: key for key in keys}

    def __len__(self) -> int:
        return len(self._keys)

    def get(self, key_id: str) -> PublicKey | None:
        """Return the key of that id, if it is trusted."""
        return self._keys.get(key_id)
