"""The shipped scale of ranks is there, ordered, and never overwrites what an office changed."""

import pytest

from zhiyong.directory import ranks
from zhiyong.directory.models import Rank

pytestmark = pytest.mark.django_db


def test_what_is_missing_comes_back_and_what_was_changed_stays() -> None:
    Rank.objects.filter(code="clerk-1").delete()
    Rank.objects.filter(code="clerk-2").update(name="办事员")

    ranks.load_missing()
    ranks.load_missing()

    assert Rank.objects.get(code="clerk-1").level == "clerk"
    assert Rank.objects.get(code="clerk-2").name == "办事员"


def test_a_grade_stands_just_below_the_post_that_it_counts_as() -> None:
    posts = {rank.code: rank.order for rank in Rank.objects.filter(scale="LEADING_POST")}
    grades = Rank.objects.exclude(scale="LEADING_POST").exclude(level="clerk")

    assert grades
    assert all(0 < posts[grade.level] - grade.order < 100 for grade in grades)
