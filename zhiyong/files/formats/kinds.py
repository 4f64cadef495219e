"""The kinds of files: which are taken, under which extensions, and what others are called."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. `clean` names the module function that makes the copy; "" is not taken."""

    id: str
    media_type: str
    extensions: tuple[str, ...]
    clean: str = ""

    @property
    def extension(self) -> str:
        """The extension that it is served under."""
        return self.extensions[0]


OFFICE = "application/vnd.openxmlformats-officedocument"
_ALL = (
    Format("pdf", "application/pdf", ("pdf",), "pdf"),
    Format("docx", f"{OFFICE}.wordprocessingml.document", ("docx",), "ooxml"),
    Format("xlsx", f"{OFFICE}.spreadsheetml.sheet", ("xlsx", "et"), "ooxml"),
    Format("pptx", f"{OFFICE}.presentationml.presentation", ("pptx",), "ooxml"),
    Format("doc", "application/msword", ("doc", "wps", "dot"), "ole"),
    Format("xls", "application/vnd.ms-excel", ("xls", "et"), "ole"),
    Format("ppt", "application/vnd.ms-powerpoint", ("ppt", "dps"), "ole"),
    Format("ofd", "application/ofd", ("ofd",), "ofd"),
    Format("txt", "text/plain", ("txt", "csv", "log", "md"), "plain"),
    Format("jpg", "image/jpeg", ("jpg", "jpeg", "jfif"), "picture"),
    Format("png", "image/png", ("png",), "picture"),
    Format("webp", "image/webp", ("webp",), "picture"),
    Format("bmp", "image/bmp", ("bmp",), "picture"),
    Format("heic", "image/heic", ("heic", "heif"), "picture"),
    Format("mp3", "audio/mpeg", ("mp3",), "sound"),
    Format("m4a", "audio/mp4", ("m4a", "mp4", "aac"), "boxes"),
    Format("wav", "audio/wav", ("wav",), "sound"),
    Format("amr", "audio/amr", ("amr",), "plain"),
    Format("mp4", "video/mp4", ("mp4", "m4v", "mov", "m4a", "3gp"), "boxes"),
    Format("mov", "video/quicktime", ("mov", "mp4"), "boxes"),
    Format("3gp", "video/3gpp", ("3gp", "mp4", "amr"), "boxes"),
    # Known by name only, so that a refusal can say what the file really is.
    Format("gif", "image/gif", ("gif",)),
    Format("tiff", "image/tiff", ("tif", "tiff")),
    Format("avif", "image/avif", ("avif",)),
    Format("svg", "image/svg+xml", ("svg",)),
    Format("psd", "image/vnd.adobe.photoshop", ("psd",)),
    Format("zip", "application/zip", ("zip",)),
    Format("rar", "application/vnd.rar", ("rar",)),
    Format("7z", "application/x-7z-compressed", ("7z",)),
    Format("gz", "application/gzip", ("gz", "tgz")),
    Format("bz2", "application/x-bzip2", ("bz2",)),
    Format("xz", "application/x-xz", ("xz",)),
    Format("tar", "application/x-tar", ("tar",)),
    Format("exe", "application/vnd.microsoft.portable-executable", ("exe", "dll", "scr", "com")),
    Format("elf", "application/x-elf", ("elf", "so")),
    Format("script", "text/x-script", ("sh", "bat", "ps1", "vbs", "js", "py")),
    Format("apk", "application/vnd.android.package-archive", ("apk",)),
    Format("jar", "application/java-archive", ("jar",)),
    Format("msi", "application/x-msi", ("msi",)),
    Format("lnk", "application/x-ms-shortcut", ("lnk",)),
    Format("macro", "application/vnd.ms-office.macro", ("docm", "xlsm", "pptm", "dotm", "xltm")),
    Format("locked", "application/x-encrypted-office", ("docx", "xlsx", "pptx")),
    Format("odf", "application/vnd.oasis.opendocument", ("odt", "ods", "odp")),
    Format("ole", "application/x-ole-storage", ("msg", "vsd", "mpp")),
    Format("rtf", "application/rtf", ("rtf", "doc")),
    Format("html", "text/html", ("html", "htm", "mht", "xhtml")),
    Format("xml", "text/xml", ("xml",)),
    Format("eml", "message/rfc822", ("eml",)),
    Format("ogg", "audio/ogg", ("ogg", "oga", "opus")),
    Format("flac", "audio/flac", ("flac",)),
    Format("matroska", "video/x-matroska", ("mkv", "webm")),
    Format("avi", "video/x-msvideo", ("avi",)),
    Format("flv", "video/x-flv", ("flv",)),
    Format("wmv", "video/x-ms-wmv", ("wmv", "wma", "asf")),
    Format("sqlite", "application/vnd.sqlite3", ("db", "sqlite")),
    Format("empty", "application/x-empty", ()),
    Format("unknown", "application/octet-stream", ()),
)
BY_ID = {each.id: each for each in _ALL}
TAKEN = tuple(each for each in _ALL if each.clean)


def fits(found: Format, extension: str) -> bool:
    """Whether a name with this extension may hold this kind of file; no extension fits all."""
    return not extension or extension.lower() in found.extensions
