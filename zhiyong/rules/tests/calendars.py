"""The shipped calendar, and strategies over it, for the tests of the clock."""

from datetime import date

from hypothesis import strategies as st

from zhiyong.rules.calendar import Calendar, shipped_days

ROWS, YEARS = shipped_days()
SHIPPED = Calendar.build(
    [(row.day, row.is_working, row.name_en) for row in ROWS],
    years=YEARS,
)

days = st.dates(date(2019, 1, 1), date(2024, 12, 31))
