"""Acts of the archive."""

from zhiyong.archives.services.common import NotNow
from zhiyong.archives.services.destroying import destroy, propose_destruction, spare
from zhiyong.archives.services.filing import (
    add,
    file_dossier,
    put_original,
    put_together,
)
from zhiyong.archives.services.slips import correct_slips, receive_slip, send_slip

__all__ = [
    "NotNow",
    "add",
    "correct_slips",
    "destroy",
    "file_dossier",
    "propose_destruction",
    "put_original",
    "put_together",
    "receive_slip",
    "send_slip",
    "spare",
]
