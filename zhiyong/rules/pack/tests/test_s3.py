"""The first pack: it passes its checks, and says what its source says."""

from pathlib import Path

import pytest

from zhiyong.rules.clock.terms import Term, Unit
from zhiyong.rules.pack import Pack, check_pack, find_packs, load_pack, packs_folder
from zhiyong.rules.values import UNSPECIFIED

S3 = load_pack(packs_folder() / "s3-city-zhiyong")


@pytest.mark.parametrize("folder", find_packs().values(), ids=lambda folder: folder.name)
def test_every_pack_passes_its_checks(folder: Path) -> None:
    pack = load_pack(folder)

    assert pack.plan == folder.name
    assert [str(problem) for problem in check_pack(pack) if problem.level != "note"] == []


@pytest.mark.clause("S3-001")
def test_the_first_day_is_not_taken_from_the_web_page() -> None:
    assert S3.source.stamp == "2022-03-04 01:49:00"
    assert S3.in_force.from_ == UNSPECIFIED
    assert "in_force.from" in S3.open_numbers()


@pytest.mark.clause("S3-009", "S3-020", "S3-033")
def test_the_three_branches_hold_their_numbered_items() -> None:
    numbered = {branch.id: [item.code for item in branch.children] for branch in S3.taxonomy}

    assert numbered == {
        "incapable": [f"A{n}" for n in range(1, 7)],
        "inaction": [f"B{n}" for n in range(1, 10)],
        "improper": [f"C{n}" for n in range(1, 10)],
    }
    assert [child.code for child in S3.category("a6").children] == ["A6a", "A6b", "A6c", "A6d"]
    register = {clause.params.get("code"): clause.id for clause in S3.clauses}
    for category in S3.categories():
        if category.code in register:
            assert category.clause is not None
            assert register[category.code] in category.clause.ids


def test_some_behaviours_are_faults_in_working_hours_only() -> None:
    only = {one.id: one.working_hours_only for one in S3.category("c5").behaviours}

    assert only["cards"]
    assert not only["drugs"]


@pytest.mark.parametrize(
    ("clock", "term", "start", "source"),
    [
        ("decision_notice", Term(30, Unit.DAY), "decision.made", "S3-122"),
        ("appeal", Term(30, Unit.DAY), "decision.served", "S3-125"),
        ("appeal_answer", Term(30, Unit.DAY), "appeal.received", "S3-127"),
        ("rectification", Term(6, Unit.MONTH), "talk.held", "S3-047"),
        ("acceptance_notice", Term(15, Unit.DAY), "complaint.received", "petition_rules/23"),
        ("registration", Term(15, Unit.DAY), "complaint.received", "petition_rules/22"),
        ("reply", Term(60, Unit.DAY), "complaint.accepted", "petition_rules/34"),
        ("return_misrouted", Term(5, Unit.WORKING_DAY), "matter.assigned", "petition_rules/23"),
        ("review_request", Term(30, Unit.DAY), "reply.served", "petition_rules/35"),
        ("send_up", Term(5, Unit.WORKING_DAY), "complaint.concerns_keeper", "accusation_rules/15"),
    ],
)
def test_each_clock_has_its_figure_and_its_source(
    clock: str, term: Term, start: str, source: str
) -> None:
    found = S3.clock(clock)
    sources = [*(found.clause.ids if found.clause else ()), *map(str, found.basis)]

    assert (found.term, found.from_) == (term, start)
    assert source in sources


def test_the_reply_may_be_extended_once_by_thirty_days() -> None:
    extension = S3.clock("reply").extension

    assert extension is not None
    assert (str(extension.most), extension.times, extension.approver) == ("30 days", 1, "leader")
    assert extension.tell == ("complainant",)


def test_every_figure_that_the_register_gives_for_a_clock_is_the_pack_s() -> None:
    units = {"days": Unit.DAY, "months": Unit.MONTH}
    for clock in S3.clocks:
        for clause_id in clock.clause.ids if clock.clause else ():
            params = S3.clause(clause_id).params
            for name, unit in units.items():
                if name in params:
                    assert clock.term == Term(params[name], unit), clock.id


def test_four_desks_have_the_lines_that_the_plan_publishes() -> None:
    lines = {desk.label.zh: desk.lines for desk in S3.desks if not desk.setting}
    said = S3.clause("S3-114").params

    assert len(lines) == said["count"]
    assert set(lines) == set(said["sections"])
    assert sum(lines.values()) == sum(said["lines"].values())


def test_every_receiving_body_has_a_desk_and_a_way_up() -> None:
    for role in (*S3.receiving_roles(), "office"):
        assert S3.desks_of(role)
        assert S3.binding(role).superior


def test_a_reply_passes_three_hands() -> None:
    steps = [(step.actor, step.act, step.label.zh) for step in S3.approval("reply").steps]

    assert steps == [
        ("handler", "propose", "拟办"),
        ("section_head", "review", "审核"),
        ("leader", "issue", "签发"),
    ]


def test_a_refusal_that_refers_names_the_competent_body() -> None:
    assert S3.refusal("other_body").refers
    assert S3.slip("refusal_notice").served
    assert all(one.has_ground for one in S3.refusals)


def test_one_element_is_the_default_where_a_form_needs_one() -> None:
    for elements in (S3.kinds, S3.urgencies, S3.marks):
        assert [one.default for one in elements].count(True) == 1


def test_what_the_public_may_choose_is_never_a_group_or_a_computed_figure() -> None:
    for category in S3.categories():
        if category.judged is None:
            assert category.is_group
        if not category.public:
            assert category.judged == "threshold" or category.is_group


def test_no_label_repeats_another_within_its_section() -> None:
    for section in Pack.model_fields:
        elements = getattr(S3, section)
        if isinstance(elements, tuple) and elements and hasattr(elements[0], "label"):
            # a row of the ladder and a consequence are named under their measures
            labels = [
                (getattr(one, "measure", getattr(one, "of", "")), one.label.zh) for one in elements
            ]
            assert len(set(labels)) == len(labels), section
