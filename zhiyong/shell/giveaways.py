"""What in a text may give away who somebody is: shown before it is sent, decided by people.

Patterns of names and numbers are all that is known here: no list of complainants is asked, since
their names are sealed. What is found need not be wrong, and what is not found need not be safe.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DATA = Path(__file__).parent / "data" / "surnames.txt"

LABELS = {
    "IDENTITY_NUMBER": gettext_lazy("looks like an identity number"),
    "CODE": gettext_lazy("looks like a receipt code"),
    "TELEPHONE": gettext_lazy("looks like a telephone number"),
    "MAIL": gettext_lazy("looks like an e-mail address"),
    "CHAT": gettext_lazy("looks like the name of a chat account"),
    "PLATE": gettext_lazy("looks like a number plate"),
    "LONG_NUMBER": gettext_lazy("looks like the number of a card or an account"),
    "NAME": gettext_lazy("looks like somebody's name"),
}
"""What is looked for."""

_NUMBER = r"(?<![\dA-Za-z])"
_NO_MORE = r"(?![\dA-Za-z])"
NUMBERS: tuple[tuple[str, str], ...] = (
    ("IDENTITY_NUMBER", rf"{_NUMBER}[1-9]\d{{16}}[\dXx]{_NO_MORE}"),
    ("CODE", rf"{_NUMBER}\d{{4}}(?:[-— ]\d{{4}}){{3}}{_NO_MORE}"),
    ("TELEPHONE", rf"{_NUMBER}(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{{4}}){{2}}{_NO_MORE}"),
    ("TELEPHONE", rf"{_NUMBER}0\d{{2,3}}[- ]\d{{7,8}}{_NO_MORE}"),
    ("MAIL", r"[A-Za-z\d_.+-]{1,60}@[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)+"),
    (
        "CHAT",
        r"(?:微信|QQ|qq|WeChat|wechat|weixin)(?:号码?|ID)?\s*(?:是|为|[：:])?\s*[A-Za-z\d_-]{5,20}",
    ),
    (
        "PLATE",
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·・]?"
        r"[A-HJ-NP-Z\d]{5,6}(?![A-Z\d])",
    ),
    ("LONG_NUMBER", rf"{_NUMBER}\d{{15,19}}{_NO_MORE}"),
)
"""Numbers and addresses that point at somebody; what one has found, the later ones pass over.

The public's own form looks for the same, and for what the writer says of themselves.
"""
CUES = (
    "反映人|投诉人|举报人|来信人|来访人|来电人|信访人|申诉人|报案人|诉求人|联名人|当事人|联系人|代表人"
    "|市民|居民|村民|群众|网民|网友|业主|患者|家属|家长|职工|员工|学生|complainant"
)
COURTESIES = "先生|女士|小姐|同志|老师|师傅|大爷|大妈|大姐|大哥|阿姨|叔叔"
AFTER = (
    r"(?=[\s，。、；：,.;:!！?？()（）“”\"]"
    r"|先生|女士|同志|反映|投诉|举报|来信|来访|来电|提出|回电|联系|称|说|您|所|的|于|在|已|向|与|和|对|给|及|被|将|等|$)"
)


@dataclass(frozen=True, slots=True)
class Giveaway:
    """A piece of a text that may tell who somebody is, and what it looks like."""

    kind: str
    words: str

    def __str__(self) -> str:
        return _("“{words}” {looks}").format(words=self.words, looks=LABELS[self.kind])


def giveaways(text: str, *, public: Iterable[str] = ()) -> list[Giveaway]:
    """Return what in a text may tell who somebody is, each once, in the order of the text.

    `public` are words that everybody may know, such as the office's own telephone number.
    """
    read = unicodedata.normalize("NFKC", text)
    known = {_bare(one) for one in public}
    found: list[tuple[int, Giveaway]] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern in _patterns():
        for match in pattern.finditer(read):
            start, end = match.span("words")
            if any(start < there and here < end for here, there in taken):
                continue
            taken.append((start, end))
            words = match["words"].strip()
            if _bare(words) not in known:
                found.append((start, Giveaway(kind, words)))
    return list(dict.fromkeys(one for _at, one in sorted(found, key=lambda pair: pair[0])))


def with_courtesies(names: Iterable[str]) -> list[str]:
    """Return how people are called whose names may be said, such as those a text is about."""
    return [name + title for name in names for title in ("", *COURTESIES.split("|"))]


def _bare(words: str) -> str:
    return re.sub(r"[\s\-—–·()（）]", "", unicodedata.normalize("NFKC", words))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    single, double = _surnames()
    surname = f"(?:{'|'.join(double)}|[{single}])"
    given = "[\u4e00-\u9fff]"
    names = (
        f'(?:{CUES})(?:姓名|名叫|叫|名)?[:：是为]?[ “"]?(?P<words>{surname}{given}{{1,2}}?){AFTER}',
        f"(?P<words>{surname}{given}{{0,2}}?(?:{COURTESIES}))",
        f"(?:姓名|本名|真名)[:：是为 ]+(?P<words>{given}{{2,4}}){AFTER}",
    )
    return (
        *((kind, re.compile(f"(?P<words>{pattern})")) for kind, pattern in NUMBERS),
        *(("NAME", re.compile(pattern)) for pattern in names),
    )


def _surnames() -> tuple[str, tuple[str, ...]]:
    """Return the surnames of one character, and those of two."""
    single, double = "", []
    for line in DATA.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if " " in line:
            double += line.split()
        else:
            single += line
    return single, tuple(double)


class Watched:
    """A form whose words go out to others: what may tell who somebody is is shown first.

    Sending it needs a tick then, which counts for these very words alone: after a change they
    are looked at anew. `watched` names the fields; `public_words` what may be said anyway.
    """

    watched: ClassVar[tuple[str, ...]] = ()
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    data: Any

    def public_words(self) -> Iterable[str]:
        """Return what everybody may know, such as the office's own numbers."""
        return ()

    def goes_out(self) -> bool:
        """Whether the words are sent with this act; a draft that is kept is not."""
        return True

    def clean(self) -> dict[str, Any]:
        """Ask for a look where something may tell who somebody is."""
        data: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[misc]
        if not self.goes_out():
            return data
        text = "\n".join(str(data.get(name) or "") for name in self.watched)
        found = giveaways(text, public=self.public_words())
        if not found:
            return data
        mark = hashlib.sha256(text.encode()).hexdigest()[:16]
        self.fields["looked_at"] = _look(mark)
        if self.data.get("looked_at") != mark:
            where = next((name for name in self.watched if data.get(name)), None)
            said = _("; ").join(str(one) for one in found)
            ask = _("Look again before it goes out: {found}. Take it out, or tick below.")
            self.add_error(where, ask.format(found=said))  # type: ignore[attr-defined]
        return data

    def what_goes_out(self) -> dict[str, Any]:
        """Return the cleaned values without the tick."""
        values: dict[str, Any] = dict(self.cleaned_data)
        values.pop("looked_at", None)
        return values


class Tick(forms.CheckboxInput):
    """A box whose tick counts for one text: it sends that text's mark."""

    def __init__(self, mark: str) -> None:
        super().__init__(check_test=lambda value: value == mark)
        self.mark = mark

    def format_value(self, value: Any) -> str:  # noqa: ARG002
        """Return the mark of the text that is shown, whatever was ticked for an earlier one."""
        return self.mark


def _look(mark: str) -> forms.Field:
    return forms.CharField(
        label=_("I have looked: this may be said, and tells nobody who complained"),
        required=False,
        widget=Tick(mark),
    )
