"""What was accepted is there, once and whole, whatever is killed at whatever moment."""

import http.client
import json
import re
import threading
import time
import urllib.error
import urllib.request
from html import unescape
from urllib.parse import urlencode

import pytest

from tests.faults.running import Running, answers, wait_for

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

CLIENTS = 4
MOMENTS = (0.0, 0.15, 0.6)
"""So many seconds after a complaint was accepted, something is killed."""
CODE = re.compile(r'id="code">([\d-]{19})<')
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
NOT_NOW = (OSError, http.client.HTTPException)


class Complainants:
    """Some who lodge one complaint after the other, and send again what got no answer."""

    def __init__(self, address: str, report: dict[str, str]) -> None:
        self.address, self.report = address, report
        self.codes: list[str] = []
        self.wrong: list[str] = []
        self.sent_again = 0
        self.enough = threading.Event()
        self.threads = [threading.Thread(target=self._lodge) for _ in range(CLIENTS)]

    def __enter__(self) -> "Complainants":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.enough.set()
        for thread in self.threads:
            thread.join()

    def _lodge(self) -> None:
        try:
            while not self.enough.is_set():
                checked = self._send("report/", self.report)
                form = checked[checked.index('id="report"') :]
                carried = {n: unescape(v) for n, v in HIDDEN.findall(form)}
                receipt = self._send("report/send/", carried)
                found = CODE.search(receipt)
                assert found, receipt
                self.codes.append(found[1])
        except Exception as error:
            self.wrong.append(repr(error))
            raise

    def _send(self, path: str, fields: dict[str, str]) -> str:
        """Send a form until it is answered, as somebody does who reloads the page."""
        give_up = time.monotonic() + 90
        first = True
        while True:
            self.sent_again += not first
            first = False
            try:
                return self._post(path, fields)
            except urllib.error.HTTPError as answer:
                if answer.code != 503:
                    raise
            except NOT_NOW:
                pass
            assert time.monotonic() < give_up, f"no answer from {path}"
            time.sleep(0.1)

    def _post(self, path: str, fields: dict[str, str]) -> str:
        body = urlencode(fields).encode()
        with urllib.request.urlopen(self.address + path, body, timeout=30) as answer:
            return str(answer.read().decode())

    def go_on(self, more: int = CLIENTS) -> None:
        """Wait until so many more complaints were accepted."""
        so_far = len(self.codes)
        wait_for(lambda: bool(self.wrong) or len(self.codes) >= so_far + more)
        assert not self.wrong


def test_what_was_accepted_is_there_after_every_kill(city: Running) -> None:
    address = f"http://127.0.0.1:{city.port}/"
    with Complainants(address, city.inside("report")) as people:
        for moment in MOMENTS:
            for victims in (["serve"], ["database", "worker"]):
                people.go_on()
                time.sleep(moment)
                for victim in victims:
                    city.kill(victim)
                people.go_on()
    assert not people.wrong
    assert people.sent_again > 0
    city.kill("database")
    city.kill("serve")
    wait_for(lambda: answers(address))

    found = city.inside("count", people.codes)

    assert len(set(people.codes)) == len(people.codes)
    assert found["lost"] == []
    # One whose answer was cut off may have been accepted; it was sent again under the same code.
    assert len(people.codes) <= found["complaints"] <= len(people.codes) + CLIENTS
    assert found["entries"] == found["complaints"]
    assert (found["twice"], found["without_entry"], found["without_duty"]) == (0, 0, 0)
    wait_for(lambda: "worker alive" in city.run("doctor").stdout)
    verified = city.run("verify", "--database")
    assert verified.returncode == 0, json.dumps([verified.stdout, verified.stderr])
