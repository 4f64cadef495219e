"""The gallery as a whole: every component renders, in both languages, accessibly."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django.test import Client

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("zhiyong.shell.tests.gallery.urls"),
]
VOID = {"br", "hr", "img", "input", "link", "meta"}
SHAPES = {"path", "rect", "circle", "line", "polyline", "polygon", "ellipse"}


class Page(HTMLParser):
    """Collects what the checks ask about, and whether the elements close as they open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.refs: set[str] = set()
        self.inline: list[str] = []
        self.unlabelled: list[str] = []
        self.labels: set[str] = set()
        self.headings: list[int] = []
        self.wrong: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.unlabelled = [i for i in self.unlabelled if i not in self.labels]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID and tag not in SHAPES:
            self._open.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
            self.refs |= set(given.get(name, "").split())
        if tag == "label":
            self.labels.add(given.get("for", ""))
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "script" and "src" not in given:
            self.inline.append("script")
        if (
            tag in {"input", "select", "textarea"}
            and given.get("type") not in {"hidden", "submit"}
            and "aria-label" not in given
            and "data-pick-all" not in given
            and given.get("name", "").split("_")[-1] != "pick"
        ):
            self.unlabelled.append(given.get("id", f"{tag} {given.get('name')}"))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        if tag in SHAPES:
            return
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"{tag} at {self.getpos()}")


@pytest.fixture(params=["/", "/portal/"])
def path(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["zh-hans", "en"])
def html(request: pytest.FixtureRequest, client: Client, path: str) -> str:
    client.cookies["django_language"] = request.param
    answer = client.get(path)
    assert answer.status_code == 200
    assert f'<html lang="{request.param}">' in answer.content.decode()
    return answer.content.decode()


def test_nothing_is_written_inline(html: str) -> None:
    assert Page(html).inline == []


def test_elements_close_as_they_open(html: str) -> None:
    assert Page(html).wrong == []


def test_every_field_has_its_label(html: str) -> None:
    assert Page(html).unlabelled == []


def test_what_is_referred_to_is_there(html: str) -> None:
    page = Page(html)
    assert page.refs <= set(page.ids)


def test_one_main_heading(html: str) -> None:
    assert Counter(Page(html).headings)[1] == 1


def test_the_chinese_page_speaks_chinese(client: Client) -> None:
    html = client.get("/").content.decode()
    for english in ("Search", "optional", "Filter", "Export", "Sign out", "Next", "Cancel"):
        assert f">{english}" not in html
    assert "临期" in html


def test_the_policy_lets_in_nothing_from_elsewhere(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
