"""What in a text may tell who wrote it: numbers, addresses of mail, the writer's own name.

Patterns only: the machine does not know the writer's name, and says so. Shown before sending,
to the writer alone; nothing of it is kept.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _

from zhiyong.shell import giveaways
from zhiyong.shell.giveaways import NUMBERS

AROUND = 8


class What(Enum):
    """What was found."""

    TELEPHONE = "TELEPHONE"
    IDENTITY_NUMBER = "IDENTITY_NUMBER"
    LONG_NUMBER = "LONG_NUMBER"
    MAIL = "MAIL"
    CHAT = "CHAT"
    PLATE = "PLATE"
    CODE = "CODE"
    NAME = "NAME"
    SIGNATURE = "SIGNATURE"
    HOME = "HOME"
    FILE_NAME = "FILE_NAME"


@dataclass(frozen=True, slots=True)
class Tell:
    """One place in the text: what it looks like, and the words around it."""

    what: What
    before: str
    found: str
    after: str

    @property
    def label(self) -> str:
        """What it looks like, in words."""
        return str(LABELS[self.what])


LABELS = {
    **{What[kind]: label for kind, label in giveaways.LABELS.items()},
    What.NAME: _("looks like your name"),
    What.SIGNATURE: _("looks like a signature"),
    What.HOME: _("looks like where you live"),
    What.FILE_NAME: _("a file name that may be about you"),
}

_HAN = "[㐀-䶿一-鿿\U00020000-\U0003ffff]"
_NOT_A_NAME = (
    "(?:是|的|在|一|个|们|家|们|来|去|到|想|要|已|曾|于|向|对|认|觉|多|希|单|公|村|小|市|县|区|"
    "名|经|为|因|从|和|与|就|把|被|没|不|也|都|又|还|今|昨|前|上|下|这|那|有|会|能|可|请|打|办|"
    "居|住|户|父|母|爸|妈|爱|老|孩|儿|女|丈|妻|车|房|店|厂|工)"
)
_PATTERNS: tuple[tuple[What, str], ...] = (
    *((What[kind], pattern) for kind, pattern in NUMBERS),
    (
        What.NAME,
        rf"(?:我叫|我名叫|我的名字(?:是|叫)|本人姓名(?:是|为|[::])?|本人叫)\s*{_HAN}{{2,4}}",
    ),
    (What.NAME, rf"本人(?!{_NOT_A_NAME}){_HAN}{{2,3}}(?=[,,。;;(\s(])"),
    (What.NAME, r"(?i:my name is|i am called)\s+[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)?"),
    (
        What.SIGNATURE,
        rf"(?:举报人|投诉人|反映人|申诉人|联系人|署名|此致|敬礼)\s*[::]?\s*(?!{_NOT_A_NAME}){_HAN}{{2,4}}"
        rf"(?=\s*(?:敬上|$|[\n,,。;;\d]))",
    ),
    (
        What.HOME,
        r"(?:我家住|我住在|家住|住址(?:是|为|[::])?|家庭住址(?:是|为|[::])?)\s*[^\s,,。;;]{3,30}",
    ),
)
_FILE_NAME = re.compile(r"身份证|户口|简历|工资|我的|本人|病历|驾照|银行卡|\d{11}")


def tells_in(text: str, file_names: Iterable[str] = ()) -> list[Tell]:
    """Return the places that may tell who wrote a text, in its order; each place once."""
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, Tell]] = []
    for what, pattern in _PATTERNS:
        for match in re.finditer(pattern, text, re.MULTILINE):
            span = match.span()
            if any(span[0] < end and start < span[1] for start, end in taken):
                continue
            taken.append(span)
            found.append((span[0], _tell(what, text, *span)))
    found.sort(key=lambda one: one[0])
    return [tell for _at, tell in found] + list(_in_names(file_names))


def _tell(what: What, text: str, start: int, end: int) -> Tell:
    before = text[max(0, start - AROUND) : start].replace("\n", " ")
    after = text[end : end + AROUND].replace("\n", " ")
    return Tell(
        what,
        ("…" if start > AROUND else "") + before,
        text[start:end].replace("\n", " "),
        after + ("…" if end + AROUND < len(text) else ""),
    )


def _in_names(names: Iterable[str]) -> Iterator[Tell]:
    for name in names:
        if _FILE_NAME.search(name):
            yield Tell(What.FILE_NAME, "", name, "")
