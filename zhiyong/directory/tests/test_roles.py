"""Who gives which role to whom."""

from datetime import date

import pytest

from zhiyong.directory.models import Account, RoleBinding
from zhiyong.directory.selectors import bindings_to_confirm
from zhiyong.directory.services import accounts, roles
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import PersonFactory, UnitFactory
from zhiyong.journal.models import Entry
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)


def somebody(name: str) -> Account:
    account, _initial = accounts.open_account(
        username=name, person=PersonFactory.create(), by="clock", on=ON
    )
    return account


def give(role: Role, to: Account, by: Account | str) -> RoleBinding:
    assert to.person is not None
    return roles.bind_role(
        role=role,
        unit=UnitFactory.create(),
        subtree=False,
        holder=to.person,
        valid_from=ON,
        valid_until=None,
        by=by,
        on=ON,
    )


def test_a_role_that_reads_cases_is_in_force_only_once_somebody_else_confirmed_it() -> None:
    first, second, clerk = somebody("first"), somebody("second"), somebody("clerk")
    binding = give(Role.CLERK, clerk, first)
    assert Role.CLERK not in standing_of(clerk, ON).roles

    roles.confirm_role(binding=binding, by=second, on=ON)

    assert standing_of(clerk, ON).units(Role.CLERK) == {binding.unit_id}
    assert Entry.objects.filter(verb="role.confirmed", subject=f"binding:{binding.pk}").exists()


@pytest.mark.parametrize("who", ["proposer", "holder"])
def test_neither_the_proposer_nor_the_holder_confirms(who: str) -> None:
    people = {"proposer": somebody("proposer"), "holder": somebody("holder")}
    binding = give(Role.HANDLER, people["holder"], people["proposer"])

    with pytest.raises(roles.NotOneself):
        roles.confirm_role(binding=binding, by=people[who], on=ON)

    binding.refresh_from_db()
    assert binding.confirmed_by is None


def test_nobody_gives_a_role_to_themselves() -> None:
    admin = somebody("admin")

    with pytest.raises(roles.NotOneself):
        give(Role.SECURITY_ADMIN, admin, admin)

    assert not RoleBinding.objects.exists()


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN),
        (Role.AUDIT_ADMIN, Role.CLERK),
        (Role.CLERK, Role.SECURITY_ADMIN),
        (Role.CUSTODIAN, Role.HANDLER),
        (Role.HANDLER, Role.CUSTODIAN),
    ],
)
def test_administrators_custodians_and_readers_of_cases_are_different_people(
    held: Role, wanted: Role
) -> None:
    one = somebody("one")
    give(held, one, "clock")

    with pytest.raises(roles.DoesNotGoTogether):
        give(wanted, one, "clock")

    assert RoleBinding.objects.count() == 1


def test_an_ended_role_gives_nothing_from_that_day() -> None:
    admin, inspector = somebody("admin"), somebody("inspector")
    binding = give(Role.INSPECTOR, inspector, admin)
    assert Role.INSPECTOR in standing_of(inspector, ON).roles

    roles.end_role(binding=binding, by=admin, on=ON)

    assert not standing_of(inspector, ON).roles


def test_what_waits_is_shown_to_others_only() -> None:
    first, second, clerk = somebody("first"), somebody("second"), somebody("clerk")
    give(Role.SECURITY_ADMIN, first, "clock")
    give(Role.SECURITY_ADMIN, second, "clock")
    binding = give(Role.CLERK, clerk, first)

    assert not bindings_to_confirm(standing_of(first, ON), ON).exists()
    assert not bindings_to_confirm(standing_of(clerk, ON), ON).exists()
    assert list(bindings_to_confirm(standing_of(second, ON), ON)) == [binding]
