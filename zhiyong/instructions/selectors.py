"""Every read of instructions."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyong.approvals.models import Approval
from zhiyong.duties.models import Duty
from zhiyong.duties.selectors import with_light
from zhiyong.instructions.models import Attached, Instruction
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.about import hidden_from
from zhiyong.shell.access import READS_ALL, Role, Standing

State = Instruction.State
REGISTRARS = (Role.CLERK, Role.SECTION_HEAD, Role.SUPERVISOR, Role.OFFICE)
"""Who registers instructions, submits to leaders, and follows up what was instructed."""
ANSWERERS = (Role.CLERK, Role.HANDLER, Role.SECTION_HEAD, Role.LEADER, Role.OFFICE)
"""Who feeds back for a unit what was done."""
MOST_COUNTED = 100


def instructions_visible_to(standing: Standing) -> QuerySet[Instruction]:
    """Return the instructions somebody may see: their units', those they gave or owe.

    A sheet that waits is seen by who submits it and by its leader only. Nobody sees one about
    something that names them.
    """
    me = standing.person_id or 0
    units = standing.units(*READS_ALL)
    mine = Q(leader=me) | Q(owner=me) if me else Q(pk__in=[])
    if units:
        mine |= Q(audience__among=units)
        mine |= Q(owner_unit__id__among=units) & ~Q(state=State.PENDING)
    rows = Instruction.objects.filter(mine)
    for references in hidden_from(standing):
        about = Attached.objects.filter(instruction=OuterRef("pk"), reference__in=references)
        rows = rows.exclude(Exists(about))
    return rows


def ready(rows: QuerySet[Instruction]) -> QuerySet[Instruction]:
    """Return instructions with all that a list shows of them: no query for each row."""
    return rows.select_related("unit", "leader", "owner_unit", "owner").defer("submitted")


def about(references: list[str], standing: Standing, today: date) -> list[Instruction]:
    """Return the instructions about some objects, the newest first, with `due` and `light`."""
    rows = list(
        ready(instructions_visible_to(standing))
        .filter(
            Exists(Attached.objects.filter(instruction=OuterRef("pk"), reference__in=references))
        )
        .order_by("-registered_on", "-pk")
    )
    with_duties(rows, today)
    return rows


def with_duties(rows: list[Instruction], today: date) -> None:
    """Give each instruction the light of its feedback, "" where none runs: one query."""
    subjects = {f"instruction:{row.pk}" for row in rows}
    running = Duty.objects.filter(subject__in=subjects, state=Duty.State.OPEN)
    found: list[Any] = list(with_light(running, today))
    lights = {one.subject: one.light for one in found}
    for row in rows:
        row.light = lights.get(f"instruction:{row.pk}", "")  # type: ignore[attr-defined]


def overdue(rows: QuerySet[Instruction], today: date) -> QuerySet[Instruction]:
    """Return the instructions whose feedback is late."""
    return rows.filter(state=State.RUNNING, feedback_by__lt=today)


def chain_of(instruction: Instruction) -> Approval | None:
    """Return the joint sign-off of a sheet before it reaches the leader, if there is one."""
    found = Approval.objects.filter(subject=f"instruction:{instruction.pk}")
    return found.order_by("-pk").first()


def is_with_leader(instruction: Instruction) -> bool:
    """Return whether a sheet waits for its leader now: it is printed, all have signed."""
    return instruction.state == State.PENDING and instruction.paper_id is not None


def may_answer(standing: Standing, instruction: Instruction) -> bool:
    """Return whether somebody is the leader for whom a sheet waits."""
    is_mine = standing.person_id is not None and standing.person_id == instruction.leader_id
    return is_mine and is_with_leader(instruction)


def may_follow(standing: Standing, instruction: Instruction) -> bool:
    """Return whether somebody follows an instruction up, for the unit that registered it."""
    return instruction.audience in standing.units(*REGISTRARS)


def may_feed_back(standing: Standing, instruction: Instruction) -> bool:
    """Return whether somebody feeds back what was done: the owner, or somebody of their unit."""
    if instruction.state != State.RUNNING:
        return False
    is_owner = standing.person_id is not None and standing.person_id == instruction.owner_id
    return is_owner or instruction.owner_unit_id in standing.units(*ANSWERERS)


def count_waiting(standing: Standing) -> int:
    """Return how many wait for somebody: sheets as their leader, feedback to check, up to 100."""
    waiting = Q(pk__in=[])
    if standing.person_id is not None:
        waiting |= Q(state=State.PENDING, leader=standing.person_id, paper__isnull=False)
    if units := standing.units(*REGISTRARS):
        waiting |= Q(state=State.FED_BACK, audience__among=units)
    rows = instructions_visible_to(standing).filter(waiting)
    return rows.order_by()[:MOST_COUNTED].count()
