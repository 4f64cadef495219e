"""What letters still stand in the way of closing a case."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from zhiyong.cases.gates import Obstacle
from zhiyong.cases.models import Case, Respondent
from zhiyong.cases.selectors import facts_for
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.rules.clauses import Clause
from zhiyong.rules.liabilities import steps_wanted
from zhiyong.rules.pack.sanctions import Step
from zhiyong.transfers import plan
from zhiyong.transfers.models import Transfer
from zhiyong.transfers.selectors.lists import awaited
from zhiyong.transfers.slips import told

State = Transfer.State


def before_closing(case: Case, today: date) -> list[Obstacle]:
    """Return the letters whose reply is awaited, those not sent, and those that are missing."""
    return [*_waiting(case), *_missing(case, today)]


def _waiting(case: Case) -> Iterator[Obstacle]:
    for one in awaited(case).select_related("to_unit"):
        clauses = [str(Clause.from_dict(each)) for each in one.clauses]
        text = _("The reply of {body} to {number} ({day}) is awaited.")
        yield Obstacle(
            text.format(body=one.addressee, number=one.number, day=told(one.sent_on)),
            clauses[0] if clauses else None,
            f"transfer:{one.pk}",
        )
    drafts = case.transfers.filter(state__in=[State.DRAFT, State.IN_APPROVAL])
    for one in drafts.select_related("to_unit").order_by("pk"):
        text = _("A letter to {body} is drafted and not sent: send or withdraw it.")
        yield Obstacle(text.format(body=one.addressee), None, f"transfer:{one.pk}")


def _missing(case: Case, today: date) -> Iterator[Obstacle]:
    """Name the steps that a plan wants of a grave case and that a reply settles.

    One that was waived with a reason, where the plan lets it be, stands in nobody's way.
    """
    pack = pack_of(case.adoption)
    waived = case.steps.filter(is_current=True, waived=True).values_list("step", flat=True)
    steps = {step.id: step for step in plan.steps_met(pack) if step.id not in set(waived)}
    if not steps or case.transfers.filter(state=State.REPLIED).exists():
        return
    people = case.respondents.filter(removed_on__isnull=True).select_related("person", "unit")
    for respondent in people.order_by("pk"):
        facts = facts_for(respondent, today)
        for name in steps_wanted(pack, facts):
            if name in steps:
                yield _lacking(respondent, steps[name])


def _lacking(respondent: Respondent, step: Step) -> Obstacle:
    label = step.label.say(language())
    text = _("{name}: {step} is missing.").format(name=respondent.name, step=label)
    if step.waivable:
        text = _("{missing} It may be waived with a reason.").format(missing=text)
    return Obstacle(text, step.clause, f"respondent:{respondent.pk}")
