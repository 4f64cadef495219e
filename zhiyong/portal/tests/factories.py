"""A city whose door is open: reception points, custodians, and forms as a browser sends them."""

import re
from datetime import date
from html import unescape
from typing import Any

from django.test import Client

from zhiyong.directory.models import Channel, ReceptionPoint
from zhiyong.intake.tests.factories import City, make_city
from zhiyong.vault.tests.factories import office

TEXT = "二号窗口上午九点到十一点一直没有人，问了保安也说不清楚，来办证的人都白跑一趟。"
CODE = re.compile(r'id="code">([\d-]{19})<')


def open_city(**more: Any) -> City:
    """Return a city with the desks of its plan, and custodians who can seal names."""
    city = make_city(**more)
    since = date(2025, 1, 1)
    for place, (role, body) in enumerate(city.bodies.items(), 1):
        if role in ("org_department", "personnel_bureau", "organs_committee", "discipline_bureau"):
            lines = [f"0990-55{place:02}{n}00" for n in range(1, 3 if place == 3 else 2)]
            ReceptionPoint.objects.create(
                unit=body, kind=Channel.HOTLINE, name="受理电话", lines=lines,
                hours="工作日 8:30—12:00，14:30—17:30", opened_on=since,
            )  # fmt: skip
            ReceptionPoint.objects.create(
                unit=body, kind=Channel.COUNTER, name="接待室",
                address=f"江州市人民路{place}号一楼接待室", hours="工作日 9:00—11:30",
                opened_on=since,
            )  # fmt: skip
    office(city.root)
    return city


def filled(city: City, **changes: Any) -> dict[str, Any]:
    """Return a report as the form sends it: anonymous, about the city's bureau."""
    told: dict[str, Any] = {
        "unit": str(city.bureau.pk),
        "unit_q": city.bureau.name,
        "about": "unit",
        "concerns": "no",
        "kind": "plan_complaint",
        "text": TEXT,
        "happened_on": "3月2日上午",
        "place": "政务大厅",
        "who": "anonymous",
        **changes,
    }
    return {name: value for name, value in told.items() if value is not None}


def carried(response: Any) -> dict[str, str]:
    """Return the hidden fields of a page's own form."""
    page = response.content.decode()
    form = page[page.index('id="report"') :]
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in hidden if not name.startswith("csrf")}


def code_on(response: Any) -> str:
    """Return the code that a receipt shows."""
    found = CODE.search(response.content.decode())
    assert found, response.content.decode()
    return found[1]


def reported(client: Client, city: City, **changes: Any) -> Any:
    """Send a report through all steps; return the page with the receipt."""
    checked = client.post("/report/", filled(city, **changes))
    assert checked.status_code == 200, checked.content.decode()
    return client.post("/report/send/", carried(checked))
