"""The Kinds of the directory: how units, people, posts and the rest are spoken of."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory import selectors
from zhiyong.directory.models import (
    Account,
    Body,
    ExportRun,
    HandOver,
    ImportRun,
    Leave,
    Person,
    Post,
    ReceptionPoint,
    Region,
    RequiredChannel,
    RoleBinding,
    StandIn,
    Unit,
)
from zhiyong.shell import kinds
from zhiyong.shell.access import ADMINISTRATORS, Standing

See = Callable[[Standing], QuerySet[Any]]

ACCOUNT = {
    "account.opened": _("{actor} opened the account."),
    "account.signed_in": _("{actor} signed in."),
    "account.locked": _("Sign-in was locked for a while after {failures} failures."),
    "account.session_ended": _("{actor} ended a session."),
    "account.password_changed": _("{actor} changed the password."),
    "account.password_reset": _("{actor} gave a new initial password."),
    "account.closed": _("{actor} closed the account."),
    "account.reopened": _("{actor} opened the account again."),
}
ROLE = {
    "role.proposed": _("{actor} proposed {holder} for a role that reads cases."),
    "role.bound": _("{actor} gave {holder} a role."),
    "role.confirmed": _("{actor} confirmed the role of {holder} as the second person."),
    "role.ended": _("{actor} ended the role."),
}
UNIT = {
    "unit.opened": _("{actor} set up the unit."),
    "unit.renamed": _("{actor} recorded a new name."),
    "unit.moved": _("{actor} recorded that it stands under other bodies."),
    "unit.described": _("{actor} changed the unit's description."),
    "unit.closed": _("{actor} recorded that the unit was closed."),
    "unit.merged": _("{actor} recorded that it was merged into {into}."),
    "unit.split": _("{actor} recorded that it was split."),
    "unit.corrected": _("{actor} corrected the unit's history."),
    "unit.branch_opened": _("{actor} entered a Party branch."),
    "unit.branch_ended": _("{actor} ended a Party branch."),
}
REGION = {
    "region.opened": _("{actor} entered the region."),
    "region.corrected": _("{actor} corrected the region."),
    "region.replaced": _("{actor} recorded a new name or code: {into}."),
    "region.ended": _("{actor} recorded that the region ended."),
}
PERSON = {
    "person.added": _("{actor} entered the person."),
    "person.renamed": _("{actor} corrected the person's name."),
    "person.appointed": _("{actor} recorded the appointment to {post}."),
    "person.left_post": _("{actor} recorded the end of the time in {post}."),
    "person.tenure_corrected": _("{actor} corrected the time in {post}."),
    "person.rank_recorded": _("{actor} recorded the rank."),
    "person.staff_type_recorded": _("{actor} recorded the staff type."),
    "person.party_recorded": _("{actor} recorded the Party membership."),
}
POST = {
    "post.opened": _("{actor} set up the post."),
    "post.changed": _("{actor} changed the post."),
    "post.abolished": _("{actor} abolished the post."),
    "post.put_in_charge": _("{actor} put the post in charge of a unit or field."),
    "post.relieved_of_charge": _("{actor} relieved the post of a unit or field."),
    "post.charter_adopted": _("{actor} put version {version} of its duties in force."),
}
BODY = {
    "body.set_up": _("{actor} set up the body."),
    "body.ended": _("{actor} ended the body."),
    "body.seats_required": _("{actor} set how many seats must be filled."),
    "body.seat_given": _("{actor} gave {whose} a seat."),
    "body.seat_ended": _("{actor} took back the seat of {whose}."),
}
STAND_IN = {
    "stand_in.named": _("{actor} proposed that {stand_in} stands in for {post}."),
    "stand_in.confirmed": _("{actor} confirmed it as the second person."),
    "stand_in.ended": _("{actor} ended it."),
}
LEAVE = {
    "leave.began": _("{actor} recorded that {person} is away."),
    "leave.cover_confirmed": _("{actor} confirmed the cover as the second person."),
    "leave.ended": _("{actor} recorded the return."),
}
HAND_OVER = {
    "hand_over.drawn_up": _("{actor} drew up a list of {items} pieces of open work."),
    "hand_over.signed": _("{actor} signed the list."),
    "hand_over.done": _("All open work on the list passed to the receiver."),
    "hand_over.withdrawn": _("{actor} withdrew the list."),
}
POINT = {
    "point.opened": _("{actor} opened the reception point."),
    "point.changed": _("{actor} changed the reception point."),
    "point.closed": _("{actor} closed the reception point."),
    "point.emptied": _("{person} and {witness} emptied the box; it held {found}."),
}
CHANNEL_RULE = {
    "channel_rule.made": _("{actor} required a channel of units."),
    "channel_rule.ended": _("{actor} ended the requirement."),
}
IMPORT = {
    "import.received": _("{actor} handed in a workbook."),
    "import.confirmed": _("{actor} confirmed the changes of the workbook."),
    "import.done": _(
        "The workbook was carried out: {added} added, {changed} changed, {ended} ended."
    ),
    "import.withdrawn": _("{actor} withdrew the workbook."),
    "import.broken": _("A fault of the program stopped the work on the workbook."),
}


def register() -> None:
    """Make the directory's Kinds known."""
    _add("unit", Unit, _("Unit"), selectors.units_visible_to, UNIT, page="unit")
    _add("region", Region, _("Region"), selectors.regions_visible_to, REGION, page="region")
    _add("person", Person, _("Person"), selectors.people_visible_to, PERSON, page="person")
    title = pgettext_lazy("in an office", "Post")
    _add("post", Post, title, _signed_in(Post), POST, "unit", page="post")
    _add("body", Body, _("Standing body"), _signed_in(Body), BODY, page="body")
    _add(
        "point",
        ReceptionPoint,
        _("Reception point"),
        _signed_in(ReceptionPoint),
        POINT,
        page="point",
    )
    _add("account", Account, _("Account"), _signed_in(Account), ACCOUNT, "person")
    _add("binding", RoleBinding, _("Role"), _administered(RoleBinding), ROLE)
    _add("stand_in", StandIn, _("Stand-in"), _covers(StandIn), STAND_IN)
    _add("leave", Leave, _("Leave and cover"), _covers(Leave), LEAVE)
    _add(
        "hand_over",
        HandOver,
        _("Hand-over"),
        selectors.hand_overs_visible_to,
        HAND_OVER,
        "giver",
        "receiver",
        page="hand_over",
    )
    _add(
        "channel_rule",
        RequiredChannel,
        _("Required channel"),
        _signed_in(RequiredChannel),
        CHANNEL_RULE,
    )
    _add(
        "import_run",
        ImportRun,
        _("Import of units, posts and people"),
        selectors.imports_visible_to,
        IMPORT,
        page="import",
    )
    _add("export_run", ExportRun, _("Export of the directory"), selectors.exports_visible_to, {})


def _add(
    name: str,
    model: type[Model],
    label: Any,
    see: See,
    sentences: Mapping[str, Any],
    *joined: str,
    page: str = "",
) -> None:
    kinds.register(
        kinds.Kind(
            name=name,
            model=model,
            label=label,
            url=_page(page) if page else None,
            visible_to=see,
            titles=_titles(see, *joined),
            sentences=sentences,
        )
    )


def _page(name: str) -> Callable[[int], str]:
    return lambda pk: reverse(f"directory:{name}", args=[pk])


def _signed_in(model: type[Model]) -> See:
    def see(standing: Standing) -> QuerySet[Any]:
        rows = model._default_manager.all()
        return rows if standing.person_id is not None else rows.none()

    return see


def _administered(model: type[Model]) -> See:
    def see(standing: Standing) -> QuerySet[Any]:
        rows = model._default_manager.all()
        return rows if standing.roles & ADMINISTRATORS else rows.none()

    return see


def _covers(model: type[Model]) -> See:
    """Let those who keep the directory or its rights see a cover, and whom it concerns."""

    def see(standing: Standing) -> QuerySet[Any]:
        rows = model._default_manager.all()
        if standing.roles & (set(selectors.EDITORS) | ADMINISTRATORS):
            return rows
        if standing.person_id is None:
            return rows.none()
        if model is Leave:
            return rows.filter(Q(person=standing.person_id) | Q(covered_by=standing.person_id))
        held = Q(post__tenures__person=standing.person_id)
        return rows.filter(held | Q(stand_in__tenures__person=standing.person_id)).distinct()

    return see


def _titles(see: See, *joined: str) -> Callable[[Iterable[int], Standing], Mapping[int, str]]:
    def titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
        rows = see(standing).filter(pk__in=list(ids))
        if joined:
            rows = rows.select_related(*joined)
        return {row.pk: str(row) for row in rows}

    return titles
