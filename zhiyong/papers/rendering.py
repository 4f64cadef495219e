"""From a sheet to a PDF: data goes in as JSON, never as markup."""

import io
import json
from functools import lru_cache
from pathlib import Path
from typing import Literal

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
def _fonts(system: bool = False) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=system,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in font_folders()],
    )


def pdf(sheet: Sheet, layout: Layout) -> bytes:
    """Return a sheet as a PDF/A document.

    PDF/A wants a glyph for every character. Where our faces have none (a rare name, an emoji), the
    machine's own fonts may help out, and the document is plain PDF: no name stops an act.

    :raises typst.TypstError: if a layout is broken; no content of a sheet can cause that.
    """
    try:
        return _set(sheet, layout, "a-2b")
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _set(sheet, layout, None, system=True)


def _set(
    sheet: Sheet, layout: Layout, standard: Literal["a-2b"] | None, *, system: bool = False
) -> bytes:
    return bytes(
        typst.compile(
            FOLDER / f"{layout}.typ",
            root=FOLDER,
            font_paths=_fonts(system),
            ignore_system_fonts=not system,
            sys_inputs={
                "sheet": json.dumps(sheet.as_data(), ensure_ascii=False),
                "qr": _qr(sheet.code or sheet.title),
            },
            pdf_standards=standard,
        )
    )


def _qr(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()
