"""The part `bodies`: which seats of a standing body are filled, and which are vacant."""

from typing import Any

from pydantic import Field

from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.words import both
from zhiyong.rules.pack.campaign import Body
from zhiyong.rules.pack.problems import nearest
from zhiyong.rules.shape import Shape
from zhiyong.rules.teams import Holder, check_body


class AskedHolder(Shape):
    """Somebody in a seat, and from which body they come where that matters."""

    who: str
    seat: str
    from_: str | None = Field(default=None, alias="from")


class AskedBody(Shape):
    """A body of the question with its holders."""

    body: str
    holders: tuple[AskedHolder, ...] = ()


def answer(context: Context) -> dict[str, Any]:
    """Return the seats of every body that is asked about."""
    asked = context.read_all(AskedBody, "bodies")
    told = []
    for place, one in enumerate(asked):
        if not context.pack.has("bodies", one.body):
            known = context.pack.ids("bodies")
            shown = nearest(one.body, known) or ", ".join(known)
            context.trouble(
                f"bodies.{place}.body",
                "ELEMENT_UNKNOWN",
                value=one.body,
                what="bodies",
                known=shown,
            )
            continue
        body: Body = context.pack.element("bodies", one.body)
        holders = [Holder(holder.who, holder.seat, holder.from_) for holder in one.holders]
        told.append(_told(context, body, holders))
    return {"bodies": told} if asked else {}


def _told(context: Context, body: Body, holders: list[Holder]) -> dict[str, Any]:
    found = check_body(body, holders)
    seats: dict[str, Any] = {}
    for one in found.seats:
        seats[one.seat] = {
            "needed": one.needed,
            "held": list(one.held),
            "vacant": one.vacant,
            "missing_from": list(one.missing_bodies),
            "over": one.over,
        }
        if one.needed is None:
            context.missing.append(f"bodies.{body.id}.seats.{one.seat}.count")
    labels = {seat.id: seat.label for seat in body.seats}
    zh = "、".join(labels[one].zh for one in found.vacancies)
    en = ", ".join(labels[one].en for one in found.vacancies)
    return {
        "body": body.id,
        "seats": seats,
        "vacancies": list(found.vacancies),
        "unknown_seats": list(found.unknown_seats),
        "several": list(found.several),
        **cited(body.clause, *(seat.clause for seat in body.seats)),
        "why": both(f"空缺：{zh}", f"vacant: {en}")
        if zh
        else both("席位已满", "every seat is filled"),
    }
