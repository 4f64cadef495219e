"""Old Word, Excel and PowerPoint files: their summary is blanked in place.

Names may stay elsewhere in them (who saved last, comments), so that an anonymous sender is asked
for another format.
"""

import re
import shutil
from pathlib import Path
from typing import Any

from zhiyong.files.formats import marks
from zhiyong.files.formats.trouble import Trouble

_SUMMARIES = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")
_EMPTY_SUMMARY = bytes.fromhex("feff0000060202000000000000000000000000000000000001000000") + (
    bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d930000000080000000000000000000000")
)
_MACROS = {"macros", "_vba_project_cur", "vba", "_vba_project"}


def clean(source: Path, target: Path) -> None:
    """Write the file with blank summaries.

    :raises Trouble: "macros" or "embedded".
    """
    shutil.copyfile(source, target)
    _blank(target)


def mark_of(source: Path) -> str | None:
    """Return a mark with a star near the start of the text, or None."""
    raw = source.read_bytes()[: 512 * 1024]
    for at in (0, 1):
        text = raw[at:].decode("utf-16-le", "ignore")
        if found := re.search(r"(秘密|机密|绝密)\s*[★☆]", text):
            return marks.in_text(found.group(0))
    return None


def _blank(target: Path) -> None:
    import olefile

    with olefile.OleFileIO(str(target), write_mode=True) as ole:
        paths = ole.listdir(streams=True, storages=True)
        if any(step.lower() in _MACROS for path in paths for step in path):
            raise Trouble("macros")
        if any(path[-1].lower().endswith("ole10native") for path in paths):
            raise Trouble("embedded")
        for path in paths:
            if path[-1] in _SUMMARIES and len(path) == 1:
                _overwrite(ole, path)


def _overwrite(ole: Any, path: list[str]) -> None:
    size = ole.get_size(path)
    ole.write_stream(path, _EMPTY_SUMMARY[:size].ljust(size, b"\0"))
