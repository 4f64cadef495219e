"""Hands a file to the process that looks at it and writes the copy without metadata."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from django.conf import settings

import zhiyong
from zhiyong.files.formats.trouble import Trouble
from zhiyong.files.formats.work import Done, Order

_at_once = threading.BoundedSemaphore(2)
"""Files that one server process has cleaned together."""


def clean(order: Order) -> Done:
    """Return what was made of a file.

    :raises Trouble: if it is not taken; "too_slow" if it took longer than `FILES_SECONDS`.
    """
    with _at_once:
        try:
            ran = subprocess.run(
                [sys.executable, "-m", "zhiyong.files.formats"],
                input=json.dumps(
                    {name: getattr(order, name) for name in Order.__dataclass_fields__}
                ),
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=settings.FILES_SECONDS,
                env=_environment(),
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Trouble("too_slow") from error
    try:
        answer = json.loads(ran.stdout)
    except ValueError as error:  # the process died: of memory, of time, or of a fault in a parser
        raise Trouble("broken") from error
    if "done" in answer:
        return Done(**answer["done"])
    raise Trouble(answer["trouble"], answer["what"])


def _environment() -> dict[str, str]:
    """Return the little that the process needs; no secret of ours is in it."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LANG") if name in os.environ}
    package = str(Path(zhiyong.__file__).resolve().parents[1])
    return {**kept, "PYTHONPATH": package, "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "ignore"}
