"""Every code that a verification can give has its words, in both languages."""

import inspect
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from zhiyong.rules.proof import Finding, Ground, Outcome, ProofFileError, wording
from zhiyong.rules.proof import files as proof_files

LANGUAGES = ("zh-hans", "en")


def codes_in(documented: object) -> set[str]:
    return set(re.findall(r"\b[A-Z]{2,}(?:_[A-Z]+)+\b", inspect.getdoc(documented) or ""))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_outcomes_and_grounds_have_words(lang: str) -> None:
    assert all(wording.say_outcome(outcome, lang) for outcome in Outcome)
    assert all(wording.say_ground(ground, lang) for ground in Ground)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_findings_and_file_errors_have_words(lang: str) -> None:
    findings, errors = codes_in(Finding), codes_in(proof_files.ProofFileError)

    assert len(findings) > 20
    assert len(errors) >= 6
    assert not [code for code in findings if wording.say_finding(Finding(code), lang) == code]
    assert not [c for c in errors if wording.say_file_error(ProofFileError(c), lang) == c]


def test_says_what_was_seen_with_its_figures() -> None:
    moment = datetime(2026, 11, 5, 8, 30, tzinfo=UTC)
    behind = Finding("LEAF_BEHIND", {"index": 7, "size": 5, "moment": moment})
    there = timezone(timedelta(hours=8))
    waits = Finding("BEFORE_DEADLINE", {"deadline": datetime(2026, 11, 24, tzinfo=there)})
    genuine = Finding("SIGNATURE_GENUINE", {"source": "a.json", "type": "zhiyong.receipt"})

    assert wording.say_finding(behind, "en") == (
        "the entry is at place 7, but the head of 2026-11-05 08:30 UTC ends at 5"
    )
    assert wording.say_finding(genuine, "zh-hans") == "a.json：回执的签名真实"
    assert "2026-11-24 00:00 UTC+08:00" in wording.say_finding(waits, "zh-hans")
