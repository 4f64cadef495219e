"""The page of one complaint, made of parts that rooms above may add to."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhiyong.directory.selectors import public_numbers
from zhiyong.duties.selectors import of_subject as duties_of
from zhiyong.duties.wording import explanation
from zhiyong.files.selectors import files_of
from zhiyong.intake import labels, parts, selectors, services
from zhiyong.intake.forms.acts import MessageForm, field_labels
from zhiyong.intake.models import Complaint
from zhiyong.intake.selectors.offers import FIRST, offers
from zhiyong.intake.selectors.queue import light_of
from zhiyong.intake.selectors.repeats import confirmed_repeats, possible_repeats, times
from zhiyong.intake.services.common import grounds_of
from zhiyong.intake.services.messages import SILENT
from zhiyong.intake.views.common import (
    ENTERS,
    READERS,
    account,
    attempt,
    complaint_or_404,
    page_url,
)
from zhiyong.journal.selectors import timeline
from zhiyong.journal.services import record_read
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, Standing, needs
from zhiyong.shell.htmx import go_to
from zhiyong.shell.parts import Entry, Fact, Step

State = Complaint.State


@never_cache
@needs(*READERS)
@require_GET
def complaint(request: Request, pk: int) -> HttpResponse:
    """Show a complaint; that it was read is written down."""
    found = complaint_or_404(request, pk)
    record_read(found, by=account(request), on=clock.today())
    return parts.render_page(request, found, page_of(request, found))


def page_of(request: Request, found: Complaint) -> dict[str, Any]:
    """Return everything the page shows: a fixed number of queries, whatever there is."""
    today, standing = clock.today(), request.standing
    reference = kinds.ref(found)
    may = selectors.may_act(standing, found, *ENTERS)
    duties = list(duties_of(reference, standing))
    for duty in duties:
        duty.light = _light(duty, today)  # type: ignore[attr-defined]
        duty.why = explanation(duty.explanation)  # type: ignore[attr-defined]
    running = [duty for duty in duties if duty.state in ("OPEN", "PAUSED")]
    acts = offers(found, standing, today)
    return {
        "complaint": found,
        "may_act": may,
        "facts": facts_of(found),
        "named": list(found.named.select_related("person").order_by("order")),
        "files": list(files_of(reference)),
        "thread": list(found.messages.select_related("by__person").order_by("order")),
        "corrections": [
            (field_labels().get(one.field, one.field), one)
            for one in found.corrections.select_related("by__person").order_by("pk")
        ],
        "steps": steps_of(found, running),
        "duties": duties,
        "light": light_of(running[0], today) if running else "",
        "chips": _chips(found),
        "first_acts": [one for one in acts if one.key in FIRST],
        "other_acts": [one for one in acts if one.key not in FIRST],
        "proposals": _proposals(found) if may and not found.has_ended else [],
        "repeats": _repeats(found),
        "parts_of_it": [
            (one, page_url(one))
            for one in Complaint.objects.filter(
                merged_into=found, audience=found.audience
            ).order_by("received_on", "pk")
        ],
        "part_of": (found.merged_into, page_url(found.merged_into)) if found.merged_into else None,
        "lines": SimpleLazyObject(lambda: _lines(found, standing)),
        "registrations": list(found.registrations.select_related("unit").order_by("pk")),
        "referrals": list(found.referrals.select_related("from_unit", "to_unit").order_by("pk")),
        "message_form": MessageForm(initial={"token": secrets.token_hex(16)})
        if may and found.state not in SILENT
        else None,
        "parts": parts.of(found, request),
        "mark": labels.of(found.adoption, "distribution", found.distribution)
        if _is_watermarked(found)
        else "",
    }


def _lines(found: Complaint, standing: Standing) -> list[Entry]:
    """Return what was done as sentences; read only where it is shown."""
    lines = timeline(kinds.ref(found), standing, also=found.kept_before)
    return [Entry(line.html, at=line.entry.on, by="") for line in lines]


def _light(duty: Any, today: Any) -> Any:
    from zhiyong.shell.lights import Light

    if duty.state in ("MET", "VOID"):
        return Light.DONE
    return light_of(duty, today)


def _is_watermarked(found: Complaint) -> bool:
    pack = pack_of(found.adoption)
    mark = found.distribution
    return bool(mark) and pack.has("marks", mark) and pack.mark(mark).watermark


def _chips(found: Complaint) -> list[tuple[str, str]]:
    """Return the small labels under the title: text and tone."""
    pack = pack_of(found.adoption)
    chips = [(labels.of(found.adoption, "channel", found.channel), "")]
    chips.append((_("Real name") if found.is_real_name else _("Anonymous"), ""))
    if (nth := times(found)) > 1:
        chips.append((_("Complaint no. {n} about it").format(n=nth), "soon"))
    if found.urgency and found.urgency != labels.default(pack, "urgencies"):
        chips.append((labels.of(found.adoption, "urgency", found.urgency), "overdue"))
    if found.major:
        chips.append((labels.of(found.adoption, "major", found.major), "grave"))
    if found.went_up:
        chips.append((_("Came up, sealed"), "blue"))
    if found.entry_delay:
        late = _("Entered {days} days after receipt").format(days=found.entry_delay)
        chips.append((late, "soon"))
    if found.route.get("after_window"):
        chips.append((_("After the plan's period"), "soon"))
    if found.distribution and found.distribution != labels.default(pack, "marks"):
        chips.append((labels.of(found.adoption, "distribution", found.distribution), "blue"))
    return chips


def facts_of(found: Complaint) -> list[Fact]:
    """Return what is known about a complaint, line by line."""
    lines = [
        Fact(_("Unit complained of"), found.subject_name),
        Fact(_("Kept by"), found.keeper.name),
        Fact(_("Class"), labels.of(found.adoption, "input_class", found.input_class)),
        Fact(_("Category"), labels.of(found.adoption, "category", found.category)),
        Fact(_("When it happened"), found.happened_on),
        Fact(_("Where"), found.place),
        Fact(_("Received on"), found.received_on),
        Fact(_("Entered on"), found.entered_on),
    ]
    if found.entered_by:
        lines.append(Fact(_("Entered by"), f"{found.entered_by} {found.entered_unit or ''}"))
    lines += [Fact(label, text) for label, text in labels.brought(found)]
    if details := getattr(found, "details", None):
        lines.append(Fact(_("Receipt returned on"), details.receipt_on or ""))
        lines.append(Fact(_("Sender answered on"), details.answered_on or ""))
    if found.outside_number:
        lines.append(Fact(_("Number given elsewhere"), found.outside_number))
    if found.signatories.exists():
        lines.append(Fact(_("Complained together"), _together(found)))
    if found.classified_on:
        lines.append(Fact(_("Class said by the office on"), found.classified_on))
    if found.real_name_confirmed_on:
        lines.append(Fact(_("Name confirmed on"), found.real_name_confirmed_on))
    if found.state == State.NOT_ACCEPTED:
        basis = grounds_of(found, "refusals", found.refusal)
        reason = labels.of(found.adoption, "refusal", found.refusal)
        lines.append(Fact(_("Not accepted because"), f"{reason} ({basis})", wide=True))
    if found.competent_body:
        lines.append(Fact(_("The competent body"), found.competent_body))
    lines.append(Fact(_("Why it came here"), _routed(found), wide=True))
    return lines


def _together(found: Complaint) -> str:
    """Say how many complain together, and how many speak for all; who they are is sealed."""
    speak = found.signatories.filter(is_representative=True).count() + 1
    everybody = found.signatories.count() + 1
    return _("{people} people, {speak} of them speak for all").format(people=everybody, speak=speak)


def _routed(found: Complaint) -> str:
    """Say by which rule a complaint came to its first keeper, and what was passed over."""
    pack, told = pack_of(found.adoption), found.route
    rules = {rule.id: rule for rule in pack.routing.rules}
    if pack.routing.fallback:
        rules[pack.routing.fallback.id] = pack.routing.fallback  # type: ignore[assignment]
    rule = rules.get(str(told.get("rule", "")))
    said = [rule.label.say(labels.language())] if rule else []
    if rule and (grounds := pack.say_grounds(rule, labels.language())):
        said.append(f"({grounds})")
    recusals = {each.id: each for each in pack.routing.recusals}
    for one in told.get("bypassed", []):
        reason = recusals.get(one["reason"])
        if reason:
            said.append(f"→ {reason.label.say(labels.language())}")
    return " ".join(said)


def steps_of(found: Complaint, running: list[Any]) -> list[Step]:
    """Return the stages of a complaint: done on a day or due by one, each with its ground."""
    due = {duty.code: duty for duty in running}

    def ahead(label: str, code: str, *, now: bool) -> Step:
        duty = due.get(code)
        return Step(
            label,
            "now" if now else "next",
            duty.due_on if duty else None,
            duty.clause or "、".join(duty.basis.get("articles", [])) if duty else "",
        )

    line = found.registrations.filter(ended_on__isnull=True).first()
    steps = [Step(_("It came in"), "done", found.received_on)]
    steps.append(
        Step(_("Registered"), "done", line.registered_on)
        if line
        else ahead(_("Register"), "registration", now=True)
    )
    if found.state in (State.NOT_ACCEPTED, State.REFERRED, State.WITHDRAWN, State.MERGED):
        steps.append(Step(found.get_state_display(), "done", found.closed_on))
        return steps
    decided = found.decided_on is not None
    steps.append(
        Step(_("Accepted"), "done", found.decided_on)
        if decided
        else ahead(_("Decide on acceptance"), "acceptance", now=line is not None)
    )
    reply = next((code for code in due if code.startswith("reply")), "reply")
    replied = found.state in (State.REPLIED, State.CLOSED)
    steps.append(
        Step(_("Replied"), "done") if replied else ahead(_("Handle and reply"), reply, now=decided)
    )
    closed = found.state == State.CLOSED
    steps.append(
        Step(_("Closed"), "done", found.closed_on)
        if closed
        else ahead(_("Call back and close"), "call_back", now=replied)
    )
    return steps


def _repeats(found: Complaint) -> list[Any]:
    repeats = list(confirmed_repeats(found))
    for one in repeats:
        one.url = page_url(one.earlier)  # type: ignore[attr-defined]
    return repeats


def _proposals(found: Complaint) -> list[Any]:
    said = {
        "SAME_SENDER": _("same telephone or identity number"),
        "SAME_NUMBER": _("same number elsewhere"),
        "SAME_PERSON": _("names the same person"),
        "ALIKE": _("alike words"),
        "SAME_UNIT": _("same unit"),
        "SAME_DAYS": _("in the same days"),
    }
    proposals = [one for one in possible_repeats(found) if not one.settled]
    for one in proposals:
        one.url = page_url(one.complaint)  # type: ignore[attr-defined]
        reasons = [said[reason] for reason in one.reasons]
        one.why = "、".join(reasons)  # type: ignore[attr-defined]
        one.shared = "、".join(one.words)  # type: ignore[attr-defined]
    return proposals


@never_cache
@needs(*ENTERS)
@require_POST
def message(request: Request, pk: int) -> HttpResponse:
    """Write to the complainant."""
    found = complaint_or_404(request, pk)
    form = MessageForm(request.POST, public=public_numbers([found.keeper], clock.today()))
    back = page_url(found)

    def do() -> None:
        services.post_message(
            complaint=found,
            text=form.cleaned_data["text"],
            by=account(request),
            on=clock.today(),
            token=form.cleaned_data["token"],
        )

    if form.is_valid() and attempt(form, do):
        messages.success(request, _("The message was sent."))
        return go_to(request, f"{back}#messages")
    context = {**page_of(request, found), "message_form": form}
    return parts.render_page(request, found, context, status=422)


@never_cache
@needs(*ENTERS)
@require_POST
def mark_read(request: Request, pk: int) -> HttpResponse:
    """Note that the complainant's messages were read."""
    found = complaint_or_404(request, pk)
    services.mark_read(complaint=found, by=account(request), on=clock.today())
    return go_to(request, f"{page_url(found)}#messages")


@never_cache
@needs(*ENTERS)
@require_POST
def repeat(request: Request, pk: int, earlier: int) -> HttpResponse:
    """Say whether a complaint repeats an earlier one."""
    found, before = complaint_or_404(request, pk), complaint_or_404(request, earlier)
    same = request.POST.get("same") == "yes"
    proposal = next((one for one in possible_repeats(found) if one.complaint == before), None)
    reasons = tuple(proposal.reasons) if proposal else ()
    try:
        services.settle_repeat(
            complaint=found,
            earlier=before,
            same=same,
            by=account(request),
            on=clock.today(),
            reasons=reasons,
        )
    except services.NotNow as refusal:
        messages.error(request, str(refusal))
    else:
        done = _("It is noted as a repeat.") if same else _("It is noted that it is none.")
        messages.success(request, done)
    return go_to(request, page_url(found))
