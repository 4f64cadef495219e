"""Who sees a matter, and who sees it no more."""

import pytest

from zhiyong.directory.models import Account
from zhiyong.directory.standing import NOBODY, standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.intake import services as intake
from zhiyong.intake.tests.factories import DAY, Named
from zhiyong.journal.selectors import timeline
from zhiyong.matters import services
from zhiyong.matters.models import Matter
from zhiyong.matters.selectors import (
    kept,
    lying_still,
    matters_visible_to,
    mine,
    of_my_units,
    to_be_assigned,
)
from zhiyong.matters.tests.factories import ASSIGN, TRANSFER, Scene
from zhiyong.papers.selectors import of_subjects
from zhiyong.shell import kinds
from zhiyong.shell.access import ADMINISTRATORS, Role


def sees(account: Account, matter: Matter) -> bool:
    return matters_visible_to(standing_of(account, DAY)).filter(pk=matter.pk).exists()


def test_the_unit_that_handles_it_and_the_office_that_keeps_it_see_it(scene: Scene) -> None:
    matter = scene.in_handling(ASSIGN)

    assert sees(scene.other.clerk, matter)
    assert sees(scene.other.handler, matter)
    assert sees(scene.office.clerk, matter)
    assert sees(scene.office.supervisor, matter)


@pytest.mark.parametrize("role", [*sorted(ADMINISTRATORS), Role.CLERK, Role.ANALYST])
def test_nobody_else_does(scene: Scene, role: Role) -> None:
    matter = scene.in_handling(ASSIGN)
    stranger = account_with(role, unit=scene.city.court)

    assert not sees(stranger, matter)
    assert not matters_visible_to(NOBODY).exists()
    assert kinds.titles([f"matter:{matter.pk}"], standing_of(stranger, DAY)) == {}
    assert timeline(f"matter:{matter.pk}", standing_of(stranger, DAY)) == []


def test_a_unit_that_gave_it_back_sees_nothing_of_it(scene: Scene) -> None:
    matter = scene.assigned(TRANSFER)
    services.ask_return(matter=matter, reason="不属职责", by=scene.other.clerk, on=DAY)
    assert sees(scene.other.clerk, matter)

    services.settle_return(matter=matter, agree=True, by=scene.office.clerk, on=DAY)

    standing = standing_of(scene.other.clerk, DAY)
    assert not sees(scene.other.clerk, matter)
    assert not of_my_units(standing).exists()
    assert not of_subjects([f"matter:{matter.pk}"], standing).exists()
    assert sees(scene.office.clerk, matter)


def test_who_is_named_in_it_never_sees_it_even_in_the_office_that_keeps_it(scene: Scene) -> None:
    named = scene.city.official(scene.city.bureau, name="钱立新")
    complaint = scene.complaint(named=(Named(name="钱立新"),))
    matter = scene.in_handling(complaint=complaint)
    account = account_with(Role.CLERK, unit=scene.office.unit)
    assert sees(account, matter)

    account.person = None
    account.save()
    scene.office.clerk.person.role_bindings.update(person=named)  # type: ignore[union-attr]
    account.person = named
    account.save()

    standing = standing_of(account, DAY)
    assert standing.units(Role.CLERK)
    assert not sees(account, matter)
    assert not kept(standing).exists()
    assert not lying_still(standing, DAY.replace(day=28)).exists()


def test_what_goes_up_sealed_takes_its_matters_along(scene: Scene) -> None:
    matter = scene.signed_for()
    services.take_back(matter=matter, reason="涉及本机关", by=scene.office.clerk, on=DAY)

    intake.send_up_sealed(complaint=matter.complaint, by=scene.office.clerk, on=DAY)

    standing = standing_of(scene.office.clerk, DAY)
    assert not sees(scene.office.clerk, matter)
    assert not kept(standing).exists()
    assert not of_my_units(standing).exists()
    assert not of_subjects([f"matter:{matter.pk}"], standing).exists()
    matter.refresh_from_db()
    assert matter.keeper == scene.city.bodies["leading_group"]
    assert sees(account_with(Role.CLERK, unit=matter.keeper), matter)


def test_the_lists_hold_what_they_say(scene: Scene) -> None:
    waiting = scene.complaint()
    own, theirs = scene.in_handling(), scene.in_handling(ASSIGN)
    office, other = scene.office, scene.other

    def stand(account: Account) -> object:
        return standing_of(account, DAY)

    assert set(mine(stand(office.handler))) == {own}  # type: ignore[arg-type]
    assert set(of_my_units(stand(office.clerk))) == {own}  # type: ignore[arg-type]
    assert set(of_my_units(stand(other.clerk))) == {theirs}  # type: ignore[arg-type]
    assert set(kept(stand(office.clerk))) == {own, theirs}  # type: ignore[arg-type]
    assert set(to_be_assigned(stand(office.clerk))) == {waiting}  # type: ignore[arg-type]
    assert not to_be_assigned(stand(office.handler)).exists()  # type: ignore[arg-type]
    assert set(lying_still(stand(office.clerk), DAY.replace(day=9))) == {own, theirs}  # type: ignore[arg-type]
    assert not lying_still(stand(office.clerk), DAY).exists()  # type: ignore[arg-type]
