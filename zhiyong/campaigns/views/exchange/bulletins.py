"""Bulletins, typical cases, notices of meetings: the list, one of them, the acts."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.campaigns import exchange, plan
from zhiyong.campaigns.exchange import moment, told
from zhiyong.campaigns.forms import exchange as forms
from zhiyong.campaigns.models import Bulletin, Campaign, Receipt
from zhiyong.campaigns.selectors import exchange as seen
from zhiyong.campaigns.selectors.figures import figures
from zhiyong.campaigns.selectors.visible import EVERYBODY, HANDS_IN, may_run, sees_whole
from zhiyong.campaigns.services import bulletins
from zhiyong.campaigns.views.exchange.common import (
    Doing,
    account,
    act_page,
    around,
    campaign_or_404,
    data,
    row_or_404,
    run_or_404,
    thing_page,
    wanted,
)
from zhiyong.campaigns.views.exchange.figures import cited
from zhiyong.decisions.models import Decision
from zhiyong.decisions.selectors.access import decisions_visible_to
from zhiyong.directory.models import Unit
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import label, language
from zhiyong.publicity import plan as publishing
from zhiyong.publicity import watching
from zhiyong.publicity.models import Publication
from zhiyong.publicity.selectors import publications_visible_to
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.lists import ChoiceFilter, Column, Empty, ListPage, Order, TextFilter
from zhiyong.shell.parts import Fact, Offer

Kind = Bulletin.Kind
State = Bulletin.State
Rows = QuerySet[Any, Any]
MOST_DECISIONS = 100
WRITES = {
    Kind.BULLETIN: gettext_lazy("Write a bulletin"),
    Kind.MEETING: gettext_lazy("Call a meeting"),
    Kind.GOOD_EXAMPLE: gettext_lazy("Tell a good example"),
    Kind.BAD_EXAMPLE: gettext_lazy("Tell a warning example"),
}


def _search(rows: Rows, text: str) -> Rows:
    words = text.strip()[:100]
    return rows.filter(Q(title__icontains=words) | Q(number__icontains=words))


BULLETINS = ListPage(
    name="bulletins",
    columns=(
        Column(
            "title",
            gettext_lazy("Title"),
            head=True,
            wide=True,
            url=lambda row: reverse("campaigns:bulletin", args=[row.pk]),
            sub=lambda row: row.number,
        ),
        Column("kind", gettext_lazy("What it is"), value=lambda row: row.get_kind_display()),
        Column("issued_on", gettext_lazy("Issued on"), kind="day"),
        Column("state", gettext_lazy("Stands at"), value=lambda row: row.get_state_display()),
        Column("sent", gettext_lazy("Sent to"), kind="num"),
        Column("signed", gettext_lazy("Signed for"), kind="num"),
    ),
    filters=(
        TextFilter("q", gettext_lazy("Contains"), search=_search),
        ChoiceFilter("kind", gettext_lazy("What it is"), choices=Kind.choices),
        ChoiceFilter("state", gettext_lazy("Stands at"), choices=State.choices),
    ),
    orders=(
        Order("newest", gettext_lazy("Newest first"), ("-id",)),
        Order("oldest", gettext_lazy("Oldest first"), ("id",)),
    ),
    noun=ngettext_lazy("%(shown)s bulletin", "%(shown)s bulletins", "count"),
    empty=Empty(
        gettext_lazy("No bulletin was issued yet"),
        gettext_lazy("Bulletins, typical cases and notices of meetings stand here."),
        icon="megaphone",
    ),
)


@never_cache
@needs(*EVERYBODY)
@require_GET
def bulletin_list(request: Request, pk: int) -> HttpResponse:
    """Show the bulletins of a campaign, as far as they reach the reader."""
    campaign = campaign_or_404(request, pk)
    rows = seen.bulletins_visible_to(request.standing).filter(campaign=campaign)
    if sees_whole(request.standing, campaign):
        mine = Q()
    else:
        mine = Q(receipts__unit__in=request.standing.units(*HANDS_IN))
    rows = rows.annotate(
        sent=Count("receipts", filter=mine),
        signed=Count("receipts", filter=mine & Q(receipts__signed_on__isnull=False)),
    ).defer("text", "figures")
    context = around(request, campaign, "bulletins")
    if context["may_run"]:
        context["buttons"] = [
            Offer(kind, text, f"{reverse('campaigns:write_bulletin', args=[pk])}?kind={kind}")
            for kind, text in WRITES.items()
        ]
    return BULLETINS.respond(
        request,
        rows,
        title=_("Bulletins"),
        template="campaigns/exchange/list.html",
        context=context,
    )


@never_cache
@needs(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def write(request: Request, pk: int) -> HttpResponse:
    """Write a bulletin, a typical case or the notice of a meeting."""
    campaign, today = run_or_404(request, pk), clock.today()
    kind = request.GET.get("kind", "")
    if kind not in WRITES:
        raise Http404
    form = forms.BulletinForm(
        data(request),
        kind=kind,
        campaign=campaign,
        figures=figures(campaign, on=today) if kind != Kind.MEETING else [],
        about=_decisions(request, campaign) if kind == Kind.BAD_EXAMPLE else [],
        initial={"subject": request.GET.get("subject", "")},
    )
    made: list[Bulletin] = []

    def do() -> None:
        made.append(
            bulletins.draft_bulletin(
                campaign=campaign, kind=kind, by=account(request), on=today, **form.said()
            )
        )

    follows = [_("It is a draft first: nobody else sees it.")]
    if kind == Kind.BAD_EXAMPLE:
        follows.append(
            _("It goes out through publicity: whom the plan names must agree, names are taken out.")
        )
    doing = Doing(
        campaign,
        "bulletins",
        WRITES[Kind(kind)],
        form,
        do,
        lambda: reverse("campaigns:bulletin", args=[made[0].pk]),
        _("The draft is kept; read it once more, then issue it."),
        _("Keep the draft"),
        reverse("campaigns:bulletins", args=[pk]),
        follows=follows,
    )
    return act_page(request, doing)


def _decisions(request: Request, campaign: Campaign) -> list[tuple[str, str]]:
    rows = decisions_visible_to(request.standing).filter(
        adoption__pack__code=campaign.adoption.pack_code, state=Decision.State.MADE
    )
    found = rows.exclude(number="").order_by("-pk")[:MOST_DECISIONS]
    return [(f"decision:{row.pk}", row.number) for row in found]


# ── one of them ───────────────────────────────────────────────────────────────────────────


def _bulletin(request: Request, pk: int) -> Bulletin:
    rows = seen.bulletins_visible_to(request.standing)
    row: Bulletin = row_or_404(rows, pk, "publication", "paper", "drafted_by", "issued_by")
    return row


@never_cache
@needs(*EVERYBODY)
@require_GET
def bulletin(request: Request, pk: int) -> HttpResponse:
    """Show a bulletin with its figures, who signed for it and who will come."""
    row = _bulletin(request, pk)
    whole = sees_whole(request.standing, row.campaign)
    receipts = seen.receipts_visible_to(request.standing).filter(bulletin=row)
    receipts = receipts.select_related("unit", "attends", "signed_by__person")
    return thing_page(
        request,
        row,
        tab="bulletins",
        title=row.title,
        facts=_facts(request, row),
        offers=_offers(request, row),
        template="campaigns/exchange/bulletin.html",
        chips=[(row.get_kind_display(), ""), (row.get_state_display(), "blue")],
        notes=[("warning", row.ended_why)] if row.ended_why else [],
        paper=row.paper if whole else None,
        cited=cited(row.figures, "bulletin", row.pk),
        receipts=list(receipts.order_by("signed_on", "unit__pinyin", "pk")[:300]),
        signed=receipts.filter(signed_on__isnull=False).count(),
        sent=receipts.count(),
        is_meeting=row.kind == Kind.MEETING,
    )


def _facts(request: Request, row: Bulletin) -> list[Fact]:
    facts = [
        Fact(_("Document no."), row.number),
        Fact(_("Issued by"), row.campaign.office.name),
        Fact(_("Issued on"), told(row.issued_on)),
    ]
    if row.held_at is not None:
        facts += [
            Fact(_("Held at"), moment(row.held_at)),
            Fact(_("Place"), row.place),
        ]
    facts += [Fact(one["label"], one["said"]) for one in row.criteria]
    if row.receipt_by is not None:
        facts.append(Fact(_("To be signed for by"), told(row.receipt_by)))
    if row.element:
        pack = pack_of(row.campaign.adoption)
        facts.append(Fact(_("Under"), label(pack, "publications", row.element), "", True))
    if row.publication is not None:
        seen_there = publications_visible_to(request.standing).filter(pk=row.publication.pk)
        url = kinds.url(f"publication:{row.publication_id}") if seen_there.exists() else ""
        facts.append(Fact(_("In publicity"), row.publication.get_state_display(), url or ""))
    return facts


def _offers(request: Request, row: Bulletin) -> list[Offer]:
    def offer(key: str, text: str, icon: str, kind: Any = "", why_not: str = "") -> Offer:
        url = reverse("campaigns:bulletin_act", args=[row.pk, key])
        return Offer(key, text, url, kind=kind, icon=icon, why_not=why_not)

    found = []
    if may_run(request.standing, row.campaign):
        if row.state == State.DRAFT:
            why = bulletins.waits_for(row)
            if why and row.publication is None:
                found.append(offer("publish", _("Give it to publicity"), "send", "primary"))
            found.append(offer("issue", _("Issue it"), "megaphone", "primary", why))
            if row.publication is None:
                found.append(offer("change", _("Change the draft"), "pencil"))
        if row.state == State.ISSUED:
            found.append(offer("call-back", _("Call it back"), "undo-2", "grave"))
    if row.state == State.ISSUED and _unsigned(request, row) is not None:
        text = _("Say who comes") if row.kind == Kind.MEETING else _("Sign for it")
        found.insert(0, offer("sign", text, "pen-line", "primary"))
    return found


def _unsigned(request: Request, row: Bulletin) -> Receipt | None:
    units = request.standing.units(*HANDS_IN)
    rows = row.receipts.filter(signed_on__isnull=True, unit__id__among=units)
    wanted_unit = request.GET.get("unit", "")
    if wanted_unit.isdecimal():
        rows = rows.filter(unit=int(wanted_unit))
    found = rows.select_related("unit").order_by("pk")
    if may_run(request.standing, row.campaign):
        found = found.filter(unit__in=[row.campaign.office_id, request.standing.home_unit_id or 0])
    return found.first()


# ── the acts ──────────────────────────────────────────────────────────────────────────────


@never_cache
@needs(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """Change, publish, issue, call back or sign for a bulletin."""
    row = _bulletin(request, pk)
    offer = wanted(_offers(request, row), key)
    today, by, post = clock.today(), account(request), data(request)
    follows: list[Any] = []
    form: Any
    match key:
        case "change":
            form = forms.TextForm(post, initial={"title": row.title, "text": row.text})
            done: str = _("The draft is changed.")

            def do() -> object:
                return bulletins.change_bulletin(bulletin=row, by=by, on=today, **form.cleaned_data)
        case "publish":
            rule = publishing.rule_of(row.campaign.adoption, row.element)
            reach = publishing.allowed(rule)
            names = dict(Publication.Audience.choices)
            form = forms.PublishForm(
                post, audiences=[(one, names[one]) for one in rule.audience if one in reach]
            ) if rule else forms.NothingForm(post)  # fmt: skip
            done, follows = _("It is on its way through publicity."), _places(row)

            def do() -> object:
                return bulletins.publish_bulletin(
                    bulletin=row, by=by, on=today, **form.cleaned_data
                )
        case "issue":
            form = forms.IssueForm(post, parties=_parties(row.campaign))
            done, follows = _("It is issued."), [*_after_issue(row), *_places(row)]

            def do() -> object:
                return bulletins.issue_bulletin(
                    bulletin=row,
                    by=by,
                    on=today,
                    units=_units_of(row.campaign, form.cleaned_data["party"]),
                    confirmed=form.cleaned_data["confirmed"],
                )
        case "call-back":
            form = forms.ReasonForm(post)
            done, follows = _("It is called back."), [_("Nobody owes a receipt any more.")]

            def do() -> object:
                return bulletins.call_back(bulletin=row, by=by, on=today, **form.cleaned_data)
        case "sign":
            receipt = _unsigned(request, row)
            if receipt is None:
                raise Http404
            mine: Receipt = receipt
            form = (forms.AttendForm if row.kind == Kind.MEETING else forms.SignForm)(post)
            done = _("It is signed for.")
            follows = [_("For {unit}.").format(unit=mine.unit.name)]

            def do() -> object:
                return bulletins.sign(receipt=mine, by=by, on=today, **form.cleaned_data)
        case _unknown:
            raise Http404
    back = reverse("campaigns:bulletin", args=[row.pk])
    doing = Doing(
        row.campaign,
        "bulletins",
        offer.label,
        form,
        do,
        lambda: back,
        done,
        offer.label,
        back,
        about=row.title,
        follows=follows,
        is_grave=key == "call-back",
        why_not=offer.why_not,
    )
    return act_page(request, doing)


def _places(row: Bulletin) -> list[str]:
    about = row.subject or f"campaign:{row.campaign_id}"
    found = watching.found_in(row.title, row.text, about)
    if not found:
        return []
    text = _("This may tell who complained: {places}. Take it out, or confirm that it does not.")
    return [text.format(places=_(", ").join(found))]


def _after_issue(row: Bulletin) -> list[str]:
    lines = [_("It gets its number, and cannot be changed any more.")]
    act_of = exchange.MEETING if row.kind == Kind.MEETING else exchange.BULLETIN
    slip = exchange.slip_for(pack_of(row.campaign.adoption), act_of)
    if slip is not None:
        lines.append(_("“{slip}” is written.").format(slip=slip.label.say(language())))
    if row.receipt_by is not None:
        lines.append(_("Each unit signs for it by {day}.").format(day=told(row.receipt_by)))
    return lines


def _parties(campaign: Campaign) -> list[tuple[str, str]]:
    pack = pack_of(campaign.adoption)
    codes = campaign.members.filter(until_on__isnull=True).values_list("party", flat=True)
    lang = language()
    return [(code, plan.label_of(pack, code).say(lang)) for code in sorted(set(codes))]


def _units_of(campaign: Campaign, party: str) -> list[Unit] | None:
    if not party:
        return None
    members = campaign.members.filter(party=party, until_on__isnull=True)
    return list(Unit.objects.filter(pk__in=members.values("unit")))
