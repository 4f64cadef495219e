"""Rules are made so that a problem does not come back, and are looked at again (建章立制)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Unit
from zhiyong.duties.services import meet, open_dated
from zhiyong.journal.services import record
from zhiyong.plans.models import Adoption
from zhiyong.rectification.models import Item, MadeRule
from zhiyong.rectification.services.common import (
    REVIEW,
    RULE,
    BadDay,
    Incomplete,
    NotNow,
    label_of,
    locked,
    need_text,
    tell,
)


@transaction.atomic
def enter_rule(
    *,
    adoption: Adoption,
    unit: Unit,
    title: str,
    made_on: date,
    from_on: date,
    review_on: date,
    by: Account,
    on: date,
    number: str = "",
    item: Item | None = None,
    replaces: MadeRule | None = None,
) -> MadeRule:
    """Enter a rule that was made, with the day on which it is looked at again: that is owed.

    Of an item it is the second stage: what was owed of it is met.

    :raises Incomplete: without a title, or if the item is another unit's.
    :raises BadDay: if it was made after today, or is looked at again before it holds.
    """
    title = need_text(title, _("Give it a title."))
    if made_on > on:
        raise BadDay(_("A rule that is entered has been made."))
    if review_on <= from_on:
        raise BadDay(_("It is looked at again after it has begun to hold."))
    if item is not None and item.unit_id != unit.pk:
        raise Incomplete(_("The item is one of another unit."))
    rule = MadeRule.objects.create(
        adoption=adoption,
        unit=unit,
        item=item,
        title=title,
        number=number.strip(),
        made_on=made_on,
        from_on=from_on,
        review_on=review_on,
        replaces=replaces,
        entered_by=by,
        entered_on=on,
    )
    record(
        "rule.entered",
        of=rule,
        by=by,
        on=on,
        threads=[item] if item is not None else [],
        audience=unit.pk,
        facts={"made": made_on, "review": review_on},
    )
    open_dated(
        of=rule,
        code=REVIEW,
        label=label_of(REVIEW),
        owner_unit=unit,
        due_on=review_on,
        by=by,
        on=on,
    )
    if item is not None:
        item = locked(item)
        if item.rule_made_on is None:
            item.rule_made_on = made_on
            item.save(update_fields=["rule_made_on"])
            tell("rectification.rule_made", item, by, on, {"rule": rule})
        meet(of=item, code=RULE, by=by, on=on)
    return rule


@transaction.atomic
def review_rule(
    *,
    rule: MadeRule,
    keeps: bool,
    found: str,
    by: Account,
    on: date,
    next_on: date | None = None,
) -> MadeRule:
    """Write down whether a rule still serves: it stays with a new day, or holds no more.

    :raises NotNow: if it holds no more.
    :raises Incomplete: without words, or if it stays without a new day.
    :raises BadDay: if the new day is not after today.
    """
    rule = MadeRule.objects.select_for_update().get(pk=rule.pk)
    if rule.state != MadeRule.State.IN_FORCE:
        raise NotNow(_("This rule holds no more."))
    found = need_text(found, _("Say what the look showed."))
    if keeps and next_on is None:
        raise Incomplete(_("Say when it is looked at again."))
    if keeps and next_on is not None and next_on <= on:
        raise BadDay(_("The new day lies after today."))
    rule.reviewed_on, rule.review = on, found
    meet(of=rule, code=REVIEW, by=by, on=on)
    if keeps and next_on is not None:
        rule.review_on = next_on
    else:
        rule.state = MadeRule.State.REPEALED
    rule.save()
    record(
        "rule.reviewed" if keeps else "rule.repealed",
        of=rule,
        by=by,
        on=on,
        threads=[rule.item] if rule.item else [],
        audience=rule.unit_id,
        facts={"review": rule.review_on} if keeps else {},
    )
    if keeps:
        open_dated(
            of=rule,
            code=REVIEW,
            label=label_of(REVIEW),
            owner_unit=rule.unit,
            due_on=rule.review_on,
            by=by,
            on=on,
        )
    return rule
