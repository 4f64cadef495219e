"""What a file is, by its content."""

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.files.formats import kinds
from zhiyong.files.formats.sniff import sniff, text_of
from zhiyong.files.tests import samples


@pytest.mark.parametrize("kind", samples.TRUE)
def test_knows_a_true_file(kind: str) -> None:
    assert sniff(io.BytesIO(samples.TRUE[kind][1])) == kind


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00", "exe"),
        (b"\x7fELF\x02", "elf"),
        (b"Rar!\x1a\x07\x00", "rar"),
        (samples.package({"a.txt": "a"}), "zip"),
        (samples.docx(more={"word/vbaProject.bin": b"x"}), "macro"),
        (b"PK\x03\x04 and nothing more", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and nothing more", "ole"),
        (b"<!DOCTYPE html><p>", "html"),
        (b"\xef\xbb\xbf  <svg xmlns=''>", "svg"),
        (b"<?xml version='1.0'?><a/>", "xml"),
        (b"GIF89a", "gif"),
        (b"{\\rtf1", "rtf"),
        (b"#!/bin/sh\n", "script"),
        ("来信人反映".encode("gb18030"), "txt"),
        ("来信人反映𠮷𡒄".encode("gb18030"), "txt"),
        ("来信人反映".encode("utf-16"), "txt"),
        (b"text with a \x00 in it", "unknown"),
        (bytes(range(256)) * 4, "unknown"),
    ],
)
def test_names_what_is_not_taken_too(raw: bytes, kind: str) -> None:
    assert sniff(io.BytesIO(raw)) == kind


@given(st.binary(max_size=6000))
def test_never_fails_on_bytes(raw: bytes) -> None:
    assert sniff(io.BytesIO(raw)) in kinds.BY_ID


@given(st.sampled_from(sorted(samples.TRUE)), st.integers(0, 2**32), st.integers(0, 6000))
def test_never_fails_on_a_true_file_that_was_damaged(kind: str, seed: int, cut: int) -> None:
    raw = bytearray(samples.TRUE[kind][1])
    rng = random.Random(seed)
    for _turn in range(20):
        raw[rng.randrange(len(raw))] = rng.randrange(256)
    assert sniff(io.BytesIO(bytes(raw[:cut] or raw))) in kinds.BY_ID


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"]), min_size=1))
def test_text_in_utf8_is_text(text: str) -> None:
    assert text_of(text.encode()) is not None


def test_a_text_may_be_cut_inside_a_character() -> None:
    assert text_of("反映".encode()[:-1], cut=True) == "反"
