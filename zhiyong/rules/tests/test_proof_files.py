"""Signed files: what is written is read back, what is changed is refused or forged."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from zhiyong.rules.proof import (
    Authenticity,
    Filed,
    KeyFile,
    KeyRing,
    LeafRange,
    PrivateKey,
    ProofFileError,
    PublicKey,
    Purpose,
    Receipt,
    Signed,
    TreeHead,
    UnknownAlgorithm,
    canonical,
    dump,
    leaf_hash,
    load,
    read_keys,
    sign,
)
from zhiyong.rules.tests.offices import (
    BEFORE,
    DUE_AT,
    HEAD,
    LEAF,
    LOG,
    PROMISE,
    RING,
    SEALED_BY,
    SHOWN_BY,
    STRANGER,
    Office,
    absence,
    others,
    receipt,
    stage,
)


def every() -> list[Filed]:
    office = Office()
    office.seal(*others(5), LEAF, *others(2, 5))
    return [
        receipt(),
        receipt(accept_by=None),
        office.head(SEALED_BY),
        office.inclusion(LEAF),
        office.consistency(3, 8),
        office.listed(3),
        stage(DUE_AT),
        stage(DUE_AT, date(2026, 11, 10)),
        absence(SEALED_BY, 8),
        KeyFile.of(PROMISE.public),
    ]


@pytest.mark.parametrize("document", every(), ids=lambda d: type(getattr(d, "body", d)).__name__)
def test_reads_what_it_writes(document: Filed) -> None:
    assert load(dump(document)) == (document,)
    assert load(dump(document).encode()) == (document,)


def test_a_bundle_holds_several() -> None:
    assert load(dump(*every())) == tuple(every())


def test_what_is_signed_is_the_canonical_form() -> None:
    signed = receipt()

    assert signed.body.message() == canonical(
        {
            "type": "zhiyong.receipt",
            "version": 1,
            "log_id": LOG,
            "algorithm": "sha256",
            "leaf": LEAF.hex(),
            "received_on": "2026-11-02",
            "utc_offset_minutes": 480,
            "seal_within_hours": 24,
            "accept_by": "2026-11-16",
        }
    )
    assert PROMISE.public.verify(signed.body.message(), signed.signature.value)


def test_a_receipt_knows_its_moments() -> None:
    body = receipt().body

    assert (body.sealed_by, body.due_at, body.decision_sealed_by) == (SEALED_BY, DUE_AT, SHOWN_BY)
    assert body.received_from == datetime(2026, 11, 1, 16, tzinfo=UTC)
    assert receipt(accept_by=None).body.due_at is None


def test_moments_are_kept_to_the_second_in_utc() -> None:
    moment = datetime.fromisoformat("2026-11-22T11:04:05.999+08:00")
    head = TreeHead(log_id=LOG, size=0, root=bytes(32), moment=moment)

    assert head.to_data()["moment"] == "2026-11-22T03:04:05Z"


def changed(document: Filed, **changes: Any) -> str:
    return json.dumps({**document.to_data(), **changes})


@pytest.mark.parametrize(
    "change",
    [
        {"leaf": leaf_hash(b"other").hex()},
        {"received_on": "2026-11-03"},
        {"accept_by": None},
        {"accept_by": "2026-12-16"},
        {"seal_within_hours": 25},
        {"utc_offset_minutes": 0},
        {"log_id": "acts.other.example"},
        {"algorithm": "sm3"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_is_changed_in_a_receipt_breaks_its_signature(change: dict[str, Any]) -> None:
    (found,) = load(changed(receipt(), **change))

    assert isinstance(found, Signed)
    assert found.check(RING) is Authenticity.FORGED


def test_the_signature_is_checked_by_key_algorithm_and_purpose() -> None:
    signed = receipt()
    head = Office().head(SEALED_BY)
    other = {**signed.to_data()["signature"], "algorithm": "sm2"}
    swapped = Signed(head.body, signed.signature)
    by_head_key = {**signed.to_data()["signature"], "key_id": HEAD.public.key_id}

    assert signed.check(RING) is Authenticity.GENUINE
    assert signed.check(KeyRing()) is Authenticity.UNKNOWN_KEY
    assert swapped.check(RING) is Authenticity.FORGED
    for signature in (other, by_head_key):
        (found,) = load(changed(signed, signature=signature))
        assert isinstance(found, Signed)
        assert found.check(RING) is Authenticity.FORGED


def test_a_key_of_another_purpose_neither_signs_nor_counts() -> None:
    body = Receipt.model_validate(receipt().body)
    by_head = Signed(
        body,
        sign(Office().head(SEALED_BY).body, HEAD).signature.model_copy(
            update={"value": HEAD.sign(body.message())}
        ),
    )

    assert by_head.check(RING) is Authenticity.FORGED
    with pytest.raises(ValueError, match="HEAD key does not sign"):
        sign(body, HEAD)


def test_a_key_of_an_algorithm_not_known_here_is_unknown() -> None:
    key = PublicKey(Purpose.PROMISE, "sm2", b"x")
    signed = receipt()
    later = Signed(
        signed.body,
        signed.signature.model_copy(update={"algorithm": "sm2", "key_id": key.key_id}),
    )

    assert later.check(KeyRing([key])) is Authenticity.UNKNOWN_KEY
    with pytest.raises(UnknownAlgorithm):
        key.verify(b"", b"")


def test_ed25519_of_the_standard() -> None:
    # RFC 8032, 7.1, test 1
    key = PrivateKey(
        Purpose.HEAD,
        "ed25519",
        bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
    )

    assert key.public.public.hex() == (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )
    assert key.sign(b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
        "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    assert not key.public.verify(b"", b"short")
    assert not PublicKey(Purpose.HEAD, "ed25519", b"short").verify(b"", key.sign(b""))


def test_a_new_key_is_new_and_keeps_its_secret_to_itself() -> None:
    one, other = PrivateKey.generate(Purpose.HEAD), PrivateKey.generate(Purpose.HEAD)

    assert one.public.key_id != other.public.key_id
    assert one.secret.hex() not in repr(one)
    assert str(one.secret) not in repr(one)
    with pytest.raises(UnknownAlgorithm):
        PrivateKey.generate(Purpose.HEAD, "sm2")


def test_the_id_of_a_key_says_what_it_may_sign() -> None:
    as_head = PublicKey(Purpose.HEAD, "ed25519", PROMISE.public.public)

    assert as_head.key_id != PROMISE.public.key_id


def test_reads_the_keys_one_trusts(tmp_path: Path) -> None:
    keys, other = tmp_path / "keys.json", tmp_path / "receipt.json"
    keys.write_text(dump(KeyFile.of(PROMISE.public), KeyFile.of(HEAD.public)))
    other.write_text(dump(receipt()))

    ring = read_keys([keys])
    assert (len(ring), ring.get(PROMISE.public.key_id)) == (2, PROMISE.public)
    assert ring.get(STRANGER.public.key_id) is None
    with pytest.raises(ProofFileError) as refused:
        read_keys([other])
    assert refused.value.code == "NOT_A_KEY"


HASH = LEAF.hex()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "NOT_JSON"),
        (b"\xff\xfe\x00", "NOT_JSON"),
        (b"\x00", "NOT_JSON"),
        ("[" * 100_000, "NOT_JSON"),
        ('{"type": "zhiyong.receipt", "type": "zhiyong.receipt"}', "NOT_JSON"),
        ('{"type": "zhiyong.receipt", "version": 1.0}', "NOT_JSON"),
        ('{"type": "zhiyong.receipt", "version": NaN}', "NOT_JSON"),
        ("9" * 5000, "NOT_JSON"),
        ("[]", "NO_DOCUMENT"),
        ("null", "NO_DOCUMENT"),
        ('{"type": 5}', "NO_DOCUMENT"),
        ('{"type": "zhiyong.bundle", "version": 1, "documents": [1]}', "NO_DOCUMENT"),
        ('{"type": "zhiyong.bundle", "version": 1, "documents": 1}', "FIELD_WRONG"),
        ('{"type": "zhiyong.bundle", "version": 1, "documents": [], "x": 1}', "FIELD_WRONG"),
        ('{"type": "zhiyong.bundle", "version": 2, "documents": []}', "UNKNOWN_VERSION"),
        ('{"type": "zhiyong.wish", "version": 1}', "UNKNOWN_TYPE"),
        (changed(receipt(), version=2), "UNKNOWN_VERSION"),
        (changed(receipt(), version=True), "UNKNOWN_VERSION"),
        (json.dumps(receipt().body.to_data()), "NOT_SIGNED"),
    ],
)
def test_refuses_what_is_none_of_our_files(text: str | bytes, code: str) -> None:
    with pytest.raises(ProofFileError) as refused:
        load(text)

    assert refused.value.code == code


OFFICE = Office()
OFFICE.seal(*others(4))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (changed(receipt(), leaf=HASH[2:]), "leaf"),
        (changed(receipt(), leaf=HASH.upper()), "leaf"),
        (changed(receipt(), leaf=HASH[:2] + " " + HASH[2:]), "leaf"),
        (changed(receipt(), leaf="xyz"), "leaf"),
        (changed(receipt(), leaf=5), "leaf"),
        (changed(receipt(), received_on="20261102"), "received_on"),
        (changed(receipt(), received_on="2026-W45-1"), "received_on"),
        (changed(receipt(), received_on="2026-02-30"), "received_on"),
        (changed(receipt(), received_on="9999-12-31"), "received_on"),
        (changed(receipt(), received_on=1), "received_on"),
        (changed(receipt(), seal_within_hours="24"), "seal_within_hours"),
        (changed(receipt(), seal_within_hours=True), "seal_within_hours"),
        (changed(receipt(), seal_within_hours=-1), "seal_within_hours"),
        (changed(receipt(), utc_offset_minutes=1441), "utc_offset_minutes"),
        (changed(receipt(), log_id="a\x00"), "log_id"),
        (changed(receipt(), log_id="a\n"), "log_id"),
        (changed(receipt(), algorithm="md5"), "algorithm"),
        (changed(receipt(), note="hello"), "note"),
        (changed(receipt(), signature=None), None),
        (changed(receipt(), signature={}), "algorithm"),
        (changed(OFFICE.head(BEFORE), moment="2026-11-1T15:59:00Z"), "moment"),
        (changed(OFFICE.head(BEFORE), moment="2026-11-01T15:59:00+00:00"), "moment"),
        (changed(OFFICE.head(BEFORE), moment="0001-01-01T00:00:00Z"), "moment"),
        (changed(OFFICE.head(BEFORE), size=2**53), "size"),
        (changed(OFFICE.inclusion(others(1)[0]), path=[HASH, "00"]), "path"),
        (changed(OFFICE.inclusion(others(1)[0]), path=HASH), "path"),
        (changed(OFFICE.listed(2), peaks=[]), "peaks"),
        (changed(stage(DUE_AT), decided_on="2026-11-05"), "decided_on"),
        (changed(KeyFile.of(HEAD.public), purpose="PROMISE"), "key_id"),
        (changed(KeyFile.of(HEAD.public), purpose="ANY"), "purpose"),
    ],
)
def test_names_the_field_that_is_wrong(text: str, field: str | None) -> None:
    with pytest.raises(ProofFileError) as refused:
        load(text)

    if field is None:
        assert refused.value.code == "NOT_SIGNED"
    else:
        assert (refused.value.code, refused.value.params["field"]) == ("FIELD_WRONG", field)


def test_a_document_that_cannot_be_is_not_made() -> None:
    with pytest.raises(ValidationError):
        LeafRange(log_id=LOG, first=3, peaks=(), leaves=())
    with pytest.raises(ValidationError):
        TreeHead(log_id=LOG, size=1, root=bytes(32), moment=datetime(2026, 1, 1))  # noqa: DTZ001


@given(st.data())
def test_a_damaged_file_is_refused_or_unsigned_or_the_same(data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(every()))
    raw = bytearray(dump(document).encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] = data.draw(st.integers(0, 255))

    try:
        (found,) = load(bytes(raw))
    except ProofFileError:
        return
    if isinstance(found, Signed) and found != document:
        assert found.check(RING) is not Authenticity.GENUINE
