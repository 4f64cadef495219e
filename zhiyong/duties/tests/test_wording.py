"""How a due day came about, in sentences that an official would write."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from zhiyong.duties.models import Duty
from zhiyong.duties.services import extend, pause, resume
from zhiyong.duties.tests.factories import SUBJECT, a_duty
from zhiyong.duties.wording import explain, term_in_words
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.rules.clock import STEP_PARAMS, StepCode, Term
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db


def told(duty: Duty, language: str = "zh-hans") -> list[str]:
    with translation.override(language):
        return explain(duty)


def test_calendar_days(city: City) -> None:
    assert told(a_duty(city, "decision_notice")) == [
        "从2026年3月2日起算30日，当日不计入。",
        "第1日为2026年3月3日。",
        "2026年4月1日到期（含当日）。",
    ]


def test_working_days_over_national_day(city: City) -> None:
    duty = a_duty(city, "send_up", start=date(2025, 9, 30))

    assert told(duty) == [
        "从2025年9月30日起算5个工作日，当日不计入。",
        "第1日为2025年10月9日。",
        "遇国庆节、中秋，2025年10月1日至2025年10月8日共8天不计入。",
        "周末休息日1天不计入。",
        "2025年10月11日为国庆节调休补班日，计入工作日。",
        "2025年10月14日到期（含当日）。",
    ]
    assert told(duty, "en")[2] == (
        "National Day, Mid-autumn Festival from 1 October 2025 to 8 October 2025 "
        "is passed over (8 days)."
    )


def test_a_pause_and_an_extension(city: City) -> None:
    duty = a_duty(city)
    pause(of=SUBJECT, code="reply", reason="other_procedure", by="clock", on=date(2026, 3, 10))
    duty.refresh_from_db()
    assert told(duty)[-1] == "自2026年3月10日起中止计时，恢复后另行计算到期日。"
    resume(of=SUBJECT, code="reply", by="clock", on=date(2026, 3, 20))
    leader = city.who(Role.LEADER, city.bureau)
    extend(
        duty=duty, term=Term.parse("30 days"), reason="复杂", approved_by=leader, by=leader, on=DAY
    )
    duty.refresh_from_db()

    assert told(duty) == [
        "从2026年3月2日起算60日，当日不计入。",
        "第1日为2026年3月3日。",
        "计算至2026年5月1日。",
        "2026年3月10日至2026年3月19日中止计时（同一事项进入诉讼、仲裁、复议等法定程序），"
        "到期日顺延至2026年5月11日。",
        "经批准延长30日，自2026年5月11日次日起算。",
        "第1日为2026年5月12日。",
        "2026年6月10日到期（含当日）。",
    ]


def test_the_end_of_a_short_month(city: City) -> None:
    duty = a_duty(city, "rectification", start=date(2025, 8, 31))

    assert "该月没有31日，以月末2026年2月28日为准。" in told(duty)


def test_hours(city: City) -> None:
    at = datetime(2026, 3, 2, 10, 5, tzinfo=ZoneInfo("Asia/Shanghai"))

    assert told(a_duty(city, "sign_for", at=at)) == [
        "从2026年3月2日 10:05起算24小时。",
        "2026年3月3日 10:05到期。",
    ]


def test_a_year_that_is_not_loaded(city: City) -> None:
    duty = a_duty(city, "send_up", start=date(2026, 12, 29))

    assert told(duty)[-1] == "2027年节假日安排尚未公布，暂按普通周计算，公布后重新计算。"


@pytest.mark.parametrize("code", list(StepCode))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_step_has_its_sentence(code: StepCode, language: str) -> None:
    values = {
        "day": "2026-03-02",
        "moment": "2026-03-02T10:00:00+08:00",
        "number": 3,
        "text": "30 days",
        "texts": ["国庆节"],
    }
    step = {name: values[kind] for name, kind in STEP_PARAMS[code].items()}

    (sentence,) = told(Duty(explanation=[{"code": code.value, **step}]), language)

    assert "{" not in sentence
    assert sentence.endswith(("。", "."))


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("30 days", "30日", "30 days"),
        ("1 working day", "1个工作日", "1 working day"),
        ("6 months", "6个月", "6 months"),
        ("24 hours", "24小时", "24 hours"),
        ("at once", "立即", "at once"),
    ],
)
def test_terms(text: str, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert term_in_words(text) == zh
    with translation.override("en"):
        assert term_in_words(text) == en
