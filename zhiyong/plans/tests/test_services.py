"""Publishing fixes a plan; adopting puts it in force, once for a body and its days."""

from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from zhiyong.directory.tests.factories import account_with
from zhiyong.journal.models import Entry
from zhiyong.plans.models import Adoption, PackVersion
from zhiyong.plans.selectors import (
    adoption_for,
    bound_unit,
    open_places,
    pack_of,
    pack_of_version,
    roles_of,
)
from zhiyong.plans.services import (
    AlreadyPublished,
    NotInForce,
    NotPublished,
    NumberMissing,
    Overlaps,
    Unbound,
    adopt,
    end_adoption,
    load_draft,
    publish,
)
from zhiyong.plans.tests.factories import City, make_bodies, make_city, the_pack
from zhiyong.rules.clock import Term, Unit
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def a_draft(pack: Pack | None = None) -> PackVersion:
    return load_draft(pack=pack or the_pack(), by="clock", on=DAY)


def with_open_term() -> Pack:
    """Return the plan with the term of the reply left open."""
    clocks = tuple(
        one.model_copy(update={"term": "unspecified"}) if one.id == "reply" else one
        for one in the_pack().clocks
    )
    return Pack.model_validate(the_pack().model_copy(update={"clocks": clocks}).as_data())


def test_loading_keeps_what_the_pack_says_word_for_word() -> None:
    version = a_draft()

    assert pack_of_version(version).digest() == the_pack().digest() == version.digest
    assert (version.code, version.version, version.state) == ("s3-city-zhiyong", 1, "DRAFT")
    assert Entry.objects.get(verb="plan.drafted").facts == {"digest": version.digest}


def test_loading_the_same_again_gives_the_same_version_another_text_the_next() -> None:
    version = a_draft()

    assert a_draft() == version
    assert a_draft(with_open_term()).version == 2


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("SET digest = 'x'", id="digest"),
        pytest.param("SET code = 'x'", id="code"),
        pytest.param("SET version = 9", id="version"),
        pytest.param("SET published_on = '2020-01-01'", id="day of publication"),
        pytest.param("SET state = 'DRAFT', published_on = NULL", id="back to a draft"),
    ],
)
def test_the_database_itself_refuses_to_change_a_published_plan(city: City, change: str) -> None:
    with pytest.raises(ProgrammingError, match="a published plan is fixed"), transaction.atomic():
        sql(f"UPDATE plans_packversion {change}")

    assert PackVersion.objects.get(pk=city.adoption.pack_id).digest == the_pack().digest()


@pytest.mark.parametrize(
    "change", ["UPDATE plans_packcontent SET content = '{}'", "DELETE FROM plans_packcontent"]
)
def test_the_database_refuses_to_change_what_it_says(city: City, change: str) -> None:
    with pytest.raises(ProgrammingError, match="a published plan is fixed"), transaction.atomic():
        sql(change)


def test_a_draft_can_still_be_mended() -> None:
    version = a_draft()

    sql('UPDATE plans_packcontent SET content = content || \'{"version": "2"}\'')

    assert pack_of_version(version).version == "2"


def test_the_database_refuses_to_delete_a_published_plan_but_not_a_draft(city: City) -> None:
    with pytest.raises(ProgrammingError, match="DELETE refused"), transaction.atomic():
        sql("DELETE FROM plans_packversion WHERE state <> 'DRAFT'")
    a_draft(with_open_term())
    PackVersion.objects.filter(state="DRAFT").delete()

    assert PackVersion.objects.get() == city.adoption.pack


def test_a_published_plan_can_be_retired(city: City) -> None:
    sql("UPDATE plans_packversion SET state = 'RETIRED'")

    assert PackVersion.objects.get().state == "RETIRED"


def sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


def test_publishing_twice_is_refused_and_changes_nothing() -> None:
    account = account_with(Role.OFFICE)
    version = publish(version=a_draft(), by=account, on=DAY)
    assert (version.published_on, version.published_by) == (DAY, account)
    assert Entry.objects.get(verb="plan.published").subject == f"plan:{version.pk}"

    with pytest.raises(AlreadyPublished):
        publish(version=version, by=account, on=date(2026, 4, 1))

    version.refresh_from_db()
    assert version.published_on == DAY
    assert Entry.objects.filter(verb="plan.published").count() == 1


def test_adopting_binds_roles_and_writes_it_down(city: City) -> None:
    assert roles_of(city.adoption) == city.bodies
    assert bound_unit(city.adoption, "office") == city.bodies["office"]
    assert bound_unit(city.adoption, "nobody") is None
    assert pack_of(city.adoption).plan == "s3-city-zhiyong"
    entry = Entry.objects.get(verb="plan.adopted")
    assert entry.facts["from"] == "2025-01-01"
    assert f"plan:{city.adoption.pack_id}" in entry.threads
    assert f"unit:{city.root.pk}" in entry.threads


def test_a_draft_cannot_be_adopted(city: City) -> None:
    with pytest.raises(NotPublished):
        adopt(
            version=a_draft(with_open_term()),
            body=city.bureau,
            valid_from=DAY,
            valid_until=None,
            roles=city.bodies,
            by="clock",
            on=DAY,
        )

    assert Adoption.objects.count() == 1


def test_every_role_needs_its_unit(city: City) -> None:
    roles = {role: unit for role, unit in city.bodies.items() if role != "office"}

    with pytest.raises(Unbound, match="领导小组办公室"):
        adopt_again(city, body=city.bureau, roles=roles)

    assert Adoption.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "until", "fits"),
    [
        pytest.param(date(2025, 6, 1), None, False, id="in the middle"),
        pytest.param(date(2024, 1, 1), date(2025, 1, 2), False, id="one day at the beginning"),
        pytest.param(date(2024, 1, 1), date(2025, 1, 1), True, id="up to the day before"),
        pytest.param(date(2026, 1, 1), None, True, id="from the day on which it ends"),
        pytest.param(date(2025, 12, 31), None, False, id="the last day"),
    ],
)
def test_a_body_adopts_a_plan_once_for_a_day(first: date, until: date | None, fits: bool) -> None:
    city = make_city(valid_until=date(2026, 1, 1))

    if fits:
        adopt_again(city, first=first, until=until)
    else:
        with pytest.raises(Overlaps, match="江州市"):
            adopt_again(city, first=first, until=until)

    assert Adoption.objects.count() == 1 + fits


def adopt_again(
    city: City,
    *,
    body: object = None,
    roles: object = None,
    first: date = DAY,
    until: date | None = None,
) -> Adoption:
    return adopt(
        version=city.adoption.pack,
        body=body or city.root,  # type: ignore[arg-type]
        valid_from=first,
        valid_until=until,
        roles=roles or city.bodies,  # type: ignore[arg-type]
        open_numbers=the_pack().proposed(),
        by="clock",
        on=DAY,
    )


def test_the_nearest_body_gives_the_plan(city: City) -> None:
    own = adopt_again(city, body=city.bureau)

    assert adoption_for(city.section, DAY) == own
    assert adoption_for(city.bureau, DAY) == own
    assert adoption_for(city.court, DAY) == city.adoption
    assert adoption_for(city.section, date(2026, 3, 1)) == city.adoption
    assert adoption_for(city.section, date(2024, 12, 31)) is None


def test_an_open_term_must_be_set_and_is_read(city: City) -> None:
    version = publish(version=a_draft(with_open_term()), by="clock", on=DAY)
    pack = pack_of_version(version)
    assert set(open_places(pack)) == {"clocks.reply.term", *pack.proposed()}

    def given(term: str) -> Adoption:
        return adopt(
            version=version,
            body=city.bureau,
            valid_from=DAY,
            valid_until=None,
            roles=city.bodies,
            open_numbers=pack.proposed() | {"clocks.reply.term": term},
            by="clock",
            on=DAY,
        )

    with pytest.raises(NumberMissing, match="期限"):
        given("")
    with pytest.raises(NumberMissing, match="很快"):
        given("很快")
    made = given("４５日")

    assert made.open_numbers == pack.proposed() | {"clocks.reply.term": "45 days"}
    assert pack_of(made).clock("reply").term == Term(45, Unit.DAY)


def test_an_adoption_ends_and_a_new_one_follows_on_that_day(city: City) -> None:
    ended = end_adoption(adoption=city.adoption, until=date(2026, 4, 1), by="clock", on=DAY)

    assert ended.valid == DateRange(date(2025, 1, 1), date(2026, 4, 1))
    assert Entry.objects.get(verb="plan.ended").facts == {"until": "2026-04-01"}
    follower = adopt_again(city, first=date(2026, 4, 1))
    assert adoption_for(city.bureau, date(2026, 3, 31)) == ended
    assert adoption_for(city.bureau, date(2026, 4, 1)) == follower


@pytest.mark.parametrize("until", [date(2026, 3, 1), date(2025, 1, 1), date(2024, 6, 1)])
def test_an_adoption_cannot_end_in_the_past(city: City, until: date) -> None:
    with pytest.raises(NotInForce):
        end_adoption(adoption=city.adoption, until=until, by="clock", on=DAY)

    city.adoption.refresh_from_db()
    assert city.adoption.valid.upper is None


def test_an_ended_adoption_stays_ended(city: City) -> None:
    end_adoption(adoption=city.adoption, until=DAY, by="clock", on=DAY)

    with pytest.raises(NotInForce):
        end_adoption(adoption=city.adoption, until=date(2027, 1, 1), by="clock", on=DAY)


def test_the_bodies_of_two_cities_do_not_meet(city: City) -> None:
    other = city.court
    own = make_bodies(other)

    made = adopt_again(city, body=other, roles=own)

    assert roles_of(made)["office"] == own["office"]
    assert roles_of(city.adoption)["office"] == city.bodies["office"]
