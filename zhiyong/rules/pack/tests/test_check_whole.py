"""What the check finds in campaigns, measures, scores and sources: a table of small faults."""

import re

import pytest

from zhiyong.rules.pack import check_pack
from zhiyong.rules.pack.tests.helpers import pack

MEASURES = """\
facts:
  - {id: grave, label: {zh: 严重, en: Grave}, kind: flag, source: {zh: 结论, en: Finding}}
  - {id: party, label: {zh: 党员, en: Party}, kind: flag, source: {zh: 名册, en: Roster}}
measures:
  - {id: talk, HERE}
  - {id: circular, HERE}
  - {id: removal, HERE}
"""

APPRAISAL = """\
scales:
  - id: classes
    label: {zh: 类, en: Classes}
    values:
      - {id: third, label: {zh: 三类, en: Third}}
      - {id: second, label: {zh: 二类, en: Second}}
      - {id: first, label: {zh: 一类, en: First}}
"""

CAMPAIGN = """\
campaign_year: {year: 2021}
phases:
  - {id: one, HERE, order: 1, from: 8月1日, until: 8月31日}
  - {id: two, HERE, order: 2, from: 9月1日, until: 9月30日}
"""

REGISTER = """\
facts:
  - {id: missed, label: {zh: 缺勤, en: Missed}, kind: number}
registers:
  - id: attendance
    HERE
    of: person
    fields:
      - id: kind
        label: {zh: 类, en: Kind}
        kind: choice
        values: [{id: absence, label: {zh: 旷工, en: Absence}}]
      - {id: days, label: {zh: 天, en: Days}, kind: number}
""".replace("    HERE\n", "    clause: 一\n    label: {zh: 名, en: Name}\n")


def told(sections: str) -> set[tuple[str, str, str]]:
    """Return code, path and level of everything that is more than a note about open numbers."""
    quiet = ("OPEN_NUMBERS", "CLAUSES_CARRIED")
    return {
        (one.code, one.path, one.level)
        for one in check_pack(pack(sections))
        if one.code not in quiet
    }


@pytest.mark.parametrize(
    ("sections", "problem"),
    [
        pytest.param(
            MEASURES
            + """
            ladder:
              - {id: r1, HERE, measure: talk, when: {fact: grave, is: true}}
              - {id: r2, HERE, measure: talk, when: {fact: grave, is: true}, forbids: true}
            """,
            ("RUNGS_CONTRADICT", "ladder.r2", "error"),
            id="one forbids what the other allows",
        ),
        pytest.param(
            MEASURES
            + """
            ladder:
              - {id: r1, HERE, measure: talk, when: {fact: grave, is: true}}
              - {id: r2, HERE, measure: talk, when: {not: {fact: grave, is: false}}}
            """,
            ("RUNGS_REPEAT", "ladder.r2", "warning"),
            id="two rows say the same in other words",
        ),
        pytest.param(
            MEASURES
            + """
            ladder:
              - {id: r1, HERE, measure: circular, earlier: {any_of: [removal]}}
              - {id: r2, HERE, measure: removal, earlier: {any_of: [circular]}}
            """,
            ("MEASURE_UNREACHABLE", "measures.circular", "error"),
            id="each waits for the other",
        ),
        pytest.param(
            MEASURES
            + """
            ladder:
              - id: r1
                clause: 一
                label: {zh: 名, en: Name}
                measure: talk
                when: {all: [{fact: grave, is: true}, {fact: party, is: true}]}
              - {id: r2, HERE, measure: talk, when: {fact: grave, is: true}, forbids: true}
            """,
            ("MEASURE_UNREACHABLE", "measures.talk", "error"),
            id="the row that forbids holds whenever the other does",
        ),
        pytest.param(
            MEASURES
            + """
            consequences:
              - {id: c1, HERE, of: talk, on: [subject], deduct: {share: 130%}}
            """,
            ("SHARE_RANGE", "consequences.c1.deduct", "error"),
            id="more than everything",
        ),
        pytest.param(
            MEASURES
            + """
            consequences:
              - {id: c1, HERE, of: talk, on: [subject], deduct: {share: 30%}}
            """,
            ("COMBINATION_MISSING", "consequences", "warning"),
            id="nothing says how deductions combine",
        ),
        pytest.param(
            MEASURES
            + APPRAISAL
            + """
            appraisals: [{id: annual, HERE, of: unit, scale: classes}]
            consequences:
              - {id: c1, HERE, of: talk, on: [unit], force: {appraisal: annual, grade: third}}
              - {id: c2, HERE, of: talk, on: [unit], force: {appraisal: annual, grade: second}}
            """,
            ("CONSEQUENCES_CONTRADICT", "consequences.c2", "error"),
            id="two grades are forced at once",
        ),
        pytest.param(
            MEASURES
            + APPRAISAL
            + """
            appraisals: [{id: annual, HERE, of: unit, scale: classes}]
            consequences:
              - {id: c1, HERE, of: talk, on: [unit], force: {appraisal: annual, grade: fourth}}
            """,
            ("GRADE_UNKNOWN", "consequences.c1", "error"),
            id="a grade that the scale has not",
        ),
        pytest.param(
            APPRAISAL
            + """
            appraisals:
              - id: annual
                clause: 一
                label: {zh: 名, en: Name}
                of: unit
                scale: classes
                quota:
                  clause: 一
                  shares: [{grade: first, share: 35%}, {grade: second, share: 55%}]
            """,
            ("QUOTA_SUM", "appraisals.annual.quota.shares", "error"),
            id="a quota of ninety per cent",
        ),
        pytest.param(
            """
            appraisals:
              - id: annual
                clause: 一
                label: {zh: 名, en: Name}
                of: unit
                components: [{id: a, HERE, weight: 60}, {id: b, HERE, weight: 50}]
            """,
            ("WEIGHT_SUM", "appraisals.annual.components", "error"),
            id="weights of a hundred and ten",
        ),
        pytest.param(
            """
            ballots:
              - id: vote
                clause: 一
                label: {zh: 名, en: Name}
                of: person
                options: [{id: fit, HERE}, {id: unfit, HERE}]
                passes: {options: [fitt], at_least: 60%}
            """,
            ("OPTION_UNKNOWN", "ballots.vote.passes", "error"),
            id="an option misspelt",
        ),
        pytest.param(
            "rankings: [{id: best, HERE, of: nothing_at_all}]\n",
            ("NO_SUCH_NONE", "rankings.best.of", "error"),
            id="a ranking of nothing",
        ),
        pytest.param(
            REGISTER
            + """
            figures:
              - {id: f, HERE, fact: missed, from: attendance, take: sum, field: dayz,
                 window: {kind: all}}
            """,
            ("COLUMN_UNKNOWN_NEAR", "figures.f.field", "error"),
            id="a column misspelt",
        ),
        pytest.param(
            REGISTER
            + """
            figures:
              - {id: f, HERE, fact: missed, from: attendance, take: days, window: {kind: rolling},
                 matching: [{field: kind, is_in: [absence]}]}
            """,
            ("WINDOW_TERM", "figures.f.window", "error"),
            id="a rolling window without its length",
        ),
        pytest.param(
            REGISTER
            + """
            figures:
              - {id: f, HERE, fact: missed, from: attendance, take: days, window: {kind: all},
                 matching: [{field: kind, is_in: [leave]}]}
            """,
            ("COLUMN_VALUE", "figures.f.matching", "error"),
            id="a value that the column has not",
        ),
        pytest.param(
            REGISTER
            + """
            leads:
              - {id: often, HERE, of: person, when: {fact: missed, at_least: 3}}
            """,
            ("FACT_WITHOUT_SOURCE", "facts.missed", "warning"),
            id="a threshold on a fact that nothing supplies",
        ),
        pytest.param(
            """
            bindings: [{id: office, HERE, external: true}]
            taxonomy: [{id: idle, HERE, code: A}, {id: lazy, HERE, code: B}]
            responsibilities: [{id: line, HERE, categories: [idle], lead: [office]}]
            """,
            ("CATEGORY_WITHOUT_LINE", "taxonomy.lazy", "warning"),
            id="nobody answers for a category",
        ),
        pytest.param(
            CAMPAIGN + "tasks: [{id: t, HERE, nature: report, phase: two, until: 8月20日}]\n",
            ("TASK_BEFORE_PHASE", "tasks.t", "warning"),
            id="due before its phase begins",
        ),
        pytest.param(
            CAMPAIGN + "tasks: [{id: t, HERE, nature: study, phase: one, until: 9月20日}]\n",
            ("TASK_AFTER_PHASE", "tasks.t", "warning"),
            id="due after its phase has ended",
        ),
        pytest.param(
            CAMPAIGN
            + """
            tasks:
              - {id: upper, HERE, nature: report, until: 9月10日, gathers: [lower]}
              - {id: lower, HERE, nature: report, until: 9月20日}
            """,
            ("CASCADE_INFEASIBLE", "tasks.lower", "warning"),
            id="the lower report comes after the upper one",
        ),
        pytest.param(
            "campaign_year: {year: 2021}\n"
            "phases:\n"
            "  - {id: one, HERE, order: 1, from: 8月1日, until: 8月31日}\n"
            "  - {id: two, HERE, order: 2, from: 8月20日, until: 9月30日}\n",
            ("PHASE_OVERLAP", "phases.two", "warning"),
            id="phases overlap and nothing says that it is meant",
        ),
        pytest.param(
            "campaign_year: {year: 2021}\n"
            "phases: [{id: one, HERE, order: 1, from: 2021-08-31, until: 2021-08-01}]\n",
            ("PHASE_BACKWARDS", "phases.one", "error"),
            id="a phase that ends before it begins",
        ),
        pytest.param(
            CAMPAIGN
            + """
            tasks:
              - {id: a, HERE, nature: study, needs_before: [b]}
              - {id: b, HERE, nature: study, needs_before: [c]}
              - {id: c, HERE, nature: study, needs_before: [a]}
            """,
            ("WAITS_FOR_ITSELF", "tasks.b.needs_before", "error"),
            id="a task that waits for itself",
        ),
        pytest.param(
            """
            ballots:
              - {id: vote, HERE, of: person, options: [{id: fit, HERE}], quorum: 200%}
            """,
            ("SHARE_RANGE", "ballots.vote.quorum", "error"),
            id="a quorum of more than all",
        ),
        pytest.param(
            """
            ballots:
              - id: vote
                label: {zh: 名, en: Name}
                clause: 一
                of: person
                options: [{id: fit, HERE}]
                passes: {options: [fit], over: 3/2}
            """,
            ("SHARE_RANGE", "ballots.vote.passes", "error"),
            id="a pass mark beyond all",
        ),
        pytest.param(
            MEASURES
            + """
            rectification:
              modes:
                - {id: now, HERE, when: {fact: grave, is: true}}
                - {id: soon, HERE, when: {fact: party, is: true}}
            """,
            ("MODES_OVERLAP", "rectification.modes.soon", "error"),
            id="a triage that puts one problem into two classes",
        ),
        pytest.param(
            """
            bindings: [{id: office, HERE, external: true}]
            clauses:
              - {id: P1-001, scheme: p1, where: 一, kind: principle, zh: 甲, en: A}
            interpretation:
              clause: P1-001
              bodies: [office]
              answers:
                - {id: a1, question: {zh: 问, en: Q}, answer: {zh: 答, en: A}, by: office,
                   on: 2021-05-01, clauses: [P1-009]}
            """,
            ("CLAUSE_UNKNOWN", "interpretation.answers.a1.clauses", "error"),
            id="an interpretation of a clause that is not there",
        ),
        pytest.param(
            """
            rectification:
              modes:
                - {id: now, HERE, default: true}
                - {id: soon, HERE, default: true}
            """,
            ("MODES_TWO_DEFAULTS", "rectification.modes.soon", "error"),
            id="a triage with two defaults",
        ),
    ],
)
def test_each_fault_is_found(sections: str, problem: tuple[str, str, str]) -> None:
    assert problem in told(re.sub("(?m)^ {12}", "", sections))


@pytest.mark.parametrize(
    "sections",
    [
        pytest.param(
            MEASURES
            + "ladder:\n"
            + "  - {id: r1, HERE, measure: talk, when: {fact: grave, is: false}}\n"
            + "  - {id: r2, HERE, measure: circular, when: {fact: grave, is: true}}\n"
            + "  - {id: r3, HERE, measure: removal, earlier: {any_of: [circular]}}\n",
            id="a ladder that can be climbed",
        ),
        pytest.param(
            CAMPAIGN
            + "tasks:\n"
            + "  - {id: upper, HERE, nature: study, until: 9月20日, gathers: [lower]}\n"
            + "  - {id: lower, HERE, nature: study, until: 9月10日}\n",
            id="a chain that can be kept",
        ),
    ],
)
def test_what_fits_is_not_told(sections: str) -> None:
    assert {one for one in told(sections) if one[2] != "note"} == set()


def test_a_day_that_holds_instead_makes_the_written_one_a_note() -> None:
    late = (
        CAMPAIGN
        + "tasks: [{id: t, HERE, nature: study, phase: two, until: 8月20日, effective: 9月20日}]\n"
    )

    assert told(late) == {("TASK_BEFORE_PHASE", "tasks.t", "note")}
