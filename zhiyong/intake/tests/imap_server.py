"""A small IMAP server on this machine: enough of the protocol that `imaplib` speaks to it."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

FOLDER = r'"((?:[^"\\]|\\.)*)"|(\S+)'


@dataclass
class Store:
    """What the server holds: mails by folder, numbered for good; who may come in."""

    user: str = "box@example.invalid"
    password: str = "secret of the box"
    folders: dict[str, dict[int, bytes]] = field(default_factory=lambda: {"INBOX": {}})
    can_move: bool = True
    refuse_moves: bool = False
    read: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    last: int = 0

    def put(self, raw: bytes, folder: str = "INBOX") -> int:
        """Deliver a mail."""
        self.last += 1
        self.folders[folder][self.last] = raw
        return self.last

    def mails(self, folder: str) -> list[bytes]:
        """Return what lies in a folder."""
        return list(self.folders.get(folder, {}).values())


class _Session(socketserver.StreamRequestHandler):
    """One connection."""

    server: "_Server"

    def handle(self) -> None:
        self.store = self.server.store
        self.folder, self.deleted = "", set[int]()
        caps = "IMAP4rev1 MOVE" if self.store.can_move else "IMAP4rev1"
        self.say(f"* OK [CAPABILITY {caps}] here")
        while line := self.rfile.readline():
            tag, _gap, rest = line.decode().strip().partition(" ")
            self.store.said.append(rest.split(" ")[0].upper())
            answer = self.answer(rest, caps)
            self.say(f"{tag} {answer}")
            if rest.upper().startswith("LOGOUT"):
                return

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def answer(self, rest: str, caps: str) -> str:
        verb, _gap, more = rest.partition(" ")
        match verb.upper():
            case "CAPABILITY":
                self.say(f"* CAPABILITY {caps}")
                return "OK done"
            case "LOGIN":
                given = [one.strip('"') for one in re.findall(r'"(?:[^"\\]|\\.)*"|\S+', more)]
                right = given == [self.store.user, self.store.password]
                return "OK in" if right else "NO [AUTHENTICATIONFAILED] no"
            case "SELECT":
                return self.select(more)
            case "CREATE":
                name = self.name(more)
                if name in self.store.folders:
                    return "NO [ALREADYEXISTS] there"
                self.store.folders[name] = {}
                return "OK made"
            case "UID":
                return self.by_uid(more)
            case "EXPUNGE":
                for uid in self.deleted:
                    self.store.folders[self.folder].pop(uid, None)
                return "OK gone"
            case "LOGOUT":
                self.say("* BYE")
                return "OK bye"
        return "BAD what"

    def name(self, given: str) -> str:
        found = re.match(FOLDER, given)
        assert found
        return found[1] if found[1] is not None else found[2]

    def select(self, given: str) -> str:
        name = self.name(given)
        if name not in self.store.folders:
            return "NO no such folder"
        self.folder = name
        self.say(f"* {len(self.store.folders[name])} EXISTS")
        return "OK [READ-WRITE] open"

    def by_uid(self, rest: str) -> str:
        verb, _gap, more = rest.partition(" ")
        here = self.store.folders[self.folder]
        if verb.upper() == "SEARCH":
            self.say("* SEARCH " + " ".join(str(uid) for uid in sorted(here)))
            return "OK found"
        uid, _gap, what = more.partition(" ")
        number = int(uid)
        if number not in here:
            return "NO no such mail"
        match verb.upper():
            case "FETCH":
                return self.fetch(number, what)
            case "STORE":
                self.deleted.add(number)
                return "OK marked"
            case "COPY" | "MOVE":
                if self.store.refuse_moves:
                    return "NO not now"
                self.store.folders[self.name(what)][number] = here[number]
                if verb.upper() == "MOVE":
                    del here[number]
                return "OK moved"
        return "BAD what"

    def fetch(self, uid: int, what: str) -> str:
        raw = self.store.folders[self.folder][uid]
        if "SIZE" in what:
            self.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(raw)})")
            return "OK sized"
        self.store.read.append(uid)
        self.wfile.write(f"* {uid} FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode())
        self.wfile.write(raw + b")\r\n")
        return "OK read"


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    store: Store


@contextmanager
def served(store: Store) -> Iterator[dict[str, Any]]:
    """Serve a store on a free port of this machine; give the settings that lead there."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.store = store
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield {
                "host": "127.0.0.1",
                "port": server.server_address[1],
                "security": "none",
                "user": store.user,
                "password": store.password,
                "folder": "INBOX",
                "done": "Zhiyong/taken",
                "apart": "Zhiyong/apart",
                "unit": "",
                "acknowledge": False,
            }
        finally:
            server.shutdown()
            thread.join()
