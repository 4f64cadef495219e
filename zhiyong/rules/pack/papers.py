"""Numbers, slips and approval chains."""

import re
import string
from typing import Annotated, Literal

from pydantic import AfterValidator

from zhiyong.rules.pack.base import (
    Element,
    OptionalApproval,
    OptionalClock,
    Parties,
    Party,
    Ref,
)
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Id, Label, ValueProblem

_FIELDS = frozenset({"year", "n"})
_WIDTH = re.compile(r"0\d")


def _pattern(text: str) -> str:
    """Refuse a number pattern that could not be filled in, or not read back."""
    try:
        pieces = list(string.Formatter().parse(text))
    except ValueError:
        raise ValueProblem("PATTERN_UNREADABLE", text=text[:40]) from None
    names = [name for _, name, form, conversion in pieces if name is not None]
    plainly = all(
        conversion is None and (not form or (name == "n" and _WIDTH.fullmatch(form)))
        for _, name, form, conversion in pieces
        if name is not None
    )
    if not plainly or names.count("n") != 1 or names.count("year") > 1 or not set(names) <= _FIELDS:
        raise ValueProblem("PATTERN_UNREADABLE", text=text[:40])
    return text


class Series(Element):
    """How documents of one kind are numbered: 效投〔{year}〕{n}号.

    A width may be given: {n:04}. Each body counts for itself.
    """

    pattern: Annotated[str, AfterValidator(_pattern)]
    reset: Literal["yearly", "never"] = "yearly"

    def format(self, *, year: int, n: int) -> str:
        """Return the number as it is printed."""
        return self.pattern.format(year=year, n=n)

    def parse(self, number: str) -> dict[str, int] | None:
        """Return year and n of a printed number, or None when it is of another series."""
        form = ""
        for text, name, _, _ in string.Formatter().parse(self.pattern):
            form += re.escape(text)
            if name is not None:
                form += r"(?P<year>\d{4})" if name == "year" else r"(?P<n>\d{1,9})"
        match = re.fullmatch(form, number.strip())
        return {key: int(value) for key, value in match.groupdict().items()} if match else None


class Slip(Element):
    """A paper that the office sends, keeps or hangs out. `label` is its title.

    kind      form: filled in by staff · notice: told to somebody · order: between bodies ·
              record: kept on file · register: a list · receipt: handed out
    served    whether its service is proved with a proof of service (送达回证)
    act       the platform's own word for what is done by this paper: transfer.hand_over,
              transfer.materials, talk.record, resignation.answer, campaign.bulletin,
              campaign.meeting, campaign.feedback
    """

    kind: Literal["form", "notice", "order", "record", "register", "receipt"]
    series: Annotated[Id | None, Ref(("series",))] = None
    approval: OptionalApproval = None
    to: Parties = ()
    served: bool = False
    clock: OptionalClock = None
    act: Id | None = None


class ApprovalStep(Shape):
    """One step of an approval: who, and what they do.

    propose 拟办 · review 审核 · countersign 会签 · approve 审批 · issue 签发

    jointly   whether several sign beside each other, in any order, before the draft goes on
    parties   who signs besides the actor, where it is done jointly
    dissent   what a disagreement does: returns: the draft goes back · goes_on: it goes to the
              next step with its reason, beside what the others said
    clock     by when each of them is to sign
    """

    actor: Party
    act: Literal["propose", "review", "countersign", "approve", "issue"]
    label: Label
    jointly: bool = False
    parties: Parties = ()
    dissent: Literal["returns", "goes_on"] = "returns"
    clock: OptionalClock = None

    @property
    def signers(self) -> tuple[str, ...]:
        """Everybody whose signature the step wants, the actor first."""
        return (self.actor, *(one for one in self.parties if one != self.actor))


class Approval(Element):
    """Who must agree, in this order, before an act takes effect.

    on_paper   whether a scan of the signed sheet may stand for steps on screen
    """

    steps: tuple[ApprovalStep, ...]
    on_paper: bool = True
