"""Signing documents, and the files that hold them.

A file is JSON: one document, or several in a bundle. What a signature covers is the canonical
form of the document without its `signature`, so white space and order in the file do not matter::

    {"type": "zhiyong.receipt", "version": 1, "log_id": "acts.city.example", …,
     "signature": {"algorithm": "ed25519", "key_id": "…", "value": "…"}}

Hashes, keys and signatures are hexadecimal in small letters, days YYYY-MM-DD, moments
YYYY-MM-DDTHH:MM:SSZ. A document with a key that this version does not know is refused, not
half understood.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from zhiyong.rules.errors import RuleError
from zhiyong.rules.proof import keys
from zhiyong.rules.proof.documents import (
    VERSION,
    AbsenceStatement,
    Bytes,
    ConsistencyProof,
    Document,
    InclusionProof,
    KeyFile,
    LeafRange,
    Receipt,
    StageStatement,
    TreeHead,
)
from zhiyong.rules.proof.keys import KeyRing, Signer

BUNDLE = "zhiyong.bundle"


class ProofFileError(RuleError):
    """A file is none of ours, or damaged.

    NOT_JSON() · NO_DOCUMENT() · UNKNOWN_TYPE(type) · UNKNOWN_VERSION(type, version) ·
    FIELD_WRONG(type, field) · NOT_SIGNED(type) · NOT_READABLE(path)
    """


class Signature(BaseModel):
    """A signature with the names of its algorithm and its key."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    algorithm: str
    key_id: str
    value: Bytes


D = TypeVar("D", bound=Document)
D_co = TypeVar("D_co", bound=Document, covariant=True)


@dataclass(frozen=True, slots=True)
class Signed(Generic[D_co]):
    """A document with its signature, genuine or not: ask `Signed.check`."""

    body: D_co
    signature: Signature

    def check(self, ring: KeyRing) -> "Authenticity":
        """Return whether a trusted key of the right purpose signed exactly this."""
        key = ring.get(self.signature.key_id)
        if key is None or key.algorithm not in keys.SCHEMES:
            return Authenticity.UNKNOWN_KEY
        genuine = (
            key.purpose is self.body.signed_for
            and key.algorithm == self.signature.algorithm
            and key.verify(self.body.message(), self.signature.value)
        )
        return Authenticity.GENUINE if genuine else Authenticity.FORGED

    def to_data(self) -> dict[str, Any]:
        """Return the document and its signature as JSON values."""
        return {**self.body.to_data(), "signature": self.signature.model_dump(mode="json")}


class Authenticity(StrEnum):
    """What a signature is worth: GENUINE, FORGED, or by a key that the verifier does not have."""

    GENUINE = "GENUINE"
    FORGED = "FORGED"
    UNKNOWN_KEY = "UNKNOWN_KEY"


Unsigned = InclusionProof | ConsistencyProof | LeafRange | KeyFile
Filed = Signed[Document] | Unsigned
"""What a file may hold."""

_UNSIGNED: Mapping[str, type[Unsigned]] = {
    shape.type: shape for shape in (InclusionProof, ConsistencyProof, LeafRange, KeyFile)
}
_SIGNED: Mapping[str, type[Document]] = {
    shape.type: shape for shape in (Receipt, TreeHead, StageStatement, AbsenceStatement)
}


def sign(body: D, signer: Signer) -> Signed[D]:
    """Return a document signed.

    :raises ValueError: if the key has another purpose than the document needs.
    """
    key = signer.public
    if key.purpose is not body.signed_for:
        raise ValueError(f"a {key.purpose} key does not sign a {type(body).type}")
    value = signer.sign(body.message())
    return Signed(body, Signature(algorithm=key.algorithm, key_id=key.key_id, value=value))


def dump(*documents: Filed) -> str:
    """Return the text of a file that holds one document, or several as a bundle."""
    each = [document.to_data() for document in documents]
    whole = each[0] if len(each) == 1 else {"type": BUNDLE, "version": VERSION, "documents": each}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def load(text: str | bytes) -> tuple[Filed, ...]:
    """Return the documents of a file. Signatures are read, not yet checked.

    :raises ProofFileError: if it is no such file, or any part of it is not as it should be.
    """
    try:
        data = json.loads(
            text, object_pairs_hook=_no_doubles, parse_constant=_refuse, parse_float=_refuse
        )
    except (ValueError, RecursionError):
        raise ProofFileError("NOT_JSON") from None
    if not isinstance(data, dict) or not isinstance(data.get("type"), str):
        raise ProofFileError("NO_DOCUMENT")
    if data["type"] != BUNDLE:
        return (_document(data),)
    _check_version(data)
    documents = data.get("documents")
    if not isinstance(documents, list) or data.keys() != {"type", "version", "documents"}:
        raise ProofFileError("FIELD_WRONG", type=BUNDLE, field="documents")
    return tuple(_document(document) for document in documents)


def _document(data: object) -> Filed:
    if not isinstance(data, dict) or not isinstance(data.get("type"), str):
        raise ProofFileError("NO_DOCUMENT")
    name = data["type"]
    if name not in _UNSIGNED and name not in _SIGNED:
        raise ProofFileError("UNKNOWN_TYPE", type=name[:80])
    _check_version(data)
    fields = {key: value for key, value in data.items() if key not in ("type", "version")}
    if unsigned := _UNSIGNED.get(name):
        return _read(name, data, lambda: unsigned.model_validate(fields))
    signature = fields.pop("signature", None)
    if signature is None:
        raise ProofFileError("NOT_SIGNED", type=name)
    return _read(
        name,
        data,
        lambda: Signed(_SIGNED[name].model_validate(fields), Signature.model_validate(signature)),
    )


F = TypeVar("F", bound=Filed)


def _read(name: str, data: Mapping[str, Any], make: Callable[[], F]) -> F:
    """Return a document, refusing one that is not written as we write it."""
    try:
        made = make()
    except ValidationError as error:
        first = error.errors()[0]
        # An error about the whole names its field in its text: "Value error, leaf: …".
        field = ".".join(map(str, first["loc"])) or first["msg"].split(", ")[1].split(":")[0]
        raise ProofFileError("FIELD_WRONG", type=name, field=field) from None
    for field, value in made.to_data().items():
        if field not in data or data[field] != value:
            raise ProofFileError("FIELD_WRONG", type=name, field=field)
    return made


def _check_version(data: Mapping[str, Any]) -> None:
    if data.get("version") != VERSION or isinstance(data.get("version"), bool):
        version = str(data.get("version"))[:20]
        raise ProofFileError("UNKNOWN_VERSION", type=data["type"], version=version)


def _no_doubles(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{key} twice")
        found[key] = value
    return found


def _refuse(text: str) -> None:
    raise ValueError(text)
