"""Counts by origin, age, state and result; each opens to the rows that it counted."""

from datetime import date
from fractions import Fraction

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhiyong.files.tests import samples
from zhiyong.rectification.models import Item
from zhiyong.rectification.selectors import by_unit, figures, rows_of
from zhiyong.rectification.tests.factories import DAY, Scene, an_item, checked, handed_in


@pytest.mark.clause("S1-036", "S0-040")
def test_every_count_opens_to_its_rows(scene: Scene) -> None:
    done = an_item(scene, source="self_check")
    late = an_item(scene, found_on=date(2026, 3, 1), promised_on=date(2026, 3, 8))
    an_item(scene, unit=scene.other, source="carry_over")
    picture = SimpleUploadedFile("after.jpg", samples.picture(), "image/jpeg")
    checked(scene, handed_in(scene, done), files=[picture])
    day = date(2026, 5, 20)

    found = figures(scene.adoption, None, day)

    assert found.rate == Fraction(1, 3)
    counts = {cell.key: cell.count for cell in found.cells if cell.count}
    assert counts == {
        "total": 3,
        "own": 1,
        "others": 2,
        "source:opinions": 1,
        "source:self_check": 1,
        "source:carry_over": 1,
        "age:0": 1,
        "age:31": 1,
        "state:RUNNING": 2,
        "state:STRUCK_OFF": 1,
        "in_time": 1,
        "open": 2,
        "late": 2,
    }
    for cell in found.cells:
        assert rows_of(scene.adoption, None, day).filter(cell.rows).count() == cell.count
    assert figures(scene.adoption, [scene.other.pk], day).total.count == 1
    assert figures(scene.adoption, None, DAY).cell("state:STRUCK_OFF").count == 0
    assert [(unit, row["late"]) for unit, row in by_unit(scene.adoption, None, day)] == [
        (scene.bureau, 1),
        (scene.other, 1),
    ]
    assert Item.objects.filter(pk=late.pk).exists()
