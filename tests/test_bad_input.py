"""Whatever is typed into whatever form: an answer in words, never a fault.

Somebody of each role walks from page to page, and sends each form that they meet: with NUL bytes,
with far too much, with nonsense where a choice or a day is wanted, with nothing at all, and with
what is odd but right. Each sending is undone, so that the next one finds the same city.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import Resolver404, resolve

from zhiyong.directory.tests.factories import RegionFactory, account_with
from zhiyong.intake.tests.factories import DAY, lodged, registered
from zhiyong.matters.tests.factories import ASSIGN, Scene, make_scene
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db

NEVER = {"directory:sign_out", "shell:language", "journal:heads"}
MOST_PAGES = 60
WALKERS = (
    Role.CLERK,
    Role.SECTION_HEAD,
    Role.HANDLER,
    Role.LEADER,
    Role.OFFICE,
    Role.CUSTODIAN,
    Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN,
    Role.AUDIT_ADMIN,
)
LONG = "长" * 30_000 + "😀𠮷"
FIELDS = {"input", "select", "textarea"}
BUTTONS = {"submit", "button", "image", "reset"}


@dataclass
class Field:
    """A field of a form: its kind, what it holds, and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form as a page shows it."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    def sent(self, how: str) -> dict[str, list[Any]]:
        """Return what is sent in one of the ways."""
        return {each.name: [_value(each, how)] for each in self.fields}


WAYS = ("nul", "too much", "nothing", "odd but right")


def _value(one: Field, how: str) -> Any:
    if one.kind == "hidden" and how != "nul":
        return one.value
    if one.kind == "file":
        content = b"" if how == "nothing" else b"PK\x03\x04\0 no archive at all"
        return SimpleUploadedFile("表\0格.xlsx", content)
    if how == "nul":
        return f"{one.value}a\0b\ud83d".encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    if how == "too much":
        return LONG
    if how == "nothing":
        return ""
    if one.options:
        return one.options[-1]
    if one.kind == "date":
        return DAY.isoformat()
    if one.kind in ("checkbox", "radio", "number"):
        return one.value or "1"
    return one.value or "𠮷😀<b>'\"--;{0}%s"


class Page(HTMLParser):
    """The links and the forms of a page."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and told.get("href"):
            self.links.append(urljoin(self.address, told["href"]))
        elif tag == "form":
            action = urljoin(self.address, told.get("action", ""))
            self.inside = Form(action, told.get("method", "get").lower())
            self.forms.append(self.inside)
        elif tag == "option" and self.inside and self.inside.fields:
            self.inside.fields[-1].options.append(told.get("value", ""))
        elif tag in FIELDS and self.inside is not None and told.get("name"):
            kind = told.get("type", tag)
            if kind not in BUTTONS:
                self.inside.fields.append(Field(told["name"], kind, told.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None


@dataclass
class Walk:
    """Somebody's way through the pages, and what went wrong on it."""

    client: Client
    sent: set[tuple[str, str]] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def start(self, address: str) -> None:
        """Go from page to page, the nearest first."""
        waiting = [address]
        while waiting and len(self.seen) < MOST_PAGES:
            page = self.visit(waiting.pop(0))
            if page is not None:
                waiting += page.links
                for form in page.forms:
                    self.send(form)

    def visit(self, address: str) -> Page | None:
        """Open a page, unless one of its kind was seen."""
        name = self._name(address)
        if name is None or name in self.seen:
            return None
        self.seen.add(name)
        answer = self._ask(address, "opened", self.client.get, address)
        if answer is None or not answer.headers.get("Content-Type", "").startswith("text/html"):
            return None
        return Page(address, answer.content.decode())

    def send(self, form: Form) -> None:
        """Send a form in each of the ways, and undo it."""
        name = self._name(form.action)
        key = (name or "", ",".join(sorted(each.name for each in form.fields)))
        if name is None or key in self.sent:
            return
        self.sent.add(key)
        for how in WAYS:
            data = form.sent(how)
            if form.method == "get":
                query = QueryDict(mutable=True)
                for each, values in data.items():
                    query.setlist(each, values)
                url = f"{urlsplit(form.action).path}?{query.urlencode()}"
                self._ask(form.action, how, self.client.get, url)
            else:
                self._ask(form.action, how, self.client.post, form.action, data)

    def _ask(self, address: str, how: str, ask: Any, *args: Any) -> Any:
        try:
            with transaction.atomic():
                answer = ask(*args)
                if answer.streaming:
                    b"".join(answer.streaming_content)  # closes the file behind it
                transaction.set_rollback(True)
        except Exception as error:
            self.faults.append(f"{address} ({how}): {error!r}"[:400])
            return None
        if answer.status_code >= 500:
            self.faults.append(f"{address} ({how}): {answer.status_code}")
        return answer

    def _name(self, address: str) -> str | None:
        parts = urlsplit(address)
        if parts.netloc or parts.scheme:
            return None
        try:
            found = resolve(parts.path).view_name
        except Resolver404:
            return None
        return None if found in NEVER else found


@pytest.fixture
def scene(settings: Any) -> Scene:
    """A city with things at several stages."""
    settings.FIXED_TODAY = DAY.isoformat()
    scene = make_scene()
    lodged(scene.city)
    registered(scene.city)
    scene.complaint()
    scene.in_handling()
    scene.drafted(ASSIGN)
    scene.submitted()
    RegionFactory.create()
    return scene


def signed_in(scene: Scene, role: Role) -> Client:
    """Return the browser of somebody with a role: in the office that keeps complaints, or above."""
    top = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.PERSONNEL}
    unit = scene.city.root if role in top else scene.office.unit
    client = Client()
    client.force_login(account_with(role, unit=unit))
    return client


def test_no_form_of_staff_meets_a_fault(scene: Scene) -> None:
    sent: set[tuple[str, str]] = set()
    faults = []
    for role in WALKERS:
        walk = Walk(signed_in(scene, role), sent)
        walk.start("/desk/")
        faults += [f"{role}: {fault}" for fault in walk.faults]
        assert len(walk.seen) > 5

    assert faults == []
    assert len(sent) > 60


def test_no_form_of_the_public_meets_a_fault(scene: Scene) -> None:
    walk = Walk(Client())
    walk.start("/")

    assert walk.faults == []
    assert {"portal:report", "portal:follow_up", "directory:sign_in"} <= walk.seen
