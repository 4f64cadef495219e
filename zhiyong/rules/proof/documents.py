"""What leaves the house: receipts, tree heads, proofs, statements, keys.

Receipts, tree heads and statements are signed (`files.sign`); proofs need no signature, since
they are checked against a tree head. Each can be refused by its shape alone: an unknown key, a
hash of the wrong length, a day that cannot be.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    model_validator,
)

from zhiyong.rules.proof import keys
from zhiyong.rules.proof.canonical import LARGEST, canonical
from zhiyong.rules.proof.hashes import HASHERS, SHA256
from zhiyong.rules.proof.keys import Purpose

VERSION = 1
FIRST_YEAR, LAST_YEAR = 1900, 2999
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


def _hex(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value != value.lower():
        raise ValueError("hexadecimal in small letters")
    return bytes.fromhex(value)


def _to_moment(value: object) -> object:
    if not isinstance(value, str):
        return value
    return datetime.strptime(value, _MOMENT).replace(tzinfo=UTC)


def _within_reach(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"a year from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _to_second(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment has a time zone")
    _within_reach(moment)
    return moment.astimezone(UTC).replace(microsecond=0)


def _to_day(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else value


def _known_hash(algorithm: str) -> str:
    if algorithm not in HASHERS:
        raise ValueError("unknown hash algorithm")
    return algorithm


Bytes = Annotated[bytes, BeforeValidator(_hex), PlainSerializer(lambda raw: raw.hex())]
Moment = Annotated[
    datetime,
    BeforeValidator(_to_moment),
    AfterValidator(_to_second),
    PlainSerializer(lambda moment: moment.strftime(_MOMENT)),
]
Day = Annotated[
    date,
    BeforeValidator(_to_day),
    AfterValidator(_within_reach),
    PlainSerializer(lambda day: day.isoformat()),
]
Count = Annotated[int, Field(ge=0, le=LARGEST)]
Algorithm = Annotated[str, AfterValidator(_known_hash)]
Hashes = Annotated[
    tuple[Bytes, ...], BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v)
]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,80}$")]


class Document(BaseModel):
    """What all documents have: the log that they speak of, and its hash algorithm."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    type: ClassVar[str]
    signed_for: ClassVar[Purpose | None] = None

    log_id: Name
    algorithm: Algorithm = SHA256

    @model_validator(mode="after")
    def _hashes_have_their_size(self) -> Self:
        size = HASHERS[self.algorithm].size
        for name in type(self).model_fields:
            value = getattr(self, name)
            for digest in value if isinstance(value, tuple) else (value,):
                if isinstance(digest, bytes) and len(digest) != size:
                    raise ValueError(f"{name}: a hash has {size} bytes")
        return self

    def to_data(self) -> dict[str, Any]:
        """Return the document as JSON values, without a signature."""
        return {"type": type(self).type, "version": VERSION, **self.model_dump(mode="json")}

    def message(self) -> bytes:
        """Return the bytes that a signature of this document covers."""
        return canonical(self.to_data())


class Receipt(Document):
    """The office's promise to whoever lodged something.

    "An entry with this leaf hash was written on `received_on`. It will be sealed into the log
    within `seal_within_hours` after the end of that day, local time; every later tree head has
    it. By the end of `accept_by` the office will have decided whether it accepts, refuses or
    refers, and an entry of that will be sealed as fast."

    Only the day is given, so a receipt of an anonymous complaint tells no moment.
    """

    type = "zhiyong.receipt"
    signed_for = Purpose.PROMISE

    leaf: Bytes
    received_on: Day
    utc_offset_minutes: Annotated[int, Field(ge=-14 * 60, le=14 * 60)]
    seal_within_hours: Annotated[int, Field(ge=0, le=24 * 366)]
    accept_by: Day | None = None

    @property
    def received_from(self) -> datetime:
        """Return the first moment of the day of receipt."""
        return self.start_of(self.received_on)

    @property
    def sealed_by(self) -> datetime:
        """Return the moment from which every tree head has the leaf."""
        return self._after(self.received_on) + timedelta(hours=self.seal_within_hours)

    @property
    def due_at(self) -> datetime | None:
        """Return the end of the day by which acceptance is due."""
        return self._after(self.accept_by) if self.accept_by else None

    @property
    def decision_sealed_by(self) -> datetime | None:
        """Return the moment from which every tree head has the entry of the decision."""
        return self.due_at + timedelta(hours=self.seal_within_hours) if self.due_at else None

    def start_of(self, day: date) -> datetime:
        """Return the first moment of a day where the office is."""
        return datetime.combine(day, time.min, self._zone).astimezone(UTC)

    def where_it_is(self, moment: datetime) -> datetime:
        """Return a moment by the clocks of the place where the office is."""
        return moment.astimezone(self._zone)

    @property
    def _zone(self) -> timezone:
        return timezone(timedelta(minutes=self.utc_offset_minutes))

    def _after(self, day: date) -> datetime:
        return self.start_of(day) + timedelta(days=1)


class TreeHead(Document):
    """The log at a moment: so many leaves, this root.

    Whoever signs one vouches that everything that was to be sealed by `moment` is in it. A sealer
    that was down therefore empties its backlog first, and signs a head afterwards.
    """

    type = "zhiyong.tree-head"
    signed_for = Purpose.HEAD

    size: Count
    root: Bytes
    moment: Moment


class InclusionProof(Document):
    """The path from a leaf to the root of the tree of `size` leaves. Needs that tree's head."""

    type = "zhiyong.inclusion-proof"

    leaf: Bytes
    index: Count
    size: Count
    path: Hashes


class ConsistencyProof(Document):
    """The path that shows one tree as the beginning of another. Needs both heads."""

    type = "zhiyong.consistency-proof"

    first_size: Count
    second_size: Count
    path: Hashes


class LeafRange(Document):
    """All leaves of a tree from `first` on, and the peaks of the tree of the first `first`.

    Whoever appends `leaves` to `peaks` gets the root of the tree of `first + len(leaves)`
    leaves, so the list can be neither shortened nor changed: what is not in it is not there.
    """

    type = "zhiyong.leaf-range"

    first: Count
    peaks: Hashes
    leaves: Hashes

    @model_validator(mode="after")
    def _peaks_are_as_many_as_the_size_has(self) -> Self:
        if len(self.peaks) != self.first.bit_count():
            raise ValueError("peaks: not those of `first` leaves")
        return self

    @property
    def size(self) -> int:
        """Return the size of the tree whose last leaves these are."""
        return self.first + len(self.leaves)


class StageStatement(Document):
    """The office's signed word on where the matter of a receipt stands.

    `decided_on` and `decision_leaf` come together: the day on which acceptance was decided,
    and the leaf hash of the entry that records it.
    """

    type = "zhiyong.stage"
    signed_for = Purpose.PROMISE

    leaf: Bytes
    stated_at: Moment
    stage: Name
    decided_on: Day | None = None
    decision_leaf: Bytes | None = None

    @model_validator(mode="after")
    def _a_decision_has_its_day_and_its_leaf(self) -> Self:
        if (self.decided_on is None) is not (self.decision_leaf is None):
            raise ValueError("decided_on: comes with decision_leaf")
        return self


class AbsenceStatement(Document):
    """The office's signed word that its log of `size` leaves does not have a leaf."""

    type = "zhiyong.absence"
    signed_for = Purpose.PROMISE

    leaf: Bytes
    size: Count
    stated_at: Moment


class KeyFile(BaseModel):
    """A public key as a file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    type: ClassVar[str] = "zhiyong.key"

    purpose: Literal["PROMISE", "HEAD"]
    algorithm: str
    public: Bytes
    key_id: str

    @model_validator(mode="after")
    def _is_named_by_what_it_is(self) -> Self:
        if self.key_id != self.key.key_id:
            raise ValueError("key_id: not that of this key")
        return self

    @property
    def key(self) -> keys.PublicKey:
        """Return the key."""
        return keys.PublicKey(Purpose(self.purpose), self.algorithm, self.public)

    @classmethod
    def of(cls, key: keys.PublicKey) -> "KeyFile":
        """Return the file of a key."""
        return cls(
            purpose=key.purpose.value,
            algorithm=key.algorithm,
            public=key.public,
            key_id=key.key_id,
        )

    def to_data(self) -> dict[str, Any]:
        """Return the key as JSON values."""
        return {"type": self.type, "version": VERSION, **self.model_dump(mode="json")}
