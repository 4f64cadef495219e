"""A campaign of the city's plan, launched some weeks ago: units that are done, late, returned."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import override

from zhiyong.campaigns.models import Assignment, Campaign
from zhiyong.campaigns.services import judging, launching, preparing, writing
from zhiyong.demo.campaign_exchange import exchange
from zhiyong.demo.city import City
from zhiyong.demo.source import data
from zhiyong.directory.models import Account, Post, Unit
from zhiyong.plans.models import Adoption

TASK = "implementing_measures"


@transaction.atomic
def run_campaign(
    city: City, adoption: Adoption, accounts: dict[str, Account], today: date
) -> Campaign:
    """Launch the campaign for some units, and let each stand in its own way."""
    said, by = data("campaigns"), accounts["office"]
    on = today - timedelta(days=said["days_ago"])
    with override("zh-hans"):
        campaign = preparing.prepare(
            adoption=adoption, title=said["title"], office=city.roles["office"], by=by, on=on
        )
        chosen = [unit for unit in city.units.values() if unit.kind in said["kinds"]]
        chosen = [unit for unit in chosen if unit.pk in city.posts][: said["units"]]
        preparing.choose_units(
            campaign=campaign, party="party_committees", units=chosen, by=by, on=on
        )
        preparing.choose_units(
            campaign=campaign, party="appraisal_office", units=[city.roles["office"]], by=by, on=on
        )
        for code, days in said["due"].items():
            task = campaign.tasks.get(code=code)
            due = on + timedelta(days=days)
            preparing.set_task(task=task, first=None, due=due, receiver=task.receiver, by=by, on=on)
        launching.carry_out(batch=launching.launch(campaign=campaign, by=by, on=on))
        for place, unit in enumerate(chosen):
            way = said["ways"][place % len(said["ways"])]
            _stand(city, campaign, unit, way, by, on + timedelta(days=10 + place))
        campaign.refresh_from_db()
        exchange(city, campaign, chosen, said, by, today)
    return campaign


def _stand(city: City, campaign: Campaign, unit: Unit, way: str, by: Account, on: date) -> None:
    said = data("campaigns")
    clerk = Account.objects.get(person=city.people[city.main(unit, Post.Kind.STAFF).pk])
    if way == "open":
        return
    owed = _owed(campaign, unit, TASK)
    writing.write(assignment=owed, draft=writing.Draft(text=said["report"]), by=clerk, on=on)
    handed = writing.hand_in(submission=owed.submissions.get(), by=clerk, on=on)
    later = on + timedelta(days=2)
    if way == "returned":
        judging.give_back(submission=handed, why=said["why"], by=by, on=later)
    elif way == "accepted":
        judging.accept(submission=handed, by=by, on=later)


def _owed(campaign: Campaign, unit: Unit, code: str) -> Assignment:
    return Assignment.objects.get(campaign=campaign, task__code=code, unit=unit)
