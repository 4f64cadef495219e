"""A demonstration's fixed today: day and moment stand together, what is sealed stays real."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from zhiyong.shell import clock


@time_machine.travel("2026-11-22T17:30:00+00:00", tick=False)
def test_day_and_moment_are_of_one_local_day(settings: Any) -> None:
    settings.FIXED_TODAY = None

    assert clock.today().isoformat() == "2026-11-23"
    assert clock.moment().isoformat() == "2026-11-23T01:30:00+08:00"


@pytest.mark.parametrize(
    ("fixed", "day", "moment"),
    [
        ("2026-03-02", "2026-03-02", "2026-03-02T10:00:00+08:00"),
        ("2026-03-02T15:30", "2026-03-02", "2026-03-02T15:30:00+08:00"),
        ("2026-03-01T20:00:00+00:00", "2026-03-02", "2026-03-02T04:00:00+08:00"),
    ],
)
def test_a_fixed_today_stands_still(settings: Any, fixed: str, day: str, moment: str) -> None:
    settings.FIXED_TODAY = fixed

    assert clock.today().isoformat() == day
    assert clock.moment().isoformat() == moment


def test_moments_that_are_sealed_are_never_moved(settings: Any) -> None:
    settings.FIXED_TODAY = "2026-03-02"

    assert abs(clock.now() - clock.moment()) > timedelta(days=1)


def test_what_is_no_day_is_refused_at_once(settings: Any) -> None:
    settings.FIXED_TODAY = "next Monday"

    with pytest.raises(ValueError, match="next Monday"):
        clock.today()
