"""Who may see and who may change which part of the directory."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyong.directory.models import ExportRun, HandOver, ImportRun, Person, Tenure, Unit
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import Role, Standing

EDITORS = (Role.SYSTEM_ADMIN, Role.PERSONNEL)
"""Who keeps units, posts and people: the system administrator, the organisation department."""


def may_edit(standing: Standing, unit: Unit | None) -> bool:
    """Return whether somebody keeps a unit; new units at the top need it for some unit at least."""
    if unit is None:
        return bool(standing.roles & set(EDITORS))
    return unit.pk in standing.units(*EDITORS)


def units_editable_by(standing: Standing) -> QuerySet[Unit]:
    """Return the units that somebody keeps."""
    return Unit.objects.filter(pk__among=standing.units(*EDITORS))


def may_edit_person(standing: Standing, person: Person) -> bool:
    """Return whether somebody keeps a person: through any unit they ever served, or if in none."""
    if not standing.roles & set(EDITORS):
        return False
    units = set(Tenure.objects.filter(person=person).values_list("post__unit", flat=True))
    return not units or bool(units & standing.units(*EDITORS))


def may_read_facts(standing: Standing, person: Person) -> bool:
    """Return whether somebody reads rank, staff type and Party membership: keepers, and oneself."""
    return standing.person_id == person.pk or may_edit_person(standing, person)


def hand_overs_visible_to(standing: Standing) -> QuerySet[HandOver]:
    """Return the hand-overs that concern somebody, that they keep, or whose giver they lead."""
    if standing.person_id is None:
        return HandOver.objects.none()
    kept = standing.units(*EDITORS, Role.SECTION_HEAD, Role.LEADER)
    served = Tenure.objects.filter(person=OuterRef("giver"), post__unit__id__among=kept)
    return HandOver.objects.filter(
        Q(giver=standing.person_id)
        | Q(receiver=standing.person_id)
        | Q(drawn_up_by__person=standing.person_id)
        | Exists(served)
    )


def hand_overs_to_sign(standing: Standing) -> QuerySet[HandOver]:
    """Return the hand-overs that wait for somebody's own signature."""
    waiting = HandOver.objects.filter(state=HandOver.State.DRAWN_UP)
    if standing.person_id is None:
        return waiting.none()
    return waiting.filter(
        Q(giver=standing.person_id, giver_signed_at__isnull=True)
        | Q(receiver=standing.person_id, receiver_signed_at__isnull=True)
    )


def imports_visible_to(standing: Standing) -> QuerySet[ImportRun]:
    """Return the workbooks handed in: those of all, for whoever may import."""
    return ImportRun.objects.all() if may_import(standing) else ImportRun.objects.none()


def exports_visible_to(standing: Standing) -> QuerySet[ExportRun]:
    """Return the exports somebody asked for themselves."""
    if standing.person_id is None:
        return ExportRun.objects.none()
    return ExportRun.objects.filter(asked_by__person=standing.person_id)


def may_import(standing: Standing) -> bool:
    """Return whether somebody may change the whole directory by a workbook."""
    return bool(standing.roles & set(EDITORS))
