"""What every act of this room begins with."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from zhiyong.directory.models import Account
from zhiyong.directory.selectors import same_person
from zhiyong.duties.services import Promised
from zhiyong.files.models import File
from zhiyong.files.services import store
from zhiyong.journal.services import Commitment, record
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import parties
from zhiyong.rectification import plan
from zhiyong.rectification.access import confirming_units
from zhiyong.rectification.models import Item
from zhiyong.rules.pack.fields import Field
from zhiyong.rules.pack.rectification import RectificationMode
from zhiyong.rules.registers import Values, read_value
from zhiyong.rules.values import Label, ValueProblem
from zhiyong.shell import kinds
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

By = Account | str
State = Item.State
OPEN = (State.REGISTERED, State.IN_APPROVAL, State.RUNNING, State.HANDED_IN)

DUE = "rectification"
RULE = "rectification_rule"
MILESTONE = "rectification_milestone"
REVIEW = "rule_review"
ANSWER = "slow_notice_answer"
"""Our own words for what is owed on an agreed day."""

UNIT_HEARS = (Role.UNIT_LIAISON, Role.LEADER, Role.OFFICE, Role.SECTION_HEAD)
KEEPER_HEARS = (Role.OFFICE, Role.SUPERVISOR)

BEFORE, AFTER, PROOF = "rectification.before", "rectification.after", "rectification.check"
"""What a file of an item shows."""


class NotNow(Refusal):
    """The item has moved on: somebody was faster, or a step is missing."""


class Incomplete(Refusal):
    """Something that the act needs is missing."""


class FieldsMissing(Incomplete):
    """The plan wants fields stated that are not; `fields` holds them."""

    def __init__(self, text: str, fields: Sequence[str], basis: Any = None) -> None:
        super().__init__(text, basis=basis)
        self.fields = tuple(fields)


class BadDay(Refusal):
    """A day that cannot be: before the step it follows, or after today, or later than the term."""


class NotTheirs(Refusal):
    """Another body, or another person, does this."""


class SameHand(Refusal):
    """Nobody judges their own work."""


class NotExtendable(Refusal):
    """The plan does not let this promise be moved."""


class BadValue(Refusal):
    """A field holds what it cannot; `field` names it."""

    def __init__(self, field: Field, code: str, text: str) -> None:
        super().__init__(text)
        self.field, self.code = field, code


def locked(item: Item) -> Item:
    """Read an item again, under a lock: what the caller holds may be out of date."""
    return (
        Item.objects.select_for_update(of=("self",))
        .select_related("adoption__pack", "adoption__body", "unit", "owner", "leader")
        .get(pk=item.pk)
    )


def need_state(item: Item, *states: Item.State) -> None:
    """Refuse an act on an item that stands elsewhere.

    :raises NotNow: naming where it stands.
    """
    if item.state not in states:
        text = _("This rectification item stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=item.get_state_display()))


def need_text(text: str, message: str) -> str:
    """Return a text without the space around it.

    :raises Incomplete: with the message, if nothing is left.
    """
    text = text.strip()
    if not text:
        raise Incomplete(message)
    return text


def need_day(day: date, *, after: date | None, on: date) -> None:
    """Refuse a day before the step that it follows, or after today.

    :raises BadDay: naming the two days between which it lies.
    """
    if (after is not None and day < after) or day > on:
        text = _("The day lies between {first} and {last}.")
        raise BadDay(text.format(first=told(after) or "—", last=told(on)))


def need_other(by: Account, others: Iterable[Account | str | Any | None], message: str) -> None:
    """Refuse somebody who is one of those whose work is judged.

    :raises SameHand: with the message.
    """
    if any(same_person(by, one) for one in others if one is not None):
        raise SameHand(message)


def need_confirmer(item: Item, party: str | None) -> str:
    """Return as which party of the plan somebody strikes an item off.

    :raises NotTheirs: naming who does.
    """
    if party is not None:
        return party
    pack = pack_of(item.adoption)
    named = tuple(one for one in confirming_units(item.adoption) if one)
    who = parties(pack, named) if named else item.adoption.body.name
    text = _("Only {who} may say that this is put right.")
    raise NotTheirs(text.format(who=who))


def told(day: date | None) -> str:
    """Return a day as pages show it."""
    return date_format(day, "DATE_FORMAT") if day else ""


def read_fields(fields: Iterable[Field], given: Mapping[str, Any]) -> Values:
    """Return what is given for fields of the plan, as it is kept; what is not given is left out.

    :raises BadValue: naming the first field that holds what it cannot.
    """
    values: Values = {}
    for field in fields:
        raw = given.get(field.id)
        several = [*raw] if isinstance(raw, list | tuple) else [raw]
        several = [one for one in several if one not in (None, "")]
        if not several:
            continue
        try:
            read = [read_value(field, one) for one in several]
        except ValueProblem as problem:
            text = _("“{field}” cannot be read: {value}.")
            said = text.format(field=field.label.zh, value=str(several[0])[:40])
            raise BadValue(field, problem.code, said) from None
        values[field.id] = [str(one) for one in read] if field.many else read[0]
    return values


def check_complete(item: Item, mode: RectificationMode, *, at_end: bool = False) -> None:
    """Refuse an item that does not state what its class and the plan want.

    :raises FieldsMissing: with the fields by their labels.
    :raises BadDay: if the promise lies later than the class allows.
    """
    standing = plan.standing_of(item, mode)
    later = frozenset() if at_end else frozenset(mode.at_end)
    missing = [one for one in (*standing.missing, *standing.missing_to_approve) if one not in later]
    if missing:
        missing = list(dict.fromkeys(missing))
        said = plan.labels_of(pack_of(item.adoption), missing)
        text = _("Still missing: {fields}.")
        raise FieldsMissing(text.format(fields=said), missing, mode.clause)
    check_day(item, mode)


def check_day(item: Item, mode: RectificationMode) -> None:
    """Refuse a promise later than the class allows, or before the problem was found.

    :raises BadDay: naming the last day that is possible.
    """
    if item.promised_on and item.promised_on < item.found_on:
        raise BadDay(_("The promised day lies before the day on which the problem was found."))
    standing = plan.standing_of(item, mode)
    latest: Any = next(
        (facts["latest"] for code, facts in standing.refused if code == "LATER_THAN_TERM"), None
    )
    if latest is None and plan.day_field(item.adoption, mode) is None:
        latest = standing.due  # the plan asks for no promise here: one within its term is welcome
        if latest is None or item.promised_on is None or item.promised_on <= latest:
            return
    if latest is not None:
        text = _("The promised day is later than the plan allows here: {latest}.")
        raise BadDay(text.format(latest=told(latest)), basis=mode.clause)


def keep_files(
    item: Item, uploads: "Sequence[UploadedFile[Any]]", purpose: str, by: Account, on: date
) -> list[File]:
    """Keep files as proof of an item: as they were taken, place and time of a picture and all."""
    return [
        store(
            upload=one,
            of=item,
            purpose=purpose,
            by=by,
            on=on,
            audience=item.unit_id,
            evidence=True,
        )
        for one in uploads
    ]


def tell(
    verb: str,
    item: Item,
    by: By,
    on: date,
    facts: Mapping[str, Any] | None = None,
    commits: Mapping[str, Commitment] | None = None,
    threads: Sequence[Any] = (),
) -> None:
    """Write an act on an item to the journal, in its thread and in that of what it came from."""
    record(
        verb,
        of=item,
        by=by,
        on=on,
        threads=[*threads, *([item.source_ref] if item.source_ref else [])],
        audience=item.unit_id,
        facts={name: value for name, value in (facts or {}).items() if value is not None},
        commits=commits,
    )


def audience_of(item: Item) -> int:
    """Return the unit whose roles follow what is owed on an item: who strikes it off."""
    return next(iter(confirming_units(item.adoption).values()))


def owed(item: Item, audience: int, due_on: date, code: str = DUE) -> Promised:
    """Return what is owed on an item by a day."""
    mode = plan.mode_of(item)
    start = item.found_on
    return Promised(
        of=kinds.ref(item),
        code=code,
        label=label_of(code),
        unit=item.unit,
        person=item.owner,
        due_on=due_on,
        audience=audience,
        warn_on=plan.warn_day(item.adoption, due_on, min(start, due_on)),
        clause=str(mode.clause) if mode is not None and mode.clause else "",
    )


def label_of(code: str) -> Label:
    """Return what is owed, in both languages."""

    def said() -> str:
        return {
            DUE: pgettext("duty", "Put the problem right"),
            RULE: pgettext("duty", "Make the rule"),
            REVIEW: pgettext("duty", "Look at the rule again"),
            ANSWER: pgettext("duty", "Answer the notice"),
        }.get(code) or pgettext("duty", "Reach the milestone")

    with override("zh-hans"):
        zh = said()
    with override("en"):
        return Label(zh=zh, en=said())
