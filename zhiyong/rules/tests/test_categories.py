"""Faults of several plans under one name."""

import pytest

from zhiyong.rules.categories import common_name, totals
from zhiyong.rules.pack import load_pack, packs_folder

PROVINCE, QUALITY, AUDIT = (
    load_pack(packs_folder() / name)
    for name in ("s4h-provincial-organs", "s4d-quality-bureau", "s4i-audit-bureau")
)


@pytest.mark.clause("S4h-002", "S4i-003")
def test_what_is_the_same_adds_up_and_what_is_not_stands_apart() -> None:
    found = totals(
        [
            (PROVINCE, "lan_work"),
            (PROVINCE, "ruan_team"),
            (QUALITY, "lan"),
            (AUDIT, "lan"),
            (AUDIT, "jiao"),
        ]
    )

    assert found["s4h-provincial-organs/lan"] == 3
    assert found["s4h-provincial-organs/lan_work"] == 1
    assert found["s4h-provincial-organs/ruan"] == 1
    assert found["s4i-audit-bureau/jiao"] == 1


def test_a_category_without_another_stands_for_itself() -> None:
    assert common_name(AUDIT, "mu") == "s4i-audit-bureau/mu"
    assert common_name(AUDIT, "yong") == "s4h-provincial-organs/yong"
