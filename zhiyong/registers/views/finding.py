"""A register, or a row of it, as somebody may use it: what one may not see is not there."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from zhiyong.plans.models import Adoption
from zhiyong.registers.models import Row
from zhiyong.registers.selectors import Kept, register_of, rows_visible_to
from zhiyong.shell.access import Request

ADOPTIONS = Adoption.objects.select_related("pack", "body")


def kept_or_404(request: Request, adoption: int, code: str, *, keeps: bool = False) -> Kept:
    """Return a register that somebody reads, or with `keeps` one that they write.

    :raises Http404: if there is none.
    """
    found = get_object_or_404(ADOPTIONS, pk=adoption)
    kept = register_of(found, code, request.standing)
    if kept is None or (keeps and not kept.keeps):
        raise Http404
    return kept


def row_or_404(request: Request, pk: int) -> tuple[Row, Kept]:
    """Return a row that somebody reads, with its register.

    :raises Http404: if there is none.
    """
    rows = rows_visible_to(request.standing).select_related(
        "adoption__pack", "adoption__body", "unit", "entered_by__person", "ended_by__person"
    )
    row = get_object_or_404(rows, pk=pk)
    kept = register_of(row.adoption, row.register, request.standing)
    if kept is None:
        raise Http404
    return row, kept
