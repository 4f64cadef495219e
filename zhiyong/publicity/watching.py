"""What in a text may give away who complained: numbers, addresses of mail, a name beside the word.

Patterns alone: names of complainants are sealed, and nothing here can open them. The text is
shown back with what was found, to whoever is about to publish it.
"""

import re
from collections.abc import Iterator

from zhiyong.publicity import subjects

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫"
)
WHO = "举报人|投诉人|反映人|信访人|检举人|控告人|来信人|来访人|来电人|申诉人|complainant|informant"

PATTERNS = (
    re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)"),
    re.compile(r"(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)"),
    re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])"),
    re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    re.compile(
        rf"(?:{WHO})[：:、，,（( ]{{0,2}}"
        rf"(?:[{SURNAMES}](?:某某?|[㐀-鿿]{{1,2}}(?:先生|女士|同志)?)"
        r"(?=[，。；、,.;）) 的等于在向称说反]|$))",
        re.IGNORECASE,
    ),
)
MOST = 10


def found_in(title: str, text: str, reference: str) -> list[str]:
    """Return the places of a text that may tell who complained, each once."""
    whole = f"{title}\n{text}"
    places = [*_matches(whole), *subjects.watched(whole, reference)]
    return list(dict.fromkeys(places))[:MOST]


def _matches(text: str) -> Iterator[str]:
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            yield match.group()
