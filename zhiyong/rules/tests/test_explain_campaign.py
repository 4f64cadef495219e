"""Phases, tasks, clocks, rectification, draws, teams and bodies, as a question is answered."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.draw import DrawError, commitment, count_of, draw, frame_digest
from zhiyong.rules.explain import explain
from zhiyong.rules.pack import Pack
from zhiyong.rules.pack.tests.helpers import pack

CAMPAIGN = """\
    campaign_year: {year: 2011}
    bindings:
      - {id: office, HERE}
      - {id: unit, HERE}
    phases:
      - {id: start, HERE, order: 1, from: 8月22日, until: 8月31日}
      - {id: check, HERE, order: 2, from: 9月1日, until: 10月15日}
      - {id: end, HERE, order: 3, from: 12月1日, until: 12月15日}
    tasks:
      - {id: plan, HERE, nature: plan, phase: start, until: 8月26日前,
         parts: [{id: force, HERE}, {id: measures, HERE}, {id: note, HERE, required: false}]}
      - {id: late_plan, HERE, nature: plan, phase: check, until: 08-26, effective: 09-19}
      - {id: talks, HERE, nature: discussion, times: 2, until: 08-31}
      - {id: meeting, HERE, nature: meeting, everyone: true,
         chaired_by: {zh: 主要负责人, en: The head}}
      - {id: checks, HERE, nature: self_check, phase: check, until: 10-10, coverage: 100%}
      - {id: monthly, HERE, nature: report, phase: check, every: month}
      - {id: review, HERE, nature: opinions, needs_before: [plan]}
      - {id: report, HERE, nature: report, until: 10-20}
      - {id: rollup, HERE, nature: report, until: 10-15, gathers: [report]}
    """
PLAN = pack(CAMPAIGN)
ROLLING = pack(CAMPAIGN + "counting: {clause: 一, roll: next_working_day}\n")


def ask(today: str = "2011-09-10", pack: Pack = PLAN, **question: Any) -> dict[str, Any]:
    found: dict[str, Any] = explain(pack, {"today": today, **question})
    return found


def task(today: str = "2011-09-10", pack: Pack = PLAN, **asked: Any) -> dict[str, Any]:
    found = ask(today, pack, tasks=[asked])
    assert found["problems"] == []
    (one,) = found["tasks"]
    told: dict[str, Any] = one
    return told


# ── phases ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("today", "states", "left", "gap"),
    [
        ("2011-08-21", ["before", "before", "before"], None, False),
        ("2011-08-31", ["active", "before", "before"], 0, False),
        ("2011-09-01", ["over", "active", "before"], None, False),
        ("2011-10-16", ["over", "over", "before"], None, True),
    ],
)
def test_phases_on_a_day(today: str, states: list[str], left: int | None, gap: bool) -> None:
    found = ask(today)

    assert [one["state"] for one in found["phases"].values()] == states
    assert found["phases"]["start"]["days_left"] == left
    assert bool(found["campaign"]["gap"]) is gap


def test_a_phase_says_its_days_its_words_and_its_gaps() -> None:
    found = ask()

    assert found["phases"]["check"]["from"] == "2011-09-01"
    assert found["phases"]["check"]["as_written"] == "9月1日 – 10月15日"
    assert found["campaign"]["gaps"][0]["days"] == 46
    assert (found["campaign"]["active"], found["campaign"]["next"]) == (["check"], "end")


def test_an_open_year_is_asked_for() -> None:
    bare = pack(CAMPAIGN.replace("year: 2011", "year: unspecified"))

    assert ask(pack=bare)["open"] == ["campaign_year.year"]
    found = ask(pack=bare, settings={"campaign_year.year": "2012"})
    assert (found["phases"]["start"]["from"], found["open"]) == ("2012-08-22", [])


# ── tasks ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asked", "state", "late_by"),
    [
        ({"task": "plan", "done": "2011-08-26 17:00"}, "done", 0),
        ({"task": "plan", "done": "2011-08-27 00:01"}, "late", 1),
        ({"task": "plan"}, "late", 15),
        ({"task": "late_plan"}, "open", 0),
        ({"task": "late_plan", "done": "2011-09-16"}, "done", 0),
        ({"task": "late_plan", "done": "2011-09-20"}, "late", 1),
        ({"task": "plan", "activated": "2011-08-27"}, "retroactive", 0),
        ({"task": "plan", "activated": "2011-08-27", "done": "2011-09-01"}, "retroactive", 0),
        (
            {"task": "plan", "activated": "2011-08-27", "done": "2011-09-01", "evidence": True},
            "done",
            0,
        ),
        ({"task": "plan", "activated": "2011-08-26", "done": "2011-08-28"}, "late", 2),
        ({"task": "plan", "done": "2011-08-26", "parts": ["force"]}, "incomplete", 0),
        ({"task": "plan", "done": "2011-08-26", "parts": ["force", "measures"]}, "done", 0),
        ({"task": "talks", "done": ["2011-08-30"]}, "incomplete", 10),
        ({"task": "talks", "done": ["2011-08-30", "2011-08-31"]}, "done", 0),
        ({"task": "meeting", "done": "2011-08-25", "covered": "38/40"}, "incomplete", 0),
        ({"task": "meeting", "done": "2011-08-25", "covered": "40/40"}, "done", 0),
        ({"task": "checks", "done": "2011-09-09", "covered": "4/5"}, "incomplete", 0),
        ({"task": "checks", "done": "2011-09-09", "covered": "100%"}, "done", 0),
    ],
)
def test_how_a_task_stands(asked: Any, state: str, late_by: int) -> None:
    found = task(**asked)

    assert (found["state"], found["late_by"]) == (state, late_by)


def test_both_days_are_shown_and_what_settled_it() -> None:
    found = task(task="late_plan")

    assert (found["source_due"], found["effective_due"]) == ("2011-08-26", "2011-09-19")
    assert any("2011年9月19日" in line for line in found["why"]["zh"])


def test_a_last_day_off_stays_unless_the_pack_rolls_it() -> None:
    """15 October 2011 was a Saturday."""
    week = {"calendar": {"holidays": []}}
    late = ask(tasks=[{"task": "rollup", "done": "2011-10-17"}], **week)["tasks"][0]
    rolled = ask(pack=ROLLING, tasks=[{"task": "rollup", "done": "2011-10-17"}], **week)["tasks"][0]

    assert (late["state"], late["late_by"]) == ("late", 2)
    assert (rolled["state"], rolled["effective_due"]) == ("done", "2011-10-17")


def test_what_is_missing_refuses_and_the_wrong_chair_warns() -> None:
    missing = task(task="plan", done="2011-08-26", parts=[])
    assert missing["missing"] == ["force", "measures"]
    assert missing["refused"][0]["code"] == "PARTS_MISSING"
    assert task(task="meeting", chaired=False)["warnings"] == ["NOT_CHAIRED"]
    assert task(task="meeting", covered="38/40")["outstanding"] == 2


def test_a_task_that_needs_another_before_it() -> None:
    assert task(task="review")["refused"] == [{"code": "NEEDS_BEFORE", "of": ["plan"]}]
    found = ask(tasks=[{"task": "plan", "done": "2011-08-25"}, {"task": "review"}])
    assert "refused" not in found["tasks"][1]


def test_a_task_that_comes_again_shows_the_periods_missed() -> None:
    found = task("2011-10-20", task="monthly", done=["2011-10-03"])

    assert [(one["period"], one["state"]) for one in found["instances"]] == [
        ("2011-09", "missed"),
        ("2011-10", "done"),
    ]
    assert task("2011-09-20", task="monthly")["state"] == "open"
    assert (found["missed"], found["state"]) == (["2011-09"], "late")


def test_the_tasks_of_a_phase_are_counted_and_close_it() -> None:
    tasks = [{"task": "late_plan", "done": "2011-09-16"}, {"task": "checks", "covered": "4/5"}]
    found = ask("2011-10-16", tasks=tasks)["bundles"]["check"]
    assert (found["done"], found["missing"]) == ("1/3", ["checks", "monthly"])
    assert (found["to_close"], found["state"]) == (["checks", "monthly"], "overdue")
    assert ask("2011-10-15", tasks=tasks)["bundles"]["check"]["state"] == "open"
    late = [{"task": "plan", "done": "2011-08-28"}]
    assert ask("2011-10-16", tasks=late)["bundles"]["start"]["state"] == "closable"


def test_a_chain_within_the_plan_tells_whether_it_can_be_kept() -> None:
    (link,) = task(task="report")["chain"]

    assert (link["upper"], link["slack"], link["feasible"]) == ("rollup", -5, False)


# ── clocks ────────────────────────────────────────────────────────────────────────────────

CLOCKS = pack("""\
    actors:
      - {id: body, HERE, kind: body}
    events:
      - {id: decided, HERE}
    pause_reasons:
      - {id: hearing, HERE}
      - {id: other, HERE}
    clocks:
      - {id: notice, clause: 六(三) S3-122, label: {zh: 通知, en: Notice}, term: 30 days,
         from: decided, owed_by: body, warn: 5 days, pauses: [hearing],
         extension: {clause: 一, most: 30 days, approver: body}}
      - {id: fixed, HERE, term: 15 working days, from: decided, owed_by: body}
      - {id: blank, HERE, term: unspecified, from: decided, owed_by: body}
      - {id: hours, HERE, term: 24 hours, from: decided, owed_by: body}
    """)


def clock(today: str | None = None, **asked: Any) -> dict[str, Any]:
    question: dict[str, Any] = {"clocks": [{"clock": "notice", "start": "2021-05-28", **asked}]}
    found = explain(CLOCKS, question | ({"today": today} if today else {}))
    assert found["problems"] == []
    (one,) = found["clocks"]
    told: dict[str, Any] = one
    return told


@pytest.mark.parametrize(
    ("today", "asked", "due", "light", "late_by"),
    [
        (None, {}, "2021-06-27", None, 0),
        ("2021-06-01", {}, "2021-06-27", "running", 0),
        ("2021-06-22", {}, "2021-06-27", "due_soon", 0),
        ("2021-06-27", {}, "2021-06-27", "due_soon", 0),
        ("2021-06-29", {}, "2021-06-27", "overdue", 2),
        ("2021-07-30", {"met": "2021-06-20"}, "2021-06-27", "met", 0),
        ("2021-07-30", {"met": "2021-06-30"}, "2021-06-27", "met", 3),
        (
            "2021-06-10",
            {"pauses": [{"from": "2021-06-01", "until": "2021-06-11", "reason": "hearing"}]},
            "2021-07-07",
            "paused",
            0,
        ),
        (
            "2021-06-10",
            {"pauses": [{"from": "2021-06-01", "reason": "hearing"}]},
            None,
            "paused",
            0,
        ),
        (
            "2021-06-10",
            {"extended": {"by": "30日", "reason": "案情复杂"}},
            "2021-07-27",
            "running",
            0,
        ),
        ("2021-06-10", {"clock": "fixed", "start": "2021-04-29"}, "2021-05-24", "overdue", 17),
        (
            "2021-05-29",
            {"clock": "hours", "start": "2021-05-28 10:15"},
            "2021-05-29 10:15",
            "running",
            0,
        ),
        (
            "2021-05-30",
            {"clock": "hours", "start": "2021-05-28 10:15"},
            "2021-05-29 10:15",
            "overdue",
            14,
        ),
    ],
)
def test_a_clock(today: Any, asked: Any, due: Any, light: Any, late_by: int) -> None:
    found = clock(today, **asked)

    assert (found["due"], found["light"], found["late_by"]) == (due, light, late_by)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (
            {"pauses": [{"from": "2021-06-01", "until": "2021-06-11", "reason": "other"}]},
            "PAUSE_NOT_ALLOWED",
        ),
        ({"extended": [{"by": "30 days", "reason": ""}]}, "NO_REASON"),
        ({"extended": [{"by": "31 days", "reason": "x"}]}, "TOO_LONG_TOGETHER"),
        (
            {"extended": [{"by": "5 days", "reason": "x"}, {"by": "5 days", "reason": "y"}]},
            "TOO_MANY",
        ),
        ({"clock": "fixed", "extended": {"by": "5 days", "reason": "x"}}, "NOT_EXTENDABLE"),
    ],
)
def test_what_the_plan_does_not_allow_is_refused_and_does_not_move_the_day(
    asked: Any, code: str
) -> None:
    found = clock("2021-06-10", **asked)

    assert [one["code"] for one in found["refused"]] == [code]
    first = {"TOO_MANY": "2021-07-02", "NOT_EXTENDABLE": "2021-06-21"}
    assert found["due"] == first.get(code, "2021-06-27")


def test_a_reason_that_is_not_told_is_not_known() -> None:
    assert clock("2021-06-10", extended={"by": "30 days"})["due"] == "2021-07-27"
    paused = clock("2021-06-20", pauses=[{"from": "2021-06-01", "until": "2021-06-11"}])
    assert (paused["due"], "refused" in paused) == ("2021-07-07", False)


def test_a_clock_cites_its_clause_and_tells_its_steps() -> None:
    found = clock("2021-06-10")

    assert (found["clauses"], found["where"]) == (["S3-122"], ["六(三)"])
    assert found["steps"][-1] == {"code": "DUE", "day": "2021-06-27"}
    assert found["why"]["zh"][0] == "自2021年5月28日起30日，当日不计入"


def test_an_open_term_is_asked_for() -> None:
    found = explain(CLOCKS, {"clocks": [{"clock": "blank", "start": "2021-05-28"}]})

    assert (found["clocks"][0]["due"], found["open"]) == (None, ["clocks.blank.term"])


def test_a_clock_that_is_none_is_told() -> None:
    found = explain(CLOCKS, {"clocks": [{"clock": "notise", "start": "2021-05-28"}]})

    assert [one["code"] for one in found["problems"]] == ["ELEMENT_UNKNOWN"]


# ── rectification ─────────────────────────────────────────────────────────────────────────

LEDGER = pack("""\
    bindings:
      - {id: office, HERE}
      - {id: unit, HERE}
    rectification:
      modes:
        - {id: immediate, HERE, default: true, term: unspecified}
        - {id: at_once, HERE, term: at once, same_cycle: true}
        - {id: limited, HERE, approver: office,
           needs: [{id: why, HERE}, {id: due, HERE, kind: day}]}
        - {id: promise, HERE, extendable: true,
           needs: [{id: why, HERE}, {id: promised, HERE, kind: day}]}
      fields:
        - {id: leader, HERE}
      closing:
        - {id: evidence, HERE, kind: file}
      confirmed_by: [office]
    """)
PROMISED = {"why": "x", "promised": "2011-11-15"}


def item(today: str = "2011-11-20", settings: Any = None, **asked: Any) -> dict[str, Any]:
    question = {"today": today, "rectification": [{"found": "2011-05-01", **asked}]}
    found = explain(LEDGER, question | ({"settings": settings} if settings else {}))
    assert found["problems"] == []
    (one,) = found["rectification"]
    told: dict[str, Any] = one
    return told


@pytest.mark.parametrize(
    ("asked", "due", "state", "codes"),
    [
        ({"mode": "at_once"}, "2011-05-01", "overdue", []),
        ({"mode": "promise", "given": {"why": "x"}}, None, "refused", ["FIELDS_MISSING"]),
        ({"mode": "promise", "given": PROMISED}, "2011-11-15", "overdue", []),
        (
            {"mode": "promise", "given": PROMISED, "moved": ["2011-11-30"]},
            "2011-11-30",
            "open",
            [],
        ),
        (
            {"mode": "limited", "given": {"why": "x", "due": "2011-11-30"}, "moved": "2011-12-30"},
            "2011-11-30",
            "open",
            ["NOT_EXTENDABLE"],
        ),
        (
            {"mode": "limited", "given": {"why": "x", "due": "2011-11-30"}, "approved": False},
            "2011-11-30",
            "refused",
            ["NEEDS_APPROVAL"],
        ),
        (
            {"mode": "promise", "given": PROMISED, "approved": True},
            "2011-11-15",
            "refused",
            ["FIELDS_MISSING"],
        ),
        (
            {
                "mode": "at_once",
                "cycle_ends": "2011-05-31",
                "closed": {"on": "2011-06-01", "given": ["evidence"]},
            },
            "2011-05-01",
            "closed",
            ["OUTSIDE_CYCLE"],
        ),
    ],
)
def test_how_an_item_stands(asked: Any, due: Any, state: str, codes: list[str]) -> None:
    found = item(**asked)

    assert (found["due"], found["state"]) == (due, state)
    assert [one["code"] for one in found["refused"]] == codes


def test_a_moved_promise_keeps_both_days_and_counts() -> None:
    found = item(mode="promise", given=PROMISED, moved=["2011-11-30"])

    assert found["promised"] == ["2011-11-15", "2011-11-30"]
    assert found["extensions"] == 1


def test_the_default_has_a_term_that_is_set_when_adopted() -> None:
    question = {"rectification": [{"found": "2011-05-01"}]}
    assert explain(LEDGER, question)["open"] == ["rectification.modes.immediate.term"]
    found = item(settings={"rectification.modes.immediate.term": "7 days"}, today="2011-05-02")
    assert (found["mode"], found["due"]) == ("immediate", "2011-05-08")


@pytest.mark.parametrize(
    ("closed", "state", "codes"),
    [
        ({"on": "2011-11-10"}, "open", ["CLOSING_MISSING"]),
        ({"on": "2011-11-10", "by": "wang", "given": ["evidence"]}, "open", ["SAME_PERSON"]),
        (
            {"on": "2011-11-10", "by": "li", "role": "unit", "given": ["evidence"]},
            "open",
            ["NOT_THEIRS_TO_CONFIRM"],
        ),
        ({"on": "2011-11-10", "by": "li", "role": "office", "given": ["evidence"]}, "closed", []),
    ],
)
def test_somebody_else_strikes_it_off_with_evidence(closed: Any, state: str, codes: Any) -> None:
    found = item("2011-11-10", mode="promise", given=PROMISED, done_by="wang", closed=closed)

    assert (found["state"], [one["code"] for one in found["refused"]]) == (state, codes)


# ── draws, teams, bodies ──────────────────────────────────────────────────────────────────

FIELD = pack("""\
    inspections:
      - {id: random, HERE, draw: {share: 10%}}
      - {id: covert, HERE, each_kind: true, members: [{id: media, HERE}, {id: office, HERE}]}
      - {id: pooled, HERE, members: [{id: media, HERE}, {id: office, HERE}]}
    bodies:
      - id: group
        clause: 一
        label: {zh: 领导小组, en: Group}
        seats:
          - {id: head, HERE, count: 1}
          - {id: deputy, HERE, count: 2}
          - {id: member, HERE, from_bodies: [{id: finance, HERE}, {id: audit, HERE}]}
    """)
UNITS = [f"u{n:02}" for n in range(1, 81)]


def test_a_draw_can_be_repeated_and_shows_its_frame() -> None:
    asked = {"inspection": "random", "frame": UNITS, "seed": "42"}
    (first,), (again,) = (explain(FIELD, {"draws": [asked]})["draws"] for _ in range(2))

    assert first == again
    assert (first["frame_size"], len(first["drawn"])) == (80, 8)
    assert first["frame_digest"] == frame_digest(reversed(UNITS))
    assert first["commitment"] == commitment("42")
    (other,) = explain(FIELD, {"draws": [{**asked, "seed": "43"}]})["draws"]
    assert other["drawn"] != first["drawn"]


def test_the_algorithm_is_what_its_page_says() -> None:
    """Computed with sha256sum, by the formula of `zhiyong.rules.draw`."""
    assert draw(["d", "c", "b", "a"], 3, "2021-05").names == ("a", "b", "d")


@given(
    st.sets(st.text("abcdefgh", min_size=1), min_size=1, max_size=20), st.text("xyz", min_size=1)
)
def test_a_larger_draw_holds_the_smaller_and_the_order_does_not_matter(
    frame: set[str], seed: str
) -> None:
    whole = draw(frame, len(frame), seed).names

    assert sorted(whole) == sorted(frame)
    for count in range(1, len(frame)):
        assert draw(sorted(frame, reverse=True), count, seed).names == whole[:count]


@pytest.mark.parametrize(
    ("frame", "count", "seed", "code"),
    [
        ([], 1, "s", "FRAME_EMPTY"),
        (["a", "a"], 1, "s", "FRAME_TWICE"),
        (["a"], 2, "s", "COUNT_TOO_LARGE"),
        (["a"], 0, "s", "COUNT_TOO_LARGE"),
        (["a"], 1, " ", "SEED_EMPTY"),
        (["a\nb"], 1, "s", "LINE_BROKEN"),
    ],
)
def test_a_draw_that_cannot_be_made_is_refused(
    frame: Any, count: int, seed: str, code: str
) -> None:
    with pytest.raises(DrawError) as refused:
        draw(frame, count, seed)
    assert refused.value.code == code


def test_a_share_is_rounded_up_to_whole_units() -> None:
    from fractions import Fraction

    assert count_of(81, None, Fraction(1, 10)) == 9
    with pytest.raises(DrawError):
        count_of(80, None, None)


A, B = {"who": "a", "kind": "media", "unit": "press"}, {"who": "b", "kind": "office", "unit": "hq"}


@pytest.mark.parametrize(
    ("inspection", "members", "allowed", "missing", "recused"),
    [
        ("covert", [A, B], True, [], []),
        ("covert", [B], False, ["media"], []),
        ("covert", [A, {**B, "unit": "bureau"}], False, [], ["b"]),
        ("covert", [A, B, {"who": "c", "kind": "guest"}], False, [], []),
        ("covert", [A, B, A], False, [], []),
        ("covert", [], False, ["media", "office"], []),
        ("pooled", [B], True, [], []),
    ],
)
def test_a_team(inspection: str, members: Any, allowed: bool, missing: Any, recused: Any) -> None:
    asked = {"inspection": inspection, "target": "bureau", "members": members}
    (team,) = explain(FIELD, {"teams": [asked]})["teams"]

    assert (team["allowed"], team["missing_kinds"], team["recused"]) == (allowed, missing, recused)


def test_a_body_shows_its_vacancies_and_who_holds_several_seats() -> None:
    holders = [
        {"who": "wang", "seat": "head"},
        {"who": "li", "seat": "deputy"},
        {"who": "li", "seat": "member", "from": "finance"},
    ]
    (body,) = explain(FIELD, {"bodies": [{"body": "group", "holders": holders}]})["bodies"]

    assert body["vacancies"] == ["deputy", "member"]
    assert body["seats"]["deputy"]["vacant"] == 1
    assert body["seats"]["member"]["missing_from"] == ["audit"]
    assert body["several"] == ["li"]
