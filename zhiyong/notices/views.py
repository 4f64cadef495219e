"""Notices to staff, and the outbox of texts for the system administrator."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhiyong.directory.standing import account_of
from zhiyong.notices import selectors, services
from zhiyong.notices.models import Text
from zhiyong.shell import clock, kinds, paging
from zhiyong.shell.access import Request, Role, needs, signed_in
from zhiyong.shell.lists import ChoiceFilter, Column, Empty, ListPage, Order


@signed_in
@never_cache
@require_GET
def notices(request: Request) -> HttpResponse:
    """Show what this person was told, the newest first."""
    told = selectors.notices_visible_to(request.standing)
    page = paging.page(told, order=("-id",), cursor=request.GET.get("cursor"))
    return render(
        request,
        "notices/notices.html",
        {
            "page": page,
            "shown": selectors.worded(page.rows, request.standing),
            "unread": selectors.unread(request.standing),
        },
    )


@signed_in
@require_GET
def notice(request: Request, pk: int) -> HttpResponse:
    """Mark a notice as read and go to what it is about."""
    found = selectors.notices_visible_to(request.standing).filter(pk=pk).first()
    if found is None:
        raise Http404
    services.mark_read(by=account_of(request), on=clock.today(), ids=[pk])
    if found.subject not in kinds.titles([found.subject], request.standing):
        raise Http404
    return redirect(kinds.url(found.subject) or "notices:notices")


@signed_in
@require_POST
def read_all(request: Request) -> HttpResponse:
    """Mark everything as read."""
    count = services.mark_read(by=account_of(request), on=clock.today())
    messages.success(
        request,
        ngettext("{count} notice is marked as read.", "{count} notices are marked as read.", count)
        .format(count=count),
    )  # fmt: skip
    return redirect("notices:notices")


OUTBOX = ListPage(
    name="outbox",
    columns=(
        Column("pk", gettext_lazy("No."), head=True),
        Column("asked_on", gettext_lazy("Asked on"), kind="day"),
        Column("state", gettext_lazy("State"), value="get_state_display"),
        Column("channel", gettext_lazy("Channel"), value=lambda text: _channel(text)),
        Column("attempts", gettext_lazy("Attempts"), kind="num"),
        Column("error", gettext_lazy("Last error")),
        Column("sent_on", gettext_lazy("Sent on"), kind="day"),
    ),
    filters=(ChoiceFilter("state", gettext_lazy("State"), Text.State.choices),),
    orders=(Order("newest", gettext_lazy("Newest first"), ("-asked_on", "-id")),),
    noun=ngettext_lazy("%(shown)s text", "%(shown)s texts", "count"),
    empty=Empty(
        title=gettext_lazy("No texts yet"),
        hint=gettext_lazy(
            "When there is news for complainants who left a contact, the texts appear here. "
            "They never say what the matter is, and no contact is shown."
        ),
        icon="send",
    ),
)


def _channel(text: Text) -> str:
    return {"email": _("E-mail"), "telephone": _("Telephone")}.get(text.channel, "")


@needs(Role.SYSTEM_ADMIN)
@require_GET
def outbox(request: Request) -> HttpResponse:
    """Show the texts to complainants: states and days, never a contact or a subject."""
    texts = selectors.texts_visible_to(request.standing)
    return OUTBOX.respond(
        request,
        texts,
        title=_("Outgoing texts"),
        template="notices/outbox.html",
        context={
            "no_gateway": settings.NOTICES_GATEWAY == "zhiyong.notices.gateways.Waiting",
            "failed": texts.filter(state=Text.State.FAILED)[:100].count(),
        },
    )


@needs(Role.SYSTEM_ADMIN)
@require_POST
def try_again(request: Request) -> HttpResponse:
    """Send the texts again that were given up."""
    count = services.try_again(by=account_of(request), on=clock.today())
    messages.success(
        request,
        ngettext("{count} text is sent again.", "{count} texts are sent again.", count)
        .format(count=count),
    )  # fmt: skip
    return redirect("notices:outbox")
