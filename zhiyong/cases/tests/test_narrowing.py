"""A category for few keeps a case to its team from the moment in which it is known."""

from types import SimpleNamespace
from typing import Any

import pytest

from zhiyong.cases import services
from zhiyong.cases.models import Case
from zhiyong.cases.selectors import cases_visible_to
from zhiyong.cases.services import narrowing
from zhiyong.cases.tests.factories import DAY, CaseScene, find, make_case_scene, respondents
from zhiyong.directory.standing import standing_of
from zhiyong.journal.models import Entry
from zhiyong.rules.pack import find_packs, load_pack
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> CaseScene:
    """Return a city whose plan keeps category a4 to few."""

    def path(category: str) -> list[Any]:
        return [SimpleNamespace(restricted=category == "a4")]

    few = SimpleNamespace(has=lambda _section, _name: True, category_path=path)
    monkeypatch.setattr(narrowing, "pack_of", lambda _adoption: few)
    return make_case_scene()


def seen_by(case: Case, scene: CaseScene, role: Role) -> bool:
    standing = standing_of(scene.another(role), DAY)
    return cases_visible_to(standing).filter(pk=case.pk).exists()


def test_a_finding_under_it_narrows_the_case_and_another_widens_it(scene: CaseScene) -> None:
    case = scene.found(category="a4")
    case.refresh_from_db()

    assert case.restricted
    assert Entry.objects.get(verb="case.narrowed").subject == f"case:{case.pk}"
    assert not seen_by(case, scene, Role.CLERK)
    assert seen_by(case, scene, Role.LEADER)
    assert cases_visible_to(standing_of(scene.second, DAY)).filter(pk=case.pk).exists()
    find(scene, respondents(case)[0], category="a5a")
    case.refresh_from_db()
    assert not case.restricted
    assert Entry.objects.filter(verb="case.widened").exists()
    assert seen_by(case, scene, Role.CLERK)


def test_so_does_the_category_of_the_complaint_behind_it(scene: CaseScene) -> None:
    complaint = scene.complaint()
    type(complaint).objects.filter(pk=complaint.pk).update(category="a4")
    complaint.refresh_from_db()
    case = scene.case(complaint=complaint)

    assert Case.objects.get(pk=case.pk).restricted
    assert not seen_by(case, scene, Role.HANDLER)
    assert seen_by(case, scene, Role.SECTION_HEAD)


def test_and_a_case_that_is_merged_in(scene: CaseScene) -> None:
    into, case = scene.case(), scene.case()
    Case.objects.filter(pk=case.pk).update(restricted=True)
    services.merge(case=case, into=into, reason="同一事项。", by=scene.office.section_head, on=DAY)
    into.refresh_from_db()
    assert into.restricted
    case.refresh_from_db()
    services.unmerge(case=case, by=scene.office.section_head, on=DAY)
    into.refresh_from_db()
    assert not into.restricted


@pytest.mark.parametrize(
    ("plan", "category"),
    [("s0-city-campaign", "lzw-4"), ("s1-district-service-difficulty", "bsn-5")],
)
def test_the_plans_say_which(plan: str, category: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = load_pack(find_packs()[plan])
    monkeypatch.setattr(narrowing, "pack_of", lambda _adoption: pack)

    restricted = {
        one.id
        for root in pack.taxonomy
        for one in root.walk()
        if narrowing._restricts(SimpleNamespace(), one.id)  # type: ignore[arg-type]
    }
    assert category in restricted
    assert len(restricted) < 5
