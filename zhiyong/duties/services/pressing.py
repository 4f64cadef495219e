"""What happens while a duty stays undone: lights turn, people are told, it is urged, it goes up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.directory.selectors import holders_of
from zhiyong.duties.calendars import Source, in_force
from zhiyong.duties.counting import clock_of, day_after
from zhiyong.duties.models import Duty, Urging
from zhiyong.journal.services import Act, commit, record, record_many
from zhiyong.notices.services import News, tell, tell_many
from zhiyong.plans.parties import OVERSEERS, addressees, position_of
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clock import Term
from zhiyong.rules.pack.timing import Escalation
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

By = Account | str
BATCH = 1000
OWNERS = (Role.OFFICE, Role.CLERK)
"""Who is told that a duty of a unit is nearly due."""

PRESS = """
    UPDATE duties_duty SET warned_on = new.warned, press_on = new.press, escalation_step = new.step
    FROM unnest(%s::bigint[], %s::date[], %s::date[], %s::int[]) AS new(id, warned, press, step)
    WHERE duties_duty.id = new.id
"""


class NotOpen(Refusal):
    """The duty is done, lapsed, or its clock stands still."""


@transaction.atomic
def urge(*, duty: Duty, text: str, by: Account, on: date) -> Urging:
    """Urge whoever owes a duty (催办); each urging has its number.

    :raises NotOpen: if there is nothing to urge.
    """
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    if duty.state != Duty.State.OPEN:
        raise NotOpen(_("This duty is no longer running: there is nothing to urge."))
    kept = commit(text)
    duty.urged += 1
    duty.save(update_fields=["urged"])
    urging = Urging.objects.create(
        duty=duty, number=duty.urged, text=text, salt=kept.salt, by=by, on=on
    )
    owner: Person | Unit = duty.owner_person or duty.owner_unit
    tell(of=duty.subject, to=owner, template="duty.urged", on=on, facts=_facts(duty))
    record(
        "duty.urged",
        of=duty,
        by=by,
        on=on,
        threads=[duty.subject],
        audience=duty.audience,
        facts={"code": duty.code, "number": duty.urged},
        commits={f"urging-{urging.pk}": kept},
    )
    return urging


def tick(*, on: date, at: datetime | None = None) -> int:
    """Tell who must be told today, of duties nearly due and of those that stay undone.

    One pass over the open duties whose turn has come, in batches that each stand for themselves:
    memory stays flat, a second run finds nothing more to do, and two at once share the work.
    A term of hours is late once its moment has passed, given `at`; without it, after its day.
    Returns how many duties were moved.
    """
    told = _Told(on, at)
    moved = 0
    for ids in _batches(on, at):
        with transaction.atomic():
            turn = _Turn(told)
            duties = list(
                Duty.objects.select_for_update(of=("self",), skip_locked=True)
                .filter(_turn_has_come(on, at), pk__in=ids, state=Duty.State.OPEN)
                .select_related("adoption__pack", "owner_unit", "owner_person")
                .defer("explanation", "basis")
                .order_by("pk")
            )
            told.learn(duty.owner_unit for duty in duties)
            for duty in duties:
                turn.press(duty)
            moved += turn.write()
    return moved


def _turn_has_come(on: date, at: datetime | None) -> Q:
    late = Q(press_on__lte=on)
    hours_are_over = Q(due_at__isnull=True) | Q(press_on__lt=on) | Q(press_on__gt=F("due_on"))
    if at is not None:
        hours_are_over |= Q(due_at__lt=at)
    return Q(warned_on__isnull=True, warn_on__lte=on) | (late & hours_are_over)


def _batches(on: date, at: datetime | None) -> Iterator[list[int]]:
    """Yield the ids of open duties whose next step has come: the server keeps them, not we.

    What has come is found first, by its own indexes, and put in order then: asked in order, the
    planner would go through every duty there is.
    """
    due = Duty.objects.filter(_turn_has_come(on, at), state=Duty.State.OPEN)
    which, values = due.order_by().values("pk").query.sql_with_params()
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"WITH come (id) AS MATERIALIZED ({which}) SELECT id FROM come ORDER BY id", values
        )
        while batch := cursor.fetchmany(BATCH):
            yield [pk for (pk,) in batch]


@dataclass
class _Told:
    """Whom a party of a plan means, asked once for each unit in a run, for many units at once."""

    on: date
    at: datetime | None = None
    source: Source = field(default_factory=in_force)
    bodies: dict[tuple[int, str, int, int | None, int], tuple[int, ...]] = field(
        default_factory=dict
    )
    holders: dict[tuple[Role, int], tuple[int, ...]] = field(default_factory=dict)
    keepers: dict[int, Unit] = field(default_factory=dict)

    def learn(self, units: Iterable[Unit]) -> None:
        """Ask for the people of some units together, as far as they are not known yet."""
        new = {unit.pk: unit for unit in units if (Role.CLERK, unit.pk) not in self.holders}
        if new:
            self.holders |= holders_of(list(Role), new.values(), self.on)

    def owners(self, duty: Duty) -> tuple[int, ...]:
        """Return the people who owe a duty."""
        if duty.owner_person_id:
            return (duty.owner_person_id,)
        return self._of_unit(duty.owner_unit, OWNERS)

    def party(self, duty: Duty, party: str) -> tuple[int, ...]:
        """Return the people whom a party of the plan means for a duty."""
        assert duty.adoption is not None
        position = position_of(duty.adoption, party)
        if position is Role.HANDLER and duty.owner_person_id:
            return (duty.owner_person_id,)
        if position is not None:
            return self._of_unit(duty.owner_unit, (position,))
        key = (duty.adoption.pk, party, duty.owner_unit_id, duty.owner_person_id, duty.audience)
        if key not in self.bodies:
            self.bodies[key] = self._party(duty, party)
        return self.bodies[key]

    def instead(self, duty: Duty) -> tuple[int, ...]:
        """Return who is told where every party of a step is vacant: a lapse never stays unheard.

        Whoever oversees or works for the body that follows it, else for the unit that owes it;
        nobody beyond, since a body above may be the one complained of.
        """
        keeper = self._keeper(duty)
        for unit in (keeper, duty.owner_unit):
            if found := self._of_unit(unit, (*OVERSEERS, *OWNERS)):
                return found
        return ()

    def _party(self, duty: Duty, party: str) -> tuple[int, ...]:
        assert duty.adoption is not None
        who = addressees(
            duty.adoption,
            party,
            unit=duty.owner_unit,
            person=duty.owner_person,
            keeper=self._keeper(duty) if party == "receiving_body" else None,
            on=self.on,
        )
        if who.unit is not None:
            return self._of_unit(who.unit, OVERSEERS)
        return tuple(person.pk for person in who.people)

    def _keeper(self, duty: Duty) -> Unit:
        """Return the body that follows a duty: the one whose roles may see it."""
        if duty.audience not in self.keepers:
            kept = Unit.objects.filter(pk=duty.audience).first()
            self.keepers[duty.audience] = kept or duty.owner_unit
        return self.keepers[duty.audience]

    def _of_unit(self, unit: Unit, roles: tuple[Role, ...]) -> tuple[int, ...]:
        self.learn([unit])
        found = (person for role in roles for person in self.holders[role, unit.pk])
        return tuple(dict.fromkeys(found))


@dataclass
class _Turn:
    """What one batch will write: notices, entries, and where each duty stands afterwards."""

    told: _Told
    news: list[News] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    pressed: list[Duty] = field(default_factory=list)

    def press(self, duty: Duty) -> None:
        """Turn the light, and take every step whose day has come."""
        on = self.told.on
        if duty.warned_on is None and duty.warn_on and duty.warn_on <= on:
            duty.warned_on = on
            if duty.due_on and on <= duty.due_on:
                self._tell(duty, self.told.owners(duty), "duty.due_soon")
        escalation = escalation_of(duty)
        while escalation and self._is_late_enough(duty):
            self._step(duty, escalation)
        self.pressed.append(duty)

    def _is_late_enough(self, duty: Duty) -> bool:
        """Say for one duty what `_turn_has_come` says for all."""
        on, at = self.told.on, self.told.at
        if duty.press_on is None or duty.due_on is None or duty.press_on > on:
            return False
        if duty.due_at is None or duty.press_on < on or duty.press_on > duty.due_on:
            return True
        return at is not None and duty.due_at < at

    def _step(self, duty: Duty, escalation: Escalation) -> None:
        step = escalation.steps[duty.escalation_step]
        people = tuple(
            dict.fromkeys(person for party in step.tell for person in self.told.party(duty, party))
        )
        people = people or self.told.instead(duty)
        self._tell(duty, people, "duty.overdue")
        duty.escalation_step += 1
        duty.press_on = press_on(duty, self.told.source)
        self.acts.append(
            Act(
                "duty.escalated",
                f"duty:{duty.pk}",
                {
                    "code": duty.code,
                    "step": duty.escalation_step,
                    "act": step.act,
                    "told": len(people),
                    "clause": str(escalation.clause or ""),
                },
                (duty.subject,),
                duty.audience,
            )
        )

    def _tell(self, duty: Duty, people: tuple[int, ...], template: str) -> None:
        if people:
            self.news.append(News(duty.subject, people, template, _facts(duty)))

    def write(self) -> int:
        """Write the batch: one trip for the notices, one for the entries, one for the duties."""
        tell_many(self.news, on=self.told.on)
        if self.acts:
            record_many(self.acts, by="clock", on=self.told.on)
        with connection.cursor() as cursor:
            cursor.execute(
                PRESS,
                [
                    [duty.pk for duty in self.pressed],
                    [duty.warned_on for duty in self.pressed],
                    [duty.press_on for duty in self.pressed],
                    [duty.escalation_step for duty in self.pressed],
                ],
            )
        return len(self.pressed)


def escalation_of(duty: Duty) -> Escalation | None:
    """Return the plan's escalation for a duty, while a step of it is left."""
    if duty.adoption is None:
        return None
    wanted = clock_of(duty.adoption, duty.code).escalation
    if wanted is None:
        return None
    escalation = pack_of(duty.adoption).escalation(wanted)
    return escalation if duty.escalation_step < len(escalation.steps) else None


def press_on(duty: Duty, source: Source | None = None) -> date | None:
    """Return the day on which the next step of the escalation comes: so long after the due day.

    The first step of a term of hours comes on the due day itself, once its moment has passed.
    """
    escalation = escalation_of(duty)
    if escalation is None or duty.due_on is None:
        return None
    after = Term.parse(str(escalation.steps[duty.escalation_step].after))
    if after.is_at_once:
        return duty.due_on if duty.due_at else duty.due_on + timedelta(days=1)
    return day_after(duty.due_on, after, source)


def _facts(duty: Duty) -> dict[str, object]:
    return {
        "duty": duty.pk,
        "label_zh": duty.label_zh,
        "label_en": duty.label_en,
        "due": duty.due_on,
    }
