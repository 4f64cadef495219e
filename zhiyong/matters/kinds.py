"""How matters are spoken of: titles, sentences, notices, and what `verify` checks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.approvals import effects
from zhiyong.directory import openwork
from zhiyong.directory.models import Account, Person
from zhiyong.instructions import items
from zhiyong.intake import belongings
from zhiyong.intake.models import Complaint
from zhiyong.journal import commitments
from zhiyong.matters.models import (
    CallBack,
    Dispute,
    Judgement,
    Matter,
    Note,
    Outcome,
    Rating,
    Recusal,
)
from zhiyong.matters.selectors import disputes_visible_to, matters_visible_to
from zhiyong.matters.selectors.duties import references_naming
from zhiyong.matters.services import assigning, disputing, handling, pressing, replying
from zhiyong.notices import templates
from zhiyong.shell import kinds
from zhiyong.shell.about import hide
from zhiyong.shell.access import Standing

SENTENCES = {
    "matter.assigned": _("{unit} was given the matter, no. {number}."),
    "matter.signed_for": _("{actor} signed for it."),
    "matter.return_asked": _("{actor} says that the matter is not theirs."),
    "matter.return_refused": _("{actor} left the matter where it is."),
    "matter.returned": _("{actor} agreed: the matter came back from {unit}."),
    "matter.taken_back": _("{actor} took the matter back from {unit}."),
    "matter.handler_set": _("{actor} named {handler} as the handler, after the recusal check."),
    "matter.recused": _("{actor} stepped back from handling it."),
    "matter.noted": _("{actor} wrote a note."),
    "matter.outcome_drafted": _("{actor} wrote down what came out, round {round}."),
    "matter.submitted": _("{actor} sent outcome and reply for approval, round {round}."),
    "matter.draft_returned": _("The draft came back to be corrected, round {round}."),
    "matter.reported": _("The unit reported what came out, round {round}."),
    "matter.report_accepted": _("{actor} took the report and sent the reply for approval."),
    "matter.sent_back": _("{actor} sent the report back: round {round} begins."),
    "matter.replied": _("The reply was sent: {paper}."),
    "matter.urged": _("{actor} urged the unit, urging no. {number}."),
    "matter.urging_answered": _("{actor} answered the urging."),
    "matter.supervised": _("The matter was put under supervision: {paper}."),
    "matter.supervision_answered": _("{actor} answered the supervision slip."),
    "matter.extended": _("The term was extended; the reply is due on {due}."),
    "matter.clock_stopped": _("{actor} stopped the clock."),
    "matter.clock_runs": _("{actor} let the clock go on."),
    "matter.called_back": _("{actor} called the complainant back. Reached: {reached}."),
    "matter.rated": _("The complainant rated the reply: {grade} of 5."),
    "matter.reopened": _("The matter was taken up again: round {round} begins."),
    "matter.acted": _("{actor} wrote down the first action."),
    "matter.judged": _("{actor} judged how the unit handled it, round {round}."),
    "matter.cause_named": _("{actor} wrote down what in the system led to it, or why nothing did."),
    "matter.closed": _("{actor} closed the matter."),
}
PUBLIC = frozenset({"matter.assigned", "matter.extended", "matter.rated"})
"""What the complainant may know besides what the complaint's own verbs tell."""


def register() -> None:
    """Make matters known to the rooms below."""
    kinds.register(
        kinds.Kind(
            name="matter",
            model=Matter,
            label=_("Matter"),
            url=None,
            visible_to=matters_visible_to,
            titles=_titles,
            sentences=SENTENCES,
            public_verbs=PUBLIC,
        )
    )
    kinds.register(
        kinds.Kind(
            name="dispute",
            model=Dispute,
            label=_("Dispute about whose matter it is"),
            url=lambda pk: reverse("matters:dispute", args=[pk]),
            visible_to=disputes_visible_to,
            titles=_dispute_titles,
            sentences={
                "dispute.raised": _("{actor} put whose it is before {unit}."),
                "dispute.decided": _("{actor} decided whose it is."),
            },
        )
    )
    _register_effects()
    _register_notices()
    _register_commitments()
    hide(references_naming)
    belongings.register(_follow)
    openwork.register(openwork.Provider("matters", _("Matters"), _open_work, _pass_on))


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = matters_visible_to(standing).filter(pk__in=list(ids))
    return {
        pk: f"{number} {title}"
        for pk, number, title in rows.values_list("pk", "number", "complaint__title")
    }


def _dispute_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = disputes_visible_to(standing).filter(pk__in=list(ids))
    return {
        pk: f"{number} {title}"
        for pk, number, title in rows.values_list(
            "pk", "matter__number", "matter__complaint__title"
        )
    }


def _register_effects() -> None:
    effects.register(
        "complaint", assigning.ACT, agreed=assigning.agreed, returned=assigning.came_back
    )
    effects.register(
        "matter", handling.REPORT, agreed=replying.reported, returned=replying.report_came_back
    )
    effects.register("matter", handling.REPLY, agreed=replying.agreed, returned=replying.came_back)
    effects.register(
        "matter",
        pressing.SUPERVISE,
        agreed=pressing.supervision_agreed,
        returned=pressing.nothing_follows,
    )
    effects.register(
        "matter",
        pressing.EXTEND,
        agreed=pressing.extension_agreed,
        returned=pressing.nothing_follows,
    )


def _register_notices() -> None:
    templates.register(
        templates.Template("matter.assigned", _("A matter for your unit: {title}.")),
        templates.Template("matter.return_asked", _("A unit wants to return: {title}.")),
        templates.Template("matter.return_refused", _("It stays with your unit: {title}.")),
        templates.Template("matter.given", _("You are the handler of {title}.")),
        templates.Template("matter.recused", _("A handler stepped back from {title}.")),
        templates.Template("matter.reported", _("A unit has reported on {title}.")),
        templates.Template("matter.judged", _("Your handling was judged: {title}.")),
        templates.Template(
            "dispute.raised", _("To be decided whose matter it is: {title}."), urgent=True
        ),
        templates.Template("dispute.decided", _("It is decided whose matter it is: {title}.")),
        templates.Template("matter.sent_back", _("Your report was sent back: {title}.")),
        templates.Template(
            "matter.reopened", _("The complainant had it taken up again: {title}."), urgent=True
        ),
    )


def _register_commitments() -> None:
    commitments.cover(Matter, "instructions", content=lambda row: str(row.instructions))
    commitments.cover(Note, "note", of=_of_matter, content=lambda row: str(row.text))
    commitments.cover(Recusal, "recusal", of=_of_matter, content=lambda row: str(row.reason))
    commitments.cover(
        Outcome,
        "outcome",
        of=_of_matter,
        content=lambda row: handling.content_of(
            row.findings, row.reply, row.system_cause, row.no_cause
        ),
    )
    commitments.cover(Dispute, "dispute", content=disputing.content_of)
    commitments.cover(
        Dispute,
        "dispute decision",
        content=lambda row: str(row.reason),
        salt=lambda row: row.reason_salt,
        rows=lambda: Dispute.objects.exclude(state=Dispute.State.OPEN),
    )
    commitments.cover(Judgement, "judgement", of=_of_matter, content=lambda row: str(row.reason))
    commitments.cover(CallBack, "call-back", of=_of_matter, content=lambda row: str(row.remark))
    commitments.cover(Rating, "rating", of=_of_matter, content=lambda row: str(row.remark))


def _of_matter(row: Note | Recusal | Outcome | CallBack | Rating | Judgement) -> str:
    return f"matter:{row.matter_id}"


def _follow(complaint: Complaint) -> list[str]:
    """Let the matters of a complaint be kept by whoever keeps the complaint now."""
    matters = Matter.objects.filter(complaint=complaint)
    matters.update(keeper=complaint.keeper)
    Judgement.objects.filter(matter__in=matters).update(audience=complaint.keeper_id)
    disputes = Dispute.objects.filter(matter__in=matters).order_by("pk")
    mine = [
        *(f"matter:{pk}" for pk in matters.order_by("pk").values_list("pk", flat=True)),
        *(f"dispute:{pk}" for pk in disputes.values_list("pk", flat=True)),
    ]
    return [*mine, *items.follow([kinds.ref(complaint), *mine], complaint.audience)]


def _open_work(person: Person, on: date) -> Sequence[openwork.OpenWork]:  # noqa: ARG001
    rows = Matter.objects.filter(handler=person, state__in=handling.WITH_HANDLER).order_by("pk")
    return [openwork.OpenWork(f"matter:{pk}") for pk in rows.values_list("pk", flat=True)]


def _pass_on(
    references: Sequence[str], giver: Person, receiver: Person, by: Account | str, on: date
) -> None:
    """Give matters to whoever takes over; both have signed the list, which is the declaration."""
    for reference in references:
        matter = Matter.objects.get(pk=kinds.split(reference)[1], handler=giver)
        handling.set_handler(matter=matter, person=receiver, declared_none=True, by=by, on=on)
