"""The copy without metadata, kind by kind; and what is not taken, with the code that says why."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from zhiyong.files.formats import jpeg, pdf
from zhiyong.files.formats.trouble import Trouble
from zhiyong.files.formats.work import Done, Order, work
from zhiyong.files.tests import samples


def through(
    tmp_path: Path, name: str, raw: bytes, *, anonymous: bool = False, evidence: bool = False
) -> tuple[Done, bytes]:
    """Put bytes through; return what was made of them, and the copy."""
    source, target = tmp_path / "in", tmp_path / "out"
    source.write_bytes(raw)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    done = work(Order(str(source), str(target), extension, anonymous, evidence))
    return done, target.read_bytes()


def unpacked(raw: bytes) -> bytes:
    """All parts of a package after each other."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        return b"\n".join(package.read(name) for name in package.namelist())


@pytest.mark.parametrize("kind", samples.TRUE)
@pytest.mark.parametrize("anonymous", [True, False])
def test_no_copy_says_who_or_where(kind: str, anonymous: bool, tmp_path: Path) -> None:
    name, raw = samples.TRUE[kind]
    done, copy = through(tmp_path, name, raw, anonymous=anonymous)
    if copy.startswith(b"PK"):
        copy = unpacked(copy)
    assert samples.AUTHOR.encode() not in copy
    assert samples.PLACE.encode() not in copy
    assert done.cleaning == ("NOTHING" if kind in {"txt", "amr"} else "CLEANED")


@pytest.mark.parametrize("kind", samples.TRUE)
def test_evidence_stays_as_it_was_taken(kind: str, tmp_path: Path) -> None:
    name, raw = samples.TRUE[kind]
    done, copy = through(tmp_path, name, raw, evidence=True)
    assert (copy, done.cleaning) == (raw, "EVIDENCE")


def test_a_picture_is_turned_upright(tmp_path: Path) -> None:
    _done, copy = through(tmp_path, "a.jpg", samples.picture(orientation=6))
    with Image.open(io.BytesIO(copy)) as turned:
        assert turned.size == (20, 40)
        assert turned.getpixel((18, 20))[0] > 200  # what was above is now on the right
        assert not turned.getexif()
        assert "comment" not in turned.info


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_of_any_mode_keeps_its_size(mode: str, tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new(mode, (9, 7)).save(out, "PNG")
    _done, copy = through(tmp_path, "a.png", out.getvalue())
    with Image.open(io.BytesIO(copy)) as picture:
        assert picture.size == (9, 7)


def test_transparency_of_a_palette_survives(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("P", (4, 4), 0).save(out, "PNG", transparency=0)
    _done, copy = through(tmp_path, "a.png", out.getvalue())
    with Image.open(io.BytesIO(copy)) as picture:
        assert picture.convert("RGBA").getpixel((0, 0))[3] == 0


def test_a_bmp_becomes_a_png(tmp_path: Path) -> None:
    done, copy = through(tmp_path, "a.bmp", samples.picture("BMP"))
    assert (done.kind, done.extension) == ("png", "png")
    assert copy.startswith(b"\x89PNG")


def test_a_pdf_loses_its_information_its_script_and_the_authors_of_its_notes(
    tmp_path: Path,
) -> None:
    _done, copy = through(tmp_path, "a.pdf", samples.pdf("Text that stays"))
    assert pdf.leftovers(tmp_path / "out") == []
    assert b"JavaScript" not in copy
    assert b"Text that stays" in copy
    assert b"a remark" in copy


def test_a_document_keeps_its_text_and_loses_only_who(tmp_path: Path) -> None:
    _done, copy = through(tmp_path, "a.docx", samples.docx("第一段"))
    text = unpacked(copy)
    assert "第一段".encode() in text
    assert b'added by author="nobody"' in text
    assert b"evil.example" not in text
    assert b"rsid" not in text
    assert b"2026-01-01" not in text


def test_a_table_keeps_its_name(tmp_path: Path) -> None:
    _done, copy = through(tmp_path, "a.xlsx", samples.xlsx())
    assert b'displayName="T1"' in unpacked(copy)


def test_a_film_keeps_its_frames_in_place(tmp_path: Path) -> None:
    raw = samples.mp4()
    _done, copy = through(tmp_path, "a.mp4", raw, anonymous=True)
    assert len(copy) == len(raw)
    assert copy.index(b"frames of the film") == raw.index(b"frames of the film")


def test_sound_keeps_its_frames(tmp_path: Path) -> None:
    _done, copy = through(tmp_path, "a.mp3", samples.mp3())
    assert copy == (b"\xff\xfb\x90\x00" + bytes(413)) * 10


def test_segments_of_a_jpeg_that_are_not_pixels_go() -> None:
    bare = jpeg.stripped(samples.picture())
    assert samples.AUTHOR.encode() not in bare
    with Image.open(io.BytesIO(bare)) as picture:
        picture.load()
    assert jpeg.stripped(b"no picture") == b"no picture"


@pytest.mark.parametrize(
    ("name", "raw", "code", "what"),
    [
        ("a.pdf", b"", "empty", "empty"),
        ("a.pdf", b"MZ\x90\x00", "not_taken", "exe"),
        ("photo.jpg", samples.TRUE["pdf"][1], "other_kind", "pdf"),
        ("letter.docx", samples.TRUE["xlsx"][1], "other_kind", "xlsx"),
        ("film.pdf", samples.TRUE["mp4"][1], "other_kind", "mp4"),
        ("a.zip", samples.package({"a.txt": "a"}), "zip", "zip"),
        ("a.docx", samples.package({"a.txt": "a"}), "zip", "zip"),
        ("a.docx", samples.docx(more={"word/vbaProject.bin": b"x"}), "macro", "macro"),
        ("a.docx", samples.bomb(), "bomb", ""),
        ("a.docx", samples.docx(more={"word/../../etc": "x"}), "broken", ""),
        ("a.docx", samples.docx(more={"word/evil.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]>"}),
         "broken", ""),
        ("a.doc", samples.doc(Macros=b"x"), "macros", ""),
        ("a.doc", samples.doc("机密★1年"), "secret", "机密"),
        ("a.docx", samples.ole({"EncryptedPackage": b"x"}), "locked", "locked"),
        ("a.docx", samples.doc(), "other_kind", "doc"),
        (
            "a.docx",
            samples.docx(more={"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" + bytes(50)}),
            "embedded",
            "",
        ),
        ("a.pdf", samples.pdf(attached=True), "attachments", ""),
        ("a.pdf", samples.pdf(password="x"), "locked", ""),
        ("a.pdf", b"%PDF-1.7 and nothing more", "broken", ""),
        ("a.jpg", samples.picture()[:200], "broken", ""),
        ("a.mp4", samples.mp4()[:60], "broken", ""),
        ("a.wav", samples.wav()[:20], "broken", ""),
        ("a.txt", "窗口".encode() * 2000 + b"\x00", "unknown", "unknown"),
        ("机要.docx", samples.docx("机密★10年", "正文"), "secret", "机密"),
        ("a.txt", "秘密★\n正文".encode(), "secret", "秘密"),
        ("a.xlsx", samples.package({"[Content_Types].xml": "", "xl/workbook.xml": "",
          "xl/sharedStrings.xml": "<sst><si><t>绝密</t></si></sst>"}), "secret", "绝密"),
    ],
)  # fmt: skip
def test_says_why_a_file_is_not_taken(
    name: str, raw: bytes, code: str, what: str, tmp_path: Path
) -> None:
    with pytest.raises(Trouble) as refused:
        through(tmp_path, name, raw)
    assert (refused.value.code, refused.value.what) == (code, what)


def test_a_bomb_whose_headers_lie_swells_no_further(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as refused:
        through(tmp_path, "a.docx", samples.lying_bomb())
    assert refused.value.code in {"bomb", "broken"}


@pytest.mark.parametrize(
    ("name", "raw"),
    [("a.mp4", samples.mp4(data_track=True)), ("a.mov", samples.mp4(b"qt  ", data_track=True))],
)
def test_an_anonymous_sender_is_told_when_the_place_stays_inside(
    name: str, raw: bytes, tmp_path: Path
) -> None:
    with pytest.raises(Trouble, match="metadata_stays"):
        through(tmp_path, name, raw, anonymous=True)
    through(tmp_path, name, raw, anonymous=False)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    kind=st.sampled_from(sorted(samples.TRUE)),
    seed=st.integers(0, 2**32),
    cut=st.booleans(),
)
def test_a_damaged_file_is_cleaned_or_refused_but_breaks_nothing(
    kind: str, seed: int, cut: bool, tmp_path: Path
) -> None:
    name, raw = samples.TRUE[kind]
    rng = random.Random(seed)
    damaged = bytearray(raw)
    for _turn in range(rng.randrange(1, 30)):
        damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    if cut:
        del damaged[rng.randrange(len(damaged)) :]
    try:
        through(tmp_path, name, bytes(damaged))
    except Trouble:
        return
