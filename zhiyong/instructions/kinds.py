"""How instructions are spoken of: titles, sentences, notices, and what `verify` checks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.approvals import effects
from zhiyong.directory import openwork
from zhiyong.directory.models import Account, Person
from zhiyong.instructions import services
from zhiyong.instructions.models import Instruction
from zhiyong.instructions.selectors import instructions_visible_to, is_with_leader
from zhiyong.journal import commitments
from zhiyong.notices import templates
from zhiyong.papers import effects as papers
from zhiyong.papers.models import Paper
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing

SENTENCES = {
    "instruction.registered": _("{actor} registered what {leader} instructed; {unit} has it."),
    "instruction.prepared": _("{actor} prepared a sheet for {leader}."),
    "instruction.given": _("{leader} gave the instruction; {unit} has it."),
    "instruction.fed_back": _("{actor} fed back what was done."),
    "instruction.sent_back": _("{actor} sent the feedback back to {unit}."),
    "instruction.passed_on": _("{actor} gave it to {person}."),
    "instruction.closed": _("{actor} closed the instruction."),
    "instruction.withdrawn": _("{actor} withdrew it."),
}


def register() -> None:
    """Make instructions known to the rooms below."""
    kinds.register(
        kinds.Kind(
            name="instruction",
            model=Instruction,
            label=_("Leader's instruction"),
            url=lambda pk: reverse("instructions:instruction", args=[pk]),
            visible_to=instructions_visible_to,
            titles=_titles,
            sentences=SENTENCES,
        )
    )
    templates.register(
        templates.Template("instruction.waits", _("Submitted to you: {title}.")),
        templates.Template("instruction.given", _("A leader's instruction for you: {title}.")),
        templates.Template("instruction.fed_back", _("Feedback was given on {title}.")),
        templates.Template("instruction.withdrawn", _("Withdrawn: {title}.")),
    )
    effects.register(
        "instruction", services.SUBMIT, agreed=services.signed, returned=services.came_back
    )
    papers.register_home("instruction", _home)
    commitments.cover(Instruction, "instruction", content=services.content_of)
    commitments.cover(
        Instruction,
        "feedback",
        content=lambda row: str(row.feedback),
        salt=lambda row: row.feedback_salt,
        rows=_fed_back,
    )
    openwork.register(
        openwork.Provider("instructions", _("Leaders' instructions"), _open_work, _pass_on)
    )


def _fed_back() -> QuerySet[Instruction]:
    return Instruction.objects.exclude(feedback="")


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = instructions_visible_to(standing).filter(pk__in=list(ids))
    return {
        pk: f"{number} {title}" for pk, number, title in rows.values_list("pk", "number", "title")
    }


def _home(paper: Paper) -> str:
    """Return where the scan of a sheet is entered; "" where it waits for nothing."""
    row = Instruction.objects.filter(paper=paper).first()
    if row is None or not is_with_leader(row):
        return ""
    return f"{reverse('instructions:instruction', args=[row.pk])}?paper=1#enter"


def _open_work(person: Person, on: date) -> Sequence[openwork.OpenWork]:  # noqa: ARG001
    rows = Instruction.objects.filter(owner=person, state=Instruction.State.RUNNING).order_by("pk")
    return [
        openwork.OpenWork(f"instruction:{pk}", due)
        for pk, due in rows.values_list("pk", "feedback_by")
    ]


def _pass_on(
    references: Sequence[str], giver: Person, receiver: Person, by: Account | str, on: date
) -> None:
    for reference in references:
        row = Instruction.objects.get(pk=kinds.split(reference)[1], owner=giver)
        services.pass_on(instruction=row, owner=receiver, by=by, on=on)
