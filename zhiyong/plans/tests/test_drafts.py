"""Drafts: read in, rewritten, taken away; versions compared and retired."""

import io
import zipfile
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zhiyong.directory.tests.factories import account_with
from zhiyong.files.models import File
from zhiyong.journal.models import Entry
from zhiyong.plans.elements import boxes, changed, element_of, shape_of
from zhiyong.plans.forms import FILE, ElementForm
from zhiyong.plans.models import PackVersion
from zhiyong.plans.services import HasErrors, InUse, load_draft, publish, retire
from zhiyong.plans.tests.factories import City, the_pack
from zhiyong.plans.texts import folder_texts, texts_of, unpacked, written, zipped
from zhiyong.rules.pack import find_packs, load_pack, load_texts
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell import clock
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
SMALL = "s4g-survey-team"


@pytest.fixture
def keeper(client: Client) -> Client:
    client.force_login(account_with(Role.SYSTEM_ADMIN))
    return client


def texts() -> dict[str, str]:
    return folder_texts(find_packs()[SMALL])


def draft() -> PackVersion:
    said = texts()
    return load_draft(pack=load_texts(said), texts=said, by="clock", on=clock.today())


def posted(version: PackVersion, **changed: str) -> dict[str, Any]:
    kept = {FILE + name: text for name, text in texts_of(version).items()}
    return kept | {"opened": version.digest} | {FILE + k: v for k, v in changed.items()}


def page(version: PackVersion, name: str = "edit") -> str:
    return reverse(f"plans:{name}", args=[version.pk])


def text_of(response: Any) -> str:
    return str(response.content.decode())


# ── there and back ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", find_packs())
def test_a_pack_goes_out_and_comes_in_as_the_same(name: str) -> None:
    pack = load_pack(find_packs()[name])

    as_files = load_texts(unpacked("x.zip", zipped(folder_texts(find_packs()[name]))))
    as_data = load_texts(written(pack.as_data()))

    assert as_files.digest() == as_data.digest() == pack.digest()


def test_a_version_is_taken_away_and_read_in_elsewhere(keeper: Client) -> None:
    version = draft()
    taken = keeper.get(page(version, "download"))
    assert taken["Content-Disposition"] == f'attachment; filename="{SMALL}-v1.zip"'
    PackVersion.objects.all().delete()

    response = keeper.post(
        reverse("plans:upload"), {"pack": SimpleUploadedFile("pack.zip", taken.content)}
    )

    again = PackVersion.objects.get()
    assert response.status_code == 302
    assert again.digest == version.digest
    assert texts_of(again) == texts()
    assert Entry.objects.filter(verb="plan.drafted").count() == 2


def a_zip(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "."), content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("pack.zip", b"no zip", "压缩包"),
        ("pack.zip", a_zip(other__yaml=b"plan: x"), "plan.yaml"),
        ("plan.yaml", b"\xff\xfe", "UTF-8"),
        ("plan.yaml", b"plan: [", "1"),
        ("plan.yaml", "plan: x\ntitle: {zh: 一}\n".encode(), "short_title"),
        ("pack.docx", b"no pack", "压缩包"),
    ],
)
def test_what_is_no_pack_is_refused_and_nothing_is_kept(
    keeper: Client, name: str, content: bytes, said: str
) -> None:
    response = keeper.post(reverse("plans:upload"), {"pack": SimpleUploadedFile(name, content)})

    assert response.status_code == 422
    assert said in text_of(response)
    assert not PackVersion.objects.exists()


def test_what_is_too_large_is_refused_before_it_is_read(
    keeper: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhiyong.plans.texts.MOST_BYTES_OF_PACK", 10)
    read = Mock()
    monkeypatch.setattr("zhiyong.plans.views.drafting.unpacked", read)

    response = keeper.post(
        reverse("plans:upload"), {"pack": SimpleUploadedFile("plan.yaml", b"plan: much too long")}
    )

    assert response.status_code == 422
    read.assert_not_called()
    assert not PackVersion.objects.exists()


# ── rewriting ─────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_rewritten_with_the_same_checks(keeper: Client) -> None:
    version = draft()
    changed = texts()["plan.yaml"].replace("until: 2011-10-18", "until: 2011-10-20")

    response = keeper.post(page(version), posted(version, **{"plan.yaml": changed}))

    version.refresh_from_db()
    assert response.status_code == 302
    assert "until: 2011-10-20" in texts_of(version)["plan.yaml"]
    assert version.digest == load_texts(texts_of(version)).digest()
    assert Entry.objects.get(verb="plan.rewritten").facts["digest"] == version.digest


def test_a_text_with_errors_is_shown_back_with_its_lines_and_nothing_changes(
    keeper: Client,
) -> None:
    version = draft()
    changed = texts()["plan.yaml"].replace("until: 2011-10-18", "until: 2011-02-30")

    response = keeper.post(page(version), posted(version, **{"plan.yaml": changed}))

    assert response.status_code == 422
    (problem,) = response.context["problems"]
    assert problem["where"].startswith("plan.yaml:")
    assert "2011-02-30" in text_of(response)
    version.refresh_from_db()
    assert "2011-02-30" not in texts_of(version)["plan.yaml"]


def test_two_who_rewrite_at_once_do_not_overwrite_each_other(keeper: Client) -> None:
    version = draft()
    mine = posted(version, **{"plan.yaml": texts()["plan.yaml"].replace("10-18", "10-20")})
    theirs = posted(version, **{"plan.yaml": texts()["plan.yaml"].replace("10-18", "10-21")})
    assert keeper.post(page(version), theirs).status_code == 302

    response = keeper.post(page(version), mine)

    assert response.status_code == 422
    assert "2011-10-21" in texts_of(version)["plan.yaml"]


def test_a_text_of_another_plan_is_refused(keeper: Client) -> None:
    version = draft()
    changed = texts()["plan.yaml"].replace(f"plan: {SMALL}", "plan: another-plan")

    assert keeper.post(page(version), posted(version, **{"plan.yaml": changed})).status_code == 422
    version.refresh_from_db()
    assert version.code == SMALL


def test_a_published_version_is_not_rewritten(keeper: Client) -> None:
    version = publish(version=draft(), by="clock", on=clock.today())

    assert keeper.get(page(version)).status_code == 302
    assert keeper.post(page(version), posted(version)).status_code == 302
    assert not Entry.objects.filter(verb="plan.rewritten").exists()


# ── publishing, comparing, retiring ───────────────────────────────────────────────────────


def test_a_plan_that_contradicts_itself_is_not_published() -> None:
    data = the_pack().as_data()
    data["clocks"][0]["owed_by"] = "nobody-there"
    version = load_draft(pack=Pack.model_validate(data), by="clock", on=clock.today())

    with pytest.raises(HasErrors):
        publish(version=version, by="clock", on=clock.today())

    version.refresh_from_db()
    assert version.state == PackVersion.State.DRAFT


def test_what_changed_between_two_versions_is_said_in_words(keeper: Client) -> None:
    draft()
    said = {**texts(), "plan.yaml": texts()["plan.yaml"].replace("count: 3", "count: 4")}
    second = load_draft(pack=load_texts(said), texts=said, by="clock", on=clock.today())

    response = keeper.get(page(second, "changes"))

    (change,) = response.context["changes"]
    assert change["path"] == "bodies.leading_group_seats.seats.member.count"
    assert "3" in change["said"]
    assert "4" in change["said"]


def test_one_version_has_nothing_to_be_compared_with(keeper: Client) -> None:
    assert "没有其他版本" in text_of(keeper.get(page(draft(), "changes")))


def test_a_version_in_force_is_not_retired(city: City) -> None:
    with pytest.raises(InUse):
        retire(version=city.adoption.pack, by="clock", on=clock.today())

    city.adoption.pack.refresh_from_db()
    assert city.adoption.pack.state == PackVersion.State.PUBLISHED


def test_a_version_out_of_use_is_retired(keeper: Client) -> None:
    version = publish(version=draft(), by="clock", on=clock.today())
    assert "不能再启用" in text_of(keeper.get(page(version, "retire")))

    keeper.post(page(version, "retire"))

    version.refresh_from_db()
    assert version.state == PackVersion.State.RETIRED
    assert Entry.objects.filter(verb="plan.retired").count() == 1
    assert keeper.post(page(version, "retire")).status_code == 422


def test_a_unit_sees_which_plans_bind_it(city: City, client: Client) -> None:
    client.force_login(city.who(Role.CLERK, city.bureau))

    text = text_of(client.get(reverse("plans:binding")))

    assert city.adoption.pack.title_zh in text
    assert "江州市" in text


# ── one element in a form ─────────────────────────────────────────────────────────────────


def element_page(version: PackVersion, section: str, name: str) -> str:
    return reverse("plans:element", args=[version.pk, section, name])


def filled(client: Client, url: str) -> dict[str, Any]:
    form = client.get(url).context["form"]
    values = {name: form.initial.get(name) for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


@pytest.mark.parametrize("name", find_packs())
def test_every_element_goes_through_its_form_unchanged(name: str) -> None:
    pack = load_pack(find_packs()[name])
    data = pack.as_data()

    for section in Pack.model_fields:
        for element_id in pack.ids(section) if section != "clauses" else ():
            found, shape = (
                element_of(data, section, element_id),
                shape_of(pack, section, element_id),
            )
            assert found is not None
            assert shape is not None
            parts = boxes(shape, found, "zh")
            form = ElementForm.of(parts, "x")
            given = {key: form.initial.get(key) or "" for key in form.fields}
            changed(found, {one.key: one.kind for one in parts}, given)

    assert Pack.model_validate(data).digest() == pack.digest()


def test_an_element_is_changed_in_a_form(keeper: Client) -> None:
    version = draft()
    page_of_it = element_page(version, "tasks", "situation_report")

    response = keeper.post(
        page_of_it, filled(keeper, page_of_it) | {"until": "2011-10-20", "label_zh": "情况报告"}
    )

    assert response.status_code == 302
    assert response["Location"].endswith("?tab=campaign")
    version.refresh_from_db()
    pack = load_texts(texts_of(version))
    task = pack.element("tasks", "situation_report")
    assert (task.until, task.label.zh) == ("2011-10-20", "情况报告")
    assert task.by == ("team",)


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"until": "2011-02-30"}, "2011-02-30"), ({"by": "[team"}, "by")],
)
def test_what_cannot_stand_there_is_said_and_nothing_changes(
    keeper: Client, changes: dict[str, str], said: str
) -> None:
    version = draft()
    page_of_it = element_page(version, "tasks", "situation_report")

    response = keeper.post(page_of_it, filled(keeper, page_of_it) | changes)

    version.refresh_from_db()
    assert response.status_code == 422
    assert said in text_of(response)
    assert version.digest == load_texts(texts()).digest()


def test_what_only_the_checks_refuse_is_kept_in_the_draft_and_said_there(keeper: Client) -> None:
    version = draft()
    page_of_it = element_page(version, "tasks", "situation_report")

    response = keeper.post(page_of_it, filled(keeper, page_of_it) | {"by": "- nobody"})

    version.refresh_from_db()
    assert response.status_code == 302
    assert load_texts(texts_of(version)).element("tasks", "situation_report").by == ("nobody",)
    assert "nobody" in text_of(keeper.get(page(version, "version"), {"tab": "checks"}))


def test_an_element_of_a_published_plan_has_no_form(keeper: Client) -> None:
    version = publish(version=draft(), by="clock", on=clock.today())

    assert keeper.get(element_page(version, "tasks", "situation_report")).status_code == 404
    assert keeper.get(element_page(version, "tasks", "no_such")).status_code == 404


# ── the issued document ───────────────────────────────────────────────────────────────────


def test_the_issued_document_stands_beside_the_elements(keeper: Client) -> None:
    version = draft()
    upload = SimpleUploadedFile("方案.txt", "印发稿".encode(), content_type="text/plain")

    response = keeper.post(page(version, "document"), {"document": upload})

    assert response.status_code == 302
    kept = File.objects.get(subject=f"plan:{version.pk}")
    assert kept.name in text_of(keeper.get(page(version, "version"), {"tab": "source"}))
    assert Entry.objects.filter(verb="plan.source_kept").count() == 1


def test_a_program_is_no_document(keeper: Client) -> None:
    version = draft()
    upload = SimpleUploadedFile("plan.exe", b"MZ\x90\x00" * 50)

    assert keeper.post(page(version, "document"), {"document": upload}).status_code == 422
    assert not File.objects.exists()
