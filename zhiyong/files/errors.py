"""When a file is not taken."""

from zhiyong.shell.errors import Refusal


class FileRefused(Refusal):
    """The file cannot be taken as it is; the sentence says what it is and what to do."""


class DiskFull(FileRefused):
    """There is no room for it; nothing was kept."""
