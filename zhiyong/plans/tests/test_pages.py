"""The library, a plan beside its register, and putting it in force."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from zhiyong.directory.tests.factories import account_with
from zhiyong.plans import outline
from zhiyong.plans.forms import NUMBER, ROLE, proposed_numbers
from zhiyong.plans.models import Adoption, PackVersion
from zhiyong.plans.services import load_draft, publish
from zhiyong.plans.tests.factories import City, the_pack
from zhiyong.rules.pack import find_packs, load_pack
from zhiyong.rules.pack.overriding import with_overrides
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell import clock
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
TABS = (
    "overview",
    "source",
    "campaign",
    "taxonomy",
    "measures",
    "intake",
    "clocks",
    "evaluation",
    "figures",
    "publicity",
    "papers",
    "checks",
)


@pytest.fixture
def keeper(city: City, client: Client) -> Client:
    """Return a browser in which the office of the whole city is signed in."""
    client.force_login(account_with(Role.OFFICE, unit=city.root))
    return client


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_tab_shows(keeper: Client, city: City, tab: str, language: str) -> None:
    keeper.cookies["django_language"] = language
    response = keeper.get(reverse("plans:version", args=[city.adoption.pack_id]), {"tab": tab})

    assert response.status_code == 200
    assert text_of(response).count("<table") >= 1


@pytest.mark.parametrize("name", find_packs())
def test_every_shipped_plan_can_be_read_on_every_tab(keeper: Client, name: str) -> None:
    draft = load_draft(pack=load_pack(find_packs()[name]), by="clock", on=clock.today())
    if draft.state == PackVersion.State.DRAFT:
        publish(version=draft, by="clock", on=clock.today())
    version = PackVersion.objects.get(pk=draft.pk)

    for tab in TABS:
        response = keeper.get(reverse("plans:version", args=[version.pk]), {"tab": tab})
        assert response.status_code == 200, tab
        assert "unspecified" not in text_of(response), tab


def test_each_element_stands_beside_its_clause_and_the_registers_wording(
    keeper: Client, city: City
) -> None:
    page = reverse("plans:version", args=[city.adoption.pack_id])
    text = text_of(keeper.get(page, {"tab": "clocks"}))

    assert "书面通知处理决定" in text
    assert "六(三)" in text
    assert the_pack().clause("S3-122").zh in text
    assert "《信访工作条例》第三十四条" in text
    assert "30日，自“集体讨论作出处理决定”起算" in text


@pytest.mark.parametrize("layout", [outline.overview, outline.intake, outline.clocks])
def test_every_element_says_what_it_rests_on(layout: Any) -> None:
    silent = [
        item.label
        for section in layout(the_pack())
        for item in section.items
        if not (item.ground.where or item.ground.articles or item.ground.setting)
    ]

    assert not silent


def test_the_tree_of_faults_is_shown_to_its_leaves() -> None:
    with translation.override("zh-hans"):
        sections = outline.taxonomy(the_pack())

    assert [one.title[:1] for one in sections] == ["A", "B", "C", sections[3].title[:1]]
    items = {item.code: item for one in sections for item in one.items if item.code}
    assert (items["B6"].depth, items["B6a"].depth) == (1, 2)
    assert any("工作时间" in line for line in the_lines(sections, "chatting"))


@pytest.mark.clause("S3-140", "S3-142")
def test_how_a_clause_is_read_and_what_law_replaces_stand_in_the_plan(keeper: Client) -> None:
    data = the_pack().as_data()
    data["interpretation"]["answers"] = [
        {
            "id": "third",
            "question": {"zh": "三分之一以何为基数？", "en": "A third of what?"},
            "answer": {"zh": "以有效票为基数。", "en": "Of the valid ballots."},
            "by": "org_department",
            "on": "2021-04-01",
            "clauses": ["S3-040"],
        }
    ]
    longer = {
        "id": "longer",
        "label": {"zh": "申诉期限从法律规定", "en": "As the law says"},
        "clause": "S3-142",
        "basis": ["civil_servant_law/95"],
        "replaces": "clocks.appeal.term",
        "value": "60 days",
    }
    pack, problems = with_overrides(Pack.model_validate(data), [longer])
    version = load_draft(pack=pack, by="clock", on=clock.today())
    page = reverse("plans:version", args=[version.pk])

    source = text_of(keeper.get(page, {"tab": "source"}))
    overview = text_of(keeper.get(page, {"tab": "overview"}))
    clocks = text_of(keeper.get(page, {"tab": "clocks"}))

    assert not problems
    assert "于2021-04-01解释：三分之一以何为基数？ 以有效票为基数。" in source
    assert "申诉期限从法律规定" in overview
    assert "《中华人民共和国公务员法》第九十五条" in clocks


def the_lines(sections: list[outline.Section], item_id: str) -> tuple[str, ...]:
    return next(i.lines for one in sections for i in one.items if i.id == item_id)


def test_the_checks_name_the_clauses_that_nothing_carries(keeper: Client) -> None:
    pack = Pack.model_validate(the_pack().as_data() | {"publications": [], "examples": []})
    version = load_draft(pack=pack, by="clock", on=clock.today())

    response = keeper.get(reverse("plans:version", args=[version.pk]), {"tab": "checks"})

    assert response.context["carried"] + len(response.context["missing"]) == 143
    assert pack.clause("S3-139").zh in text_of(response)


def test_the_library_asks_no_more_queries_for_more_plans(keeper: Client, city: City) -> None:
    few, _one = queries_of(keeper, reverse("plans:library"))
    for n in range(8):
        load_draft(pack=changed(str(n + 2)), by="clock", on=clock.today())

    many, text = queries_of(keeper, reverse("plans:library"))

    assert many == few
    assert text.count("s3-city-zhiyong") >= 9
    assert "1个机关" in text


def queries_of(client: Client, page: str) -> tuple[int, str]:
    with CaptureQueriesContext(connection) as asked:
        response = client.get(page)
    return len(asked), text_of(response)


def changed(version: str) -> Pack:
    return Pack.model_validate(the_pack().as_data() | {"version": version})


def test_somebody_without_a_role_sees_no_drafts(city: City, client: Client) -> None:
    draft = load_draft(pack=changed("2"), by="clock", on=clock.today())
    client.force_login(account_with())

    assert client.get(reverse("plans:version", args=[draft.pk])).status_code == 404
    assert client.get(reverse("plans:version", args=[city.adoption.pack_id])).status_code == 200
    assert client.get(reverse("plans:adopt", args=[city.adoption.pack_id])).status_code == 403


def test_a_shipped_pack_is_loaded_read_published_and_put_in_force(
    city: City, client: Client
) -> None:
    city.adoption.bindings.all().delete()
    Adoption.objects.all().delete()
    client.force_login(account_with(Role.OFFICE, unit=city.root))
    first = load_draft(pack=changed("2"), by="clock", on=clock.today())
    client.post(reverse("plans:publish", args=[first.pk]))
    first.refresh_from_db()
    assert first.state == "PUBLISHED"

    page = reverse("plans:adopt", args=[first.pk])
    filled = {
        "body": city.root.pk,
        "valid_from": "2026年3月2日",
        **{f"{ROLE}{role}": unit.pk for role, unit in city.bodies.items()},
        **proposed_numbers(the_pack()),
    }
    sure = client.post(page, filled)
    assert sure.status_code == 200
    assert "自2026年3月2日起，方案适用于江州市及其全部下级" in strip_tags(text_of(sure))
    assert not Adoption.objects.exists()

    done = client.post(page, {**dict(sure.context["form"].kept), "confirmed": "1"}, follow=True)
    made = Adoption.objects.get()
    assert done.redirect_chain[0][0] == reverse("plans:adoption", args=[made.pk])
    assert "江州市人事局" in text_of(done)
    assert "市人事局" in text_of(done)


def test_what_is_missing_or_not_allowed_is_said_at_the_form(keeper: Client, city: City) -> None:
    page = reverse("plans:adopt", args=[city.adoption.pack_id])

    empty = keeper.post(page, {})
    assert empty.status_code == 422
    assert f"{ROLE}office" in empty.context["form"].errors

    filled = {"body": city.root.pk, "valid_from": "2026-03-02", "confirmed": "1"}
    filled |= {f"{ROLE}{role}": unit.pk for role, unit in city.bodies.items()}
    filled |= proposed_numbers(the_pack())
    again = keeper.post(page, filled)
    assert again.status_code == 422
    assert "已启用该方案" in text_of(again)

    elsewhere = keeper.post(page, filled | {"body": city.bodies["higher_authority"].pk})
    assert elsewhere.status_code == 422
    assert "无权" in text_of(elsewhere)
    assert Adoption.objects.count() == 1


def test_open_numbers_are_asked_for(keeper: Client, city: City) -> None:
    clocks = tuple(
        one.model_copy(update={"term": "unspecified"}) if one.id == "reply" else one
        for one in the_pack().clocks
    )
    pack = Pack.model_validate(the_pack().model_copy(update={"clocks": clocks}).as_data())
    version = load_draft(pack=pack, by="clock", on=clock.today())
    keeper.post(reverse("plans:publish", args=[version.pk]))

    response = keeper.get(reverse("plans:adopt", args=[version.pk]))

    assert f'name="{NUMBER}clocks.reply.term"' in text_of(response)


def test_ending_an_adoption(keeper: Client, city: City) -> None:
    page = reverse("plans:end", args=[city.adoption.pk])
    assert "继续适用本方案" in text_of(keeper.get(page))
    assert keeper.post(page, {"until": "2020-01-01"}).status_code == 422

    keeper.post(page, {"until": clock.today().isoformat()})

    city.adoption.refresh_from_db()
    assert city.adoption.valid.upper == clock.today()
    assert reverse("plans:end", args=[city.adoption.pk]) not in text_of(
        keeper.get(reverse("plans:adoption", args=[city.adoption.pk]))
    )


def test_shipped_packs_can_be_loaded_by_those_who_keep_plans(client: Client) -> None:
    client.force_login(account_with(Role.SYSTEM_ADMIN))
    assert "s3-city-zhiyong" in text_of(client.get(reverse("plans:library")))

    client.post(reverse("plans:load", args=["s3-city-zhiyong"]))

    assert PackVersion.objects.get().state == "DRAFT"
    assert client.post(reverse("plans:load", args=["no-such-pack"])).status_code == 404


@pytest.mark.parametrize("name", find_packs())
def test_what_carries_a_clause_is_a_row_of_the_tab_that_its_link_opens(
    keeper: Client, name: str
) -> None:
    version = load_draft(pack=load_pack(find_packs()[name]), by="clock", on=clock.today())
    page = reverse("plans:version", args=[version.pk])
    links = re.findall(
        r'href="(\?tab=\w+)#([\w.-]+)"', text_of(keeper.get(page, {"tab": "source"}))
    )
    rows = {
        tab: set(re.findall(r'id="([\w.-]+)"', text_of(keeper.get(page + tab))))
        for tab in {tab for tab, _row in links}
    }

    assert links
    assert not sorted({f"{tab}#{row}" for tab, row in links if row not in rows[tab]})
