"""Clocks: who owes what by when, what happens when it is late."""

import re
from datetime import time
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema

from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.base import (
    Element,
    OptionalApproval,
    OptionalClock,
    OptionalEscalation,
    OptionalEvent,
    OptionalSlip,
    Parties,
    Party,
    Ref,
)
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import (
    UNSPECIFIED,
    Count,
    Ids,
    OpenTerm,
    TermField,
    Unspecified,
    ValueProblem,
    plain,
)


class Event(Element):
    """Something that happens and from which a clock may run, or by which a duty is met."""


class PauseReason(Element):
    """Why a clock may stand still; the time until it goes on is not counted."""


class Extension(Grounded):
    """How far a term may be lengthened, how often, and who agrees."""

    most: TermField
    times: Count = 1
    approver: Party
    approval: OptionalApproval = None
    slip: OptionalSlip = None
    tell: Parties = ()
    needs_reason: bool = True


class Clock(Element):
    """A duty with a term: from which event it runs, who owes it, by what it is met.

    nature    duty: somebody owes it · window: somebody may do it until then
    owed_by   who must act · to: who gets what is owed
    warn      how long before the end the duty counts as nearly due (临期)
    counting  only where it differs from the pack's own
    """

    nature: Literal["duty", "window"] = "duty"
    term: OpenTerm
    from_: OptionalEvent = Field(default=None, alias="from")
    met_by: OptionalEvent = None
    owed_by: Party
    to: Parties = ()
    in_writing: bool = False
    warn: TermField | None = None
    first_day: Literal["next", "same"] | None = None
    roll: Literal["none", "next_working_day"] | None = None
    extension: Extension | None = None
    pauses: Annotated[Ids, Ref(("pause_reasons",))] = ()
    escalation: OptionalEscalation = None


class EscalationStep(Shape):
    """Who is told, and what happens, so long after a duty was due."""

    after: TermField
    tell: Parties
    act: Literal["remind", "urge", "supervise", "report"]


class Escalation(Element):
    """What happens, step by step, while a duty stays unmet."""

    steps: tuple[EscalationStep, ...]


class Urging(Grounded):
    """Urging (催办): who may urge, with which slip, by when it is answered.

    supervise_after   after how many urgings without result the matter is put under supervision
    """

    by: Parties
    slip: OptionalSlip = None
    answer: OptionalClock = None
    supervise_after: Count


_TIME = re.compile(r"(\d{1,2})(?:[:时点](\d{2})分?|[时点])")


def parse_time(text: str) -> time:
    """Return the time of day written as 08:30 or 8时30分.

    :raises ValueProblem: TIME_UNREADABLE.
    """
    match = _TIME.fullmatch(plain(text))
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise ValueProblem("TIME_UNREADABLE", text=text[:40])
    return time(int(match[1]), int(match[2] or 0))


def _read_time(value: Any) -> time | Unspecified:
    if isinstance(value, time):
        return value
    return UNSPECIFIED if plain(str(value)) == UNSPECIFIED else parse_time(str(value))


def _write_time(value: time | Unspecified) -> str:
    return value.strftime("%H:%M") if isinstance(value, time) else value


OpenTime = Annotated[
    time | Unspecified,
    PlainValidator(_read_time),
    PlainSerializer(_write_time, return_type=str),
    WithJsonSchema({"type": "string"}),
]


class OfficeHours(Grounded):
    """When work is done on a working day: some behaviours are faults only then.

    from, until            the first and the last moment of work
    noon_from, noon_until  the break between; without it, work goes on through noon
    """

    from_: OpenTime = Field(default=UNSPECIFIED, alias="from")
    noon_from: OpenTime = UNSPECIFIED
    noon_until: OpenTime = UNSPECIFIED
    until: OpenTime = UNSPECIFIED
