"""From a sheet to a PDF: data goes in as JSON, never as markup."""

import io
import json
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import segno
import typst

from zhiyong.papers.sheets import Layout, Sheet

FOLDER = Path(__file__).parent / "typst"
SYSTEM_FONTS = (
    Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
    Path("/usr/share/fonts/opentype/fandol"),
)
"""Where Debian puts the FangSong that official papers like best; without it, Song stands in."""


def font_folders() -> list[Path]:
    """Return the folders of the faces that papers are set in."""
    shipped = Path(str(pylopdf_fonts_zh_cn.__file__)).parent
    return [shipped, *(folder for folder in SYSTEM_FONTS if folder.is_dir())]


@lru_cache(maxsize=8)
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in font_folders()],
    )


def pdf(sheet: Sheet, layout: Layout) -> bytes:
    """Return a sheet as a PDF/A document.

    :raises typst.TypstError: if a layout is broken; no content of a sheet can cause that.
    """
    return bytes(
        typst.compile(
            FOLDER / f"{layout}.typ",
            root=FOLDER,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={
                "sheet": json.dumps(sheet.as_data(), ensure_ascii=False),
                "qr": _qr(sheet.code or sheet.title),
            },
            pdf_standards=["a-2b"],
        )
    )


def _qr(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()
