"""How fast complaints are lodged through HTTP, side by side with three floors in the same run.

    python bench/lodging.py [--requests 240] [--rounds 3] [--clients 1 8 32] [--quick]

Two servers run, both as `zhiyong serve` starts them (granian, two processes of four threads):
one as shipped, one whose receipt codes have a trivially cheap hash. Clients are threads with one
kept connection each, on the same machine. Timed is the request that lodges, the last step of the
form: 300 characters, the routing, the journal's entries, the duties, the signed receipt, its page.

commits     floor 1: single-row commits of the same text, by as many connections.
raw         floor 2: an endpoint before all middleware that inserts the text.
endpoint    floor 3: a bare endpoint of the portal on the same server: all middleware, routing, the
            form is read, one row is inserted, "done" is answered.
cheap hash  anonymous, on the server with the cheap hash.
anonymous   as shipped.
real name   as shipped: the name and a telephone number are sealed and their digests kept.
ceiling     receipt hashes a second that all cores can make, with nothing else at work.

Where the system tells it (Linux), it also says what a request costs in time of processors, in the
web processes and in PostgreSQL: that holds on a busy machine too.

Then it is counted: every receipt's complaint is there once, with its journal entry; what was sent
again, also by all clients at the same moment, is not there twice and got the same code.
"""

import argparse
import os
import re
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

FOLDER = Path(tempfile.mkdtemp(prefix="zhiyong-bench-"))
os.environ["BENCH_FOLDER"] = str(FOLDER)
os.environ["DJANGO_SETTINGS_MODULE"] = "lodging_settings"

from common import ROOT, address, city, database, say, sentences, together, url  # noqa: E402
from floor import ENDPOINT, RAW, TABLE  # noqa: E402

HERE = Path(__file__).resolve().parent
TEXT = (
    "窗口工作人员上午十点仍未到岗，来办事的群众等了一个多小时，问起来说是开会去了，"
    "第二天再去，又说材料不全，要回去补一张证明，而这张证明谁也说不清由哪里开。" * 5
)[:300]
CODE = re.compile(rb'id="code">([\d-]{19})<')
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def main() -> None:
    """Start the servers, measure, count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=240, help="lodgings in each figure")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--quick", action="store_true", help="one round of a few")
    asked = parser.parse_args()
    if asked.quick:
        asked.requests, asked.rounds = min(asked.requests, 64), 1
    sentences()
    try:
        with database("bench_lodging"):
            prepared()
            with server("as shipped") as shipped, server("cheap") as cheap:
                compare(shipped, cheap, asked.clients, asked.requests, asked.rounds)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


def prepared() -> None:
    """Build the city, the calendar, the static files, the table of the floor."""
    from django.db import connection

    from zhiyong.config.cli.prepare import collect_static, load_calendar

    city()
    load_calendar()
    collect_static()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (id bigserial PRIMARY KEY, text text NOT NULL)")


@contextmanager
def server(hash_kind: str) -> Iterator[int]:
    """Start a server on a free port; yield the port; stop it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": url(),
        "BENCH_HASH": hash_kind,
        "PYTHONPATH": f"{HERE}{os.pathsep}{ROOT}",
    }
    command = [sys.executable, "-m", "zhiyong", "serve", "--port", str(port), "--workers", "2"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        give_up = time.monotonic() + 60
        while True:
            try:
                Client(port).get("/report/")
                break
            except OSError:
                assert process.poll() is None, "the server did not start"
                assert time.monotonic() < give_up, "the server does not answer"
                time.sleep(0.2)
        SERVERS[port] = process.pid
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


SERVERS: dict[int, int] = {}
"""The process of each server, by its port."""


def spent(port: int) -> tuple[float, float] | None:
    """Return the seconds of processors that a server and its database have taken so far."""
    folder = Path("/proc")
    if not folder.exists():
        return None
    found: dict[int, tuple[int, float, bytes]] = {}
    for each in folder.glob("[0-9]*"):
        try:
            _name, _end, state = (each / "stat").read_text().rpartition(") ")
            command = (each / "cmdline").read_bytes()
        except OSError:
            continue  # it has ended meanwhile
        values = state.split()
        ticks = (int(values[11]) + int(values[12])) / os.sysconf("SC_CLK_TCK")
        found[int(each.name)] = (int(values[1]), ticks, command)
    web = database = 0.0
    for pid, (parent, ticks, command) in found.items():
        if SERVERS[port] in (pid, parent):
            web += ticks
        elif b"bench_lodging" in command and command.startswith(b"postgres"):
            database += ticks
    return web, database


def cost(port: int, count: int, act: Callable[[], object]) -> str:
    """Return what each of so many requests takes of the processors: web and database."""
    before = spent(port)
    act()
    after = spent(port)
    if before is None or after is None:
        return "not told by this system"
    web, base = ((now - then) / count * 1000 for now, then in zip(after, before, strict=True))
    return f"{web:.2f} ms web + {base:.2f} ms database = {web + base:.2f} ms"


# --- a browser, much simplified ---------------------------------------------------------------


class Client:
    """One kept connection to a server."""

    def __init__(self, port: int) -> None:
        self.host = f"127.0.0.1:{port}"
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.left = b""

    def get(self, path: str) -> bytes:
        """Return the body of a page."""
        return self._ask(f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())

    def post(self, path: str, body: bytes) -> bytes:
        """Return what comes back for a form."""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self.host}\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        return self._ask(head.encode() + body)

    def _ask(self, request: bytes) -> bytes:
        self.socket.sendall(request)
        got = self.left
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _, body = got.partition(b"\r\n\r\n")
        length = re.search(rb"(?im)^content-length: (\d+)", head)
        assert length, head
        parts, have = [body], len(body)
        while have < int(length[1]):
            parts.append(self._more())
            have += len(parts[-1])
        whole = b"".join(parts)
        self.left = whole[int(length[1]) :]
        body = whole[: int(length[1])]
        assert head.split(b" ", 2)[1] == b"200", head + body[:2000]
        return body

    def _more(self) -> bytes:
        got = self.socket.recv(65536)
        if not got:
            raise OSError("the server hung up")
        return got


# --- what is sent -----------------------------------------------------------------------------


@dataclass
class Sent:
    """Everything that was sent and what came back: the sealed receipt and the code shown."""

    codes: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    real: int = 0


def checked_forms(port: int, **more: str) -> list[dict[str, str]]:
    """Fill in the form for some offices, as a browser does; return what the last step carries."""
    from zhiyong.directory.models import Unit

    found = []
    client = Client(port)
    for unit in Unit.objects.filter(kind="GOVERNMENT_DEPARTMENT", level="CITY")[:8]:
        said = {
            "unit": str(unit.pk),
            "unit_q": unit.name,
            "about": "unit",
            "concerns": "no",
            "kind": "plan_complaint",
            "text": TEXT,
            "happened_on": "3月2日上午",
            "place": "政务大厅",
            "who": "anonymous",
            **more,
        }
        page = client.post("/report/", urlencode(said).encode()).decode()
        hidden = HIDDEN.findall(page[page.index('id="report"') :])
        carried = {name: unescape(value) for name, value in hidden}
        assert carried.get("state"), page[:3000]
        found.append({"state": carried["state"]})
    return found


def fresh(forms: Sequence[dict[str, str]], count: int) -> list[tuple[str, bytes]]:
    """Return forms that have not been sent yet: the sealed receipt, and the body to send."""
    from zhiyong.intake.codes import prepare_receipt

    made = []
    for n in range(count):
        receipt = prepare_receipt()
        made.append((receipt, urlencode(forms[n % len(forms)] | {"receipt": receipt}).encode()))
    return made


def lodged(port: int, clients: int, pile: list[tuple[str, bytes]], sent: Sent) -> float:
    """Lodge a pile of complaints by some clients; return how many a second."""

    def act(place: int, wait: Callable[[], object]) -> None:
        client = Client(port)
        mine = pile[place::clients]
        wait()
        answers = [client.post("/report/send/", body) for _receipt, body in mine]
        wait()
        for (receipt, body), answer in zip(mine, answers, strict=True):
            shown = CODE.search(answer)
            assert shown, answer.decode()[:3000]
            sent.codes[receipt] = shown[1].decode()
            sent.bodies[receipt] = body

    return len(pile) / together(clients, act)


def inserted(port: int, path: str, clients: int, count: int) -> float:
    """Return how many rows a second a bare endpoint inserts."""
    body = TEXT.encode() if path == RAW else urlencode({"text": TEXT}).encode()

    def act(_place: int, wait: Callable[[], object]) -> None:
        client = Client(port)
        wait()
        for _ in range(count // clients):
            client.post(path, body)
        wait()

    return count // clients * clients / together(clients, act)


def committed(clients: int, count: int) -> float:
    """Return how many rows a second as many connections commit one by one."""
    import psycopg

    def act(_place: int, wait: Callable[[], object]) -> None:
        with psycopg.connect(address(), autocommit=True) as own:
            wait()
            for _ in range(count // clients):
                own.execute(f"INSERT INTO {TABLE} (text) VALUES (%s)", [TEXT])
            wait()

    return count // clients * clients / together(clients, act)


def hashed(threads: int, count: int) -> float:
    """Return how many receipt hashes a second are made by threads of this process."""
    from zhiyong.intake.codes import lookup_key, new_code

    def act(_place: int, wait: Callable[[], object]) -> None:
        wait()
        for _ in range(count // threads):
            lookup_key(new_code())
        wait()

    return count // threads * threads / together(threads, act)


# --- measured and counted ---------------------------------------------------------------------

NAMES = ("commits", "raw", "endpoint", "cheap hash", "anonymous", "real name", "ceiling")


def compare(shipped: int, cheap: int, clients: Sequence[int], requests: int, rounds: int) -> None:
    """Print the medians, with their ratios to the floors and to the ceiling."""
    cores = os.cpu_count() or 1
    anonymous = checked_forms(shipped)
    real = checked_forms(
        shipped, who="real", name="某某", telephone="19909900000", contact="19909900000"
    )
    sent = Sent()
    say(
        *("a second", *NAMES, "endpoint÷commits", "cheap÷endpoint", "anonymous÷ceil."),
        *("real÷anonymous",),
        **WIDTHS,
    )
    for many in clients:
        count = max(requests if many > 1 else requests // 3, many)
        rates: list[list[float]] = []
        for turn in range(rounds + 1):
            size = count if turn else many  # the first round warms up, unseen
            found = [
                committed(many, size * 4),
                inserted(cheap, RAW, many, size * 4),
                inserted(cheap, ENDPOINT, many, size * 4),
                lodged(cheap, many, fresh(anonymous, size), sent),
                lodged(shipped, many, fresh(anonymous, size), sent),
                lodged(shipped, many, fresh(real, size), sent),
                hashed(min(many, cores), 24),
            ]
            sent.real += size
            rates += [found] if turn else []
        commits, raw, endpoint, low, plain, named, ceiling = (
            statistics.median(each) for each in zip(*rates, strict=True)
        )
        say(
            f"{many} client{'s' * (many > 1)}",
            *(f"{rate:,.1f}" for rate in (commits, raw, endpoint, low, plain, named, ceiling)),
            *(f"{endpoint / commits:.2f}", f"{low / endpoint:.2f}", f"{plain / ceiling:.2f}"),
            f"{named / plain:.2f}",
            **WIDTHS,
        )
    again(shipped, max(clients), sent)
    say_costs(cheap, anonymous, requests, sent)
    counted(sent)


def say_costs(port: int, forms: list[dict[str, str]], requests: int, sent: Sent) -> None:
    """Print what the bare endpoint and a lodging take of the processors, with eight clients."""
    count = max(requests, 64)
    bare = cost(port, count * 4, lambda: inserted(port, ENDPOINT, 8, count * 4))
    pile = fresh(forms, count)
    lodging = cost(port, count, lambda: lodged(port, 8, pile, sent))
    print(f"processors: an endpoint's request {bare}; a lodging {lodging}")


WIDTHS = {"first": 12, "width": 15}


def again(port: int, clients: int, sent: Sent) -> None:
    """Send some forms a second time, and new ones by all clients at the same moment."""
    from_before = secrets.SystemRandom().sample(sorted(sent.bodies), min(64, len(sent.bodies)))
    for receipt in from_before:
        shown = CODE.search(Client(port).post("/report/send/", sent.bodies[receipt]))
        assert shown, "no receipt"
        assert shown[1].decode() == sent.codes[receipt], "another code for the same form"
    for _ in range(4):
        ((receipt, body),) = fresh(checked_forms(port)[:1], 1)
        seen: list[str] = []

        def act(
            _place: int,
            wait: Callable[[], object],
            body: bytes = body,
            seen: list[str] = seen,
        ) -> None:
            client = Client(port)
            wait()
            shown = CODE.search(client.post("/report/send/", body))
            wait()
            assert shown, "no receipt"
            seen.append(shown[1].decode())

        together(clients, act)
        assert len(seen) == clients
        assert len(set(seen)) == 1, "one form, two codes"
        sent.codes[receipt] = seen[0]


def counted(sent: Sent) -> None:
    """See that each receipt's complaint is there once, with its entry; and nothing else is."""
    from zhiyong.intake.codes import grouped, open_prepared
    from zhiyong.intake.models import Complaint
    from zhiyong.journal.models import Entry
    from zhiyong.vault.models import Envelope

    opened = {receipt: open_prepared(receipt) for receipt in sent.codes}
    assert all(grouped(opened[receipt].code) == code for receipt, code in sent.codes.items())
    tokens = sorted(bytes(one) for one in Complaint.objects.values_list("token", flat=True))
    assert tokens == sorted(one.key for one in opened.values()), "lost, or there twice"
    assert Entry.objects.filter(verb="complaint.lodged").count() == len(tokens)
    assert Complaint.objects.filter(is_real_name=True).count() == sent.real
    assert Envelope.objects.filter(kind="NAME").count() == sent.real
    print(f"{len(tokens):,} complaints for {len(tokens):,} receipts: none lost, none twice")


if __name__ == "__main__":
    main()
