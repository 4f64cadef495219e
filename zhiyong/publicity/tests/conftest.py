"""A city, and subjects of which the tests say whether they are final and whom they are about."""

from datetime import date

import pytest

from zhiyong.plans.tests.factories import City, make_city
from zhiyong.publicity import subjects
from zhiyong.publicity.subjects import Named


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture(autouse=True)
def about(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Let tests say why a unit's decision is not final; whom it is about is always the same."""
    said = {"not_final": ""}
    monkeypatch.setattr(subjects, "_subjects", {})
    monkeypatch.setattr(subjects, "_watches", [])
    monkeypatch.setattr(subjects, "_pending", [])

    def not_final(reference: str, on: date) -> str:
        return said["not_final"]

    people = [Named("陈志远", "该局一名副局长"), Named("陈志远三", "该局一名科员")]
    subjects.register("unit", subjects.Subject(not_final=not_final, people=lambda _ref: people))
    return said
