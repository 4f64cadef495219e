"""JPEG segments that are not pixels, cut out without decoding; for pictures inside a PDF."""

_KEPT_APP = {0xE0, 0xE2, 0xEE}  # JFIF, colour profile, Adobe's colour transform


def stripped(raw: bytes) -> bytes:
    """Return a JPEG without comments, EXIF, XMP and the like; other bytes come back unchanged."""
    if not raw.startswith(b"\xff\xd8"):
        return raw
    out, at = bytearray(b"\xff\xd8"), 2
    while at + 4 <= len(raw) and raw[at] == 0xFF:
        marker = raw[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        length = int.from_bytes(raw[at + 2 : at + 4], "big")
        if marker == 0xDA or length < 2 or at + 2 + length > len(raw):
            break
        if not (0xE0 <= marker <= 0xEF and marker not in _KEPT_APP) and marker != 0xFE:
            out += raw[at : at + 2 + length]
        at += 2 + length
    return bytes(out) + raw[at:]
