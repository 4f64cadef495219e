"""What seals: key pairs, wrapping, sealing of content. Each row names the suite it was made with.

A host that must use SM2 and SM4 registers another suite; rows of the old one stay readable.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Protocol

from nacl import bindings, exceptions, public, utils

CHUNK = 64 * 1024


class CannotOpen(Exception):
    """The key does not fit, or the bytes were changed."""


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """A public key and its private key. The private one never reaches a table or a log in clear."""

    public: bytes
    private: bytes


class Sink(Protocol):
    """What bytes can be written to."""

    def write(self, data: bytes, /) -> int:
        """Write them all."""


class Suite(Protocol):
    """One family of algorithms."""

    id: str

    def pair(self) -> Pair:
        """Make a key pair."""

    def pair_of(self, private: bytes) -> Pair:
        """Return the pair of a private key."""

    def content_key(self) -> bytes:
        """Make the key of one content."""

    def wrap(self, public_key: bytes, secret: bytes) -> bytes:
        """Seal a short secret to the holder of a key."""

    def unwrap(self, private_key: bytes, wrapped: bytes) -> bytes:
        """Return the secret.

        :raises CannotOpen: if it was sealed to another key, or changed.
        """

    def seal(self, key: bytes, content: bytes, context: bytes) -> bytes:
        """Seal content; `context` is bound to it and must be given again to open it."""

    def open(self, key: bytes, sealed: bytes, context: bytes) -> bytes:
        """Return the content.

        :raises CannotOpen: if key or context differ, or the bytes were changed.
        """

    def seal_stream(self, key: bytes, source: IO[bytes], sink: Sink) -> None:
        """Seal a file piece by piece; the end is sealed too, so that a cut is noticed."""

    def open_stream(self, key: bytes, source: IO[bytes]) -> Iterator[bytes]:
        """Yield the pieces of a sealed file.

        :raises CannotOpen: if the key differs, or the file was changed or cut.
        """


class X25519:
    """X25519 sealed boxes, XChaCha20-Poly1305 for content, its secret stream for files."""

    id = "x25519-xchacha20poly1305"

    def pair(self) -> Pair:
        """Make a key pair."""
        key = public.PrivateKey.generate()
        return Pair(public=bytes(key.public_key), private=bytes(key))

    def pair_of(self, private: bytes) -> Pair:
        """Return the pair of a private key."""
        key = public.PrivateKey(private)
        return Pair(public=bytes(key.public_key), private=bytes(key))

    def content_key(self) -> bytes:
        """Make the key of one content."""
        return utils.random(bindings.crypto_aead_xchacha20poly1305_ietf_KEYBYTES)

    def wrap(self, public_key: bytes, secret: bytes) -> bytes:
        """Seal a short secret to the holder of a key."""
        return bytes(public.SealedBox(public.PublicKey(public_key)).encrypt(secret))

    def unwrap(self, private_key: bytes, wrapped: bytes) -> bytes:
        """Return the secret."""
        try:
            return bytes(public.SealedBox(public.PrivateKey(private_key)).decrypt(wrapped))
        except (exceptions.CryptoError, ValueError, TypeError) as error:
            raise CannotOpen from error

    def seal(self, key: bytes, content: bytes, context: bytes) -> bytes:
        """Seal content, bound to its context."""
        nonce = utils.random(bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
        return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
            content, context, nonce, key
        )

    def open(self, key: bytes, sealed: bytes, context: bytes) -> bytes:
        """Return the content."""
        cut = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
        try:
            return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
                sealed[cut:], context, sealed[:cut], key
            )
        except (exceptions.CryptoError, ValueError, TypeError) as error:
            raise CannotOpen from error

    def seal_stream(self, key: bytes, source: IO[bytes], sink: Sink) -> None:
        """Seal a file piece by piece; the last piece is marked as the last."""
        state = bindings.crypto_secretstream_xchacha20poly1305_state()
        sink.write(bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key))
        piece = source.read(CHUNK)
        while True:
            following = source.read(CHUNK) if piece else b""
            tag = (
                bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
                if following
                else bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
            )
            sink.write(bindings.crypto_secretstream_xchacha20poly1305_push(state, piece, None, tag))
            if not following:
                return
            piece = following

    def open_stream(self, key: bytes, source: IO[bytes]) -> Iterator[bytes]:
        """Yield the pieces of a sealed file."""
        state = bindings.crypto_secretstream_xchacha20poly1305_state()
        last = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
        size = CHUNK + bindings.crypto_secretstream_xchacha20poly1305_ABYTES
        try:
            head = source.read(bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES)
            bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, head, key)
            tag = None
            while sealed := source.read(size):
                piece, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, sealed)
                yield piece
        except (exceptions.CryptoError, ValueError, TypeError) as error:
            raise CannotOpen from error
        if tag != last or source.read(1):
            raise CannotOpen


_suites: dict[str, Suite] = {}


def register(suite: Suite) -> None:
    """Add a suite."""
    _suites[suite.id] = suite


def get(name: str) -> Suite:
    """Return the suite of that name.

    :raises KeyError: if there is none.
    """
    return _suites[name]


DEFAULT = X25519()
register(DEFAULT)
