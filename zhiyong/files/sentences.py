"""What a refusal of a file says: what it is, and what to do."""

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from zhiyong.files.formats.trouble import Trouble

SECRET = "secret"


def called(kind: str) -> str:
    """Return what a kind of file is called."""
    names = {
        "pdf": _("a PDF document"),
        "docx": _("a Word document (docx)"),
        "xlsx": _("an Excel workbook (xlsx)"),
        "pptx": _("a PowerPoint file (pptx)"),
        "doc": _("an old Word document (doc)"),
        "xls": _("an old Excel workbook (xls)"),
        "ppt": _("an old PowerPoint file (ppt)"),
        "ofd": _("an OFD document"),
        "txt": _("a text file"),
        "jpg": _("a JPEG picture"),
        "png": _("a PNG picture"),
        "webp": _("a WebP picture"),
        "bmp": _("a BMP picture"),
        "heic": _("a HEIC picture"),
        "gif": _("a GIF picture"),
        "tiff": _("a TIFF picture"),
        "svg": _("an SVG drawing"),
        "mp3": _("an MP3 recording"),
        "m4a": _("an M4A recording"),
        "wav": _("a WAV recording"),
        "amr": _("an AMR recording"),
        "mp4": _("an MP4 film"),
        "mov": _("a QuickTime film"),
        "3gp": _("a 3GP film"),
        "zip": _("a ZIP archive"),
        "rar": _("a RAR archive"),
        "7z": _("a 7z archive"),
        "exe": _("a Windows program"),
        "elf": _("a program"),
        "script": _("a script"),
        "apk": _("an Android app"),
        "jar": _("a Java program"),
        "msi": _("a Windows installer"),
        "lnk": _("a Windows shortcut"),
        "html": _("a web page"),
        "xml": _("an XML file"),
        "rtf": _("an RTF document"),
        "odf": _("an OpenDocument file"),
        "eml": _("an e-mail message"),
    }
    return names.get(kind) or _("a file of another kind ({kind})").format(kind=kind)


def taken() -> str:
    """Return what is taken, in words."""
    return _(
        "Accepted are PDF, OFD, Word, Excel and PowerPoint files, plain text, "
        "JPEG, PNG, WebP and HEIC pictures, MP3, M4A, WAV and AMR recordings, MP4 and MOV films."
    )


def too_large(name: str) -> str:
    """Return the sentence for a file beyond the limit."""
    return _("“{name}” is larger than {limit}. Make it smaller, or send it in parts.").format(
        name=name, limit=filesizeformat(settings.FILES_LARGEST)
    )


def too_much() -> str:
    """Return the sentence for files that are too large together."""
    return _("Together the files are larger than {limit}. Send fewer at once.").format(
        limit=filesizeformat(settings.FILES_LARGEST_TOGETHER)
    )


def too_many() -> str:
    """Return the sentence for too many files."""
    return _("At most {count} files can be sent at once.").format(count=settings.FILES_MOST)


def secret(mark: str) -> str:
    """Return the sentence for a document marked as a state secret."""
    return _(
        "This file is marked “{mark}”. This platform holds no state secrets: "
        "hand it over through the channel for classified documents."
    ).format(mark=mark)


def malware() -> str:
    """Return the sentence for a file in which malware was found."""
    return _("The virus scanner found malware in this file. It was not kept.")


def why(trouble: Trouble, name: str) -> str:
    """Return the sentence of a trouble with a file."""
    if trouble.code == SECRET:
        return secret(trouble.what)
    return _("“{name}”: {why}").format(name=name, why=_of(trouble))


def _of(trouble: Trouble) -> str:
    if trouble.code == "other_kind":
        return _(
            "by its name it is something else, but it is really {kind}. "
            "Give it its right extension and send it again."
        ).format(kind=called(trouble.what))
    if trouble.code in {"not_taken", "unknown"}:
        return (
            _("this is {kind}, which is not accepted.").format(kind=called(trouble.what))
            + " "
            + taken()
        )
    return {
        "empty": _("the file is empty."),
        "zip": _("archives are not accepted. Unpack it and send the files one by one."),
        "macro": _("it contains macros. Save it without macros (docx, xlsx) or as PDF."),
        "macros": _("it contains macros. Save it without macros (docx, xlsx) or as PDF."),
        "locked": _("it is protected by a password. Remove the password and send it again."),
        "embedded": _("other files are embedded in it. Take them out and send them one by one."),
        "attachments": _("other files are attached inside it. Send them one by one."),
        "bomb": _("unpacked it would be far too large. It was not opened."),
        "too_many_pixels": _("the picture has too many pixels. Make it smaller."),
        "too_long": _("the document has too many pages. Send it in parts."),
        "broken": _("it is damaged and cannot be read. Check it, save it anew and send it again."),
        "too_slow": _("it took too long to read. Save it in a simpler form, such as PDF."),
        "metadata_stays": _(
            "it may hold your name or where it was made, which cannot be removed from this kind "
            "of file. To stay anonymous, save a document as PDF or docx; export a film anew, "
            "without position."
        ),
    }[trouble.code]
