from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.grading import (
    Deviation,
    Graded,
    GradingError,
    distribute,
    from_bottom,
    grade_by_quota,
    hold_down,
    rank,
    total,
    weights_of,
)
from zhiyong.rules.pack.appraisal import Appraisal

SHARES = (("one", Fraction(35, 100)), ("two", Fraction(55, 100)), ("three", Fraction(10, 100)))
ORDER = [grade for grade, _ in SHARES]
Vacated = Literal["next", "empty"]


def appraisal(weights: Mapping[str, object], **more: Any) -> Appraisal:
    parts = [
        {"id": name, "label": {"zh": name, "en": name}, "weight": weight}
        for name, weight in weights.items()
    ]
    label = {"zh": "考核", "en": "Appraisal"}
    return Appraisal.model_validate(
        {"id": "yearly", "label": label, "of": "unit", "components": parts, **more}
    )


def sum_up(asked: Appraisal, marks: Mapping[str, Fraction]) -> Fraction | None:
    known, _ = weights_of(asked)
    return total(asked, known or {}, marks).value


def line(count: int) -> dict[str, Fraction | None]:
    """Return so many units, u01 the best, a point apart."""
    return {f"u{place:02d}": Fraction(1000 - place) for place in range(1, count + 1)}


def counts(graded: Graded) -> tuple[int, ...]:
    return tuple(graded.taken.values())


# ── totals ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("weights", "marked_in", "marks", "value"),
    [
        ({"d": 20, "h": 30, "y": 40, "l": 10}, "marks", (90, 80, 85, 100), "86"),
        ({"d": "20%", "h": "30%", "y": "40%", "l": "10%"}, "marks", (90, 80, 85, 100), "86"),
        ({"rated": 40, "computed": 60}, "marks", (80, 90), "86"),
        ({"leader": 50, "public": 50}, "marks", (90, 80), "85"),
        ({"ledger": 40, "opinion": 30, "visit": 30}, "points", (36, 24, 27), "87"),
        ({"a": "100/3", "b": "200/3"}, "marks", (1, 2), "5/3"),
    ],
)
def test_a_total_is_exact(
    weights: dict[str, object], marked_in: str, marks: tuple[int, ...], value: str
) -> None:
    asked = appraisal(weights, marked_in=marked_in)
    known, _ = weights_of(asked)
    given = dict(zip(weights, map(Fraction, marks), strict=True))

    assert known is not None
    assert total(asked, known, given).value == Fraction(value)


def test_an_item_of_an_appraisal_kept_elsewhere_gives_its_points() -> None:
    asked = appraisal({"campaign": 5}, whole=False)
    known, _ = weights_of(asked)

    assert known is not None
    assert total(asked, known, {"campaign": Fraction(80)}).value == 4


def test_an_open_weight_leaves_the_total_unknown_and_is_named() -> None:
    known, missing = weights_of(appraisal({"a": 60, "b": "unspecified"}))

    assert known is None
    assert missing == ("appraisals.yearly.components.b.weight",)


def test_a_missing_mark_leaves_the_total_unknown_and_is_named() -> None:
    asked = appraisal({"a": 60, "b": 40})

    found = total(asked, {"a": Fraction(60), "b": Fraction(40)}, {"a": Fraction(90)})

    assert (found.value, found.missing) == (None, ("b",))


@pytest.mark.parametrize(
    ("weights", "marks", "code"),
    [
        ({"a": 60, "b": 50}, None, "WEIGHTS_SUM"),
        ({"a": 60, "b": 30}, None, "WEIGHTS_SUM"),
        ({"a": 60, "b": 40}, {"c": 1}, "PART_UNKNOWN"),
        ({"a": 60, "b": 40}, {"a": 101}, "MARK_OUTSIDE"),
        ({"a": 60, "b": 40}, {"a": -1}, "MARK_OUTSIDE"),
    ],
)
def test_what_contradicts_itself_is_refused(
    weights: dict[str, object], marks: dict[str, int] | None, code: str
) -> None:
    with pytest.raises(GradingError) as raised:
        sum_up(appraisal(weights), {name: Fraction(mark) for name, mark in (marks or {}).items()})

    assert raised.value.code == code


# ── places ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S3-091")
@pytest.mark.parametrize(
    ("number", "places", "settled"),
    [
        (50, (17, 28, 5), ("", "larger_share", "")),
        (70, (24, 39, 7), ("", "larger_share", "")),
        (5, (2, 3, 0), ("remainder", "remainder", "")),
        (100, (35, 55, 10), ("", "", "")),
        (1, (0, 1, 0), ("", "remainder", "")),
        (0, (0, 0, 0), ("", "", "")),
    ],
)
def test_places_go_by_largest_remainder(
    number: int, places: tuple[int, ...], settled: tuple[str, ...]
) -> None:
    found = distribute(number, SHARES)

    assert tuple(one.count for one in found) == places
    assert tuple(one.settled for one in found) == settled


def test_equal_shares_and_remainders_go_to_the_better_grade_and_say_so() -> None:
    found = distribute(3, [("one", Fraction(1, 2)), ("two", Fraction(1, 2))])

    assert [(one.count, one.settled) for one in found] == [(2, "order"), (1, "")]


def test_shares_that_do_not_sum_to_the_whole_are_refused() -> None:
    with pytest.raises(GradingError) as raised:
        distribute(50, [("one", Fraction(1, 2)), ("two", Fraction(1, 3))])

    assert raised.value.code == "QUOTA_SUM"


@given(
    number=st.integers(0, 3000),
    parts=st.lists(st.integers(1, 40), min_size=1, max_size=6),
)
def test_places_always_sum_to_all_and_stay_within_one_of_the_share(
    number: int, parts: list[int]
) -> None:
    shares = [(f"g{place}", Fraction(part, sum(parts))) for place, part in enumerate(parts)]

    found = distribute(number, shares)

    assert sum(one.count for one in found) == number
    assert all(abs(one.count - one.exact) < 1 for one in found)


# ── grades ────────────────────────────────────────────────────────────────────────────────


def test_fifty_units_without_blocks() -> None:
    graded = grade_by_quota(line(50), SHARES)

    assert counts(graded) == (17, 28, 5)
    assert (graded.grades["u17"], graded.grades["u18"]) == ("one", "two")
    assert (graded.grades["u45"], graded.grades["u46"]) == ("two", "three")
    assert not graded.moved
    assert not graded.ties


@pytest.mark.parametrize(
    ("vacated", "u05", "u18", "taken"),
    [("next", "two", "one", (17, 28, 5)), ("empty", "two", "two", (16, 29, 5))],
)
def test_a_place_left_by_a_block_goes_to_the_next_or_stays_empty(
    vacated: Vacated, u05: str, u18: str, taken: tuple[int, ...]
) -> None:
    graded = grade_by_quota(line(50), SHARES, blocked={"u05": ["one"]}, vacated=vacated)

    assert (graded.grades["u05"], graded.grades["u18"]) == (u05, u18)
    assert counts(graded) == taken
    assert {(one.unit, one.why) for one in graded.moved} >= {("u05", "blocked")}


def test_a_block_that_the_score_never_reaches_changes_nothing() -> None:
    assert not grade_by_quota(line(50), SHARES, blocked={"u30": ["one"]}).moved


def test_forced_units_count_inside_the_last_share() -> None:
    graded = grade_by_quota(line(50), SHARES, forced={"u02": "three", "u30": "three"})

    assert counts(graded) == (17, 28, 5)
    assert [unit for unit, grade in graded.grades.items() if grade == "three"] == [
        "u02",
        "u30",
        "u48",
        "u49",
        "u50",
    ]
    assert {(one.unit, one.why) for one in graded.moved} == {
        ("u02", "forced"),
        ("u30", "forced"),
        ("u18", "filled"),
        ("u46", "filled"),
        ("u47", "filled"),
    }


def test_a_forced_unit_that_is_last_by_score_as_well_counts_once() -> None:
    graded = grade_by_quota(line(50), SHARES, forced={"u48": "three"})

    assert counts(graded) == (17, 28, 5)
    assert not graded.moved
    assert graded.by_score["u48"] == "three"


def test_forced_units_beyond_the_share_overflow_at_the_cost_of_the_grade_above() -> None:
    forced = {f"u{place:02d}": "three" for place in range(40, 47)}

    graded = grade_by_quota(line(50), SHARES, forced=forced)

    assert counts(graded) == (17, 26, 7)
    assert graded.overflow == {"three": 2}
    assert graded.grades["u50"] == "two"


def test_a_forced_grade_lifts_nobody() -> None:
    graded = grade_by_quota(line(50), SHARES, forced={"u50": "two", "u01": "two"})

    assert (graded.grades["u50"], graded.grades["u01"]) == ("three", "two")


def test_forced_units_outside_the_share_leave_it_to_the_others() -> None:
    graded = grade_by_quota(line(51), SHARES, forced={"u01": "three"}, forced_inside=False)

    assert counts(graded) == (17, 28, 6)


def tied() -> dict[str, Fraction | None]:
    """Return fifty units of which the 17th and the 18th have equal totals."""
    return line(50) | {"u18": line(50)["u17"]}


def test_a_tie_at_the_cut_is_shown_and_left_open() -> None:
    graded = grade_by_quota(tied(), SHARES)

    (tie,) = graded.ties
    assert (tie.grade, tie.places, tie.units, tie.chosen) == ("one", 1, ("u17", "u18"), ())
    assert (graded.grades["u17"], graded.grades["u18"]) == (None, None)
    assert (graded.grades["u16"], graded.grades["u19"]) == ("one", "two")


def test_a_tie_is_settled_by_those_who_decide() -> None:
    graded = grade_by_quota(tied(), SHARES, chosen={"one": ["u18"]})

    assert (graded.grades["u17"], graded.grades["u18"]) == ("two", "one")
    assert graded.ties[0].chosen == ("u18",)


def test_a_choice_of_too_many_settles_nothing() -> None:
    with pytest.raises(GradingError) as raised:
        grade_by_quota(tied(), SHARES, chosen={"one": ["u17", "u18"]})

    assert raised.value.code == "TIE_CHOICE"


def test_equal_totals_away_from_a_cut_are_no_tie() -> None:
    equal = line(50) | {"u03": line(50)["u02"]}

    assert not grade_by_quota(equal, SHARES).ties


def test_a_tie_of_which_one_is_blocked_settles_itself() -> None:
    graded = grade_by_quota(tied(), SHARES, blocked={"u17": ["one"]})

    assert not graded.ties
    assert (graded.grades["u17"], graded.grades["u18"]) == ("two", "one")


def test_everybody_equal_is_one_tie_over_all_cuts() -> None:
    graded = grade_by_quota(dict.fromkeys(line(50), Fraction(80)), SHARES)

    assert set(graded.grades.values()) == {None}
    assert (graded.ties[0].grade, graded.ties[0].places) == ("one", 17)


def test_a_missing_total_leaves_the_cut_open_but_not_a_forced_grade() -> None:
    graded = grade_by_quota({"a": Fraction(9), "b": None, "c": None}, SHARES, forced={"c": "three"})

    assert graded.grades == {"a": None, "b": None, "c": "three"}
    assert graded.missing == ("b",)


def test_in_principle_allows_other_places_for_a_reason() -> None:
    graded = grade_by_quota(
        line(50), SHARES, deviations={"three": Deviation(6, "six units fell far behind")}
    )

    assert counts(graded) == (17, 27, 6)
    assert graded.places[2].settled == "deviation"


@pytest.mark.parametrize(
    ("deviation", "strict", "code"),
    [
        (Deviation(6, " "), False, "DEVIATION_REASON"),
        (Deviation(6, "why"), True, "DEVIATION_STRICT"),
        (Deviation(60, "why"), False, "DEVIATION_SUM"),
    ],
)
def test_a_deviation_that_is_not_allowed(deviation: Deviation, strict: bool, code: str) -> None:
    with pytest.raises(GradingError) as raised:
        grade_by_quota(line(50), SHARES, deviations={"three": deviation}, strict=strict)

    assert raised.value.code == code


@pytest.mark.parametrize(
    ("given_grade", "blocked", "forced", "found"),
    [
        ("excellent", (), None, "excellent"),
        ("excellent", ("excellent",), None, "competent"),
        ("competent", ("excellent",), None, "competent"),
        ("competent", (), "basic", "basic"),
        ("unfit", (), "basic", "unfit"),
        ("excellent", ("excellent",), "unfit", "unfit"),
    ],
)
def test_a_personal_grade_is_held_down_and_never_lifted(
    given_grade: str, blocked: tuple[str, ...], forced: str | None, found: str
) -> None:
    order = ["excellent", "competent", "basic", "unfit"]

    assert hold_down(given_grade, order, blocked, forced) == found


scored = st.dictionaries(
    st.sampled_from([f"u{place}" for place in range(12)]),
    st.integers(0, 8).map(Fraction),
    min_size=1,
)


@given(
    totals=scored,
    blocked=st.sets(st.integers(0, 11)),
    forced=st.dictionaries(st.integers(0, 11), st.sampled_from(["two", "three"])),
    vacated=st.sampled_from(["next", "empty"]),
)
def test_whatever_is_blocked_and_forced(
    totals: dict[str, Fraction | None],
    blocked: set[int],
    forced: dict[int, str],
    vacated: Vacated,
) -> None:
    bars = {f"u{one}": ["one"] for one in blocked if f"u{one}" in totals}
    must = {f"u{one}": grade for one, grade in forced.items() if f"u{one}" in totals}

    graded = grade_by_quota(totals, SHARES, blocked=bars, forced=must, vacated=vacated)

    assert sum(one.count for one in graded.places) == len(totals)
    for unit, grade in graded.grades.items():
        if grade is None:
            assert any(unit in tie.units for tie in graded.ties)
            continue
        assert grade not in bars.get(unit, ())
        if unit in must:
            assert ORDER.index(grade) >= ORDER.index(must[unit])
            if (before := graded.by_score[unit]) is not None:
                assert ORDER.index(grade) >= min(ORDER.index(before), ORDER.index(must[unit]))
    free = [unit for unit in totals if unit not in bars and unit not in must]
    for unit in free:
        for other in free:
            mine, theirs = graded.grades[unit], graded.grades[other]
            if mine and theirs and (totals[unit] or 0) > (totals[other] or 0):
                assert ORDER.index(mine) <= ORDER.index(theirs)


@given(
    totals=st.lists(st.integers(0, 999), min_size=1, max_size=40, unique=True),
    data=st.data(),
    vacated=st.sampled_from(["next", "empty"]),
)
def test_a_block_moves_nobody_else_down(
    totals: list[int], data: st.DataObject, vacated: Vacated
) -> None:
    units: dict[str, Fraction | None] = {f"u{n}": Fraction(one) for n, one in enumerate(totals)}
    barred = data.draw(st.sets(st.sampled_from(sorted(units))))

    before = grade_by_quota(units, SHARES).grades
    after = grade_by_quota(
        units, SHARES, blocked={unit: ["one"] for unit in barred}, vacated=vacated
    ).grades

    for unit in units:
        if unit not in barred:
            was, now = before[unit], after[unit]
            assert was is not None
            assert now is not None
            assert ORDER.index(now) <= ORDER.index(was)


# ── lists ─────────────────────────────────────────────────────────────────────────────────


def scores(*values: int) -> dict[str, Fraction]:
    return {f"d{place}": Fraction(value) for place, value in enumerate(values, 1)}


def test_the_best_and_the_worst() -> None:
    listed = rank(scores(*range(100, 88, -1)), 5, 5)

    assert listed.best == ("d1", "d2", "d3", "d4", "d5")
    assert listed.worst == ("d12", "d11", "d10", "d9", "d8")
    assert not listed.overlap


@pytest.mark.clause("S4c-009")
@pytest.mark.parametrize(
    ("number", "best", "worst", "allowed", "overlap"),
    [(8, 5, 5, (4, 4), 2), (9, 5, 5, (4, 4), 1), (10, 5, 5, (5, 5), 0), (1, 1, 1, (0, 0), 1)],
)
def test_with_too_few_both_lists_shrink_equally(
    number: int, best: int, worst: int, allowed: tuple[int, int], overlap: int
) -> None:
    listed = rank(scores(*range(100, 100 - number, -1)), best, worst)

    assert listed.allowed == allowed
    assert listed.overlap == overlap
    assert not set(listed.best) & set(listed.worst)


@pytest.mark.clause("S4c-010")
def test_a_tie_at_the_end_widens_the_list_and_is_shown() -> None:
    listed = rank(scores(99, 98, 97, 96, 95, 95, 90, 89, 88, 87, 86), 5, 5)

    assert listed.best == ("d1", "d2", "d3", "d4", "d5", "d6")
    (tie,) = listed.ties
    assert (tie.list, tie.units) == ("best", ("d5", "d6"))


def test_where_widening_makes_the_lists_meet_the_tied_stand_in_neither() -> None:
    listed = rank(scores(99, 95, 95, 95, 90), 2, 2)

    assert (listed.best, listed.worst) == (("d1",), ("d5",))
    assert listed.in_both == ("d2", "d3", "d4")


@pytest.mark.clause("S4c-011")
def test_full_marks_are_spared_the_list_of_the_worst() -> None:
    everybody = rank(scores(*[100] * 12), 5, 5, full=Fraction(100))
    few = rank(scores(*[100] * 10, 90, 80), 0, 5, full=Fraction(100))

    assert everybody.worst == ()
    assert few.worst == ("d12", "d11")
    assert len(few.spared) == 10


@pytest.mark.clause("S3-096")
def test_too_few_answers_keep_the_place_but_bear_no_label() -> None:
    answers = {"d1": 40, "d2": 40, "d3": 8}

    listed = rank(scores(90, 80, 70), 1, 1, answers=answers, min_n=30)

    assert listed.worst == ()
    assert listed.refused == {"d3": "sample_too_small"}


def test_an_unknown_number_of_answers_bears_no_label_either() -> None:
    listed = rank(scores(90, 80), 1, 1, answers={"d1": 40}, min_n=30)

    assert listed.refused == {"d2": "sample_unknown"}


def test_lower_may_be_better() -> None:
    assert rank(scores(1, 2, 3), 1, 1, higher_is_better=False).best == ("d1",)


@given(
    values=st.lists(st.integers(0, 9), max_size=14), best=st.integers(0, 6), worst=st.integers(0, 6)
)
def test_nobody_stands_in_both_lists(values: list[int], best: int, worst: int) -> None:
    listed = rank(scores(*values), best, worst)

    assert not set(listed.best) & set(listed.worst)
    for unit in listed.best:
        for other in listed.worst:
            assert scores(*values)[unit] > scores(*values)[other]


@pytest.mark.clause("S3-017")
@pytest.mark.parametrize(("place", "of", "found"), [(8, 9, 2), (6, 9, 4), (9, 9, 1)])
def test_a_place_from_the_end(place: int, of: int, found: int) -> None:
    assert from_bottom(place, of) == found


def test_there_is_no_tenth_of_nine() -> None:
    with pytest.raises(GradingError):
        from_bottom(10, 9)
