"""What was interpreted is told wherever the clause that it explains is cited."""

import pytest

from zhiyong.rules.explain import explain
from zhiyong.rules.pack import Pack, find_packs, load_pack


@pytest.mark.clause("S3-140")
def test_an_answer_that_cites_the_clause_tells_how_it_is_read() -> None:
    data = load_pack(find_packs()["s3-city-zhiyong"]).as_data()
    data["interpretation"]["answers"] = [
        {
            "id": "one_third",
            "question": {"zh": "三分之一以何为基数", "en": "A third of what?"},
            "answer": {"zh": "以有效票为基数", "en": "Of the valid ballots"},
            "by": "org_department",
            "on": "2021-04-01",
            "clauses": ["S3-040"],
        }
    ]
    pack = Pack.model_validate(data)

    voted = explain(pack, {"facts": {"ballot.unfit_share": "11/30"}})
    other = explain(pack, {"clocks": [{"clock": "appeal", "start": "2021-03-01"}]})

    assert [(one["id"], one["by"], one["on"]) for one in voted["interpretations"]] == [
        ("one_third", "org_department", "2021-04-01")
    ]
    assert voted["interpretations"][0]["answer"]["zh"] == "以有效票为基数"
    assert "interpretations" not in other
