"""The frame and the components in a real browser: keyboard, phone, dark, and no JavaScript."""

from typing import Any

import pytest
from playwright.sync_api import Page

from zhiyong.shell import navigation

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser shell"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("zhiyong.shell.tests.gallery.urls"),
]
DESKTOP, PHONE = (1440, 900), (390, 844)


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settle the places of the frame in the gallery."""
    places = {"home": "gallery", "search": "gallery", "portal": "gallery_portal"}
    monkeypatch.setattr(navigation, "_places", places)
    monkeypatch.setattr(navigation, "_items", [])


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.className"))


@pytest.mark.parametrize("path", ["/", "/portal/"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize(("language", "scheme"), [("zh-hans", "light"), ("en", "dark")])
def test_no_page_is_wider_than_its_window(
    open_page: Any, path: str, size: tuple[int, int], language: str, scheme: str
) -> None:
    page = open_page(path, size=size, language=language, scheme=scheme)

    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_words_stand_out_enough_in_both_schemes(open_page: Any) -> None:
    for scheme in ("light", "dark"):
        page = open_page("/", scheme=scheme)
        assert page.evaluate(CONTRAST) == []


def test_control_k_goes_to_the_search_box(open_page: Any) -> None:
    page = open_page("/")
    page.keyboard.press("Control+k")

    assert focused(page) == "search"


def test_one_may_skip_to_the_content(open_page: Any) -> None:
    page = open_page("/portal/")
    page.locator(".skip").focus()
    assert page.locator(".skip").is_visible()
    page.keyboard.press("Enter")

    assert page.url.endswith("#main")


def test_the_menu_of_a_phone_opens_closes_and_gives_the_focus_back(open_page: Any) -> None:
    page = open_page("/", size=PHONE)
    assert not page.locator("#navigation").is_visible()
    page.click("[data-menu]")
    assert page.locator("#navigation").is_visible()
    page.keyboard.press("Escape")

    assert not page.locator("#navigation").is_visible()
    assert focused(page) == "top__menu"


def test_the_menu_opens_without_javascript(open_page: Any) -> None:
    page = open_page("/", size=PHONE, script=False)
    page.click("[data-menu]")

    assert page.locator("#navigation").is_visible()


def test_a_unit_is_found_with_the_keyboard_alone(open_page: Any) -> None:
    page = open_page("/portal/")
    box = page.locator("[data-pick] [type=text]").first
    box.fill("")
    box.press_sequentially("交通", delay=20)
    page.wait_for_selector(".finds__one >> text=市交通运输局")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    assert box.input_value() == "市交通运输局"
    assert page.locator("[data-pick-value]").first.input_value() == "3"


def test_rows_are_ticked_one_by_one_all_at_once_and_in_a_span(open_page: Any) -> None:
    page = open_page("/")
    picks = page.locator("input[name=pick]")
    picks.nth(1).click()
    picks.nth(3).click(modifiers=["Shift"])
    assert page.locator(".bulk__label").inner_text() == "已选 3 项"
    page.click("[data-pick-all]")

    assert page.locator("input[name=pick]:checked").count() == picks.count()


def test_a_counter_counts_as_the_server_does(open_page: Any) -> None:
    page = open_page("/portal/")
    box = page.locator("textarea").first
    box.fill("𠮷" * 1999)
    assert page.locator(".field__count").first.inner_text() == "还可输入 1 字"
    box.fill("字" * 2003)

    assert page.locator(".field__count").first.inner_text() == "超出 3 字"


def test_what_is_wrong_takes_the_focus_and_leads_to_its_field(open_page: Any) -> None:
    page = open_page("/portal/")
    page.click(".errors a >> nth=1")

    assert focused(page) == "id_title"


def test_nothing_typed_is_kept_unless_it_is_asked_for(open_page: Any) -> None:
    page = open_page("/portal/")
    page.fill("#kept", "只在本机")
    page.wait_for_timeout(600)
    page.reload()
    assert page.input_value("#kept") == ""
    page.check("#draft-gallery")
    page.fill("#kept", "只在本机")
    page.wait_for_timeout(600)
    page.reload()
    assert page.input_value("#kept") == "只在本机"
    page.uncheck("#draft-gallery")
    page.wait_for_timeout(600)

    assert page.evaluate("Object.keys(sessionStorage).filter(k => k.startsWith('draft'))") == []


CONTRAST = """() => {
  const parse = (c) => [...c.match(/[\\d.]+/g).map(Number), 1].slice(0, 4);
  const lum = ([r, g, b]) => {
    const f = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  const behind = (el) => {
    for (let at = el; at; at = at.parentElement) {
      const c = parse(getComputedStyle(at).backgroundColor);
      if (c[3] > 0.99) return c;
    }
    return [255, 255, 255, 1];
  };
  const weak = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const el = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim().slice(0, 20);
    if (!text || el.closest("script, template, svg, [hidden], .unseen, .skip")) continue;
    if (!el.getClientRects().length) continue;
    const [a, b] = [lum(parse(getComputedStyle(el).color)), lum(behind(el))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) weak.push(`${ratio.toFixed(2)} ${el.className || el.tagName}: ${text}`);
  }
  return [...new Set(weak)];
}"""
