"""Nothing is published as final while an appeal against it is to be answered."""

from datetime import date

from zhiyong.appeals.models import Appeal
from zhiyong.publicity import subjects, wording

OPEN = (Appeal.State.RECEIVED, Appeal.State.ACCEPTED, Appeal.State.BEFORE_MEETING)


def register() -> None:
    """Have open appeals asked for."""
    subjects.pending(_on_appeal)


def _on_appeal(reference: str, on: date) -> str:  # noqa: ARG001
    kind, _colon, pk = reference.partition(":")
    where = {"decision": "decision", "case": "decision__case"}.get(kind)
    if where and Appeal.objects.filter(**{where: int(pk)}, state__in=OPEN).exists():
        return wording.on_appeal()
    return ""
