"""An inspector's visit on a phone whose connection goes in the middle.

The draft survives a reload; it waits while there is no line, goes out once when there is one
again, and nothing stays on the device.
"""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.house import PHONE, House
from zhiyong.inspections.models import Visit
from zhiyong.inspections.tests.factories import make_scene, photograph
from zhiyong.plans.tests.factories import DAY
from zhiyong.shell import clock

KEPT = """async () => new Promise((done) => {
    const asked = indexedDB.open("zhiyong-visits", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("drafts", { keyPath: "key" });
    asked.onsuccess = () => {
        const all = asked.result.transaction("drafts").objectStore("drafts").getAll();
        all.onsuccess = () => { asked.result.close(); done(all.result.length); };
    };
})"""

PICTURE_KEPT = KEPT.replace("all.result.length", "all.result[0]?.photos.length || 0")


@pytest.fixture
def house(open_page: Any, live_server: Any, settings: Any) -> House:
    """A house whose clock stands at the day of things."""
    settings.FIXED_TODAY = DAY.isoformat()
    assert clock.today() == DAY
    return House(open_page, live_server.url)


def state(page: Page) -> Any:
    """Return the line that tells where the draft is."""
    return expect(page.locator("#visit-state"))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_visit_on_a_phone_is_sent_once_though_the_line_was_cut(
    house: House, tmp_path: Path
) -> None:
    scene = make_scene()
    visit = scene.booked(scene.ready(unannounced=True))
    picture = tmp_path / "window.jpg"
    picture.write_bytes(photograph())
    record = reverse("inspections:record", args=[visit.pk])
    page = house.desk(scene.inspector, record, size=PHONE)
    state(page).to_have_text("尚未填写")

    page.fill("[name=notes]", "三号窗口无人在岗")
    page.fill("[name=f1_text]", "三号窗口空岗二十分钟")
    page.set_input_files("[name=photographs]", str(picture))
    state(page).to_have_text("草稿存于本机")
    page.wait_for_function(PICTURE_KEPT)
    page.reload()
    state(page).to_have_text("草稿存于本机")
    expect(page.locator("[name=notes]")).to_have_value("三号窗口无人在岗")
    expect(page.locator("#visit-photographs")).to_contain_text("window.jpg")
    house.look(page, "visit-draft")

    page.context.set_offline(True)
    page.fill("[name=place]", "办事大厅")
    page.locator("form[data-visit] .buttons button").first.click()
    state(page).to_have_text("待发送（等待网络）")
    house.look(page, "visit-waiting")
    visit.refresh_from_db()
    assert visit.state == Visit.State.PLANNED

    with page.expect_navigation():
        page.context.set_offline(False)

    visit.refresh_from_db()
    assert (visit.state, visit.notes, visit.place) == ("MADE", "三号窗口无人在岗", "办事大厅")
    assert visit.findings.get().text == "三号窗口空岗二十分钟"
    assert visit.photographs.get().taken == "2026-03-02 09:30:05"
    expect(page.locator("h1")).to_contain_text(scene.unit.name)
    assert page.evaluate(KEPT) == 0
    house.look(page, "visit-sent")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_answer_that_was_lost_is_not_sent_twice_and_drafts_go_on_signing_out(
    house: House,
) -> None:
    scene = make_scene()
    made = scene.ready()
    visit, other = scene.booked(made), scene.booked(made)
    page = house.desk(scene.inspector, reverse("inspections:record", args=[visit.pk]), size=PHONE)
    lost: list[str] = []

    def lose(route: Any) -> None:
        """Let the server have the first sending, and lose its answer."""
        if route.request.method == "POST" and not lost:
            lost.append(route.request.url)
            route.fetch()
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/record/", lose)
    state(page).to_have_text("尚未填写")
    page.fill("[name=notes]", "在岗情况良好")
    page.locator("form[data-visit] .buttons button").first.click()
    state(page).to_have_text("待发送（等待网络）")
    assert lost
    with page.expect_navigation():
        page.evaluate("window.dispatchEvent(new Event('online'))")

    assert Visit.objects.filter(state=Visit.State.MADE).count() == 1
    assert visit.round.visits.count() == 2

    page.goto(house.address(reverse("inspections:record", args=[other.pk])))
    state(page).to_have_text("尚未填写")
    page.fill("[name=notes]", "尚未写完")
    state(page).to_have_text("草稿存于本机")
    assert page.evaluate(KEPT) == 1
    page.goto(house.address(reverse("inspections:visits")) + "/")
    expect(page.locator(f"[data-visit-state='{other.pk}']")).to_have_text("草稿存于本机")
    with page.expect_navigation():
        page.locator("form[data-sign-out]").evaluate("form => form.requestSubmit()")
    assert page.evaluate(KEPT) == 0
