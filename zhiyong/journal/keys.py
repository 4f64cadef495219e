"""The keys that sign: one for tree heads, another for receipts and statements.

A private key is a file of its own in `settings.KEYS` that its owner alone can read, made when it
is first needed. Every public key that ever signed stays in `settings.KEYS/public`, is served at
`/keys.json`, and belongs on paper and on other machines too: whoever asks this machine for its
keys believes this machine.
"""

import contextlib
import os
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings

from zhiyong.journal.models import Log
from zhiyong.rules.proof.documents import KeyFile
from zhiyong.rules.proof.files import dump, load
from zhiyong.rules.proof.keys import ED25519, KeyRing, PrivateKey, PublicKey, Purpose

_FILES = {Purpose.HEAD: "tree-head.key", Purpose.PROMISE: "receipt.key"}


def signer(purpose: Purpose) -> PrivateKey:
    """Return the key that signs now, made on first use."""
    return _signer(Path(settings.KEYS), purpose)


def public_keys() -> list[KeyFile]:
    """Return every key that signs or ever signed, the newest of each purpose last."""
    for purpose in Purpose:
        signer(purpose)
    files = sorted((Path(settings.KEYS) / "public").glob("*.json"), key=_age)
    return [key for file in files for key in load(file.read_bytes()) if isinstance(key, KeyFile)]


def ring() -> KeyRing:
    """Return the keys that this installation trusts: its own."""
    return KeyRing(file.key for file in public_keys())


def rotate(purpose: Purpose) -> PublicKey:
    """Put a new key in the place of the one that signs; what the old one signed stays valid.

    Every process that signs must be started again afterwards.
    """
    folder = Path(settings.KEYS)
    old = signer(purpose).public
    (folder / _FILES[purpose]).rename(folder / f"{_FILES[purpose]}.{old.key_id}")
    _signer.cache_clear()
    return signer(purpose).public


def log_id(log: Log | str) -> str:
    """Return the name of a log of this installation, as its documents bear it."""
    return f"{log}:{_name(Path(settings.KEYS))}"


@cache
def _name(folder: Path) -> str:
    """Return the random name of this installation, made once."""
    return _read_or_make(folder / "log.name", secrets.token_hex(8)).strip()


@cache
def _signer(folder: Path, purpose: Purpose) -> PrivateKey:
    text = _read_or_make(
        folder / _FILES[purpose], f"{ED25519} {PrivateKey.generate(purpose).secret.hex()}\n"
    )
    algorithm, secret = text.split()
    key = PrivateKey(purpose, algorithm, bytes.fromhex(secret))
    public = folder / "public" / f"{purpose.lower()}-{key.public.key_id}.json"
    _read_or_make(public, dump(KeyFile.of(key.public)), mode=0o644)
    return key


def _read_or_make(file: Path, content: str, mode: int = 0o600) -> str:
    """Return what a file holds; the first of many processes puts `content` there, whole."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(fresh, file)  # fails if another process was first: its content counts
        fresh.unlink()
    return file.read_text(encoding="ascii")


def _age(file: Path) -> tuple[float, str]:
    return file.stat().st_mtime, file.name
