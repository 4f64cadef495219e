"""What a paper says, before it is set: the one shape that every layout takes."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum


class Layout(StrEnum):
    """How a paper looks; each has its file in `typst/`."""

    FORM = "form"
    LETTER = "letter"
    REGISTER = "register"
    RECEIPT = "receipt"


LAYOUT_OF_KIND = {
    "form": Layout.FORM,
    "order": Layout.FORM,
    "record": Layout.FORM,
    "notice": Layout.LETTER,
    "register": Layout.REGISTER,
    "receipt": Layout.RECEIPT,
}
"""Which layout a kind of slip of a plan has."""


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled value; `wide` takes the whole width, `tall` leaves room to write.

    `room` is how much, in millimetres; what is written already may take more.
    """

    label: str
    value: str = ""
    wide: bool = False
    tall: bool = False
    room: int = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a register; a width of 0 fits the content, others share what is left."""

    label: str
    width: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """The content of a paper. Everything in it is text in the language of the reader."""

    title: str
    issuer: str
    day: str
    lang: str = "zh"
    number: str = ""
    to: str = ""
    fields: tuple[Line, ...] = ()
    paragraphs: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    secret: str = ""
    mark: str = ""
    foot: str = ""
    empty: str = ""
    copies: str = ""
    sign_off: bool = False
    seal: bool = True
    seal_note: str = ""
    code: str = field(default="")

    def as_data(self) -> dict[str, object]:
        """Return the sheet as JSON can hold it."""
        return asdict(self)
