"""What people do at their screens in the journeys: sign in, fill in, send, follow a report."""

import os
import re
from typing import Any

from django.test import Client
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from zhiyong.directory.models import Account

PHONE = (390, 844)


def signed_in(account: Account) -> Client:
    """Return somebody's session."""
    client = Client()
    client.force_login(account)
    return client


PATIENT = 30_000
"""So many milliseconds a page may take to answer on a busy machine."""


class House:
    """What people do at their screens; each has a browser of their own."""

    def __init__(self, open_page: Any, server: str) -> None:
        self.open_page, self.server = open_page, server
        self.desks: dict[tuple[int, Any, Any], Page] = {}

    def staff(self, account: Account, path: str, **options: Any) -> Page:
        """Open a page as somebody who has signed in."""
        cookies = {"sessionid": signed_in(account).cookies["sessionid"].value}
        page: Page = self.open_page(path, cookies=cookies, **options)
        return page

    def desk(self, account: Account, path: str, *, size: Any = None, language: Any = None) -> Page:
        """Open a page at somebody's own screen, where they stay signed in."""
        key = (account.pk, size, language)
        path = path.removeprefix(self.server)
        if key not in self.desks:
            asked = {"size": size, "language": language}
            options = {name: value for name, value in asked.items() if value}
            self.desks[key] = self.staff(account, path, **options)
            self.desks[key].set_default_timeout(10_000)
        else:
            self.desks[key].goto(f"{self.server}{path}")
        return self.desks[key]

    def address(self, path: str) -> str:
        """Return the whole address of a page."""
        return f"{self.server}{path}".rstrip("/")

    def act(self, account: Account, path: str, **filled: str) -> Page:
        """Open the page of an act, fill it in, and send it."""
        page = self.desk(account, path)
        return self.filled(page, **filled)

    def go(self, account: Account, path: str, key: str) -> Page:
        """Open a page and press there what leads to an act."""
        page = self.desk(account, path)
        return press(page, f"a[href$='/{key}/']")

    def do(self, account: Account, path: str, key: str, **filled: Any) -> Page:
        """Do an act where a page offers it: press it, fill in what is asked, send."""
        return self.filled(self.go(account, path, key), **filled)

    def filled(self, page: Page, **filled: Any) -> Page:
        """Fill in the form of a page and send it; it must be taken."""
        before = page.url
        for name, value in filled.items():
            fill(page, name, value)
        send(page)
        wrong = page.locator("main [aria-invalid=true], main .errors, main .field__error")
        said = page.locator("main").inner_text()
        assert page.url != before or not wrong.count(), said
        return page

    def look(self, page: Page, name: str) -> None:
        """Keep a picture of a page, if a folder for pictures is named: ZHIYONG_PICTURES."""
        if folder := os.environ.get("ZHIYONG_PICTURES"):
            page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    def citizen(self, code: str, **options: Any) -> Page:
        """Open a report by its code."""
        page: Page = self.open_page(reverse("portal:follow_up"), size=PHONE, **options)
        page.fill("[name=code]", code)
        page.click("#report .button--primary")
        return page


def fill(page: Page, name: str, value: Any) -> None:
    """Fill in one field, whatever it is; of boxes all that are named."""
    named = f"[name='{name}']"
    unfold(page, named)
    field = page.locator("main").locator(named)
    kind = field.first.get_attribute("type")
    if kind == "radio" or (kind == "checkbox" and value != "on"):
        for one in [value] if isinstance(value, str) else value:
            tick(page.locator(f"main [name='{name}'][value='{one}']"))
    elif kind == "checkbox":
        tick(field)
    elif kind == "file":
        field.set_input_files(value)
    elif field.first.evaluate("box => box.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def unfold(page: Page, selector: str) -> None:
    """Open what hides something of the main part, if it is folded away."""
    if not page.locator("main").locator(selector).filter(visible=True).count():
        folded = page.locator("main details:not([open])", has=page.locator(selector))
        if folded.count():
            folded.first.locator("summary").first.click()


def tick(box: Locator) -> None:
    """Tick a box with the keyboard, whatever covers it; wait for what the page makes of it."""
    if not box.is_checked():
        box.press("Space")
    expect(box.page.locator(".htmx-request")).to_have_count(0, timeout=PATIENT)
    expect(box).to_be_checked(timeout=PATIENT)


def press(page: Page, selector: str) -> Page:
    """Press the first of some links, where need be under what unfolds; wait for what follows."""
    selector = selector.removeprefix("main ")
    offered = page.locator("main").locator(selector)
    assert offered.count(), page.locator("main").inner_text()
    unfold(page, selector)
    with page.expect_navigation():
        offered.filter(visible=True).first.click()
    return page


def send(page: Page) -> None:
    """Press the first button of the page's form, and wait for what follows."""
    with page.expect_navigation():
        page.locator("main form:is(.form, .stack)[method=post] .buttons button").first.click()


def fill_report(page: Page, unit: str, text: str, *, concerns: str = "no") -> None:
    """Fill in the first step of a report, as somebody who knows the office's plain name."""
    page.fill("[name=unit_q]", unit)
    fill(page, "concerns", concerns)
    fill(page, "kind", "plan_complaint")
    page.fill("[name=text]", text)


def code_of(page: Page) -> str:
    """Return the code that a receipt shows."""
    code = page.locator("#code").inner_text()
    assert re.fullmatch(r"\d{4}-\d{4}-\d{4}-\d{4}", code)
    return code
