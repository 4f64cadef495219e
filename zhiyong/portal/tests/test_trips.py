"""How often a lodging asks the database; and that what it remembers is never out of date."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from zhiyong.directory.models import Unit
from zhiyong.intake.models import Complaint
from zhiyong.intake.tests.factories import DAY, City
from zhiyong.plans.models import Binding
from zhiyong.portal import stencils
from zhiyong.portal.tests.factories import carried, code_on, filled, open_city

TRIPS = ["SELECT", "SELECT", "BEGIN", "INSERT", "INSERT", "INSERT", "INSERT", "COMMIT"]
"""The edition; whether it was sent before; the complaint, its sketch, its duties, the entries."""


@pytest.fixture(autouse=True)
def today(settings: object) -> None:
    settings.FIXED_TODAY = DAY.isoformat()  # type: ignore[attr-defined]


@pytest.fixture
def city(transactional_db: None) -> City:
    return open_city()


def checked(client: Client, city: City, **changes: object) -> dict[str, str]:
    return carried(client.post(reverse("portal:report"), filled(city, **changes)))


def test_an_anonymous_lodging_asks_the_database_eight_times(client: Client, city: City) -> None:
    client.post(reverse("portal:send"), checked(client, city))
    form = checked(client, city)

    with CaptureQueriesContext(connection) as asked:
        assert code_on(client.post(reverse("portal:send"), form))

    assert [one["sql"].split()[0] for one in asked] == TRIPS
    assert Complaint.objects.count() == 2


def test_a_body_bound_anew_gets_what_comes_next(client: Client, city: City) -> None:
    client.post(reverse("portal:send"), checked(client, city))
    form = checked(client, city)
    before = Complaint.objects.get().keeper
    Binding.objects.filter(unit=before).update(unit=city.court)

    client.post(reverse("portal:send"), form)

    assert Complaint.objects.exclude(keeper=before).get().keeper == city.court


def test_an_office_that_moved_is_routed_from_where_it_is_now(client: Client, city: City) -> None:
    client.post(reverse("portal:send"), checked(client, city))
    form = checked(client, city)
    Unit.objects.filter(pk=city.bureau.pk).update(kind=Unit.Kind.PARTY_ORGAN)

    client.post(reverse("portal:send"), form)

    keepers = {one.keeper_id for one in Complaint.objects.all()}
    assert len(keepers) == 2, "remembered what the office was"


def test_an_office_closed_meanwhile_is_looked_at_again(client: Client, city: City) -> None:
    form = checked(client, city)
    Unit.objects.filter(pk=city.bureau.pk).update(closed_on=DAY)

    client.post(reverse("portal:send"), form)

    assert not Complaint.objects.filter(subject_unit=city.bureau).exists()


def test_a_stencil_is_filled_for_each_reader_and_each_language() -> None:
    context = {"place": "江州市", "body": "人社局", "received_on": DAY, "accept_by": None}
    with translation.override("zh-hans"):
        first = stencils.filled("portal/receipt.txt", context, {"code": "1111-2222"})
        second = stencils.filled("portal/receipt.txt", context, {"code": "3333-4444"})
    with translation.override("en"):
        third = stencils.filled("portal/receipt.txt", context, {"code": "3333-4444"})

    assert "1111-2222" in first
    assert second == first.replace("1111-2222", "3333-4444")
    assert "Received on" in third
    assert "Received on" not in second


@pytest.mark.parametrize("text", ["<script>", "a b", "\ue000code\ue001", '"'])
def test_nothing_but_digits_and_seals_goes_into_a_hole(text: str) -> None:
    with pytest.raises(ValueError, match="code"):
        stencils.filled("portal/receipt.txt", {}, {"code": text})
