"""A draw of this installation, made again from what is kept, and held against the journal."""

from django.utils.translation import gettext as _

from zhiyong.inspections.models import Draw
from zhiyong.inspections.selectors.draws import file_of
from zhiyong.journal.models import Entry
from zhiyong.journal.services import recommit
from zhiyong.rules.drawn import Difference, DrawFile, check, write
from zhiyong.shell.errors import Refusal

FIELDS = ("commitment", "committed_on", "seed", "frame", "count", "names", "drawn_on", "excluded")


class NoSuchDraw(Refusal):
    """There is no draw of that number, or it has not been made yet."""


def recorded(number: int) -> tuple[DrawFile, list[Difference]]:
    """Return a draw as its file, and what of it does not come out again or was changed since.

    :raises NoSuchDraw: if there is none, or it was not made yet.
    """
    draw = Draw.objects.select_related("round__adoption__pack").filter(pk=number).first()
    if draw is None or draw.drawn_on is None:
        raise NoSuchDraw(_("There is no draw {number} that was made.").format(number=number))
    file = file_of(draw)
    found = list(check(file))
    entries = {
        entry.verb: entry
        for entry in Entry.objects.filter(threads__contains=[f"draw:{number}"])
        if entry.verb in ("draw.committed", "draw.made")
    }
    committed, made = entries.get("draw.committed"), entries.get("draw.made")
    if committed is None or committed.facts.get("commitment") != file.commitment:
        found.append(Difference("COMMITMENT"))
    if made is None or made.facts.get("frame") != file.frame_digest:
        found.append(Difference("FRAME"))
    elif made.commitments.get("draw") != recommit(write(file), draw.salt):
        found.append(Difference("NOT_THE_RECORDED", "draw.made"))
    moments = [entry.recorded_at for entry in (committed, made) if entry and entry.recorded_at]
    if len(moments) == 2 and moments[0] >= moments[1]:
        found.append(Difference("COMMITTED_LATE"))
    return file, found


def differences_from(record: DrawFile, given: DrawFile) -> list[Difference]:
    """Return in what a file is not the draw that was recorded."""
    return [
        Difference("NOT_THE_RECORDED", name)
        for name in FIELDS
        if getattr(record, name) != getattr(given, name)
    ]
