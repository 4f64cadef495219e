"""What a receipt code opens: where a report stands, what is owed by when, what was said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiyong.duties.models import Duty
from zhiyong.duties.wording import explain
from zhiyong.files.models import File
from zhiyong.files.selectors import files_of
from zhiyong.intake import labels
from zhiyong.intake.models import Complaint, Message
from zhiyong.intake.selectors.offers import WITHDRAWABLE
from zhiyong.intake.services.messages import SILENT
from zhiyong.matters import plan as handling
from zhiyong.matters.models import ANSWERED, Matter, Outcome, Rating
from zhiyong.matters.plan import Window
from zhiyong.papers.models import Paper
from zhiyong.plans.selectors import pack_of
from zhiyong.portal.selectors import plan
from zhiyong.protection import selectors as protection
from zhiyong.protection.models import Watch
from zhiyong.rules.clauses import Clause
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell import kinds
from zhiyong.shell.parts import Step

State = Complaint.State
RUNNING = (Duty.State.OPEN, Duty.State.PAUSED)
CALLED_BACK = handling.CALLED_BACK
TOLD_OF = (plan.REGISTERED, plan.DECIDED, plan.TOLD, plan.SERVED, CALLED_BACK)
"""The events that a complainant waits for; what offices owe each other stays with them."""

STOPPED = frozenset({State.NOT_ACCEPTED, State.REFERRED, State.WITHDRAWN, State.MERGED})
"""Where nothing follows here."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that an office owes the complainant, and why by that day."""

    label: str
    by: str
    due_on: date | None
    is_late: bool
    was_due_on: date | None
    clause: Clause | None
    why: Sequence[str]


class Following:
    """One report, as whoever holds its code sees it on a day. Every part is read once."""

    def __init__(self, complaint: Complaint, on: date) -> None:
        self.complaint = complaint
        self.on = on

    @property
    def pack(self) -> Pack:
        """The plan it is handled under."""
        return pack_of(self.complaint.adoption)

    @cached_property
    def handled(self) -> Complaint:
        """The report that is really handled: another one, if this was joined with it."""
        return self.complaint.merged_into or self.complaint

    @cached_property
    def matters(self) -> list[Matter]:
        """The matters made of it, the oldest first."""
        rows = Matter.objects.filter(complaint=self.handled).exclude(state=Matter.State.RETURNED)
        return list(rows.select_related("adoption__pack", "handling_unit").order_by("pk"))

    @cached_property
    def answered(self) -> Matter | None:
        """The matter that was answered last, while its answer stands."""
        found = [one for one in self.matters if one.state in ANSWERED]
        return max(found, key=lambda one: (one.replied_on or date.min, one.pk), default=None)

    @cached_property
    def answers(self) -> list[Outcome]:
        """Every answer that was given, the newest first."""
        rows = Outcome.objects.filter(matter__in=self.matters, replied_on__isnull=False)
        return list(rows.order_by("-replied_on", "-pk"))

    @cached_property
    def rating(self) -> Rating | None:
        """How the answer that stands was rated, if it was."""
        matter = self.answered
        return matter.ratings.filter(round=matter.round).first() if matter else None

    @cached_property
    def window(self) -> Window | None:
        """Until when it may be rated or taken up again; None if the plan sets no end."""
        return self._window(plan.RATED)

    @cached_property
    def review(self) -> Window | None:
        """Until when a review may be asked for."""
        return self._window(plan.REVIEW)

    @property
    def window_clause(self) -> Clause | str:
        """What the time for rating and reopening rests on."""
        return self._clause(plan.RATED)

    @property
    def review_clause(self) -> Clause | str:
        """What the time for a review rests on."""
        return self._clause(plan.REVIEW)

    def _window(self, event: str) -> Window | None:
        matter = self.answered
        if matter is None or matter.replied_on is None:
            return None
        return handling.window(matter.adoption, event, matter.replied_on)

    @property
    def is_open_for_rating(self) -> bool:
        """Whether an answer stands that may still be rated or taken up again."""
        if self.answered is None or self.complaint.merged_into:
            return False
        return self.window is None or self.on <= self.window.last

    @property
    def may_write(self) -> bool:
        """Whether messages are read here."""
        return self.complaint.state not in SILENT

    @property
    def may_withdraw(self) -> bool:
        """Whether it may still be taken back."""
        return self.complaint.state in WITHDRAWABLE

    @property
    def may_be_watched(self) -> bool:
        """Whether whoever gave a name can ask to be watched over."""
        return protection.may_consent(self.complaint)

    @cached_property
    def watch(self) -> Watch | None:
        """The watch over the complainant that runs, if one does."""
        return protection.watch_of(self.complaint)

    @cached_property
    def messages(self) -> list[Message]:
        """What both sides wrote, in order; the answers, which stand by themselves, left out."""
        answers = {answer.reply.strip() for answer in self.answers}
        said = self.complaint.messages.order_by("order")
        return [one for one in said if one.direction == "IN" or one.text not in answers]

    @cached_property
    def files(self) -> list[File]:
        """What the complainant sent."""
        sent = files_of(kinds.ref(self.complaint))
        return list(sent.filter(purpose__in=["complaint", "message"]))

    @cached_property
    def papers(self) -> list[Paper]:
        """The papers addressed to the complainant, the newest first; corrected ones left out."""
        rows = Paper.objects.filter(
            subject__in=self._references(), slip__in=self._slips(), corrected_by__isnull=True
        )
        return list(rows.select_related("file", "unit").order_by("-issued_on", "-pk"))

    @property
    def named_papers(self) -> list[tuple[Paper, str]]:
        """The papers, each with what kind of paper it is."""
        return [(paper, labels.label(self.pack, "slips", paper.slip)) for paper in self.papers]

    def _slips(self) -> list[str]:
        return [slip.id for slip in self.pack.slips if "complainant" in slip.to]

    def _references(self) -> list[str]:
        subjects = {kinds.ref(self.complaint), kinds.ref(self.handled)}
        return [*subjects, *(kinds.ref(one) for one in self.matters)]

    # --- where it stands ----------------------------------------------------------------------

    @cached_property
    def duties(self) -> list[Duty]:
        """What runs and what was met on it, the first due first."""
        rows = Duty.objects.filter(subject__in=self._references())
        return list(rows.select_related("owner_unit", "adoption__pack").order_by("due_on", "pk"))

    @cached_property
    def owed(self) -> list[Owed]:
        """What is owed to the complainant now, the first due first; one line for each thing."""
        found: dict[str, Owed] = {}
        for event in TOLD_OF:
            codes = self._codes(event)
            for duty in self.duties:
                if duty.state in RUNNING and duty.code in codes:
                    found.setdefault(event, self._owed(duty))
        return sorted(found.values(), key=lambda one: one.due_on or date.max)

    def _owed(self, duty: Duty) -> Owed:
        moved = duty.due_on != duty.original_due_on
        return Owed(
            label=duty.label,
            by=duty.owner_unit.name,
            due_on=duty.due_on,
            is_late=duty.due_on is not None and duty.due_on < self.on,
            was_due_on=duty.original_due_on if moved else None,
            clause=plan.grounds(self.pack, self.pack.clock(duty.code)),
            why=explain(duty),
        )

    def _codes(self, event: str) -> frozenset[str]:
        return frozenset(clock.id for clock in handling.clocks_met_by(self.pack, event))

    @cached_property
    def stages(self) -> list[Step]:
        """The stages it goes through: each done with its day, or due by one, with its clause."""
        one, handled = self.complaint, self.handled
        steps = [
            Step(pgettext("stage", "Received"), "done", one.received_on),
            self._step(
                pgettext("stage", "Registered"), plan.REGISTERED, self._registered_on(), one.number
            ),
        ]
        if one.state in STOPPED and one.state != State.MERGED:
            steps.append(Step(one.get_state_display(), "done", one.closed_on, self._reason()))
            return steps
        begun = min((matter.opened_on for matter in self.matters), default=None)
        answered = self.answered
        joined = handled is not one
        steps += [
            self._step(
                _("Joined with another report") if joined else pgettext("stage", "Accepted"),
                plan.DECIDED,
                one.closed_on if joined else handled.decided_on,
            ),
            self._step(
                pgettext("stage", "Looked into"),
                "",
                begun,
                "、".join(dict.fromkeys(matter.handling_unit.name for matter in self.matters)),
                is_over=answered is not None,
            ),
            self._step(
                pgettext("stage", "Answered"),
                plan.SERVED,
                answered.replied_on if answered else None,
            ),
        ]
        if not joined:
            rated = self.rating.on if self.rating else None
            steps.append(self._step(pgettext("stage", "Your rating"), plan.RATED, rated))
        return list(_with_now(steps))

    def _step(
        self, label: str, event: str, done_on: date | None, note: str = "", is_over: bool = True
    ) -> Step:
        if done_on is not None:
            return Step(label, "done" if is_over else "now", done_on, note=note)
        duty = self._duty(event)
        if event == plan.RATED and self.window:
            until = _("until then") if self.is_open_for_rating else _("the time for it is over")
            state = "next" if self.is_open_for_rating else "skipped"
            return Step(label, state, self.window.last, note=until, clause=self._clause(event))  # type: ignore[arg-type]
        if duty is None:
            return Step(label, "next", clause=self._clause(event))
        late = duty.due_on is not None and duty.due_on < self.on
        says = _("was due then") if late else _("due then")
        return Step(label, "next", duty.due_on, note=says, clause=self._clause(event))

    def _duty(self, event: str) -> Duty | None:
        codes = self._codes(event) if event else frozenset()
        return next((d for d in self.duties if d.state in RUNNING and d.code in codes), None)

    def _clause(self, event: str) -> Clause | str:
        for start in (plan.RECEIVED, plan.ACCEPTED, plan.SERVED):
            clock = plan.clock_between(self.pack, start, event) if event else None
            if clock is not None:
                return plan.grounds(self.pack, clock) or ""
        return ""

    def _registered_on(self) -> date | None:
        rows = self.complaint.registrations.filter(unit=self.complaint.keeper)
        found = rows.order_by("-registered_on", "-pk").first()
        return found.registered_on if found and self.complaint.number else None

    def _reason(self) -> Clause | str:
        refusal = self.complaint.refusal
        if not (refusal and self.pack.has("refusals", refusal)):
            return ""
        return plan.grounds(self.pack, self.pack.refusal(refusal)) or ""

    @property
    def refused_because(self) -> str:
        """Why it was not accepted, in the plan's words."""
        return labels.label(self.pack, "refusals", self.complaint.refusal)

    @property
    def remedy(self) -> str:
        """What can be done instead, in the plan's words."""
        refusal = self.complaint.refusal
        if not (refusal and self.pack.has("refusals", refusal)):
            return ""
        return self.pack.refusal(refusal).remedy.say(labels.language())

    @property
    def objection(self) -> str:
        """How to object to its not being accepted; "" where the plan names no way."""
        return labels.way_to_object(self.complaint.adoption)

    @property
    def outcome(self) -> str:
        """What came out, in the plan's words; "" while nothing was answered."""
        if not self.answers:
            return ""
        return labels.label(self.pack, "matter_outcomes", self.answers[0].matter_outcome)


def _with_now(steps: Sequence[Step]) -> Iterable[Step]:
    """Yield the steps, the first that is not done as the one where it stands."""
    found = any(step.state == "now" for step in steps)
    for step in steps:
        if step.state == "next" and not found:
            found = True
            yield Step(step.label, "now", step.on, step.clause, step.note)
        else:
            yield step
