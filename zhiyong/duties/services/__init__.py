"""Acts on duties."""

from zhiyong.duties.services.alike import OwedBy, move_alike, open_alike
from zhiyong.duties.services.calendars import load_calendar
from zhiyong.duties.services.calendars import preview as preview_calendar
from zhiyong.duties.services.dated import Promised, move_dated, open_dated, open_dated_each
from zhiyong.duties.services.events import Owner, begin, clocks_from, happened
from zhiyong.duties.services.opening import (
    Beginning,
    Begun,
    NoSuchClock,
    OpenNumber,
    meet,
    meet_all,
    open_duty,
    open_each,
    reassign,
    reopen_after,
    void,
    void_each,
)
from zhiyong.duties.services.pressing import NotOpen, tick, urge
from zhiyong.duties.services.stopping import (
    NotExtendable,
    check_extension,
    extend,
    pause,
    resume,
)

__all__ = [
    "Beginning",
    "Begun",
    "NoSuchClock",
    "NotExtendable",
    "NotOpen",
    "OpenNumber",
    "OwedBy",
    "Owner",
    "Promised",
    "begin",
    "check_extension",
    "clocks_from",
    "extend",
    "happened",
    "load_calendar",
    "meet",
    "meet_all",
    "move_alike",
    "move_dated",
    "open_alike",
    "open_dated",
    "open_dated_each",
    "open_duty",
    "open_each",
    "pause",
    "preview_calendar",
    "reassign",
    "reopen_after",
    "resume",
    "tick",
    "urge",
    "void",
    "void_each",
]
