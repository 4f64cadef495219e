"""What is looked up in a pack, its digest, and how it says where things come from."""

from typing import Any

import pytest

from zhiyong.rules.pack import Pack, UnknownElement, load_pack, load_texts, packs_folder
from zhiyong.rules.pack.papers import Series
from zhiyong.rules.pack.tests.helpers import HEAD, pack, texts
from zhiyong.rules.values import Label

CLOCKS = """\
events:
  - {id: accepted, HERE}
actors:
  - {id: handler, kind: post, HERE}
clocks:
  - {id: reply, HERE, term: 60 days, from: accepted, owed_by: handler}
  - {id: reply_inquiry, HERE, term: 5 working days, from: accepted, owed_by: handler}
  - {id: sign_for, HERE, term: 24 hours, from: accepted, owed_by: handler}
  - {id: sign_for_urgent, HERE, term: unspecified, from: accepted, owed_by: handler}
kinds:
  - {id: inquiry, HERE, handling: answer, clocks: {reply: reply_inquiry}}
  - {id: complaint, HERE, handling: here}
urgencies:
  - {id: urgent, HERE, rank: 1, clocks: {sign_for: sign_for_urgent}}
"""


@pytest.mark.parametrize(
    ("clock", "kind", "urgency", "found"),
    [
        ("reply", "", "", "reply"),
        ("reply", "complaint", "urgent", "reply"),
        ("reply", "inquiry", "", "reply_inquiry"),
        ("sign_for", "inquiry", "urgent", "sign_for_urgent"),
    ],
)
def test_a_kind_or_urgency_replaces_a_clock(
    clock: str, kind: str, urgency: str, found: str
) -> None:
    assert pack(CLOCKS).clock_for(clock, kind=kind, urgency=urgency).id == found


def test_what_is_not_in_the_pack_is_refused_by_name() -> None:
    with pytest.raises(UnknownElement) as refused:
        pack(CLOCKS).clock("reply_suggestion")

    assert refused.value.params == {"section": "clocks", "id": "reply_suggestion"}


def test_open_numbers_are_listed_by_their_paths() -> None:
    assert pack(CLOCKS).open_numbers() == ("clocks.sign_for_urgent.term",)


def test_a_pack_survives_being_stored_as_json() -> None:
    found = load_pack(packs_folder() / "s3-city-zhiyong")

    again = Pack.model_validate(found.as_data())

    assert again.as_data() == found.as_data()
    assert again.digest() == found.digest()
    assert again.clock("decision_notice").clause == found.clock("decision_notice").clause
    stored_otherwise = found.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert Pack.model_validate(stored_otherwise).digest() == found.digest()


def test_the_digest_is_of_what_a_pack_says_not_how_it_is_written() -> None:
    turned = "# a comment\n" + "\n".join(reversed(HEAD.strip().split("\n"))) + "\n"
    head, tail = HEAD.split("region")
    same = [
        load_texts({"plan.yaml": HEAD}),
        load_texts({"plan.yaml": turned}),
        load_texts({"plan.yaml": HEAD + "format: 1\nevents: []\n"}),
        load_texts({"plan.yaml": head, "more.yaml": f"region{tail}"}),
    ]
    other = load_texts({"plan.yaml": HEAD.replace("2021-03-01", "2021-03-02")})

    assert len({one.digest() for one in same}) == 1
    assert other.digest() != same[0].digest()


def test_the_digest_covers_the_source_not_the_notes_on_software() -> None:
    clause = "- {id: S1-001, scheme: p1, where: 一, kind: scope, zh: 甲, en: A, software: x}"

    def digest(text: str) -> str:
        return load_texts(texts(clauses_yaml=text)).digest()

    assert digest(clause) == digest(clause.replace("software: x", "software: y"))
    assert digest(clause) != digest(clause.replace("zh: 甲", "zh: 乙"))


GROUNDS = """\
legal_bases:
  - {id: law, clause: 一, label: {zh: 信访工作条例, en: Petition Rules}, checked: text}
events:
  - {id: by_clause, clause: 六(三) S3-122, label: {zh: 名, en: N}}
  - {id: by_law, basis: [law/23, law/105(2)], label: {zh: 名, en: N}}
  - id: by_choice
    label: {zh: 名, en: N}
    setting: true
    reason: {zh: 惯例, en: Custom}
  - {id: by_all, clause: 六, basis: law/10, label: {zh: 名, en: N}}
"""


@pytest.mark.parametrize(
    ("event", "zh", "en"),
    [
        ("by_clause", "《方案》六(三)", "Plan, 六(三)"),
        (
            "by_law",
            "《信访工作条例》第二十三条；《信访工作条例》第一百零五条第二款",
            "Petition Rules, art. 23; Petition Rules, art. 105(2)",
        ),
        ("by_choice", "运行设定：惯例", "Setting: Custom"),
        ("by_all", "《方案》六；《信访工作条例》第十条", "Plan, 六; Petition Rules, art. 10"),
    ],
)
def test_an_element_says_where_it_comes_from(event: str, zh: str, en: str) -> None:
    found = pack(GROUNDS)

    assert found.say_grounds(found.event(event), "zh-hans") == zh
    assert found.say_grounds(found.event(event), "en") == en


def series(pattern: str) -> Series:
    return Series(id="s", label=Label(zh="编号", en="Number"), pattern=pattern)


@pytest.mark.parametrize(
    ("pattern", "year", "n", "printed"),
    [
        ("效投〔{year}〕{n}号", 2026, 123, "效投〔2026〕123号"),
        ("空{year}-{n:04}", 2026, 7, "空2026-0007"),
        ("第{n}号", 2026, 1, "第1号"),
    ],
)
def test_a_number_is_printed_and_read_back(pattern: str, year: int, n: int, printed: str) -> None:
    found = series(pattern)

    assert found.format(year=year, n=n) == printed
    read = found.parse(printed)
    assert read is not None
    assert read["n"] == n
    assert read.get("year", year) == year
    assert found.parse("别〔2026〕123号") is None


def test_categories_know_what_they_belong_to() -> None:
    found = pack(
        """\
        taxonomy:
          - id: inaction
            code: B
            label: {zh: 不作为, en: Inaction}
            clause: 一
            children:
              - id: b6
                code: B6
                label: {zh: 离岗, en: Absence}
                clause: 一
                children:
                  - {id: b6a, code: B6a, HERE}
        """
    )

    assert [one.id for one in found.categories()] == ["inaction", "b6", "b6a"]
    assert [one.id for one in found.category_path("b6a")] == ["inaction", "b6", "b6a"]
    assert [one.is_group for one in found.categories()] == [True, True, False]


def test_every_section_finds_its_elements_by_id() -> None:
    found = load_pack(packs_folder() / "s3-city-zhiyong")
    lookups: dict[str, Any] = {
        "actors": found.actor,
        "bindings": found.binding,
        "legal_bases": found.law,
        "taxonomy": found.category,
        "kinds": found.kind,
        "channels": found.channel,
        "desks": found.desk,
        "modes": found.mode,
        "refusals": found.refusal,
        "matter_outcomes": found.matter_outcome,
        "person_outcomes": found.person_outcome,
        "urgencies": found.urgency,
        "major_matters": found.major_matter,
        "marks": found.mark,
        "events": found.event,
        "clocks": found.clock,
        "escalations": found.escalation,
        "series": found.number_series,
        "slips": found.slip,
        "approvals": found.approval,
        "clauses": found.clause,
    }

    for section, lookup in lookups.items():
        assert found.ids(section), section
        assert all(lookup(one).id == one for one in found.ids(section))
