"""Keyset pages against plain slicing, in both directions, with ties and broken cursors."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from zhiyong.shell import paging

START = datetime(2026, 1, 1, tzinfo=UTC)
NEWEST = ("-expire_date", "-session_key")
OLDEST = ("expire_date", "session_key")


def sessions(days: list[int]) -> None:
    """Make one row for each day; equal days are ties."""
    Session.objects.bulk_create(
        Session(session_key=f"{n:04d}", session_data="", expire_date=START + timedelta(days=day))
        for n, day in enumerate(days)
    )


def keys(rows: Any) -> list[str]:
    return [row.session_key for row in rows]


def walk(order: tuple[str, ...], size: int) -> list[list[str]]:
    """Go forward to the end, then back to the beginning; both ways must show the same pages."""
    page = paging.page(Session.objects.all(), order=order, size=size)
    forward = [keys(page)]
    while page.after is not None:
        page = paging.page(Session.objects.all(), order=order, cursor=page.after, size=size)
        forward.append(keys(page))
    backward = [keys(page)]
    while page.before is not None:
        page = paging.page(Session.objects.all(), order=order, cursor=page.before, size=size)
        backward.append(keys(page))
    assert backward[::-1] == forward
    return forward


def cursor(*edge: Any, order: tuple[str, ...] = NEWEST) -> str:
    """Forge a cursor."""
    raw = json.dumps([0, paging.tag(order), *edge])
    return base64.urlsafe_b64encode(raw.encode()).decode()


class KeysetEqualsSlices(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        days=st.lists(st.integers(0, 4), max_size=23),
        size=st.integers(1, 7),
        order=st.sampled_from([NEWEST, OLDEST]),
    )
    def test_pages_are_the_slices(self, days: list[int], size: int, order: tuple[str, ...]) -> None:
        sessions(days)
        whole = keys(Session.objects.order_by(*order))
        slices = [whole[n : n + size] for n in range(0, len(whole), size)] or [[]]
        assert walk(order, size) == slices


@pytest.mark.django_db
class TestPage:
    def test_the_first_page_has_nothing_before_it_and_the_last_nothing_after(self) -> None:
        sessions([1, 1, 2])
        first = paging.page(Session.objects.all(), order=NEWEST, size=2)
        last = paging.page(Session.objects.all(), order=NEWEST, size=2, cursor=first.after)
        assert (first.before, last.after) == (None, None)
        assert (len(first), len(last), first.total) == (2, 1, 3)

    def test_a_row_that_came_meanwhile_shifts_nothing(self) -> None:
        sessions([1, 2, 3, 4])
        first = paging.page(Session.objects.all(), order=NEWEST, size=2)
        Session.objects.create(
            session_key="new", session_data="", expire_date=START + timedelta(days=9)
        )
        second = paging.page(Session.objects.all(), order=NEWEST, size=2, cursor=first.after)
        assert keys(second) == ["0001", "0000"]

    def test_an_empty_list_is_one_empty_page(self) -> None:
        page = paging.page(Session.objects.all(), order=NEWEST)
        assert (page.rows, page.before, page.after, page.total) == ([], None, None, 0)

    def test_it_takes_two_queries(self, django_assert_num_queries: Any) -> None:
        sessions([1, 2, 3])
        with django_assert_num_queries(2):
            paging.page(Session.objects.all(), order=NEWEST, size=2)

    def test_counting_stops_at_the_cap(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(paging, "CAP", 2)
        sessions([1, 2, 3])
        page = paging.page(Session.objects.all(), order=NEWEST)
        assert (page.total, page.capped) == (2, True)

    @pytest.mark.parametrize(
        "broken",
        [
            "nonsense",
            "%%%",
            "ünïcode",
            "\x00",
            base64.urlsafe_b64encode(b"\xff\xfe").decode(),
            base64.urlsafe_b64encode(b"[]").decode(),
            base64.urlsafe_b64encode(b"{}").decode(),
            base64.urlsafe_b64encode(b"7").decode(),
            cursor("only one"),
            cursor("not a day", "0001"),
            cursor("2026-01-01", "0001"),
            cursor("2026-01-01T00:00:00+00:00", "a\x00b"),
            cursor(None, {"a": 1}),
            cursor(True, "x"),
            cursor("2026-01-02T00:00:00+00:00", "0001", order=OLDEST),
        ],
    )
    def test_a_broken_cursor_shows_the_first_page(self, broken: str) -> None:
        sessions([1, 2, 3])
        page = paging.page(Session.objects.all(), order=NEWEST, size=2, cursor=broken)
        assert keys(page) == ["0002", "0001"]

    def test_an_order_that_goes_both_ways_is_refused(self) -> None:
        with pytest.raises(ValueError, match="one way"):
            paging.page(Session.objects.all(), order=("-expire_date", "session_key"))
