"""`zhiyong demo` against what happens to machines: kills, taken ports, a second start."""

import os
import re
import signal
import socket
import time

import pytest

from tests.faults.running import Running, answers, wait_for
from zhiyong.config import embedded

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]


def test_stops_cleanly_and_starts_again_in_seconds(demo: Running) -> None:
    assert answers(demo.start())
    assert demo.stop(signal.SIGINT) == 0
    assert not demo.children()
    assert embedded.status(demo.home / "postgres") is None

    began = time.monotonic()
    assert answers(demo.start())
    assert time.monotonic() - began < 30
    assert "migrations" not in demo.said()
    assert demo.stop(signal.SIGTERM) == 0
    assert not demo.children()


def test_starts_again_what_is_killed(prepared: Running) -> None:
    address = prepared.start()
    server = embedded.status(prepared.home / "postgres")
    assert server is not None

    for pid in [prepared.child("serve"), prepared.child("worker"), server.pid]:
        os.kill(pid, signal.SIGKILL)

    wait_for(lambda: "web died" in prepared.said() and "worker died" in prepared.said())
    wait_for(lambda: answers(address))
    wait_for(lambda: "worker alive" in prepared.run("doctor").stdout)
    assert prepared.stop() == 0
    assert not prepared.children()


def test_comes_up_after_everything_was_killed(prepared: Running) -> None:
    prepared.start()
    server = embedded.status(prepared.home / "postgres")
    assert server is not None
    assert prepared.process is not None

    for pid in [prepared.process.pid, *prepared.children(), server.pid]:
        os.kill(pid, signal.SIGKILL)
    prepared.process.wait()

    assert answers(prepared.start())
    assert prepared.stop() == 0


def test_its_children_leave_when_it_is_killed(prepared: Running) -> None:
    prepared.start()
    assert prepared.process is not None

    prepared.process.kill()
    prepared.process.wait()

    wait_for(lambda: not prepared.children())


def test_one_data_folder_runs_once(prepared: Running) -> None:
    address = prepared.start()

    second = prepared.run("demo", "--empty")

    assert second.returncode == 1
    assert f"running already from {prepared.home}: {address}" in second.stderr
    assert "Traceback" not in second.stderr
    assert prepared.stop() == 0


def test_a_port_that_was_asked_for_and_is_taken_is_refused(prepared: Running) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = prepared.run("demo", "--empty", "--port", str(port))

    assert refused.returncode == 1
    assert f"Port {port} is taken" in refused.stderr


def test_doctor_names_what_is_wrong(demo: Running) -> None:
    sick = demo.run("doctor")

    assert sick.returncode == 1
    assert re.search(r"^BAD +tables: \d+ migrations wait$", sick.stdout, re.MULTILINE)
    assert "Run `zhiyong prepare`." in sick.stdout
    assert "Traceback" not in sick.stderr
