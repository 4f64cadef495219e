"""Terms, and the days on which they end. Nothing else in the house adds days to a date.

    >>> from datetime import date
    >>> last_day(Term.parse("30 days"), date(2021, 4, 1))
    datetime.date(2021, 5, 1)

Pure: the caller gives the day, the calendar and the rule. `due` and `due_with` also tell how
they came to the day (`steps`), `last_day` is the bare count for batches.
"""

from zhiyong.rules.calendar import Calendar, CalendarMissing
from zhiyong.rules.clock.counting import (
    DEFAULT_RULE,
    CountRule,
    Due,
    DueAt,
    FirstDay,
    Roll,
    due_at,
    last_day,
)
from zhiyong.rules.clock.fuzzy import FuzzyDateError, FuzzyRange, resolve_fuzzy
from zhiyong.rules.clock.lights import (
    Light,
    Remaining,
    Warn,
    light,
    light_at,
    remaining,
    warn_at,
    warn_from,
)
from zhiyong.rules.clock.steps import STEP_PARAMS, Step, StepCode
from zhiyong.rules.clock.stops import (
    NO_CAP,
    Extension,
    ExtensionCap,
    ExtensionRefused,
    Pause,
    PauseError,
    check_extensions,
    due,
    due_with,
    is_paused,
)
from zhiyong.rules.clock.terms import AT_ONCE, Term, TermError, Unit

__all__ = [
    "AT_ONCE",
    "DEFAULT_RULE",
    "NO_CAP",
    "STEP_PARAMS",
    "Calendar",
    "CalendarMissing",
    "CountRule",
    "Due",
    "DueAt",
    "Extension",
    "ExtensionCap",
    "ExtensionRefused",
    "FirstDay",
    "FuzzyDateError",
    "FuzzyRange",
    "Light",
    "Pause",
    "PauseError",
    "Remaining",
    "Roll",
    "Step",
    "StepCode",
    "Term",
    "TermError",
    "Unit",
    "Warn",
    "check_extensions",
    "due",
    "due_at",
    "due_with",
    "is_paused",
    "last_day",
    "light",
    "light_at",
    "remaining",
    "resolve_fuzzy",
    "warn_at",
    "warn_from",
]
