"""What a receipt code opens, for whoever has it. The caller has asked the guard."""

from zhiyong.intake.codes import lookup_key
from zhiyong.intake.models import Complaint, Handover

_WITH = ("adoption__pack", "adoption__body", "keeper", "subject_unit", "merged_into")


def find_by_code(code: str) -> Complaint | Handover | None:
    """Return what was lodged with a code of sixteen digits; None if nothing was.

    The same queries are made whatever is found, so that time tells nothing.
    """
    key = lookup_key(code)
    complaint = Complaint.objects.select_related(*_WITH).filter(lookup=key).first()
    handover = Handover.objects.select_related("adoption__pack", "unit").filter(lookup=key).first()
    return complaint or handover


def lodged_by_ref(kind: str, pk: int) -> Complaint | Handover | None:
    """Return again what a code had opened before; the caller holds the proof of that."""
    if kind == "complaint":
        return Complaint.objects.select_related(*_WITH).filter(pk=pk).first()
    return Handover.objects.select_related("adoption__pack", "unit").filter(pk=pk).first()
