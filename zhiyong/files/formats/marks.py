"""Marks of state secrets: 秘密, 机密, 绝密 as a mark, not as a word in a sentence."""

import re

_MARK = "(秘\\s*密|机\\s*密|绝\\s*密)"
_TERM = r"(?:\s*[★☆*]\s*|\s+)?(?:[0-9０-９一二三四五六七八九十]{1,3}\s*(?:年|个月)|长期|启封前)?"
_NAME = re.compile(
    rf"(?:^|[\[【(（〔{{<《_\-\s.、·])({_MARK}{_TERM})(?=$|[\]】)）〕}}>》_\-\s.、·★☆*]|级|件|文件)"
)
_LINE = re.compile(rf"^[\s\u3000\[【(（]*{_MARK}(?:级)?{_TERM}[\s\u3000\]】)）]*$", re.M)
_STAR = re.compile(rf"{_MARK}\s*[★☆]")
_FIELD = re.compile(rf"密\s*级\s*[:：]\s*{_MARK}")

FIRST_LINES = 12
FIRST_CHARACTERS = 3000


def in_name(name: str) -> str | None:
    """Return the mark that a file's name carries, or None."""
    stem = name.rsplit(".", 1)[0]
    found = _NAME.search(stem) or _STAR.search(stem)
    return _plain(found.group(0)) if found else None


def in_text(text: str) -> str | None:
    """Return the mark at the head of a document's text, or None.

    A mark stands with a star, alone on one of the first lines, or after "密级："; a sentence
    that speaks of secrets is none.
    """
    start = text[:FIRST_CHARACTERS]
    lines = "\n".join([line for line in start.splitlines() if line.strip()][:FIRST_LINES])
    found = _STAR.search(start) or _LINE.search(lines) or _FIELD.search(lines)
    return _plain(found.group(0)) if found else None


def _plain(text: str) -> str:
    found = re.search(_MARK, text)
    return re.sub(r"\s", "", found.group(0)) if found else ""
