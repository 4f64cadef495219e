"""The auditors' pages."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyong.journal import canonical, proofs, queries, selectors, sentences, services
from zhiyong.journal.forms import ConfirmPruneForm, NewKeyForm, PassphraseForm, ProposePruneForm
from zhiyong.journal.models import AuditorsKey, Entry, Leaf, Log, Read
from zhiyong.journal.services import PruneReason, record_read
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, Role, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.lists import (
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    ListPage,
    Order,
    TextFilter,
)
from zhiyong.shell.lists.export import Exported, tell

CHUNK = 500
NEWEST = Order("newest", gettext_lazy("Newest first"), ("-on", "-id"))
OLDEST = Order("oldest", gettext_lazy("Oldest first"), ("on", "id"))
WHAT = {
    "read": pgettext_lazy("journal", "read"),
    "search": pgettext_lazy("journal", "searched"),
    "export": pgettext_lazy("journal", "exported"),
    "open": pgettext_lazy("journal", "opened"),
}


def _tell(rows: Sequence[Any], request: Request) -> None:
    """Give each entry its sentence and its place: a constant number of queries."""
    places = selectors.places(rows)
    for row, line in zip(rows, sentences.lines(rows, request.standing, places=places), strict=True):
        row.line = line


def _name(rows: Sequence[Any], request: Request) -> None:
    """Give each read the names of who read what: one query for each kind."""
    found = kinds.titles(
        {ref for row in rows for ref in (row.actor, row.subject)}, request.standing
    )
    for row in rows:
        row.who = sentences.name_of(row.actor, found)
        row.of = sentences.name_of(row.subject, found)


def _verbs() -> list[tuple[str, str]]:
    return [(verb, f"{sentences.verb_words(verb)} ({verb})") for verb in selectors.verbs()]


def _kinds() -> list[tuple[str, Any]]:
    return [(kind.name, kind.label) for kind in kinds.every()]


ENTRIES = ListPage(
    name="journal",
    columns=(
        Column("on", pgettext_lazy("journal", "Day"), kind="day", order="newest"),
        Column(
            "sentence",
            pgettext_lazy("journal", "What was done"),
            value=lambda row: row.line.text,
            template="journal/cells/sentence.html",
            head=True,
            wide=True,
        ),
        Column("actor", pgettext_lazy("journal", "By"), value=lambda row: row.line.actor),
        Column("subject", gettext_lazy("Reference")),
        Column("verb", pgettext_lazy("journal", "Act"), only="workbook"),
        Column(
            "recorded",
            pgettext_lazy("journal", "Recorded"),
            value=lambda row: row.recorded_at or row.recorded_on,
            template="journal/cells/recorded.html",
        ),
        Column(
            "place",
            gettext_lazy("Place in the tree"),
            value=lambda row: row.line.index,
            kind="num",
            only="workbook",
        ),
        Column("id", pgettext_lazy("journal", "Entry"), only="workbook", width=38),
        Column(
            "leaf",
            pgettext_lazy("journal", "Leaf"),
            value=lambda row: bytes(row.leaf).hex(),
            only="workbook",
        ),
    ),
    filters=(
        ChoiceFilter("verb", pgettext_lazy("journal", "Act"), choices=_verbs),
        ChoiceFilter(
            "kind", gettext_lazy("Kind of object"), choices=_kinds, narrowing=selectors.of_kind
        ),
        DatesFilter("day", pgettext_lazy("journal", "Day"), lookup="on"),
        TextFilter(
            "thread",
            gettext_lazy("Reference"),
            search=selectors.of_thread,
            placeholder="complaint:12",
        ),
        TextFilter(
            "actor", pgettext_lazy("journal", "By"), lookups=("actor",), placeholder="account:3"
        ),
    ),
    orders=(NEWEST, OLDEST),
    noun=ngettext_lazy("%(shown)s entry", "%(shown)s entries", "count"),
    empty=Empty(
        title=gettext_lazy("No entries yet"),
        hint=gettext_lazy("Every act writes an entry here. None of them can be changed."),
        icon="scroll-text",
    ),
    decorate=_tell,
)

READS = ListPage(
    name="reads",
    columns=(
        Column("on", pgettext_lazy("journal", "Day"), kind="day", order="newest"),
        Column("recorded_at", pgettext_lazy("journal", "Moment"), kind="moment"),
        Column("who", pgettext_lazy("journal", "Who"), head=True),
        Column(
            "what",
            pgettext_lazy("journal", "Did what"),
            value=lambda row: WHAT.get(row.what, row.what),
        ),
        Column("of", pgettext_lazy("journal", "To what"), sub="subject"),
        Column(
            "query",
            gettext_lazy("Search text"),
            value=lambda row: bool(row.query),
            template="journal/cells/query.html",
            only="page",
        ),
    ),
    filters=(
        ChoiceFilter("what", pgettext_lazy("journal", "Did what"), choices=tuple(WHAT.items())),
        DatesFilter("day", pgettext_lazy("journal", "Day"), lookup="on"),
        TextFilter("of", gettext_lazy("Reference"), ("subject",), placeholder="complaint:12"),
        TextFilter("who", pgettext_lazy("journal", "By"), ("actor",), placeholder="account:3"),
    ),
    orders=(NEWEST, OLDEST),
    noun=ngettext_lazy("%(shown)s read", "%(shown)s reads", "count"),
    empty=Empty(
        title=gettext_lazy("No reads yet"),
        hint=gettext_lazy(
            "Whoever reads a case, opens an identity, searches or exports is noted here."
        ),
        icon="eye",
    ),
    decorate=_name,
)

HEADS = ListPage(
    name="heads",
    columns=(
        Column("at", gettext_lazy("Signed at"), kind="moment", head=True),
        Column("size", pgettext_lazy("journal", "Entries"), kind="num", order="newest"),
        Column(
            "root",
            pgettext_lazy("journal", "Root"),
            value=lambda row: bytes(row.root).hex(),
            template="journal/cells/hash.html",
        ),
        Column("key_id", pgettext_lazy("journal", "Key"), template="journal/cells/hash.html"),
        Column(
            "file",
            pgettext_lazy("journal", "File"),
            template="journal/cells/head_file.html",
            only="page",
        ),
    ),
    filters=(DatesFilter("at", pgettext_lazy("journal", "Signed"), lookup="at__date"),),
    orders=(Order("newest", gettext_lazy("Newest first"), ("-size",)),),
    noun=ngettext_lazy("%(shown)s tree head", "%(shown)s tree heads", "count"),
    empty=Empty(
        title=gettext_lazy("No tree heads yet"),
        hint=gettext_lazy("The worker seals new entries each second and signs a head over them."),
        icon="network",
    ),
)


# --- acts -----------------------------------------------------------------------------------------


@needs(Role.AUDIT_ADMIN)
@never_cache
@require_GET
def entries(request: Request) -> HttpResponseBase:
    """List the acts, with filters, workbook and JSON lines; a filtered look is noted itself."""
    seen = selectors.entries_visible_to(request.standing)
    listing = ENTRIES.ask(request, seen) if request.GET.get("export") == "jsonl" else None
    if listing:
        total = listing.rows.count()
        tell(Exported(request, ENTRIES.name, _("Record of acts"), total, listing.sentence))
        return StreamingHttpResponse(
            _json_lines(listing.rows),
            content_type="application/jsonl",
            headers={"Content-Disposition": 'attachment; filename="journal.jsonl"'},
        )
    _note_search(request, "log:acts", ("verb", "kind", "thread", "actor"))
    return ENTRIES.respond(
        request,
        seen,
        title=_("Record of acts"),
        template="journal/entries.html",
        context={"health": selectors.health()},
    )


@needs(Role.AUDIT_ADMIN)
@never_cache
@require_GET
def entry(request: Request, pk: UUID) -> HttpResponse:
    """Show one entry with all that its leaf covers, and the proof that it is sealed."""
    return _entry_page(request, _entry(request, pk))


@needs(Role.AUDIT_ADMIN)
@require_GET
def proof(request: Request, pk: UUID) -> HttpResponse:
    """Return the proof file of an entry."""
    try:
        text = proofs.bundle(_entry(request, pk))
    except proofs.NotSealed as refusal:
        messages.warning(request, refusal.message)
        return redirect("journal:entry", pk)
    return HttpResponse(
        text,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="proof-{pk}.json"'},
    )


@needs(Role.AUDIT_ADMIN)
@require_POST
def propose_prune(request: Request, pk: UUID) -> HttpResponse:
    """Propose to empty the body of an entry."""
    found = _entry(request, pk)
    form = ProposePruneForm(request.POST)
    if form.is_valid():
        try:
            services.propose_prune(
                entry=found,
                reason=PruneReason(form.cleaned_data["reason"]),
                by=_account(request),
                on=clock.today(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Proposed. Another auditor must confirm it."))
            return redirect("journal:entry", pk)
    return _entry_page(request, found, propose=form)


@needs(Role.AUDIT_ADMIN)
@require_POST
def prune(request: Request, pk: UUID) -> HttpResponse:
    """Confirm, as the second person, that the body of an entry is emptied."""
    found = _entry(request, pk)
    proposal = selectors.prune_proposal(found)
    form = ConfirmPruneForm(request.POST)
    if proposal is None:
        raise Http404
    if form.is_valid():
        try:
            services.prune(proposal=proposal, by=_account(request), on=clock.today())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The body of the entry was emptied; its leaf stays."))
            return redirect("journal:entries")
    return _entry_page(request, found, confirm=form)


# --- reads ----------------------------------------------------------------------------------------


@needs(Role.AUDIT_ADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def reads(request: Request) -> HttpResponse:
    """List who read, searched and exported what; a passphrase opens the search texts shown."""
    seen = selectors.reads_visible_to(request.standing)
    form = PassphraseForm(request.POST or None)
    texts: dict[UUID, str] = {}
    if request.method == "POST" and form.is_valid():
        rows: list[Read] = READS.ask(request, seen).page.rows
        try:
            opened = queries.open_texts(
                reads=rows,
                passphrase=form.cleaned_data["passphrase"],
                by=_account(request),
                on=clock.today(),
            )
        except Refusal as refusal:
            form.add_error("passphrase", str(refusal))
        else:
            texts = {read.id: text for read, text in opened.items()}
    response = READS.respond(
        request,
        seen,
        title=_("Reads and exports"),
        template="journal/reads.html",
        context={
            "texts": texts,
            "passphrase": form,
            "has_key": AuditorsKey.objects.exists(),
        },
    )
    if form.errors:
        response.status_code = 422
    return response


@needs(Role.AUDIT_ADMIN)
@require_http_methods(["GET", "POST"])
def new_key(request: Request) -> HttpResponse:
    """Make the key to which search texts are sealed from now on."""
    form = NewKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            queries.make_key(
                passphrase=form.cleaned_data["passphrase"],
                by=_account(request),
                on=clock.today(),
            )
        except Refusal as refusal:
            form.add_error("passphrase", str(refusal))
        else:
            messages.success(request, _("Search texts are sealed to the new key from now on."))
            return redirect("journal:reads")
    return render(
        request,
        "journal/new_key.html",
        {"form": form, "has_key": AuditorsKey.objects.exists()},
        status=422 if form.errors else 200,
    )


# --- tree heads -----------------------------------------------------------------------------------


@needs(Role.AUDIT_ADMIN)
@require_GET
def heads(request: Request) -> HttpResponse:
    """List the tree heads, and lead to the monthly print."""
    log = Log(request.GET["log"]) if request.GET.get("log") in Log.values else Log.ACTS
    today = clock.now()
    return HEADS.respond(
        request,
        selectors.heads(log),
        title=_("Tree heads"),
        template="journal/heads.html",
        context={
            "log": log,
            "logs": list(Log),
            "print_url": reverse("journal:month", args=[today.year, today.month]),
        },
    )


@needs(Role.AUDIT_ADMIN)
@require_GET
def month(request: Request, year: int, month: int) -> HttpResponse:
    """Print the last head of each day of a month, to be signed and kept elsewhere."""
    try:
        first = date(year, month, 1)
    except ValueError:
        raise Http404 from None
    before, after = (first.replace(day=1).toordinal() - 1, first.toordinal() + 31)
    return render(
        request,
        "journal/month.html",
        {
            "first": first,
            "before": date.fromordinal(before),
            "after": date.fromordinal(after),
            "logs": [(log, selectors.day_ends(log, year, month)) for log in Log],
        },
    )


# --- helpers --------------------------------------------------------------------------------------


def _account(request: Request) -> str:
    return f"account:{request.user.pk}"


def _entry(request: Request, pk: UUID) -> Entry:
    found = selectors.entries_visible_to(request.standing).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _entry_page(
    request: Request,
    found: Entry,
    *,
    propose: ProposePruneForm | None = None,
    confirm: ConfirmPruneForm | None = None,
) -> HttpResponse:
    leaf = Leaf.objects.filter(log=Log.ACTS, entry=found.id).first()
    [line] = sentences.lines(
        [found], request.standing, places={found.id: leaf.index} if leaf else {}
    )
    body = {} if found.is_pruned else canonical.entry_mapping(found)
    proposal = None if found.is_pruned else selectors.prune_proposal(found)
    return render(
        request,
        "journal/entry.html",
        {
            "entry": found,
            "line": line,
            "leaf": bytes(found.leaf).hex(),
            "body": json.dumps(body, ensure_ascii=False, indent=2),
            "proposal": proposal,
            "own_proposal": proposal is not None and proposal.actor == _account(request),
            "propose": propose or ProposePruneForm(),
            "confirm": confirm or ConfirmPruneForm(),
        },
        status=422 if (propose and propose.errors) or (confirm and confirm.errors) else 200,
    )


def _note_search(request: Request, of: str, names: Sequence[str]) -> None:
    """Write down that an auditor looked for something in particular; turning pages is no search."""
    asked = {name: request.GET[name] for name in names if request.GET.get(name)}
    if asked and "cursor" not in request.GET:
        record_read(
            of,
            by=_account(request),
            on=clock.today(),
            what="search",
            query=" ".join(f"{name}={value}" for name, value in asked.items())[:500],
        )


def _json_lines(rows: Any) -> Iterator[str]:
    """Yield each entry as a line of JSON: what its leaf covers, the leaf, its place."""
    stream = rows.order_by("on", "id").iterator(chunk_size=CHUNK)
    while batch := list(islice(stream, CHUNK)):
        places = selectors.places(batch)
        for row in batch:
            line = {
                "entry": None if row.is_pruned else canonical.entry_mapping(row),
                "id": str(row.id),
                "leaf": bytes(row.leaf).hex(),
                "index": places.get(row.id),
                "pruned_by": str(row.pruned_by) if row.is_pruned else None,
            }
            yield json.dumps(line, ensure_ascii=False) + "\n"
