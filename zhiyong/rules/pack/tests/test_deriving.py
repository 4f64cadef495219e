"""A pack that derives from another, and what changed between two packs."""

from pathlib import Path

import pytest

from zhiyong.rules.pack import Pack, PackErrors, check_pack, find_packs, load_pack
from zhiyong.rules.pack.diff import differences

CITY = """\
plan: city
title: {zh: 市级方案, en: The city's plan}
short_title: {zh: 市方案, en: City plan}
source: {document: city.txt}
region: {level: city, label: {zh: 全市, en: The city}}
in_force: {from: 2021-03-01, clause: 末}
campaign_year: {year: 2021}
scales:
  - id: classes
    label: {zh: 类, en: Classes}
    values:
      - {id: class_3, label: {zh: 三类, en: Third class}}
      - {id: class_2, label: {zh: 二类, en: Second class}}
      - {id: class_1, label: {zh: 一类, en: First class}}
taxonomy:
  - id: idle
    code: A
    label: {zh: 庸, en: Idle}
    clause: 三(一)
    children: [{id: late, code: A1, label: {zh: 迟到, en: Late}, clause: 三(一)1}]
appraisals:
  - id: unit_annual
    label: {zh: 单位考核, en: Appraisal of units}
    clause: 五(二) S3-090
    of: unit
    scale: classes
    quota:
      clause: 五(二)
      shares:
        - {grade: class_1, share: 35%}
        - {grade: class_2, share: 55%}
        - {grade: class_3, share: 10%}
tasks:
  - {id: report, nature: report, until: 5月31日, label: {zh: 报告, en: Report}, clause: 六}
"""

COUNTY = """\
plan: county
title: {zh: 县级实施细则, en: The county's rules}
short_title: {zh: 县细则, en: County rules}
source: {document: county.txt}
parent: {plan: city, mode: derives}
region: {level: county, label: {zh: 全县, en: The county}}
in_force: {from: 2021-04-01, clause: 末}
"""

QUOTA = """\
appraisals:
  - id: unit_annual
    quota:
      shares:
        - {grade: class_1, share: 30%}
        - {grade: class_2, share: 60%}
        - {grade: class_3, share: 10%}
"""


@pytest.fixture
def city(tmp_path: Path) -> Pack:
    return load_pack(written(tmp_path, "city", CITY))


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).mkdir(exist_ok=True)
    (folder / name / "plan.yaml").write_text(text, encoding="utf-8")
    return folder / name


def county(folder: Path, more: str = "") -> Pack:
    return load_pack(written(folder, "county", COUNTY + more))


def codes(folder: Path, more: str) -> list[str]:
    with pytest.raises(PackErrors) as errors:
        county(folder, more)
    return [problem.code for problem in errors.value.problems]


@pytest.mark.clause("S3-143")
def test_a_changed_quota_is_the_whole_difference(city: Pack, tmp_path: Path) -> None:
    child = county(tmp_path, QUOTA)

    changes = [one for one in differences(city, child) if not one.is_head]

    assert [(one.kind, one.path, one.before, one.after) for one in changes] == [
        (
            "changed",
            "appraisals.unit_annual.quota.shares.class_1.share",
            ("35%", "35%"),
            ("30%", "30%"),
        ),
        (
            "changed",
            "appraisals.unit_annual.quota.shares.class_2.share",
            ("55%", "55%"),
            ("60%", "60%"),
        ),
    ]
    assert changes[0].say("zh") == "考核“单位考核”的名额“一类”的比例：由“35%”改为“30%”"


@pytest.mark.clause("S3-143")
def test_a_county_derives_its_own_rules_from_the_city_s(tmp_path: Path) -> None:
    shipped = load_pack(find_packs()["s3-city-zhiyong"])
    rules = COUNTY.replace("plan: city, mode", "plan: s3-city-zhiyong, mode") + QUOTA

    child = load_pack(written(tmp_path, "county", rules))

    assert [one.say("zh") for one in differences(shipped, child) if not one.is_head] == [
        "考核“市直机关年度目标绩效考评”的名额“一类”的比例：由“35%”改为“30%”",
        "考核“市直机关年度目标绩效考评”的名额“二类”的比例：由“55%”改为“60%”",
    ]
    assert [one for one in check_pack(child) if one.level != "note"] == []
    assert child.say_clause(child.appraisals[0].clause, "zh").startswith("《提高机关工作效能")


def test_everything_else_is_inherited(city: Pack, tmp_path: Path) -> None:
    child = county(tmp_path)

    assert [one for one in differences(city, child) if not one.is_head] == []
    assert {one.path.partition(".")[0] for one in differences(city, child)} == {
        "plan",
        "title",
        "short_title",
        "source",
        "parent",
        "region",
        "in_force",
    }


def test_codes_are_extended_and_relabelled_never_deleted(city: Pack, tmp_path: Path) -> None:
    child = county(
        tmp_path,
        "taxonomy:\n"
        "  - id: idle\n"
        "    label: {zh: 慵, en: Sluggish}\n"
        "    children: [{id: noon, code: A2, label: {zh: 午饮, en: Noon drink}, clause: 县一}]\n",
    )

    assert [category.id for category in child.categories()] == ["idle", "late", "noon"]
    assert child.category("idle").label.zh == "慵"
    assert child.category("idle").code == "A"
    assert [(one.kind, one.path) for one in differences(city, child) if not one.is_head] == [
        ("relabelled", "taxonomy.idle.label"),
        ("added", "taxonomy.idle.children.noon"),
    ]


def test_nothing_can_be_taken_away(city: Pack, tmp_path: Path) -> None:
    assert codes(tmp_path, "appraisals: [{id: unit_annual, quota: null}]\n") == ["DERIVED_DELETES"]
    assert codes(tmp_path, "taxonomy: null\n") == ["DERIVED_DELETES"]


def test_a_later_day_than_the_parent_s_is_told(city: Pack, tmp_path: Path) -> None:
    late = county(tmp_path, "tasks: [{id: report, until: 6月10日}]\n")
    early = county(tmp_path, "tasks: [{id: report, until: 5月20日}]\n")

    def told(pack: Pack) -> list[tuple[str, str]]:
        found = check_pack(pack, {"city": city})
        return [(one.code, one.path) for one in found if one.code == "CHILD_DUE_LATER"]

    assert told(late) == [("CHILD_DUE_LATER", "tasks.report")]
    assert told(early) == []


def test_the_difference_is_counted_by_the_check(city: Pack, tmp_path: Path) -> None:
    (note,) = [
        one
        for one in check_pack(county(tmp_path, QUOTA), {"city": city})
        if one.code == "DERIVED_CHANGES"
    ]

    assert (note.params["changed"], note.params["added"], note.params["relabelled"]) == (
        "2",
        "0",
        "0",
    )


def test_a_fault_is_told_in_the_file_that_holds_it(city: Pack, tmp_path: Path) -> None:
    written(tmp_path, "county", COUNTY + "tasks: [{id: report, untill: 6月10日}]\n")

    with pytest.raises(PackErrors) as errors:
        load_pack(tmp_path / "county")

    (problem,) = errors.value.problems
    assert (problem.file, problem.line, problem.code) == ("plan.yaml", 8, "UNKNOWN_KEY_NEAR")


def test_a_parent_that_is_not_there_or_stands_below_is_told(city: Pack, tmp_path: Path) -> None:
    away = COUNTY.replace("plan: city", "plan: nowhere")
    with pytest.raises(PackErrors) as errors:
        load_pack(written(tmp_path, "county", away))
    assert errors.value.problems[0].code == "PARENT_MISSING"

    round_about = COUNTY.replace("plan: city, mode", "plan: county, mode")
    with pytest.raises(PackErrors) as errors:
        load_pack(written(tmp_path, "county", round_about))
    assert errors.value.problems[0].code == "PARENT_CYCLE"

    written(tmp_path, "city", CITY + "\tx: 1\n")
    with pytest.raises(PackErrors) as errors:
        load_pack(written(tmp_path, "county", COUNTY))
    assert errors.value.problems[0].code == "PARENT_UNUSABLE"


def test_a_grandchild_inherits_from_both(city: Pack, tmp_path: Path) -> None:
    county(tmp_path, QUOTA)
    grandchild = load_pack(
        written(
            tmp_path,
            "township",
            COUNTY.replace("plan: county", "plan: township").replace(
                "plan: city, mode", "plan: county, mode"
            )
            + "taxonomy: [{id: idle, label: {zh: 懒, en: Lazy}}]\n",
        )
    )

    quota = grandchild.appraisals[0].quota
    assert quota is not None
    assert [str(one.share) for one in quota.shares] == ["3/10", "3/5", "1/10"]
    assert grandchild.category("idle").label.zh == "懒"


def test_an_inherited_clause_is_cited_with_its_own_plan(tmp_path: Path) -> None:
    register = """\
clauses:
  - {id: S3-090, scheme: city, where: 五(二), kind: quota, zh: 三类, en: Three classes}
"""
    written(tmp_path, "city", CITY + register)
    child = county(tmp_path)

    clause = child.appraisals[0].clause
    assert clause is not None
    assert child.say_clause(clause, "zh") == "《市级方案》五(二)"


def test_a_derived_pack_is_whole_by_itself(city: Pack, tmp_path: Path) -> None:
    child = county(tmp_path, QUOTA)

    again = Pack.model_validate(child.as_data())

    assert again.digest() == child.digest()
    assert again.digest() != city.digest()


def test_of_a_condition_only_the_limb_that_changed_is_told(tmp_path: Path) -> None:
    leads = """\
facts:
  - {id: late, label: {zh: 迟到次数, en: Times late}, kind: number}
  - {id: absent, label: {zh: 旷工天数, en: Days absent}, kind: number}
leads:
  - id: often
    label: {zh: 多次, en: Often}
    clause: 三
    of: person
    when: {any: [{fact: late, at_least: 3}, {fact: absent, over: 1}]}
"""
    before = load_pack(written(tmp_path, "city", CITY + leads))
    after = load_pack(written(tmp_path, "city", CITY + leads.replace("at_least: 3", "at_least: 5")))

    (change,) = differences(before, after)

    assert change.path == "leads.often.when.0"
    assert change.say("zh") == "线索标准“多次”的条件：由“迟到次数不低于3”改为“迟到次数不低于5”"
    assert change.say("en") == (
        "lead “Often”, when: “Times late is at least 3” becomes “Times late is at least 5”"
    )
