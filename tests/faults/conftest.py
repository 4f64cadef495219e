"""What the fault tests share: an installation of their own, empty or with a small city."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.running import Running

TODAY = "2026-03-02"


@pytest.fixture(scope="session")
def workshop() -> Iterator[Path]:
    """A folder that every account can reach."""
    if not Path("/proc/self/environ").exists():
        pytest.skip("looks for processes in /proc")
    folder = Path(tempfile.mkdtemp(prefix="zhiyong-faults-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def prepared_home(workshop: Path) -> Running:
    """A data folder with a database that has its tables; nothing runs in it."""
    made = Running(workshop / "prepared", "tests.faults.settings")
    made.folder.mkdir()
    done = made.run("prepare")
    assert done.returncode == 0, done.stderr
    made.end()
    return made


@pytest.fixture(scope="session")
def city_home(workshop: Path, prepared_home: Running) -> Running:
    """A data folder with a small city whose door is open; nothing runs in it."""
    made = copied(prepared_home, workshop / "city")
    made.today = TODAY
    made.inside("city")
    made.end()
    return made


def copied(home: Running, folder: Path) -> Running:
    """Return a copy of a data folder, owners and all."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    made = Running(folder, home.settings)
    made.today = home.today
    subprocess.run(["cp", "-a", str(home.home), str(made.home)], check=True)
    return made


@pytest.fixture
def folder(workshop: Path) -> Iterator[Path]:
    """A folder for one test."""
    made = Path(tempfile.mkdtemp(dir=workshop))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def demo(folder: Path) -> Iterator[Running]:
    """An installation that was never started."""
    running = Running(folder)
    yield running
    running.end()


@pytest.fixture
def prepared(folder: Path, prepared_home: Running) -> Iterator[Running]:
    """An installation that has its tables, and does not run."""
    running = copied(prepared_home, folder)
    yield running
    running.end()


@pytest.fixture
def city(folder: Path, city_home: Running) -> Iterator[Running]:
    """A copy of the small city, running."""
    running = copied(city_home, folder)
    running.start()
    yield running
    running.end()
