"""A real browser, with a Chinese font, that tells of every error on a page.

ZHIYONG_BROWSER names the program (`tools/check` sets it). Pages fail their test when the
console reports an error.
"""

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
DESKTOP, PHONE = (1440, 900), (390, 844)
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir></fontconfig>
"""


class Open(Protocol):
    """Opens a page; `path` is below the server's address."""

    def __call__(
        self,
        path: str,
        *,
        size: tuple[int, int] = DESKTOP,
        language: str = "zh-hans",
        scheme: str = "light",
        script: bool = True,
        cookies: dict[str, str] | None = None,
    ) -> Page: ...


@pytest.fixture(scope="package")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start the browser once; a missing one fails the tests, it does not skip them.

    It leaves with the last browser test: while playwright's loop runs, no other test of this
    process may start one.
    """
    program = os.environ.get("ZHIYONG_BROWSER") or shutil.which("chromium")
    if program is None:
        pytest.fail("No browser. `make test` finds or installs one; or set ZHIYONG_BROWSER.")
    folder = tmp_path_factory.mktemp("fonts")
    spec = find_spec("pylopdf_fonts_zh_cn")
    assert spec
    assert spec.origin
    config = folder / "fonts.conf"
    config.write_text(FONTS.format(fonts=Path(spec.origin).parent, cache=folder / "cache"))
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # The live server asks the database in another thread; this one runs playwright's loop.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path=program,
            args=ARGUMENTS,
            env={**os.environ, "FONTCONFIG_FILE": str(config)},
        )
        yield browser
        browser.close()


def is_trouble(said: Any) -> bool:
    """Tell whether the console reports an error.

    A form that says what to mend is none, nor is a line that the test itself has cut.
    """
    expected = ("status of 422", "status of 429", "ERR_INTERNET_DISCONNECTED")
    return said.type == "error" and not any(one in said.text for one in expected)


@pytest.fixture
def open_page(chromium: Browser, live_server: Any) -> Iterator[Open]:
    """Open pages of the live server; afterwards no console may have reported an error."""
    contexts: list[Any] = []
    troubles: list[str] = []

    def opening(
        path: str,
        *,
        size: tuple[int, int] = DESKTOP,
        language: str = "zh-hans",
        scheme: str = "light",
        script: bool = True,
        cookies: dict[str, str] | None = None,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
            locale="zh-CN",
            has_touch=size == PHONE,
        )
        contexts.append(context)
        kept = {"django_language": language, **(cookies or {})}
        context.add_cookies(
            [{"name": n, "value": v, "url": live_server.url} for n, v in kept.items()]
        )
        page = context.new_page()
        page.on("console", lambda said: troubles.append(said.text) if is_trouble(said) else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(f"{live_server.url}{path}")
        return page

    yield opening
    for context in contexts:
        context.close()
    assert troubles == []
