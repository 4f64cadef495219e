"""A private key under a passphrase: Argon2id makes the key that seals it."""

import threading
from collections.abc import Mapping
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from django.conf import settings
from nacl import exceptions, secret, utils

_at_once = threading.BoundedSemaphore(2)
"""Derivations that run together in one process: each takes its memory."""


def seal_private(private: bytes, passphrase: str) -> tuple[bytes, dict[str, Any]]:
    """Return the private key sealed under a passphrase, and how its key is derived."""
    derivation = {
        "function": "argon2id",
        "salt": utils.random(16).hex(),
        **settings.VAULT_DERIVATION,
    }
    return bytes(secret.SecretBox(_derive(passphrase, derivation)).encrypt(private)), derivation


def open_private(sealed: bytes, derivation: Mapping[str, Any], passphrase: str) -> bytes | None:
    """Return the private key, or None if the passphrase is not its own."""
    try:
        return bytes(secret.SecretBox(_derive(passphrase, derivation)).decrypt(bytes(sealed)))
    except exceptions.CryptoError:
        return None


def _derive(passphrase: str, derivation: Mapping[str, Any]) -> bytes:
    with _at_once:
        return hash_secret_raw(
            passphrase.strip().encode(),
            bytes.fromhex(derivation["salt"]),
            time_cost=derivation["time_cost"],
            memory_cost=derivation["memory_cost"],
            parallelism=derivation["parallelism"],
            hash_len=secret.SecretBox.KEY_SIZE,
            type=Type.ID,
        )
