"""Acts on who stands in for whom. Each takes two persons: rights pass with the cover."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory import intervals
from zhiyong.directory.intervals import interval
from zhiyong.directory.models import Account, Leave, Person, Post, StandIn
from zhiyong.directory.selectors.people import same_person
from zhiyong.journal.services import record
from zhiyong.shell.errors import Refusal


class TakesTwoPersons(Refusal):
    """Who proposed a cover, or gains by it, cannot confirm it."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else must confirm this: not who proposed it, and not who stands in.")
        )


class StandsInAlready(Refusal):
    """The pair of posts is known for that time."""

    def __init__(self) -> None:
        super().__init__(_("This post stands in for it already."))


class AwayAlready(Refusal):
    """The person is away in that time already."""

    def __init__(self, leave: Leave) -> None:
        text = _("{person} is away from {day} already.")
        super().__init__(text.format(person=leave.person, day=leave.valid.lower))


@transaction.atomic
def name_stand_in(
    *, post: Post, stand_in: Post, kind: str, on: date, by: Account, until: date | None = None
) -> StandIn:
    """Name the post that stands in for another; in force once a second person confirms.

    :raises StandsInAlready: if it does so already.
    """
    Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    valid = interval(on, until)
    if StandIn.objects.filter(post=post, stand_in=stand_in, valid__overlap=valid).exists():
        raise StandsInAlready
    pair = StandIn.objects.create(
        post=post, stand_in=stand_in, kind=kind, valid=valid, proposed_by=by
    )
    facts = {"post": post, "stand_in": stand_in, "kind": kind}
    record("stand_in.named", of=pair, by=by, on=on, threads=[post, stand_in], facts=facts)
    return pair


@transaction.atomic
def confirm_stand_in(*, stand_in: StandIn, on: date, by: Account) -> StandIn:
    """Confirm a stand-in as the second person.

    :raises TakesTwoPersons: if that is who proposed it, or who holds the post that stands in.
    """
    pair = StandIn.objects.select_for_update(of=("self",)).get(pk=stand_in.pk)
    if pair.confirmed_by_id is not None:
        return pair
    gains = Person.objects.filter(tenures__post=pair.stand_in, tenures__valid__contains=on)
    if same_person(by, pair.proposed_by) or any(same_person(by, one) for one in gains):
        raise TakesTwoPersons
    pair.confirmed_by = by
    pair.save(update_fields=["confirmed_by"])
    record("stand_in.confirmed", of=pair, by=by, on=on, threads=[pair.post, pair.stand_in])
    return pair


@transaction.atomic
def end_stand_in(*, stand_in: StandIn, on: date, by: Account | str) -> StandIn | None:
    """End a stand-in; one that would only begin later is taken back."""
    pair = StandIn.objects.select_for_update(of=("self",)).get(pk=stand_in.pk)
    threads = [pair.post, pair.stand_in]
    record("stand_in.ended", of=pair, by=by, on=on, threads=threads)
    if pair.valid.lower is not None and pair.valid.lower >= on:
        pair.delete()
        return None
    return intervals.end(StandIn.objects.filter(pk=pair.pk), on)


@transaction.atomic
def go_on_leave(
    *,
    person: Person,
    kind: str,
    on: date,
    by: Account,
    until: date | None = None,
    covered_by: Person | None = None,
) -> Leave:
    """Write down that somebody is away from a day on, and who covers all their posts.

    Without a name the AB pairs of the posts do. A named cover is in force once a second person
    confirms it.

    :raises AwayAlready: if the person is away in that time already.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    valid = interval(on, until)
    known = Leave.objects.filter(person=person, valid__overlap=valid).select_related("person")
    if (leave := known.first()) is not None:
        raise AwayAlready(leave)
    leave = Leave.objects.create(
        person=person, kind=kind, valid=valid, covered_by=covered_by, proposed_by=by
    )
    facts = {"person": person, "until": until, "covered_by": covered_by}
    threads = [one for one in (person, covered_by) if one is not None]
    record("leave.began", of=leave, by=by, on=on, threads=threads, facts=facts)
    return leave


@transaction.atomic
def confirm_leave(*, leave: Leave, on: date, by: Account) -> Leave:
    """Confirm the cover of a leave as the second person.

    :raises TakesTwoPersons: if that is who proposed it, who is away, or who covers.
    """
    leave = Leave.objects.select_for_update(of=("self",)).get(pk=leave.pk)
    if leave.confirmed_by_id is not None:
        return leave
    if any(same_person(by, other) for other in (leave.proposed_by, leave.person, leave.covered_by)):
        raise TakesTwoPersons
    leave.confirmed_by = by
    leave.save(update_fields=["confirmed_by"])
    threads = [one for one in (leave.person, leave.covered_by) if one is not None]
    record("leave.cover_confirmed", of=leave, by=by, on=on, threads=threads)
    return leave


@transaction.atomic
def end_leave(*, leave: Leave, on: date, by: Account | str) -> Leave | None:
    """Let somebody come back: the cover ends the day before; a leave not begun is taken back."""
    leave = Leave.objects.select_for_update(of=("self",)).get(pk=leave.pk)
    record("leave.ended", of=leave, by=by, on=on, threads=[leave.person])
    if leave.valid.lower is not None and leave.valid.lower >= on:
        leave.delete()
        return None
    return intervals.end(Leave.objects.filter(pk=leave.pk), on)
