"""A matter as somebody looks at it today: what is owed on it, and on whose side they stand."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from zhiyong.duties.models import Duty
from zhiyong.matters import plan
from zhiyong.matters.models import ANSWERED, Matter
from zhiyong.matters.selectors.access import for_keeper, for_unit, is_handler
from zhiyong.matters.selectors.duties import RUNNING
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell import kinds
from zhiyong.shell.access import Role, Standing


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why an act is not possible now, and what that rests on."""

    text: str
    basis: Clause | None = None


@dataclass(frozen=True)
class Scene:
    """A matter, who looks at it, on which day; what is owed on it is read once.

    `known` are the running duties of the matter and of its complaint, where they are read
    already, the first due first of each.
    """

    matter: Matter
    standing: Standing
    on: date
    known: tuple[Duty, ...] | None = None

    @property
    def pack(self) -> Pack:
        """The plan of the matter."""
        return pack_of(self.matter.adoption)

    @cached_property
    def duties(self) -> list[Duty]:
        """What runs on the matter and on its complaint, the first due first."""
        if self.known is not None:
            return sorted(self.known, key=lambda duty: (duty.due_on or date.max, duty.pk))
        subjects = [kinds.ref(self.matter), kinds.ref(self.matter.complaint)]
        rows = Duty.objects.filter(subject__in=subjects, state__in=RUNNING)
        return list(rows.order_by("due_on", "pk"))

    @cached_property
    def reply(self) -> Duty | None:
        """The running duty to reply."""
        return self.met_by(plan.REPLIED)

    def met_by(self, event: str) -> Duty | None:
        """Return the running duty that an event meets."""
        codes = {clock.id for clock in plan.clocks_met_by(self.pack, event)}
        return next((duty for duty in self.duties if duty.code in codes), None)

    @property
    def owed(self) -> Duty | None:
        """What the handling unit owes first."""
        unit = self.matter.handling_unit_id
        return next(
            (
                duty
                for duty in self.duties
                if duty.owner_unit_id == unit and duty.state == Duty.State.OPEN
            ),
            None,
        )

    @property
    def is_paused(self) -> bool:
        """Whether the clock of the reply stands still."""
        return self.reply is not None and self.reply.state == Duty.State.PAUSED

    @property
    def is_open(self) -> bool:
        """Whether the complainant still waits for this unit's answer."""
        return self.matter.state not in (*ANSWERED, Matter.State.RETURNED)

    def in_unit(self, *roles: Role) -> bool:
        """Whether one of the roles is held in the handling unit."""
        return for_unit(self.standing, self.matter, *roles)

    def in_keeper(self, *roles: Role) -> bool:
        """Whether one of the roles is held in the office that keeps the complaint."""
        return for_keeper(self.standing, self.matter, *roles)

    @property
    def is_mine(self) -> bool:
        """Whether the matter is handled by whoever looks at it."""
        return is_handler(self.standing, self.matter)

    def owes_reply(self, *roles: Role) -> bool:
        """Whether the reply is owed by the handler who looks, or where they hold a role."""
        owner = self.reply.owner_unit_id if self.reply else self.matter.handling_unit_id
        mine = self.is_mine and owner == self.matter.handling_unit_id
        return mine or owner in self.standing.units(*roles)
