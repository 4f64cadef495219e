"""What came of a vote, in a sentence with the reason."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.meetings.models import Item

OF = {
    "members": gettext_lazy("all members with a vote"),
    "present": gettext_lazy("the members who took part"),
    "votes": gettext_lazy("the votes for and against"),
}
WHY = {
    "MAJORITY": gettext_lazy("Passed: {yes} said yes; {needed} of {base} ({of}) were needed."),
    "NO_MAJORITY": gettext_lazy(
        "Not passed: {yes} said yes; {needed} of {base} ({of}) were needed."
    ),
    "TIE_REJECTED": gettext_lazy("Not passed: {yes} to {no} is a tie, and a tie is no majority."),
    "TIE_CHAIR_YES": gettext_lazy("Passed: {yes} to {no} is a tie, and the chair said yes."),
    "TIE_CHAIR_NO": gettext_lazy(
        "Not passed: {yes} to {no} is a tie, and the chair did not say yes."
    ),
    "TIE_AGAIN": gettext_lazy("{yes} to {no} is a tie: the motion is voted on again."),
}


def result_said(item: Item) -> str:
    """Return what the last vote on an item came to, and why; "" before there was one."""
    return said(item.result)


def said(result: Mapping[str, Any]) -> str:
    """Return a stored result in a sentence, with the count and the quorum behind it."""
    if not result:
        return ""
    told = {**result, "of": OF[result["of"]]}
    counts = _(
        "{yes} yes, {no} no, {abstained} abstentions; {counted} of {members} took part, "
        "{quorum} were needed for a quorum; {aside} stepped aside."
    )
    return f"{str(WHY[result['why']]).format(**told)} {counts.format(**told)}"
