"""Every outcome and every finding has its sentence, in both languages."""

import re
from pathlib import Path

import pytest

from zhiyong.journal import explain
from zhiyong.rules.proof import Outcome, ProofFileError, evidence, files, verdict
from zhiyong.rules.proof.judging import Ground


def test_every_outcome_has_words() -> None:
    assert set(explain.WHOLE) == set(explain.TONES) == set(Outcome)
    assert set(explain.GROUNDS) == set(Ground)


def test_every_finding_has_words() -> None:
    codes = set(re.findall(r"\b([A-Z]{2,}(?:_[A-Z]+)+)\b", evidence.Finding.__doc__ or ""))

    assert codes == set(explain.SEEN)


def test_every_error_of_a_file_has_words() -> None:
    source = Path(files.__file__).read_text() + Path(verdict.__file__).read_text()
    codes = set(re.findall(r'ProofFileError\("([A-Z_]+)"', source))

    assert codes <= set(explain.UNREADABLE)


def test_an_error_names_its_file() -> None:
    error = ProofFileError("FIELD_WRONG", path="a", type="zhiyong.receipt", field="leaf")

    assert explain.unreadable(error, str) == "a: receipt: the field leaf is not as it should be."


@pytest.mark.parametrize("table", ["WHOLE", "SEALING", "ACCEPTANCE", "SEEN", "UNREADABLE"])
def test_sentences_end(table: str) -> None:
    assert all(text.endswith(".") for text in getattr(explain, table).values())
