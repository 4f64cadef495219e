"""What the pages of the ledger share."""

from django.http import Http404

from zhiyong.consequences.models import Entry
from zhiyong.consequences.selectors import entries_visible_to
from zhiyong.consequences.selectors.access import CARRIES_OUT
from zhiyong.consequences.selectors.record import with_all
from zhiyong.shell.access import Request

READERS = tuple(sorted(CARRIES_OUT))
"""Who may open the ledger; the selectors decide what is in it."""


def entry_or_404(request: Request, pk: int) -> Entry:
    """Return an entry that the reader may see.

    :raises Http404: if there is none, or it may not be seen: both look the same.
    """
    found = with_all(entries_visible_to(request.standing)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
