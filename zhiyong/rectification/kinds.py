"""How things of this room are spoken of, told, covered by the journal, and handed over."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.directory import openwork
from zhiyong.directory.models import Account, Person
from zhiyong.duties.services import reassign
from zhiyong.journal import commitments
from zhiyong.journal.services import commit, record
from zhiyong.notices import templates
from zhiyong.plans.wording import language
from zhiyong.publicity import subjects
from zhiyong.rectification import plan
from zhiyong.rectification.models import (
    Check,
    Item,
    MadeRule,
    Move,
    Progress,
    Reopening,
    SlowNotice,
    Watched,
    Workbook,
)
from zhiyong.rectification.selectors import (
    items_visible_to,
    notices_visible_to,
    rules_visible_to,
    watched_visible_to,
    workbooks_visible_to,
)
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing

ITEM = {
    "rectification.registered": _("{actor} entered it in the ledger, no. {number}."),
    "rectification.planned": _("{actor} said how it is put right, by {due}."),
    "rectification.changed": _("{actor} wrote anew how it is put right."),
    "rectification.approved": _("{actor} approved how it is put right."),
    "rectification.sent_back": _("{actor} sent the plan back, with the reason."),
    "rectification.withdrawn": _("{actor} took it back: it was entered in error."),
    "rectification.progress": _("{actor} told how far it is."),
    "rectification.move_asked": _("{actor} asked for a later day: {was} → {to}."),
    "rectification.moved": _("{actor} granted a later day: {was} → {to}, {times} times in all."),
    "rectification.move_refused": _("{actor} refused a later day."),
    "rectification.milestone": _("{actor} said that the milestone of {day} was reached."),
    "rectification.handed_in": _("{actor} reported what was done."),
    "rectification.done": _("It was handed in as put right on {done}."),
    "rectification.accepted": _("{actor} looked at it and found it put right."),
    "rectification.not_accepted": _("{actor} looked at it and sent it back."),
    "rectification.struck_off": _("No. {number} was struck off."),
    "rectification.reopened": _("{actor} opened it again, round {cycle}, now due on {due}."),
    "rectification.rule_made": _("{actor} entered the rule that was made: {rule}."),
    "rectification.passed_on": _("It passed from {giver} to {receiver}."),
}


def register() -> None:
    """Make the things of this room known to those below."""
    _kinds()
    _notices()
    _covered()
    subjects.register("rectification_item", subjects.Subject())
    openwork.register(
        openwork.Provider("rectification", _("Rectification items"), _open_work, _pass_on)
    )


def _kinds() -> None:
    kinds.register(
        kinds.Kind(
            name="rectification_item",
            model=Item,
            label=_("Rectification item"),
            url=lambda pk: reverse("rectification:item", args=[pk]),
            visible_to=items_visible_to,
            titles=_titles(items_visible_to, lambda row: f"{row.number} {row.problem[:40]}"),
            sentences=ITEM,
        )
    )
    kinds.register(
        kinds.Kind(
            name="made_rule",
            model=MadeRule,
            label=_("Rule made"),
            url=lambda pk: reverse("rectification:rule", args=[pk]),
            visible_to=rules_visible_to,
            titles=_titles(rules_visible_to, lambda row: row.title),
            sentences={
                "rule.entered": _("{actor} entered the rule; it is looked at again on {review}."),
                "rule.reviewed": _("{actor} looked at it again; the next time is {review}."),
                "rule.repealed": _("{actor} looked at it again; it holds no more."),
            },
        )
    )
    kinds.register(
        kinds.Kind(
            name="slow_notice",
            model=SlowNotice,
            label=_("Notice to a slow unit"),
            url=lambda pk: reverse("rectification:notice", args=[pk]),
            visible_to=notices_visible_to,
            titles=_titles(notices_visible_to, _notice_title, "adoption__pack"),
            sentences={
                "slow_notice.issued": _("{actor} issued it to {unit}."),
                "slow_notice.answered": _("{actor} answered for the unit."),
                "slow_notice.repaired": _("{actor} said that it was put right on {repaired}."),
                "slow_notice.withdrawn": _("{actor} took it back."),
            },
        )
    )
    kinds.register(
        kinds.Kind(
            name="watched_unit",
            model=Watched,
            label=_("Key unit"),
            url=lambda pk: reverse("rectification:watch"),  # noqa: ARG005 - one page for all
            visible_to=watched_visible_to,
            titles=_titles(watched_visible_to, lambda row: row.unit.name, "unit"),
            sentences={
                "watched.listed": _("{actor} put the unit on the list of key units."),
                "watched.not_listed": _("{actor} decided not to list the unit."),
                "watched.ended": _("{actor} took the unit off the list."),
            },
        )
    )
    kinds.register(
        kinds.Kind(
            name="rectification_workbook",
            model=Workbook,
            label=_("Workbook of the ledger"),
            url=lambda pk: reverse("rectification:workbook", args=[pk]),
            visible_to=workbooks_visible_to,
            titles=_titles(workbooks_visible_to, lambda row: row.name),
            sentences={
                "rectification.workbook_received": _("{actor} handed in a workbook."),
                "rectification.workbook_carried_out": _(
                    "{actor} carried the workbook out: {added} items added, {changed} changed."
                ),
                "rectification.workbook_withdrawn": _("{actor} withdrew the workbook."),
            },
        )
    )


def _titles(
    visible: Callable[[Standing], "QuerySet[Any]"], title: Callable[[Any], str], *more: str
) -> Callable[[Iterable[int], Standing], Mapping[int, str]]:
    def found(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
        rows = visible(standing).filter(pk__in=list(ids))
        if more:
            rows = rows.select_related(*more)
        return {row.pk: title(row) for row in rows}

    return found


def _notice_title(row: SlowNotice) -> str:
    step = plan.step_called(row.adoption, row.step)
    label = step.label.say(language()) if step else row.step
    return f"{label} {row.number}".strip()


def _notices() -> None:
    templates.register(
        templates.Template("rectification.registered", _("Entered in the ledger: {title}.")),
        templates.Template(
            "rectification.registered_many",
            _("{count} problems of your unit were entered in the ledger, the first: {title}."),
        ),
        templates.Template("rectification.to_approve", _("Waits for your approval: {title}.")),
        templates.Template("rectification.approved", _("Approved, the work begins: {title}.")),
        templates.Template("rectification.sent_back", _("Sent back to be planned anew: {title}.")),
        templates.Template("rectification.move_asked", _("A later day is asked for: {title}.")),
        templates.Template("rectification.moved", _("A later day is granted: {title}.")),
        templates.Template("rectification.move_refused", _("A later day is refused: {title}.")),
        templates.Template("rectification.to_check", _("Handed in, waits for a look: {title}.")),
        templates.Template(
            "rectification.not_accepted", _("Not accepted, go on: {title}."), urgent=True
        ),
        templates.Template("rectification.struck_off", _("Struck off: {title}.")),
        templates.Template("rectification.reopened", _("Opened again: {title}."), urgent=True),
        templates.Template(
            "slow_notice.issued", _("A notice reached your unit: {title}."), urgent=True
        ),
        templates.Template("slow_notice.answered", _("The unit has answered: {title}.")),
        templates.Template("slow_notice.withdrawn", _("A notice was taken back: {title}.")),
        templates.Template("watched.listed", _("On the list of key units: {title}.")),
    )


def _of_item(row: Any) -> str:
    return f"rectification_item:{row.item_id}"


def _covered() -> None:
    commitments.cover(Item, "rectification item", content=lambda row: row.content)
    commitments.cover(
        Progress, "rectification progress", of=_of_item, content=lambda row: str(row.text)
    )
    commitments.cover(Move, "rectification move", of=_of_item, content=lambda row: str(row.reason))
    commitments.cover(Check, "rectification check", of=_of_item, content=lambda row: row.content)
    commitments.cover(
        Reopening, "rectification reopening", of=_of_item, content=lambda row: str(row.reason)
    )
    commitments.cover(Watched, "key unit", content=lambda row: str(row.why))
    commitments.cover(SlowNotice, "slow notice", content=lambda row: str(row.text))
    commitments.cover(
        SlowNotice,
        "slow notice answer",
        content=lambda row: str(row.answer),
        salt=lambda row: row.answer_salt,
        rows=lambda: SlowNotice.objects.exclude(answer=""),
    )


# ── work that passes from one person to another ───────────────────────────────────────────


def _open_work(person: Person, on: date) -> Sequence[openwork.OpenWork]:  # noqa: ARG001
    rows = Item.objects.filter(owner=person).exclude(
        state__in=[Item.State.STRUCK_OFF, Item.State.WITHDRAWN]
    )
    return [
        openwork.OpenWork(f"rectification_item:{pk}", due)
        for pk, due in rows.order_by("pk").values_list("pk", "due_on")
    ]


def _pass_on(
    references: Sequence[str], giver: Person, receiver: Person, by: Account | str, on: date
) -> None:
    """Put the receiver in the giver's place; what is owed follows."""
    for reference in references:
        item = Item.objects.select_for_update(of=("self",)).get(pk=kinds.split(reference)[1])
        item.owner, item.owner_name = receiver, receiver.name
        kept = commit(item.content)
        item.salt = kept.salt
        item.save(update_fields=["owner", "owner_name", "salt"])
        reassign(of=item, owner_unit=item.unit, owner_person=receiver, by=by, on=on)
        record(
            "rectification.passed_on",
            of=item,
            by=by,
            on=on,
            audience=item.unit_id,
            facts={"giver": giver, "receiver": receiver},
            commits={"item": kept},
        )
