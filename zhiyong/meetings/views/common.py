"""What the pages of meetings share."""

from collections.abc import Callable

from django.http import Http404
from django.urls import reverse

from zhiyong.meetings.models import Item, Meeting
from zhiyong.meetings.selectors import meetings_visible_to
from zhiyong.shell.access import Request
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form


def meeting_or_404(request: Request, pk: int) -> Meeting:
    """Return a meeting that the reader may see.

    :raises Http404: if there is none, or it may not be seen: both look the same.
    """
    found = (
        meetings_visible_to(request.standing)
        .select_related(
            "adoption__pack",
            "adoption__body",
            "body__unit",
            "chair",
            "recorder",
            "minutes_paper__file",
            "signed_scan",
        )
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def item_or_404(meeting: Meeting, pk: int) -> Item:
    """Return an item of a meeting.

    :raises Http404: if it stands on another agenda.
    """
    found = Item.objects.filter(meeting=meeting, pk=pk).select_related("body").first()
    if found is None:
        raise Http404
    found.meeting = meeting
    return found


def page_of(meeting: Meeting, item: Item | None = None) -> str:
    """Return the address of a meeting's page, at one of its items."""
    url = reverse("meetings:meeting", args=[meeting.pk])
    return f"{url}?item={item.pk}" if item else url


def attempt(form: Form, act: Callable[[], object]) -> bool:
    """Run an act; show at the form why it was refused. Return whether it was done."""
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
