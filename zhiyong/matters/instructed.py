"""Leaders' instructions about complaints and matters: how those are found, who must not learn."""

from datetime import date

from django.utils.translation import gettext as _

from zhiyong.directory.models import Person, Tenure, Unit
from zhiyong.instructions import items
from zhiyong.intake.models import Complaint
from zhiyong.intake.selectors import complaints_visible_to
from zhiyong.matters.models import Matter
from zhiyong.matters.selectors import matters_visible_to
from zhiyong.shell.access import Standing


def register() -> None:
    """Let instructions be about complaints and matters."""
    items.register(items.Source("complaint", _find_complaint, _complaint_number, _bars))
    items.register(items.Source("matter", _find_matter, _matter_number, _bars_of_matter))


def _find_complaint(number: str, standing: Standing) -> int | None:
    found = complaints_visible_to(standing).filter(number=number).exclude(number="")
    return found.order_by("pk").values_list("pk", flat=True).first()


def _complaint_number(pk: int) -> str:
    return Complaint.objects.filter(pk=pk).values_list("number", flat=True).first() or ""


def _find_matter(number: str, standing: Standing) -> int | None:
    found = matters_visible_to(standing).filter(number=number)
    return found.order_by("pk").values_list("pk", flat=True).first()


def _matter_number(pk: int) -> str:
    return Matter.objects.filter(pk=pk).values_list("number", flat=True).first() or ""


def _bars_of_matter(pk: int, unit: Unit | None, person: Person | None, on: date) -> str:
    return _bars(Matter.objects.get(pk=pk).complaint_id, unit, person, on)


def _bars(pk: int, unit: Unit | None, person: Person | None, on: date) -> str:
    """Say that a complaint went past a unit, or past a person's own, or names the person."""
    complaint = Complaint.objects.get(pk=pk)
    barred = set(complaint.barred)
    if unit is not None and set(unit.path) & barred:
        text = _("{unit} must not learn of this complaint: it went past that office.")
        return text.format(unit=unit.name)
    if person is None:
        return ""
    if complaint.named.filter(person=person).exists():
        return _("{name} must not learn of it: the complaint names them.").format(name=person.name)
    posts = Tenure.objects.filter(person=person, valid__contains=on).select_related("post__unit")
    if any(set(tenure.post.unit.path) & barred for tenure in posts):
        text = _("{name} must not learn of this complaint: it went past their office.")
        return text.format(name=person.name)
    return ""
