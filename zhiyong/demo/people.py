"""Who acts in the demo's cases, and on which working days."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from zhiyong.approvals.models import Approval, Step
from zhiyong.approvals.selectors import current_step
from zhiyong.approvals.services import decide
from zhiyong.demo.city import City
from zhiyong.demo.complaints import Staff
from zhiyong.demo.source import data
from zhiyong.directory.models import Account, Person, Post, Unit
from zhiyong.duties.calendars import counted
from zhiyong.plans.models import Adoption
from zhiyong.rules.calendar import Calendar
from zhiyong.shell import kinds
from zhiyong.shell.access import Role


@dataclass
class Office:
    """The body that looks into the demo's cases, its people, and the days they work on."""

    city: City
    adoption: Adoption
    accounts: dict[str, Account]
    today: date
    staff: Staff = field(default_factory=Staff.known)

    @property
    def body(self) -> Unit:
        """The body that has the cases."""
        return self.city.roles[data("cases")["body"]]

    @property
    def group(self) -> Unit:
        """The body that decides."""
        return self.city.roles["leading_group"]

    @property
    def team(self) -> list[Person]:
        """Who looks into a case: the one who can sign in as `handler`, and another."""
        others = (one.person for one in self.staff.of_unit(Role.HANDLER, self.body.pk))
        lead = self.accounts["handler"].person
        return [one for one in [lead, next(one for one in others if one != lead)] if one]

    def account(self, role: Role, unit: Unit | None = None, place: int = 0) -> Account:
        """Return who holds a role for a unit; the body that has the cases, if none is named."""
        return self.staff.of_unit(role, (unit or self.body).pk)[place]

    def person(self, place: list[Any]) -> Person:
        """Return who holds a post, as the demo's data names it."""
        short, kind, number = place
        return self.city.people[self.city.main(self.unit(short), Post.Kind(kind), number).pk]

    def unit(self, short: str) -> Unit:
        """Return the unit with a short name."""
        return next(one for one in self.city.units.values() if one.short_name == short)

    def agree(self, subject: Any, on: date) -> None:
        """Let every step of the running approval be agreed to, by people who may take it."""
        while approval := Approval.objects.filter(
            subject=kinds.ref(subject), state=Approval.State.RUNNING
        ).first():
            step = current_step(approval)
            assert step is not None, "a running approval waits for somebody"
            acted = set(approval.steps.values_list("decided_by", flat=True))
            known = {account.person_id for account in self.accounts.values()}
            who = [one for one in step.candidates if one not in acted]
            who.sort(key=lambda one: one not in known)
            by = self.staff.of(who[:1])
            decide(step=step, verdict=Step.Verdict.AGREE, opinion="同意。", by=by, on=on)


def working(day: date) -> date:
    """Return the day if it is worked, else the last one before it that is."""
    found, _plain = counted(lambda calendar: calendar.on_or_before(day))
    return found


def later(day: date, count: int, today: date) -> date:
    """Return the day so many working days later, but no day to come."""
    found, _plain = counted(lambda calendar: calendar.after(day, count) if count else day)
    return min(found, working(today))


def earlier(day: date, count: int) -> date:
    """Return the day so many working days earlier."""
    found, _plain = counted(lambda calendar: calendar.before(day, count))
    return found


def month_of(today: date, back: int) -> date:
    """Return the working day near the middle of the month so many months back."""
    months = today.year * 12 + today.month - 1 - back
    return working(date(months // 12, months % 12 + 1, 15))


def next_meeting(today: date) -> date:
    """Return the last working day of this month, or of the next one if that is no day to come."""

    def last(calendar: Calendar, day: date) -> date:
        end = day.replace(day=monthrange(day.year, day.month)[1])
        return calendar.on_or_before(end)

    found, _plain = counted(lambda calendar: last(calendar, today))
    if found > today:
        return found
    following = today.replace(day=1) + timedelta(days=32)
    return counted(lambda calendar: last(calendar, following))[0]
