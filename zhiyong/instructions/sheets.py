"""What a submission sheet (呈批件) says."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhiyong.approvals.models import Approval
from zhiyong.instructions.models import Instruction
from zhiyong.papers.sheets import Line, Sheet
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language, party


def fill(
    instruction: Instruction, about: Sequence[str], approval: Approval | None
) -> Callable[[Sheet], Sheet]:
    """Fill the sheet: what is submitted, what those who signed jointly say, room for the leader."""

    def filled(sheet: Sheet) -> Sheet:
        leader = instruction.leader.name if instruction.leader else ""
        return replace(
            sheet,
            fields=(
                Line(_("To"), f"{leader} {instruction.leader_title}".strip()),
                Line(_("Submitted by"), instruction.unit.name),
                Line(_("Subject"), instruction.title, wide=True),
                *(Line(_("About"), one, wide=True) for one in about),
                Line(_("What is submitted"), instruction.submitted, wide=True, tall=True),
                *_signatures(approval),
                Line(_("The leader's instruction"), _to_sign(), wide=True, tall=True, room=60),
            ),
        )

    return filled


def _to_sign() -> str:
    """Leave room for the leader's words, then a place for signature and day."""
    return "\n" * 7 + _("Signature:                              Date:")


def _signatures(approval: Approval | None) -> list[Line]:
    if approval is None or approval.adoption is None:
        return []
    pack = pack_of(approval.adoption)
    chain = pack.approval(approval.chain)
    steps = approval.steps.filter(round=approval.round, order__gt=0).select_related("decided_by")
    return [
        Line(
            f"{chain.steps[one.order].label.say(language())}\n{party(pack, one.role)}",
            "  ".join(
                filter(
                    None,
                    [
                        str(one.get_verdict_display()),
                        one.opinion,
                        str(one.decided_by or ""),
                        date_format(one.decided_on, "DATE_FORMAT") if one.decided_on else "",
                    ],
                )
            ),
            wide=True,
        )
        for one in steps.order_by("order", "seat")
    ]
