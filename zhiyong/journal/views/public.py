"""Everybody's pages: check a receipt, fetch tree heads, proofs, keys. Nothing here is personal."""

from datetime import date
from itertools import islice

from django.contrib.syndication.views import Feed
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.journal import checking, explain, proofs, selectors
from zhiyong.journal import keys as signing_keys
from zhiyong.journal.forms import VerifyForm
from zhiyong.journal.models import Log, TreeHead
from zhiyong.rules.proof import ProofFileError, dump, wording
from zhiyong.shell import clock, paging
from zhiyong.shell.access import public
from zhiyong.shell.errors import Refusal

RECENT = 8
FEED_LENGTH = 50
JSON = "application/json"


@public
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check receipts, tree heads and proofs, and say in plain words what they prove."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    checked = None
    if request.method == "POST" and form.is_valid():
        try:
            checked = checking.check(form.sources(), now=clock.now())
        except ProofFileError as error:
            form.add_error(None, wording.say_file_error(error, explain.lang()))
    return render(
        request,
        "journal/verify.html",
        {
            "form": form,
            "checked": checked,
            "heads": selectors.latest_heads(RECENT),
            "keys": signing_keys.public_keys(),
        },
        status=422 if form.errors else 200,
    )


@public
@require_GET
def heads(request: HttpRequest) -> HttpResponse:
    """List the signed tree heads, the newest first."""
    log = _log(request.GET.get("log", Log.ACTS))
    page = paging.page(selectors.heads(log), order=("-size",), cursor=request.GET.get("cursor"))
    return render(
        request, "journal/public_heads.html", {"page": page, "log": log, "logs": list(Log)}
    )


@public
@require_GET
def head(request: HttpRequest, log: str, size: int) -> HttpResponse:
    """Return one signed tree head as a file."""
    stored = selectors.heads(_log(log)).filter(size=size).first()
    if stored is None:
        raise Http404
    return _file(dump(proofs.head(stored)), f"tree-head-{log}-{size}.json")


@public
@require_GET
def latest_head(request: HttpRequest, log: str) -> HttpResponse:
    """Return the newest signed tree head as a file."""
    stored = proofs.latest(_log(log))
    if stored is None:
        raise Http404
    return _file(dump(proofs.head(stored)), f"tree-head-{log}-{stored.size}.json")


@public
@require_GET
def proof(request: HttpRequest, leaf: str) -> HttpResponse:
    """Return the proof that a leaf is in the record, with the newest tree head.

    Who has a receipt has the leaf; who has only the leaf learns nothing but that it is there.
    """
    try:
        stored = selectors.leaf_by_hash(bytes.fromhex(leaf))
        newest = proofs.latest()
        inclusion = proofs.inclusion_of_leaf(stored, of=newest)
    except (ValueError, Refusal):
        raise Http404 from None
    assert newest is not None  # what is sealed has a head
    return _file(dump(inclusion, proofs.head(newest)), f"proof-{leaf[:12]}.json")


@public
@require_GET
def link(request: HttpRequest, log: str, first: int, second: int) -> HttpResponse:
    """Return the proof that one tree head's record is the beginning of another's."""
    stored = {
        each.size: each for each in selectors.heads(_log(log)).filter(size__in=[first, second])
    }
    if first not in stored or second not in stored or first > second:
        raise Http404
    link = proofs.consistency(first, second, _log(log))
    text = dump(proofs.head(stored[first]), proofs.head(stored[second]), link)
    return _file(text, f"link-{log}-{first}-{second}.json")


@public
@require_GET
def leaves(request: HttpRequest, day: str) -> HttpResponseBase:
    """Stream the hashes of every entry since a day began, between two signed heads.

    With the receipt of that day, it shows whether the promised entry is missing.
    """
    try:
        begins = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    newest = proofs.latest()
    if newest is None:
        raise Http404
    pieces = proofs.leaf_range(selectors.head_before(begins), newest)
    return StreamingHttpResponse(
        pieces,
        content_type=JSON,
        headers={"Content-Disposition": f'attachment; filename="leaves-since-{begins}.json"'},
    )


@public
@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """Return every public key that signs here or ever did."""
    return _file(dump(*signing_keys.public_keys()), "keys.json")


class HeadFeed(Feed):  # type: ignore[type-arg]
    """The signed tree heads, for whoever keeps them elsewhere."""

    feed_type = Atom1Feed

    def title(self) -> str:
        """Return the title of the feed."""
        return _("Signed tree heads")

    def link(self) -> str:
        """Return the page that the feed belongs to."""
        return reverse("journal:public_heads")

    def items(self) -> list[TreeHead]:
        """Return the newest heads."""
        return list(islice(selectors.latest_heads(FEED_LENGTH), FEED_LENGTH))

    def item_title(self, item: TreeHead) -> str:
        """Say how many entries the head has."""
        return _("{size} entries").format(size=item.size)

    def item_description(self, item: TreeHead) -> str:
        """Give the signed head itself."""
        return dump(proofs.head(item))

    def item_link(self, item: TreeHead) -> str:
        """Return where the head is."""
        return reverse("journal:head", args=[item.log, item.size])

    def item_updateddate(self, item: TreeHead) -> object:
        """Return when it was signed."""
        return item.at


@public
@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """Return the newest tree heads as an Atom feed."""
    return HeadFeed()(request)


def _log(name: str) -> Log:
    try:
        return Log(name)
    except ValueError:
        raise Http404 from None


def _file(text: str, name: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type=JSON,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
