"""Leaders' instructions on the pages of what they are about: complaints, matters, cases."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.cases.models import Case
from zhiyong.cases.selectors import cases_visible_to
from zhiyong.directory.models import Person, Unit
from zhiyong.instructions import items
from zhiyong.instructions.models import Instruction
from zhiyong.instructions.selectors import REGISTRARS, about
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Offer


def instructions_about(
    references: Sequence[str], standing: Standing, today: date
) -> list[Instruction]:
    """Return the instructions about some objects, the newest first, each with its `light`."""
    return about(list(references), standing, today)


def offers_of_instructions(audience: int, reference: str, standing: Standing) -> list[Offer]:
    """Return what instructions add to the acts on an object: to register one, to submit it."""
    if audience not in standing.units(*REGISTRARS):
        return []
    query = urlencode({"of": reference})
    return [
        Offer(
            key="submit-to-leader",
            label=_("Submit to a leader"),
            url=f"{reverse('instructions:submit')}?{query}",
            icon="send",
        ),
        Offer(
            key="register-instruction",
            label=_("Register an instruction"),
            url=f"{reverse('instructions:register')}?{query}",
            icon="stamp",
        ),
    ]


# ── cases ─────────────────────────────────────────────────────────────────────────────────


def case_panel(case: Case, standing: Standing, today: date) -> Mapping[str, Any] | None:
    """Return the instructions about a case; None where there is none."""
    found = instructions_about([kinds.ref(case)], standing, today)
    return {"instructions": found} if found else None


def case_offers(case: Case, standing: Standing, today: date) -> list[Offer]:  # noqa: ARG001
    """Return what instructions add to the acts on a case."""
    return offers_of_instructions(case.audience, kinds.ref(case), standing)


def register_source() -> None:
    """Let instructions be about cases."""
    items.register(items.Source("case", _find, _number, _bars))


def _find(number: str, standing: Standing) -> int | None:
    found = cases_visible_to(standing).filter(number=number).exclude(number="")
    return found.order_by("pk").values_list("pk", flat=True).first()


def _number(pk: int) -> str:
    return Case.objects.filter(pk=pk).values_list("number", flat=True).first() or ""


def _bars(pk: int, unit: Unit | None, person: Person | None, on: date) -> str:  # noqa: ARG001
    """Say that somebody, or a unit, is a respondent of a case."""
    respondents = Case.objects.get(pk=pk).respondents
    if person is not None and respondents.filter(person=person).exists():
        return _("{name} must not learn of it: the case is about them.").format(name=person.name)
    if unit is not None and respondents.filter(unit=unit, person__isnull=True).exists():
        return _("{unit} must not learn of it: the case is about it.").format(unit=unit.name)
    return ""
