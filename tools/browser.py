"""Find the browser of the browser tests, or install Debian's; print where it is.

ZHIYONG_BROWSER names one; else Chromium or Chrome is looked for where systems keep it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
HOW = """\
The browser tests need Chromium, and none was found.
  Debian, Ubuntu:  sudo apt install chromium
  macOS:           brew install --cask chromium
  elsewhere:       .venv/bin/python -m playwright install chromium
Or name one: ZHIYONG_BROWSER=/path/to/chromium make test
"""


def find() -> str | None:
    """Return the path of a browser that starts, or None."""
    named = os.environ.get("ZHIYONG_BROWSER")
    found = [named] if named else [shutil.which(name) for name in NAMES]
    for program in [*found, *APPLICATIONS, _of_playwright()]:
        if program and Path(program).exists() and _starts(program):
            return program
    return None


def _starts(program: str) -> bool:
    """Tell whether it runs at all: on Ubuntu `chromium-browser` may be a note about a snap."""
    try:
        asked = subprocess.run([program, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def _of_playwright() -> str | None:
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            return playwright.chromium.executable_path
    except Exception:
        return None


def _install() -> None:
    """Install Debian's browser where this user may."""
    if os.geteuid() or not shutil.which("apt-get"):
        return
    sys.stderr.write("Installing Chromium with apt-get …\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        done = subprocess.run(
            ["apt-get", "-qq", *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            sys.stderr.write(f"apt-get {command[0]} failed.\n")


def main() -> int:
    """Print the path of the browser; install one first if there is none."""
    program = find()
    if program is None:
        _install()
        program = find()
    if program is None:
        sys.stderr.write(HOW)
        return 1
    sys.stdout.write(f"{program}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
