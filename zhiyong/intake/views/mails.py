"""What came to the mailbox and could not be taken in: by day and reason, nothing of its content."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.intake.models import Mail
from zhiyong.intake.selectors import mails_visible_to
from zhiyong.shell.access import Request, Role, needs
from zhiyong.shell.lists import ChoiceFilter, Column, DatesFilter, Empty, ListPage, Order

MAILS = ListPage(
    name="mails",
    columns=(
        Column("fetched_on", _("Fetched on"), kind="day", order="newest", head=True),
        Column("state", _("Stands at"), value=lambda row: row.get_state_display()),
        Column("reason", _("Reason"), value=lambda row: row.get_reason_display()),
        Column("says", _("What to know"), wide=True),
        Column("size", _("Bytes"), kind="num"),
        Column(
            "complaint",
            _("Complaint"),
            value=lambda row: row.complaint_id and str(_("to the complaint")),
            url=lambda row: (
                reverse("intake:complaint", args=[row.complaint_id]) if row.complaint_id else None
            ),
            only="page",
        ),
    ),
    filters=(
        ChoiceFilter("state", _("Stands at"), choices=Mail.State.choices, lookup="state"),
        DatesFilter("fetched", _("Fetched on"), lookup="fetched_on"),
    ),
    orders=(Order("newest", _("Newest first"), ("-fetched_on", "-id")),),
    noun=ngettext_lazy("%(shown)s mail", "%(shown)s mails", "count"),
    empty=Empty(
        _("No mail was fetched yet"),
        _(
            "Once the administrator has set up the office's mailbox, each mail becomes a "
            "complaint. What cannot be taken in stands here with its reason; the mail itself "
            "lies in a folder of the mailbox."
        ),
    ),
)


@never_cache
@needs(Role.CLERK)
@require_GET
def mails(request: Request) -> HttpResponse:
    """Show what became of the mails of the reader's offices."""
    return MAILS.respond(request, mails_visible_to(request.standing), title=_("Mails"))
