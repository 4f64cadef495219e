"""All writes of publications."""

from zhiyong.publicity.services.common import (
    NotFinal,
    NotNow,
    NotTheirs,
    TellsTooMuch,
    TooWide,
    Unfit,
)
from zhiyong.publicity.services.correcting import correct, retract, tick
from zhiyong.publicity.services.publishing import (
    change,
    discard,
    draft,
    publish,
    submit,
    withhold,
)

__all__ = [
    "NotFinal",
    "NotNow",
    "NotTheirs",
    "TellsTooMuch",
    "TooWide",
    "Unfit",
    "change",
    "correct",
    "discard",
    "draft",
    "publish",
    "retract",
    "submit",
    "tick",
    "withhold",
]
