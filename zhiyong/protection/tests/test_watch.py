"""The watch: consent, looking with a passphrase, concerns; nothing names anybody."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from zhiyong.directory.models import Account, Person
from zhiyong.directory.tests.factories import PersonFactory, account_with
from zhiyong.intake.codes import Prepared, new_code
from zhiyong.intake.drafts import Identity
from zhiyong.intake.models import Complaint
from zhiyong.intake.tests.factories import DAY, City, lodged
from zhiyong.journal.models import Entry
from zhiyong.portal.tests.test_report import page_of
from zhiyong.protection import services
from zhiyong.protection.models import Concern, Watch
from zhiyong.protection.selectors import matches, watches_visible_to
from zhiyong.shell.access import Role
from zhiyong.vault.errors import VaultRefusal
from zhiyong.vault.tests.factories import AT, ON, PASSPHRASE, office

pytestmark = pytest.mark.django_db
NAME = "赵小满"


@pytest.fixture
def keeper(city: City) -> Account:
    """Return a custodian of the body that keeps the complaints."""
    return office(city.bodies["personnel_bureau"]).first


@pytest.fixture
def named(city: City, keeper: Account) -> Complaint:
    """Return a complaint under a real name, sealed for the custodians."""
    return lodged(city, identity=Identity(name=NAME, telephone="13800000000"))


@pytest.fixture
def colleague(city: City) -> Person:
    """Return an official of the complainant's name, who was moved after the complaint."""
    person = city.official(city.bureau, title="科员")
    person.name = NAME
    person.save(update_fields=["name"])
    return person


@pytest.fixture
def watch(named: Complaint) -> Watch:
    """Return a watch that runs."""
    return services.consent(complaint=named, by="portal", on=DAY)


def look(watch: Watch, by: Account, **changes: Any) -> services.Looked:
    told = {"passphrase": PASSPHRASE, "reason": "年度考核后例行查看", "on": ON, "at": AT, **changes}
    return services.look(watch=watch, by=by, **told)


def test_with_consent_a_watch_runs_as_long_as_the_plan_says(named: Complaint) -> None:
    watch = services.consent(complaint=named, by="portal", on=DAY)

    assert watch.state == Watch.State.RUNNING
    assert watch.until_on == date(2027, 3, 2)
    entry = Entry.objects.get(verb="watch.begun")
    assert entry.subject == f"watch:{watch.pk}"
    assert f"complaint:{named.pk}" not in entry.threads, "who handles it must not learn of it"


def test_without_a_name_nobody_can_be_watched_over(city: City) -> None:
    with pytest.raises(services.NotNow, match="实名"):
        services.consent(complaint=lodged(city), by="portal", on=DAY)

    assert not Watch.objects.exists()


def test_consent_is_given_once_and_taken_back_once(named: Complaint, watch: Watch) -> None:
    with pytest.raises(services.NotNow):
        services.consent(complaint=named, by="portal", on=DAY)
    services.withdraw(complaint=named, by="portal", on=DAY)
    with pytest.raises(services.NotNow):
        services.withdraw(complaint=named, by="portal", on=DAY)

    watch.refresh_from_db()
    assert (watch.state, watch.ended_on) == (Watch.State.WITHDRAWN, DAY)


def test_a_protector_sees_what_befell_people_of_that_name_and_nothing_is_kept(
    watch: Watch, keeper: Account, colleague: Person
) -> None:
    looked = look(watch, keeper)

    assert looked.name == NAME
    assert [one.person for one in looked.matches] == [colleague]
    assert not [
        entry for entry in Entry.objects.all() if NAME in str(entry.facts) + str(entry.threads)
    ]
    watch.refresh_from_db()
    assert (watch.looked_on, watch.looked_by) == (ON, keeper)


def test_only_what_came_after_the_complaint_is_told(colleague: Person) -> None:
    tenure = colleague.tenures.get()
    began = tenure.valid.lower

    [before] = matches(NAME, began + timedelta(days=1), ON)
    [after] = matches(NAME, began, ON)

    assert not before.happenings
    assert [one.on for one in after.happenings] == [began]


def test_the_number_of_queries_does_not_grow_with_namesakes(
    django_assert_max_num_queries: Any, colleague: Person
) -> None:
    for _ in range(20):
        PersonFactory.create(name=NAME)

    with django_assert_max_num_queries(6):
        assert len(matches(NAME, DAY, ON)) == 21


@pytest.mark.parametrize("changes", [{"passphrase": "not the right words"}, {"reason": " "}])
def test_a_wrong_passphrase_or_no_reason_shows_nothing(
    watch: Watch, keeper: Account, changes: dict[str, str]
) -> None:
    with pytest.raises(VaultRefusal):
        look(watch, keeper, **changes)

    watch.refresh_from_db()
    assert watch.looked_on is None


def test_whoever_is_no_custodian_sees_no_watch(city: City, watch: Watch, client: Client) -> None:
    clerk = city.clerk()
    client.force_login(clerk)

    assert client.get(reverse("protection:watch", args=[watch.pk])).status_code in (403, 404)
    stranger = account_with(Role.CUSTODIAN, unit=city.bodies["discipline_bureau"])
    client.force_login(stranger)
    assert client.get(reverse("protection:watch", args=[watch.pk])).status_code == 404


def test_a_watch_ends_with_its_last_day(watch: Watch) -> None:
    assert watch.until_on

    assert services.tick(on=watch.until_on) == 0
    assert services.tick(on=watch.until_on + timedelta(days=1)) == 1
    assert services.tick(on=watch.until_on + timedelta(days=1)) == 0
    watch.refresh_from_db()
    assert watch.state == Watch.State.OVER


def test_what_is_over_is_neither_opened_nor_written_to(
    watch: Watch, keeper: Account, named: Complaint
) -> None:
    services.withdraw(complaint=named, by="portal", on=DAY)

    with pytest.raises(services.NotNow):
        look(watch, keeper)
    with pytest.raises(services.NotNow):
        services.note_concern(
            watch=watch, kind=Concern.Kind.GRADE, note="考核降等", by=keeper, on=ON
        )
    assert not Concern.objects.exists()


def test_a_concern_is_noted_and_closed_with_a_word(watch: Watch, keeper: Account) -> None:
    kind = Concern.Kind.TRANSFER
    concern = services.note_concern(watch=watch, kind=kind, note="调离原岗位", by=keeper, on=ON)

    with pytest.raises(services.Incomplete):
        services.close_concern(concern=concern, closing=" ", by=keeper, on=ON)
    services.close_concern(concern=concern, closing="系正常轮岗，有文件。", by=keeper, on=ON)
    with pytest.raises(services.NotNow):
        services.close_concern(concern=concern, closing="又一次", by=keeper, on=ON)

    concern.refresh_from_db()
    assert concern.closed_on == ON
    assert Entry.objects.filter(verb="watch.concern_closed").count() == 1


def test_the_pages_show_and_the_name_stands_on_one_answer_only(
    watch: Watch, keeper: Account, colleague: Person, client: Client
) -> None:
    page = reverse("protection:watch", args=[watch.pk])

    with time_machine.travel(AT, tick=True):
        client.force_login(keeper)
        listed = client.get(reverse("protection:watches")).content.decode()
        told = client.post(page, {"passphrase": PASSPHRASE, "reason": "例行查看"})
        again = client.get(page).content.decode()

    assert page in listed
    assert NAME in told.content.decode()
    assert "no-store" in told.headers["Cache-Control"]
    assert NAME not in again
    assert list(watches_visible_to(_standing(keeper))) == [watch]


def _standing(account: Account) -> Any:
    from zhiyong.directory.standing import standing_of

    return standing_of(account, ON)


def test_the_complainant_consents_and_takes_it_back_with_the_code(
    city: City, keeper: Account, client: Client
) -> None:
    code = new_code()
    with time_machine.travel("2026-03-03T10:00:00+08:00", tick=True):
        complaint = lodged(
            city,
            prepared=Prepared(code, code.encode()),
            identity=Identity(name=NAME, telephone="13800000000"),
        )
        shown = page_of(client.post("/follow-up/", {"code": code}))
        assert "我同意关注" in shown
        sealed = shown.split('name="pass" value="')[1].split('"')[0]
        answer = page_of(client.post("/follow-up/consent/", {"pass": sealed}))
        assert "撤回同意" in answer
        assert Watch.objects.filter(complaint=complaint).count() == 1
        again = page_of(client.post("/follow-up/end-watch/", {"pass": sealed}))

    assert "已停止关注" in again
    assert Watch.objects.get().state == Watch.State.WITHDRAWN
