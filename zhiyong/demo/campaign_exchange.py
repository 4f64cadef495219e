"""What went between the office of the demo's campaign and its units: a few rows of each kind."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from zhiyong.campaigns.models import Acceptance, Bulletin, Campaign
from zhiyong.campaigns.selectors.slow import slow_units
from zhiyong.campaigns.services import acceptance, bulletins, requests, summaries, talks
from zhiyong.demo.city import City
from zhiyong.directory.models import Account, Post, Unit

SIGN_FIRST = 5


def exchange(
    city: City,
    campaign: Campaign,
    chosen: list[Unit],
    said: dict[str, Any],
    by: Account,
    today: date,
) -> None:
    """Issue a bulletin, hold a talk, ask and answer, examine units, begin a summary."""
    before = today - timedelta(days=6)
    given: dict[str, Any] = {"campaign": campaign, "by": by, "on": before}
    told = bulletins.draft_bulletin(
        kind=Bulletin.Kind.BULLETIN,
        title=said["bulletin"]["title"],
        text=said["bulletin"]["text"],
        cites=["owed", "done", "overdue"],
        receipt_by=today + timedelta(days=2),
        **given,
    )
    bulletins.issue_bulletin(bulletin=told, by=by, on=before)
    held = datetime.combine(today + timedelta(days=7), time(9), timezone.get_current_timezone())
    called = bulletins.draft_bulletin(
        kind=Bulletin.Kind.MEETING,
        title=said["meeting"]["title"],
        text=said["meeting"]["text"],
        place=said["meeting"]["place"],
        held_at=held,
        receipt_by=today + timedelta(days=4),
        **given,
    )
    bulletins.issue_bulletin(bulletin=called, by=by, on=before)
    for unit in chosen[:SIGN_FIRST]:
        clerk = _clerk(city, unit)
        day = before + timedelta(days=1)
        bulletins.sign(receipt=told.receipts.get(unit=unit), by=clerk, on=day)
        comes = clerk.person
        bulletins.sign(receipt=called.receipts.get(unit=unit), by=clerk, on=day, attends=comes)
    for slow in slow_units(campaign, before)[:1]:
        talks.talk_with(
            unit=slow,
            reason=said["talk"],
            held_on=before,
            recheck_on=today + timedelta(days=5),
            **given,
        )
    asked = [
        requests.ask_unit(
            campaign=campaign,
            from_unit=chosen[place],
            to_unit=chosen[place + 1],
            text=said["request"],
            due=today + timedelta(days=place + 3),
            by=_clerk(city, chosen[place]),
            on=before,
        )
        for place in (0, 2)
    ]
    clerk = _clerk(city, asked[0].to_unit)
    requests.answer_request(request=asked[0], helps=True, answer=said["answer"], by=clerk, on=today)
    for place, result in enumerate((Acceptance.Result.PASSED, Acceptance.Result.AGAIN)):
        kind = Acceptance.Kind.MID_TERM
        again = result == Acceptance.Result.AGAIN
        acceptance.examine(
            campaign=campaign,
            unit=chosen[place],
            kind=kind,
            result=result,
            checks=[
                {**one, "met": not again or number > 0}
                for number, one in enumerate(acceptance.wanted_checks(campaign, kind, None))
            ],
            reason=said["reason"] if again else "",
            again_on=today + timedelta(days=10) if again else None,
            by=by,
            on=today,
        )
    summaries.draft_summary(campaign=campaign, text=said["summary"], by=by, on=today)


def _clerk(city: City, unit: Unit) -> Account:
    return Account.objects.get(person=city.people[city.main(unit, Post.Kind.STAFF).pk])
