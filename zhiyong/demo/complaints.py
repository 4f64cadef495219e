"""A year of complaints, each taken through the procedure by the acts that staff use."""

import logging
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from zhiyong.approvals.models import Approval, Step
from zhiyong.approvals.selectors import current_step
from zhiyong.approvals.services import decide
from zhiyong.demo.models import Made
from zhiyong.demo.source import data, dice
from zhiyong.demo.words import Story, sentence, story
from zhiyong.directory.models import Account, Person, RoleBinding, Tenure, Unit
from zhiyong.intake import services as intake
from zhiyong.intake.drafts import Entry, Identity, Lodging, Named, VisitDraft
from zhiyong.intake.models import Complaint
from zhiyong.matters import plan
from zhiyong.matters import services as matters
from zhiyong.matters.models import Matter
from zhiyong.papers.models import Paper, ServiceOfPaper
from zhiyong.papers.services import prove_service
from zhiyong.shell import kinds
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

log = logging.getLogger(__name__)

CHANNELS = {"web": 50, "phone": 22, "letter": 9, "visit": 9, "hotline_12345": 8, "box": 2}
KINDS = {"plan_complaint": 64, "claim_petition": 14, "suggestion": 9, "inquiry": 13}
OUTCOMES = {
    "plan_complaint": {
        "substantiated": 3,
        "partly_substantiated": 3,
        "unsubstantiated": 3,
        "unverifiable": 1,
    },
    "claim_petition": {"resolved": 5, "partly_resolved": 2, "explained": 2},
    "suggestion": {"adopted": 2, "noted": 3},
    "inquiry": {"explained": 1},
}
SAID = ("SATISFIED", "BASICALLY", "DISSATISFIED")
YEAR = 365
FIRST_OF = 16


@dataclass
class Staff:
    """Who holds which role for which unit; asked once, kept in memory."""

    _accounts: dict[tuple[Role, int], list[Account]] = field(default_factory=dict)

    @classmethod
    def known(cls) -> "Staff":
        """Read all roles that stand for single units."""
        staff = cls()
        holder = dict(Tenure.objects.filter(valid__endswith=None).values_list("post", "person"))
        accounts = {
            account.person_id: account
            for account in Account.objects.filter(person__isnull=False).select_related("person")
        }
        for role, unit, post in (
            RoleBinding.objects.filter(subtree=False)
            .order_by("pk")
            .values_list("role", "unit", "post")
        ):
            if account := accounts.get(holder.get(post)):
                staff._accounts.setdefault((Role(role), unit), []).append(account)
        return staff

    def pick(self, role: Role, unit: int, throw: random.Random) -> Account:
        """Return somebody who holds the role for the unit."""
        return throw.choice(self._accounts[role, unit])

    def of_unit(self, role: Role, unit: int) -> list[Account]:
        """Return everybody who holds the role for the unit, in their order."""
        return self._accounts[role, unit]

    def of(self, people: list[int]) -> Account:
        """Return the account of one of some people."""
        return next(
            account
            for accounts in self._accounts.values()
            for account in accounts
            if account.person_id in people
        )


@dataclass
class Walk:
    """One complaint on its way; `day` goes on with every step, and ends at `today`."""

    throw: random.Random
    staff: Staff
    today: date
    day: date
    complaint: Complaint
    told: Story

    def later(self, least: int, most: int) -> bool:
        """Let days pass; return whether today has not come yet."""
        self.day += timedelta(days=self.throw.randint(least, most))
        return self.day <= self.today

    def at(self) -> datetime:
        """Return a moment of the working day."""
        return datetime.combine(self.day, time(self.throw.randint(1, 8), 15), UTC)

    def by(self, role: Role, unit: int | None = None) -> Account:
        """Return somebody of the unit (the keeper, if none is named) who acts in a role."""
        return self.staff.pick(role, unit or self.complaint.keeper_id, self.throw)


def make(numbers: Iterable[int], count: int, today: date) -> Iterator[int]:
    """Make those of a year's `count` complaints that are not made yet; yield each when done.

    Each is thrown with dice of its own, so it is the same in whatever order they are made. It
    is taken through the procedure as far as its age allows.
    """
    made = set(Made.objects.values_list("number", flat=True))
    staff, units = Staff.known(), _units()
    weights = [6 if "窗口单位" in unit.tags else 2 if unit.level == "CITY" else 1 for unit in units]
    for number in numbers:
        if number not in made:
            throw = dice(f"complaint {number}")
            unit = throw.choices(units, weights)[0]
            day = today - timedelta(days=YEAR - number * YEAR // count)
            with transaction.atomic():
                walk = _lodged(throw, staff, unit, day, today)
                Made.objects.create(number=number)
            if walk is not None:
                try:
                    _go(walk)
                except Refusal as refusal:
                    log.warning("complaint %s of the demo stands still: %s", number, refusal)
        yield number


def first_numbers(count: int) -> range:
    """Return the numbers that are made before the pages open: some of every week."""
    return range(0, count, FIRST_OF)


def other_numbers(count: int) -> list[int]:
    """Return the numbers that are made while the pages are open, in the order of the year."""
    return [number for number in range(count) if number % FIRST_OF]


def _units() -> list[Unit]:
    outside = ("GOVERNMENT", "CONGRESS", "CPPCC")
    return list(Unit.objects.exclude(kind__in=outside).exclude(level="PROVINCE").order_by("code"))


def _choose(throw: random.Random, weights: dict[str, int]) -> str:
    return throw.choices(list(weights), list(weights.values()))[0]


def _lodged(throw: random.Random, staff: Staff, unit: Unit, day: date, today: date) -> Walk | None:
    channel = _choose(throw, CHANNELS)
    told = story(throw, unit.name, _choose(throw, KINDS))
    late = throw.choice((0, 0, 0, 1, 3)) if channel != "web" else 0
    entered = min(day + timedelta(days=late), today)
    draft = Lodging(
        text=told.text,
        channel=channel,
        subject_unit=unit,
        input_class=told.input_class,
        category=told.category,
        named=_named(throw, unit, told),
        about_receiving_body=throw.random() < 0.02,
        place=told.slots["place"],
        happened_on=told.slots["when"],
        identity=_identity(throw) if throw.random() < 0.3 else None,
        received_on=day,
        entry=_entry(throw, channel, day),
    )
    by: Account | str = "portal"
    if draft.entry:
        by = staff.pick(Role.CLERK, draft.entry.unit.pk, throw)
    moment = datetime.combine(entered, time(throw.randint(1, 8), 20), UTC)
    try:
        lodged = intake.lodge_complaint(draft=draft, by=by, on=entered, at=moment)
    except Refusal:
        return None
    if lodged.complaint is None:
        return None
    return Walk(throw, staff, today, entered, lodged.complaint, told)


def _named(throw: random.Random, unit: Unit, told: Story) -> tuple[Named, ...]:
    if told.input_class != "plan_complaint" or throw.random() > 0.25:
        return ()
    people = list(Person.objects.filter(tenures__post__unit=unit).order_by("pk"))
    if not people:
        return ()
    person = throw.choice(people)
    return (Named(name=person.name, person=person),)


def _identity(throw: random.Random) -> Identity:
    source = data("city")
    name = throw.choice(source["surnames"]) + throw.choice(source["given_second"])
    return Identity(name=name, telephone=f"1990990{throw.randint(0, 9999):04}")


def _entry(throw: random.Random, channel: str, day: date) -> Entry | None:
    if channel == "web":
        return None
    desk = Unit.objects.get(
        name=throw.choice(("江州市人事局", "江州市纪委监察局", "江州市直机关党工委"))
    )
    visit = None
    if channel == "visit":
        people = throw.choice((1, 1, 1, 2, 4))
        visit = VisitDraft(
            visited_on=day, people=people, delegates=min(people, 5), is_repeat=throw.random() < 0.2
        )
    number = f"12345-{day:%y%m}{throw.randint(0, 9999):04}" if channel == "hotline_12345" else ""
    urgency = throw.choices(("ordinary", "urgent", "extra_urgent"), (90, 8, 2))[0]
    return Entry(unit=desk, outside_number=number, visit=visit, urgency=urgency)


def _go(walk: Walk) -> None:
    """Register, decide, assign, handle, reply, call back, close: as far as the days reach."""
    throw = walk.throw
    if not walk.later(0, 4):
        return
    clerk = walk.by(Role.CLERK)
    intake.register_complaint(complaint=walk.complaint, by=clerk, on=walk.day)
    if not walk.later(1, 8):
        return
    if throw.random() < 0.07:
        _refuse(walk, clerk)
        return
    intake.accept_complaint(complaint=walk.complaint, by=clerk, on=walk.day)
    _agree(walk, walk.complaint)
    walk.complaint.refresh_from_db()
    if walk.complaint.is_real_name:
        intake.write_notice(complaint=walk.complaint, by=clerk, on=walk.day)
        _agree(walk, walk.complaint)
        _serve(walk, walk.complaint)
    if not walk.later(0, 3):
        return
    matter = _assign(walk, clerk)
    if matter is not None:
        _handle(walk, matter)


def _refuse(walk: Walk, clerk: Account) -> None:
    intake.refuse_complaint(
        complaint=walk.complaint,
        refusal=walk.throw.choice(("out_of_scope", "no_facts")),
        by=clerk,
        on=walk.day,
        details={"missing_facts": "时间、地点和具体人员"},
    )
    _agree(walk, walk.complaint)


def _agree(walk: Walk, subject: Complaint | Matter) -> None:
    """Let every step of the running approval be agreed to, by people who may take it."""
    while approval := Approval.objects.filter(
        subject=kinds.ref(subject), state=Approval.State.RUNNING
    ).first():
        step = current_step(approval)
        if step is None or not walk.later(0, 1):
            return
        acted = set(approval.steps.values_list("decided_by", flat=True))
        who = [person for person in step.candidates if person not in acted]
        decide(
            step=step,
            verdict=Step.Verdict.AGREE,
            opinion="同意",
            by=walk.staff.of(who),
            on=walk.day,
        )


def _serve(walk: Walk, subject: Complaint | Matter) -> None:
    """Serve what was issued on paper; a few come back, or are still on their way."""
    ways = ServiceOfPaper.Way
    for paper in Paper.objects.filter(
        subject=kinds.ref(subject), to_serve=True, services__isnull=True
    ).select_related("unit"):
        if walk.throw.random() < 0.1 or not walk.later(0, 2):
            return
        by = walk.by(Role.CLERK, paper.unit_id)
        way = walk.throw.choices((ways.BY_POST, ways.IN_PERSON, ways.RETURNED), (60, 35, 5))[0]
        prove_service(
            paper=paper,
            way=way,
            served_on=walk.day,
            receiver="" if way == ways.RETURNED else ServiceOfPaper.Receiver.ADDRESSEE,
            server=by.person.name if by.person else "",
            by=by,
            on=walk.day,
        )


def _assign(walk: Walk, clerk: Account) -> Matter | None:
    complaint, throw = walk.complaint, walk.throw
    unit = complaint.keeper
    mode = "direct"
    above = complaint.subject_unit.parent if complaint.subject_unit else None
    passed = set(complaint.barred)
    if above and above.pk != unit.pk and not passed & set(above.path) and throw.random() < 0.5:
        unit, mode = above, "assign"
    elif complaint.input_class in ("suggestion", "inquiry") and (
        complaint.subject_unit
        and complaint.subject_unit.pk != unit.pk
        and not passed & set(complaint.subject_unit.path)
    ):
        unit, mode = complaint.subject_unit, "transfer"
    made = matters.assign(
        complaint=complaint,
        mode=mode,
        handling_unit=unit,
        instructions=throw.choice(data("words")["instructions"]),
        by=clerk,
        on=walk.day,
        at=walk.at(),
    )
    if isinstance(made, Approval):
        _agree(walk, complaint)
    return complaint.matters.order_by("-pk").first()


def _handle(walk: Walk, matter: Matter) -> None:
    throw, unit = walk.throw, matter.handling_unit_id
    if not walk.later(0, 2) or throw.random() < 0.02:
        return
    matters.sign_for(matter=matter, by=walk.by(Role.CLERK, unit), on=walk.day)
    handler = _handler(walk, matter)
    if handler is None or not walk.later(2, 20):
        return
    if throw.random() < 0.06:
        matters.urge(
            matter=matter,
            text=data("words")["urgings"][0],
            by=walk.by(Role.SUPERVISOR),
            on=walk.day,
        )
    if not walk.later(1, 30) or throw.random() < 0.05:
        return
    outcome = _choose(throw, OUTCOMES[walk.told.input_class])
    matters.draft_outcome(
        matter=matter,
        matter_outcome=outcome,
        person_outcome="no_person" if not walk.complaint.named.exists() else "no_breach",
        findings=sentence(throw, "findings", walk.told.slots, outcome),
        reply=sentence(throw, "replies", walk.told.slots, outcome),
        by=handler,
        on=walk.day,
        **_cause(matter, outcome),
    )
    if throw.random() < 0.03:
        return
    matters.submit_outcome(matter=matter, by=handler, on=walk.day)
    _agree(walk, matter)
    _after_reply(walk, matter)


def _handler(walk: Walk, matter: Matter) -> Account | None:
    for _try in range(4):
        handler = walk.by(Role.HANDLER, matter.handling_unit_id)
        assert handler.person is not None
        try:
            matters.set_handler(
                matter=matter,
                person=handler.person,
                declared_none=True,
                by=walk.by(Role.SECTION_HEAD, matter.handling_unit_id),
                on=walk.day,
            )
        except matters.MustRecuse:
            continue
        return handler
    return None


def _cause(matter: Matter, outcome: str) -> dict[str, str]:
    """Return what in the system led to a matter, or why nothing did."""
    words = data("words")
    if outcome in ("substantiated", "partly_substantiated"):
        return {"system_cause": words["causes"][matter.pk % len(words["causes"])]}
    return {"no_cause": words["no_causes"][matter.pk % len(words["no_causes"])]}


def _judge(walk: Walk, matter: Matter) -> None:
    """Judge what a unit has handled for the office, as somebody who did not."""
    if not plan.way_of(matter).report_back:
        return
    remarks = matter.pk % 4 == 0
    matters.judge(
        matter=matter,
        verdict="good_with_remarks" if remarks else "good",
        failed=("answers_all",) if remarks else (),
        reason=data("words")["remarks"][0] if remarks else "",
        by=walk.by(Role.SUPERVISOR),
        on=walk.day,
    )


def _reply(walk: Walk, matter: Matter) -> str:
    outcome = matter.outcomes.get(round=matter.round).matter_outcome
    return sentence(walk.throw, "replies", walk.told.slots, outcome)


def _after_reply(walk: Walk, matter: Matter) -> None:
    throw = walk.throw
    matter.refresh_from_db()
    if matter.state == Matter.State.REPORTED and walk.later(0, 3):
        answer = _reply(walk, matter)
        matters.accept_report(matter=matter, reply=answer, by=walk.by(Role.HANDLER), on=walk.day)
        _agree(walk, matter)
        matter.refresh_from_db()
    if matter.state != Matter.State.REPLIED:
        return
    _serve(walk, matter)
    if throw.random() < 0.4 and walk.later(0, 5):
        grade = throw.choices((5, 4, 3, 2, 1), (40, 30, 15, 8, 7))[0]
        matters.rate(complaint=walk.complaint, grade=grade, remark="", by="portal", on=walk.day)
    if not walk.later(1, 6):
        return
    calls = data("words")["calls"]
    said = throw.choice(calls)
    matters.call_back(
        matter=matter,
        reached="无人接听" not in said,
        satisfaction=throw.choices(SAID, (6, 3, 1))[0],
        remark=said,
        by=walk.by(Role.SUPERVISOR),
        on=walk.day,
    )
    if throw.random() < 0.03:
        matters.reopen(complaint=walk.complaint, reason=calls[-1], by="portal", on=walk.day)
    elif walk.later(0, 3):
        _judge(walk, matter)
        matters.close(matter=matter, by=walk.by(Role.SECTION_HEAD), on=walk.day)
