"""How names are found and sorted: by pinyin, by initials, and by pairs of characters."""

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "查": "zha", "区": "ou", "仇": "qiu", "盖": "ge",
    "朴": "piao", "翟": "zhai", "乐": "yue", "覃": "qin", "冼": "xian", "员": "yun", "黑": "he",
    "秘": "bi", "折": "she", "缪": "miao", "召": "shao", "种": "chong", "尹": "yin", "繁": "po",
    "尉迟": "yu chi", "长孙": "zhang sun", "万俟": "mo qi", "澹台": "tan tai", "令狐": "ling hu",
}  # fmt: skip
"""Surnames that are read otherwise than the same characters elsewhere."""

HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
GAPS = re.compile(r"\s+")


def plain(text: str) -> str:
    """Return a text as search compares it: half-width, lower case, single spaces."""
    return GAPS.sub(" ", unicodedata.normalize("NFKC", text.replace("\0", ""))).strip().lower()


def keys(name: str) -> tuple[str, str]:
    """Return the pinyin of a name, and its initials: ("shi min zheng ju", "smzj")."""
    return _keys(_syllables(plain(name)))


def keys_of_person(name: str) -> tuple[str, str]:
    """Return the pinyin of a person's name, its surname read as a surname, and its initials."""
    text = plain(name)
    for length in (2, 1):
        if reading := SURNAMES.get(text[:length]):
            return _keys((*reading.split(), *_syllables(text[length:])))
    return _keys(_syllables(text))


def grams(*texts: str) -> list[str]:
    """Return the characters, and the pairs of neighbouring characters, of some texts."""
    found: set[str] = set()
    for text in texts:
        letters = plain(text).replace(" ", "")
        found.update(letter for letter in letters if HAN.match(letter))
        found.update(letters[at : at + 2] for at in range(len(letters) - 1))
    return sorted(found)


def pairs(text: str) -> list[str]:
    """Return the pairs of neighbouring characters of a text; of a single character, itself."""
    parts = grams(text)
    return [part for part in parts if len(part) == 2] or parts


def is_latin(text: str) -> bool:
    """Return whether a search text holds no Han character: pinyin, initials, a code."""
    return not HAN.search(text)


@lru_cache(maxsize=4096)
def _syllables(text: str) -> tuple[str, ...]:
    spoken = lazy_pinyin(text, style=Style.NORMAL)  # what is no Han character comes as it is
    return tuple(part for piece in spoken for part in piece.split())


def _keys(syllables: tuple[str, ...]) -> tuple[str, str]:
    return " ".join(syllables), "".join(
        part[0] if part.isascii() and part.isalpha() else part for part in syllables
    )
