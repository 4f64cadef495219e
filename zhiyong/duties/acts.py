"""What may be done about a duty now; rooms above say where their own ways are.

A duty of a matter is urged with a slip, and extended through its chain: the room of matters knows
how, and registers the addresses of its pages.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.duties.counting import clock_of
from zhiyong.duties.models import Duty
from zhiyong.plans.parties import role_of
from zhiyong.plans.selectors import pack_of, roles_of
from zhiyong.rules.pack.timing import Extension
from zhiyong.shell import kinds
from zhiyong.shell.access import READS_ALL, Role, Standing
from zhiyong.shell.parts import Offer

Address = Callable[[Duty], str]
KEEPERS = (Role.CLERK, Role.SECTION_HEAD, Role.LEADER, Role.SUPERVISOR, Role.OFFICE)
"""Who acts for a body that the plan lets urge."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the duties of a Kind of subject are urged and extended."""

    urge: Address | None = None
    extend: Address | None = None


_ways: dict[str, Ways] = {}


def register(kind: str, ways: Ways) -> None:
    """Say where duties about subjects of a Kind are urged and extended instead of here."""
    _ways[kind] = ways


def offers(duty: Duty, standing: Standing) -> list[Offer]:
    """Return what somebody may do about a duty, and why not what they may not."""
    ways = _ways.get(duty.subject.partition(":")[0], Ways())
    return [one for one in (_urge(duty, standing, ways), _extend(duty, standing, ways)) if one]


def _urge(duty: Duty, standing: Standing, ways: Ways) -> Offer | None:
    if duty.adoption is None or not may_urge(duty, standing):
        return None
    url = ways.urge(duty) if ways.urge else reverse("duties:urge", args=[duty.pk])
    why_not = ""
    if duty.state != Duty.State.OPEN:
        why_not = _("This duty is no longer running: there is nothing to urge.")
    urging = pack_of(duty.adoption).urging
    basis = urging.clause if urging else None
    return Offer("urge", _("Urge"), url, why_not, basis, icon="bell-ring")


def may_urge(duty: Duty, standing: Standing) -> bool:
    """Whether the plan lets somebody urge a duty: never one's own."""
    if duty.adoption is None or (duty.owner_person_id or 0) == standing.person_id:
        return False
    urging = pack_of(duty.adoption).urging
    if urging is None:
        return False
    places = {duty.audience, duty.owner_unit_id}
    bound = roles_of(duty.adoption)
    for party in urging.by:
        role = role_of(party)
        if role and places & standing.units(role):
            return True
        if party == "receiving_body" and duty.audience in standing.units(*KEEPERS):
            return True
        if party in bound and bound[party].pk in standing.units(*KEEPERS):
            return True
    return False


def _extend(duty: Duty, standing: Standing, ways: Ways) -> Offer | None:
    granted = extension_of(duty)
    if granted is None or duty.owner_unit_id not in standing.units(*READS_ALL):
        return None
    why_not = ""
    if duty.state != Duty.State.OPEN:
        why_not = _("Only a running duty can be given more time.")
    elif duty.extensions.count() >= granted.times:
        why_not = _("The plan grants {n} extension(s) at most.").format(n=granted.times)
    if ways.extend:
        url = ways.extend(duty)
    elif granted.approval is None:
        url = reverse("duties:extend", args=[duty.pk])
        if not why_not and not may_extend(duty, standing):
            why_not = _("Only whoever the plan names may grant it.")
    else:
        url = kinds.url(duty.subject) or ""
        why_not = why_not or _("It is asked for where the matter is, and needs approval.")
    return Offer(
        "extend", _("Give more time"), url, why_not, granted.clause or "", icon="calendar-plus"
    )


def extension_of(duty: Duty) -> Extension | None:
    """Return what the plan grants in addition, if it grants anything."""
    return clock_of(duty.adoption, duty.code).extension if duty.adoption else None


def may_extend(duty: Duty, standing: Standing) -> bool:
    """Whether somebody may give a duty more time by themselves: the approver of the plan."""
    granted = extension_of(duty)
    if granted is None or granted.approval is not None:
        return False
    role = role_of(granted.approver)
    return role is not None and duty.owner_unit_id in standing.units(role)
