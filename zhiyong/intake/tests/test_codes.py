"""Receipt codes: told from slips of the hand, found again, carried by a form."""

import threading
import time

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.intake import codes
from zhiyong.intake.codes import FormExpired, NotACode


def test_a_new_code_has_sixteen_digits_and_reads_back_as_people_write_it() -> None:
    code = codes.new_code()

    assert len(code) == 16
    assert code.isdigit()
    for written in (code, codes.grouped(code), f"  {codes.grouped(code)} ", _wide(code)):
        assert codes.read_code(written) == code


def _wide(code: str) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in code)


@given(place=st.integers(0, 15), digit=st.integers(0, 9))
def test_one_wrong_digit_is_told_before_any_hash(place: int, digit: int) -> None:
    code = codes.new_code()
    wrong = code[:place] + str(digit) + code[place + 1 :]

    if wrong != code:
        with pytest.raises(NotACode):
            codes.read_code(wrong)


@given(place=st.integers(0, 14))
def test_two_neighbours_swapped_are_told(place: int) -> None:
    code = codes.new_code()
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    if swapped != code:
        with pytest.raises(NotACode):
            codes.read_code(swapped)


@pytest.mark.parametrize("typed", ["", "123", "1234-5678-9012-345", "abcd" * 4, "1" * 17, "²" * 16])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(NotACode):
        codes.read_code(typed)


def test_the_key_depends_on_pepper_and_salt_and_never_shows_the_code() -> None:
    code = codes.new_code()
    key = codes.lookup_key(code)

    with override_settings(RECEIPT_PEPPER="another"):
        assert codes.lookup_key(code) != key
    with override_settings(RECEIPT_SALT="another"):
        assert codes.lookup_key(code) != key
    assert codes.lookup_key(code) == key
    assert len(key) == 32
    assert code.encode() not in key


def test_no_more_hashes_run_at_once_than_there_are_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, guard = 0, 0, threading.Lock()

    def slow(*args: object, **kwargs: object) -> bytes:
        nonlocal running, most
        with guard:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with guard:
            running -= 1
        return b"k" * 32

    monkeypatch.setattr(codes, "hash_secret_raw", slow)
    monkeypatch.setattr(codes.os, "cpu_count", lambda: 2)
    codes._turns.cache_clear()
    threads = [threading.Thread(target=codes.lookup_key, args=("1" * 16,)) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    codes._turns.cache_clear()

    assert most == 2


def test_a_form_carries_code_and_token_sealed() -> None:
    sealed = codes.prepare_receipt()
    prepared = codes.open_prepared(sealed)

    assert prepared.fresh
    assert codes.read_code(prepared.code) == prepared.code
    assert prepared.code not in sealed
    assert codes.open_prepared(sealed) == prepared


def test_a_form_left_open_too_long_is_known_but_no_longer_fresh() -> None:
    sealed = codes.prepare_receipt()
    time.sleep(1.1)

    assert not codes.open_prepared(sealed, longest=0).fresh


@pytest.mark.parametrize("sealed", ["", "nonsense", "gAAAAA" * 20])
def test_a_form_of_elsewhere_is_refused(sealed: str) -> None:
    with pytest.raises(FormExpired):
        codes.open_prepared(sealed)


def test_a_form_of_another_installation_is_refused() -> None:
    sealed = codes.prepare_receipt()

    with override_settings(SECRET_KEY="of another"), pytest.raises(FormExpired):
        codes.open_prepared(sealed)
