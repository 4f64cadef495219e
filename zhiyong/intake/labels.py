"""What the plan calls things: a complaint holds ids of the plan's elements, people read labels."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, gettext_lazy

from zhiyong.intake.models import Complaint
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import party
from zhiyong.rules.clauses import Clause
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import say_term
from zhiyong.shell.days import parse_day

SECTIONS = {
    "channel": "channels",
    "input_class": "kinds",
    "category": "taxonomy",
    "urgency": "urgencies",
    "major": "major_matters",
    "distribution": "marks",
    "refusal": "refusals",
}
"""In which section of a plan the value of a complaint's field is found."""

NEEDS = {
    "earlier_matter": gettext_lazy("The earlier matter (number, day, body)"),
    "remedy_body": gettext_lazy("The body to turn to"),
    "missing_facts": gettext_lazy("What is missing"),
}
"""What a reason of refusal may ask for."""


SOURCE_LABELS = {
    "line": gettext_lazy("Line on which they called"),
    "recording": gettext_lazy("Number of the recording"),
    "postmark_on": gettext_lazy("Day of the postmark"),
    "sender_place": gettext_lazy("Place of the sender"),
    "letter_number": gettext_lazy("Number of a registered letter"),
    "mailbox": gettext_lazy("Mailbox it came to"),
    "sent_on": gettext_lazy("Sent on"),
    "box_place": gettext_lazy("Where the box hangs"),
    "emptied_on": gettext_lazy("Emptied on"),
    "emptied_by": gettext_lazy("Emptied by whom (two people)"),
    "survey": gettext_lazy("Survey or meeting"),
    "question": gettext_lazy("Question that was answered"),
    "answered_on": gettext_lazy("Said on"),
    "outlet": gettext_lazy("Newspaper, station or site"),
    "published_on": gettext_lazy("Published on"),
    "link": gettext_lazy("Address of the page"),
    "inspection": gettext_lazy("Inspection"),
    "found_on": gettext_lazy("Found on"),
    "found_by": gettext_lazy("Found by whom"),
    "ordered_by": gettext_lazy("Assigned by"),
    "ordered_on": gettext_lazy("Assigned on"),
    "order_number": gettext_lazy("Number of the order"),
    "answer_by": gettext_lazy("To be answered by"),
    "passed_on_by": gettext_lazy("Passed on by"),
    "passed_on_on": gettext_lazy("Passed on on"),
    "receipt_number": gettext_lazy("Number of their receipt slip"),
    "caller_district": gettext_lazy("District of the caller"),
    "came_how": gettext_lazy("How the lead came"),
    "left_out": gettext_lazy("Files that stayed in the sealed mail"),
}
"""What a channel asks besides, by its name in `data/sources.toml`."""


def language() -> str:
    """Return the language of the reader, as plans name it."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def label(pack: Pack, section: str, element_id: str) -> str:
    """Return what the plan calls an element; its id, where the plan has none."""
    if not element_id:
        return ""
    if not pack.has(section, element_id):
        return element_id
    text: str = pack.element(section, element_id).label.say(language())
    return text


def of(adoption: Adoption, field: str, value: str) -> str:
    """Return the label of a complaint's field: `of(adoption, "channel", "letter")`."""
    return label(pack_of(adoption), SECTIONS[field], value)


def choices(pack: Pack, section: str, ids: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Return the elements of a section as a form offers them."""
    return [(each, label(pack, section, each)) for each in (ids or pack.ids(section))]


def grounds(pack: Pack, *pieces: Grounded) -> Clause | None:
    """Return the clause, article or setting that pieces of a plan rest on: the first there is."""
    for piece in pieces:
        if piece.clause:
            return piece.clause
        if text := pack.say_grounds(piece, language()):
            return Clause(pack.plan, text)
    return None


def default(pack: Pack, section: str) -> str:
    """Return the id of the element that a section marks as its default, else ""."""
    for element_id in pack.ids(section):
        element: Any = pack.element(section, element_id)
        if element.default:
            return element_id
    return ""


def brought(complaint: Complaint) -> list[tuple[str, str]]:
    """Return what a complaint's channel brought besides the words, as people read it."""
    found = []
    for name, value in complaint.source.items():
        day = parse_day(value) if name.endswith(("_on", "_by")) else None
        shown = date_format(day, "DATE_FORMAT") if day else value
        found.append((str(SOURCE_LABELS.get(name, name)), shown))
    return found


def brought_in_a_line(complaint: Complaint) -> str:
    """Return the same in one line, for workbooks and registers."""
    return gettext("; ").join(
        gettext("{label}: {text}").format(label=label, text=text)
        for label, text in brought(complaint)
    )


def way_to_object(adoption: Adoption) -> str:
    """Return how to object when a complaint is not accepted, with the ground; "" if by no way."""
    pack = pack_of(adoption)
    way = pack.refusal_objection
    if way is None:
        return ""
    told = (
        gettext("You may object in writing to {body} within {term} of learning of it ({basis}).")
        if way.in_writing
        else gettext("You may object to {body} within {term} of learning of it ({basis}).")
    )
    lawful = pack.say_grounds(way.model_copy(update={"setting": False}), language())
    return told.format(
        body=party(pack, way.to),
        term=say_term(way.within, language()),
        basis=lawful or gettext("set by this plan's office"),
    )
