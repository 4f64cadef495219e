"""Pictures: decoded and encoded again, so that nothing but the pixels is left."""

import io
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from PIL import Image, ImageCms, ImageOps

from zhiyong.files.formats.trouble import Trouble

MOST_PIXELS = 120_000_000
_SAVE = {
    "jpg": ("JPEG", {"quality": 92, "subsampling": 0, "optimize": False}),
    "png": ("PNG", {"compress_level": 6}),
    "webp": ("WEBP", {"quality": 90}),
}
_READ = {"jpg": ["JPEG", "MPO"], "png": ["PNG"], "webp": ["WEBP"], "bmp": ["BMP"], "heic": ["HEIF"]}
_BECOMES = {"heic": "jpg", "bmp": "png"}


def clean(kind: str, source: Path, target: Path) -> str:
    """Write the picture without metadata, turned upright; return the kind it is now.

    :raises Trouble: "broken", or "too_many_pixels".
    """
    becomes = _BECOMES.get(kind, kind)
    with source.open("rb") as file, target.open("wb") as out:
        _again(kind, becomes, file, out)
    return becomes


_EXIF, _GPS = 0x8769, 0x8825
_TAKEN, _SINCE = 0x9003, 0x0132
_MOMENT = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")


def taken(kind: str, source: Path) -> tuple[str, str]:
    """Return when and where a photograph was taken, as it says itself; "" where it does not."""
    if kind == "heic":
        import pi_heif

        pi_heif.register_heif_opener()
    try:
        with Image.open(source, formats=_READ[kind]) as opened:
            told = opened.getexif()
            moment = told.get_ifd(_EXIF).get(_TAKEN) or told.get(_SINCE) or ""
            gps = told.get_ifd(_GPS)
    except Exception:  # what cannot be read says nothing; the picture itself was read before
        return "", ""
    found = _MOMENT.fullmatch(str(moment).strip("\x00 "))
    said = f"{found[1]}-{found[2]}-{found[3]} {found[4]}" if found else ""
    return said, _place(gps)


def _place(gps: Mapping[int, Any]) -> str:
    """Return a place in degrees, north and east positive; "" if it is none."""
    try:
        north, east = (_degrees(gps[at], gps[at - 1]) for at in (2, 4))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""
    if not (abs(north) <= 90 and abs(east) <= 180):
        return ""
    return f"{north:.5f}, {east:.5f}"


def _degrees(parts: Any, side: Any) -> float:
    degrees, minutes, seconds = (float(one) for one in parts)
    found = degrees + minutes / 60 + seconds / 3600
    return -found if str(side).strip("\x00 ").upper() in {"S", "W"} else found


def cleaned_bytes(kind: str, raw: bytes) -> bytes:
    """Return a picture inside a document without metadata.

    :raises Trouble: "broken", or "too_many_pixels".
    """
    out = io.BytesIO()
    _again(kind, kind, io.BytesIO(raw), out)
    return out.getvalue()


def _again(kind: str, becomes: str, source: IO[bytes], target: IO[bytes]) -> None:
    if kind == "heic":
        import pi_heif

        pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source, formats=_READ[kind]) as opened:
                upright = ImageOps.exif_transpose(opened)
                picture = _plain(upright, becomes)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Trouble("too_many_pixels") from error
    except Exception as error:  # the decoders promise nothing about damaged files
        raise Trouble("broken") from error
    name, options = _SAVE[becomes]
    picture.save(target, name, **options)


def _plain(picture: Image.Image, becomes: str) -> Image.Image:
    """Return the pixels in the colours of a screen, without profile or other information."""
    profile = picture.info.get("icc_profile")
    picture.load()
    if profile and picture.mode in {"RGB", "RGBA", "L", "CMYK"}:
        picture = _on_screen(picture, profile)
    wanted = _mode(picture.mode, becomes, "transparency" in picture.info)
    if picture.mode != wanted:
        picture = picture.convert(wanted)
    bare = Image.new(picture.mode, picture.size)
    if picture.mode == "P":
        bare.putpalette(picture.getpalette() or [])
    bare.paste(picture)
    return bare


def _on_screen(picture: Image.Image, profile: bytes) -> Image.Image:
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(
            picture, source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return turned or picture


def _mode(mode: str, becomes: str, transparent: bool) -> str:
    if becomes == "jpg":
        return "L" if mode in {"1", "L", "LA", "I;16", "I"} else "RGB"
    if becomes == "webp" or transparent or mode in {"PA", "La", "RGBa"}:
        return "RGBA" if transparent or mode in {"RGBA", "LA", "PA", "La", "RGBa"} else "RGB"
    return mode if mode in {"1", "L", "LA", "RGB", "RGBA", "P", "I;16"} else "RGB"
