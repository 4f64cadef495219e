"""How complaints are spoken of: titles, sentences, notices, and what `verify` checks."""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiyong.approvals import effects
from zhiyong.intake.models import (
    ChannelDetails,
    Complaint,
    Correction,
    Handover,
    Import,
    Joining,
    Message,
    Signatory,
)
from zhiyong.intake.selectors import (
    complaints_visible_to,
    handovers_visible_to,
    imports_visible_to,
    references_naming,
    signatories_visible_to,
)
from zhiyong.intake.services.deciding import REFUSE, sent_back
from zhiyong.intake.services.lodging import content_of, details_of
from zhiyong.intake.services.noticing import (
    NOTICE,
    notice_agreed,
    notice_returned,
    notice_served,
    refusal_agreed,
)
from zhiyong.journal import commitments
from zhiyong.notices import templates
from zhiyong.papers import effects as papers
from zhiyong.shell import kinds
from zhiyong.shell.about import hide
from zhiyong.shell.access import Standing

SENTENCES = {
    "complaint.lodged": _("The complaint was received; it went to {unit}."),
    "complaint.registered": _("{unit} registered it as {number}."),
    "complaint.accepted": _("{unit} accepted it."),
    "complaint.not_accepted": _("{unit} did not accept it."),
    "complaint.referred": _("It was passed on to {unit}."),
    "complaint.referred_outside": _("It was passed on to the competent body outside."),
    "complaint.sent_up": _("It was sent up, sealed, to {unit}."),
    "complaint.handed_over": _("It was handed over, sealed, to {unit}."),
    "complaint.told": _("The complainant was told what became of it."),
    "complaint.corrected": _("{actor} corrected an entry."),
    "complaint.name_confirmed": _("{actor} confirmed the complainant's name."),
    "complaint.urgency_set": _("{actor} changed its urgency."),
    "complaint.major_reported": _("{actor} reported it as a major matter; {told} were told."),
    "complaint.marked": _("{actor} changed the distribution mark."),
    "complaint.repeat_confirmed": _("{actor} confirmed that it repeats {earlier}."),
    "complaint.repeat_rejected": _("{actor} found that it does not repeat {earlier}."),
    "complaint.merged": _("{actor} joined it with {into}."),
    "complaint.split": _("{actor} took it out of {from} again."),
    "complaint.classified": _("{actor} said of which class it is."),
    "complaint.reclassified": _("{actor} changed its class; the clocks were counted anew."),
    "complaint.receipt_returned": _("{actor} noted that the sender got the receipt back."),
    "complaint.sender_answered": _("{actor} noted that the sender was answered."),
    "complaint.withdrawn": _("The complaint was withdrawn."),
    "complaint.message_received": _("The complainant wrote a message."),
    "complaint.message_sent": _("{actor} wrote to the complainant."),
    "complaint.messages_read": _("{actor} read the complainant's messages."),
    "complaint.shared": _("{actor} let {unit} read it."),
    "complaint.sharing_ended": _("{actor} ended the sight of others."),
    "complaint.in_handling": _("Handling began."),
    "complaint.returned": _("The handling unit returned it."),
    "complaint.replied": _("A reply was given."),
    "complaint.reopened": _("It was taken up again."),
    "complaint.closed": _("It was closed."),
    "complaint.imported": _("{actor} entered it from an earlier ledger."),
    "mail.kept_apart": _("A mail could not be taken in and was kept apart."),
    "forms.printed": _("{actor} printed {forms} blank forms, from {first} to {last}."),
    "forms.spoiled": _("{actor} noted that blank form {form} was spoiled."),
}
PUBLIC = frozenset(
    {
        "complaint.lodged",
        "complaint.registered",
        "complaint.accepted",
        "complaint.not_accepted",
        "complaint.referred",
        "complaint.referred_outside",
        "complaint.handed_over",
        "complaint.merged",
        "complaint.split",
        "complaint.withdrawn",
        "complaint.message_sent",
        "complaint.in_handling",
        "complaint.replied",
        "complaint.reopened",
        "complaint.closed",
    }
)
"""What the complainant may know: neither who acted, nor that it went up or was reported."""

DECIDES = frozenset(
    {
        "complaint.accepted",
        "complaint.not_accepted",
        "complaint.referred_outside",
        "complaint.handed_over",
    }
)
"""The verbs that decide about acceptance, for the signed word on the follow-up page."""


def register() -> None:
    """Make complaints known to the rooms below."""
    kinds.register(
        kinds.Kind(
            name="complaint",
            model=Complaint,
            label=_("Complaint"),
            url=lambda pk: reverse("intake:complaint", args=[pk]),
            visible_to=complaints_visible_to,
            titles=_titles,
            sentences=SENTENCES,
            public_verbs=PUBLIC,
        )
    )
    kinds.register(
        kinds.Kind(
            name="handover",
            model=Handover,
            label=_("Accusation handed over"),
            url=None,
            visible_to=handovers_visible_to,
            titles=_handover_titles,
            sentences={
                "handover.made": _("It was handed over, sealed, to {unit}."),
                "handover.collected": _("The body it belongs to collected it."),
            },
            public_verbs=frozenset({"handover.made", "handover.collected"}),
        )
    )
    kinds.register(
        kinds.Kind(
            name="import",
            model=Import,
            label=_("Workbook"),
            url=lambda pk: reverse("intake:import", args=[pk]),
            visible_to=imports_visible_to,
            titles=_import_titles,
            sentences={
                "import.read": _("{actor} read a workbook of {rows} rows; {errors} errors."),
                "import.confirmed": _("{actor} had {rows} rows entered."),
                "import.entered": _("{rows} rows of the workbook were entered."),
                "import.failed": _("Nothing of the workbook was entered."),
                "import.discarded": _("{actor} discarded the workbook."),
            },
        )
    )
    kinds.register(
        kinds.Kind(
            name="signatory",
            model=Signatory,
            label=_("One of several complainants"),
            url=_page_of_signatory,
            visible_to=signatories_visible_to,
            titles=_signatory_titles,
            sentences={},
        )
    )
    effects.register("complaint", REFUSE, agreed=refusal_agreed, returned=sent_back)
    effects.register("complaint", NOTICE, agreed=notice_agreed, returned=notice_returned)
    papers.register("complaint", notice_served)
    templates.register(
        templates.Template("complaint.major", _("Major matter reported: {title}."), urgent=True),
        templates.Template("complaint.withdrawn", _("Withdrawn by the complainant: {title}.")),
    )
    templates.register_text(
        templates.TextTemplate(
            "complaint.news",
            zh="您反映的事项有新进展,请凭回执上的查询码查看。",
            en="There is news. Please look it up with the code on your receipt.",
        )
    )
    hide(references_naming)
    commitments.cover(Complaint, "complaint", content=_as_it_came, rows=_complaints)
    commitments.cover(
        ChannelDetails,
        "channel details",
        of=_of_complaint,
        content=lambda row: details_of(row.said),
    )
    commitments.cover(
        Joining,
        "reason for taking apart",
        of=_of_complaint,
        content=lambda row: str(row.reason),
        rows=lambda: Joining.objects.exclude(reason=""),
    )
    commitments.cover(Message, "message", of=_of_complaint, content=lambda row: str(row.text))
    commitments.cover(
        Correction,
        "correction",
        of=_of_complaint,
        content=lambda row: f"{row.old}\n{row.new}\n{row.reason}",
    )


def _page_of_signatory(pk: int) -> str:
    complaint = Signatory.objects.filter(pk=pk).values_list("complaint", flat=True).first()
    return reverse("intake:complaint", args=[complaint]) if complaint else ""


def _signatory_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = signatories_visible_to(standing).filter(pk__in=list(ids)).select_related("complaint")
    said = gettext("{complaint}: signatory {n}")
    return {row.pk: said.format(complaint=row.complaint, n=row.order + 1) for row in rows}


def _of_complaint(row: ChannelDetails | Correction | Joining | Message) -> str:
    return f"complaint:{row.complaint_id}"


def _complaints() -> QuerySet[Complaint]:
    return Complaint.objects.prefetch_related("corrections")


def _as_it_came(complaint: Complaint) -> str:
    """Return the words of a complaint before anything was corrected."""
    first: dict[str, str] = {}
    for correction in sorted(complaint.corrections.all(), key=lambda one: one.pk):
        first.setdefault(correction.field, correction.old)
    for name in ("title", "happened_on", "place"):
        if name in first:
            setattr(complaint, name, first[name])
    return content_of(complaint)


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = complaints_visible_to(standing).filter(pk__in=list(ids)).only("number", "title")
    return {row.pk: str(row) for row in rows}


def _import_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = imports_visible_to(standing).filter(pk__in=list(ids))
    return dict(rows.values_list("pk", "name"))


def _handover_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = handovers_visible_to(standing).filter(pk__in=list(ids))
    return {row.pk: str(row.on) for row in rows}
