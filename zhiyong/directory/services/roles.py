"""Who gets which role: proposed by one, and, where the role reads cases, confirmed by another."""

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Person, Post, RoleBinding, Tenure, Unit
from zhiyong.directory.services.units import By
from zhiyong.journal.services import record
from zhiyong.shell.access import ADMINISTRATORS, READS_CASES, Role
from zhiyong.shell.errors import Refusal

APART = ADMINISTRATORS | {Role.CUSTODIAN}
"""None of these goes together with reading cases or with another administrator's role."""


class NotOneself(Refusal):
    """Nobody gives a role to themselves, or confirms what they proposed."""


class DoesNotGoTogether(Refusal):
    """One person would hold two roles that are kept apart."""


class NothingToConfirm(Refusal):
    """The role is in force already, or was ended."""


@transaction.atomic
def bind_role(
    *,
    role: Role,
    unit: Unit,
    subtree: bool,
    holder: Person | Post,
    valid_from: date,
    valid_until: date | None,
    by: By,
    on: date,
) -> RoleBinding:
    """Give a role to a post (whoever holds it) or a person, for a unit or all below it.

    A role that reads cases waits until somebody else confirms it.

    :raises NotOneself: if it is for the one who gives it.
    :raises DoesNotGoTogether: if the holder has a role that is kept apart from it.
    """
    people = _holders(holder, on)
    if isinstance(by, Account) and by.person_id in people:
        raise NotOneself(_("Nobody gives a role to themselves: another administrator does."))
    _check_apart(role, holder, people, on)
    binding = RoleBinding.objects.create(
        role=role,
        unit=unit,
        subtree=subtree,
        post=holder if isinstance(holder, Post) else None,
        person=holder if isinstance(holder, Person) else None,
        valid=DateRange(valid_from, valid_until),
        proposed_by=by if isinstance(by, Account) else None,
    )
    record(
        "role.proposed" if binding.needs_second_person else "role.bound",
        of=binding,
        by=by,
        on=on,
        threads=[unit, holder],
        facts={"role": str(role), "unit": unit, "holder": holder, "subtree": subtree},
    )
    return binding


@transaction.atomic
def confirm_role(*, binding: RoleBinding, by: Account, on: date) -> RoleBinding:
    """Confirm, as the second person, a role that reads cases; from then on it is in force.

    :raises NotOneself: if one proposed it, or would hold it.
    :raises NothingToConfirm: if it is confirmed or needs no second person.
    """
    binding = RoleBinding.objects.select_for_update().get(pk=binding.pk)
    if binding.confirmed_by_id or not binding.needs_second_person:
        raise NothingToConfirm(_("There is nothing to confirm here."))
    holder = binding.post or binding.person
    assert holder is not None
    if by.pk == binding.proposed_by_id or by.person_id in _holders(holder, on):
        raise NotOneself(_("A second person confirms it: not who proposed it, nor who holds it."))
    binding.confirmed_by = by
    binding.save(update_fields=["confirmed_by"])
    record(
        "role.confirmed",
        of=binding,
        by=by,
        on=on,
        threads=[binding.unit, holder],
        facts={"role": binding.role, "unit": binding.unit, "holder": holder},
    )
    return binding


@transaction.atomic
def end_role(*, binding: RoleBinding, by: Account, on: date) -> RoleBinding:
    """End a role from a day on; one that was never in force is taken back whole."""
    binding = RoleBinding.objects.select_for_update().get(pk=binding.pk)
    begins = binding.valid.lower
    ends = max(on, begins) if begins else on
    binding.valid = DateRange(begins, ends)
    binding.save(update_fields=["valid"])
    record(
        "role.ended",
        of=binding,
        by=by,
        on=on,
        threads=[binding.unit],
        facts={"role": binding.role, "unit": binding.unit},
    )
    return binding


def _holders(holder: Person | Post, on: date) -> set[int]:
    if isinstance(holder, Person):
        return {holder.pk}
    return set(
        Tenure.objects.filter(post=holder, valid__contains=on).values_list("person", flat=True)
    )


def _check_apart(role: Role, holder: Person | Post, people: set[int], on: date) -> None:
    """Keep administrators apart from one another and from whoever reads cases."""
    if role in APART:
        others = (APART | READS_CASES) - {role}
    elif role in READS_CASES:
        others = APART
    else:
        return
    same_post = Q(post=holder) if isinstance(holder, Post) else Q()
    theirs = Q(person__in=people) | Q(
        post__in=Tenure.objects.filter(person__in=people, valid__contains=on).values("post")
    )
    held = (
        RoleBinding.objects.filter(theirs | same_post if same_post else theirs)
        .filter(role__in=others, valid__contains=on)
        .values_list("role", flat=True)
        .first()
    )
    if held:
        raise DoesNotGoTogether(
            _("The holder is “{held}”, which does not go together with “{role}”.").format(
                held=Role(held).label, role=role.label
            )
        )
