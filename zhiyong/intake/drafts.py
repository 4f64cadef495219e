"""What is lodged, before it is a complaint: checked, cleaned, and nothing of it lost."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from zhiyong.directory.models import Person, Unit
from zhiyong.files.services import Prepared as PreparedFile
from zhiyong.intake.codes import Prepared
from zhiyong.intake.models import MESSAGE, TEXT, TITLE, BlankForm
from zhiyong.rules.clauses import Clause
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import NUL, REQUIRED, tidy
from zhiyong.vault import numbers

MOST_NAMED = 20
MOST_FILES = 10
MOST_COSIGNERS = 500
HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters that something cut through: they cannot be stored."""


class Incomplete(Refusal):
    """What was entered cannot be taken as it stands; `fields` says what is wrong where."""

    def __init__(self, fields: Mapping[str, str], *, basis: Clause | None = None) -> None:
        super().__init__(" ".join(dict.fromkeys(fields.values())), basis=basis)
        self.fields = dict(fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody the complaint names."""

    name: str
    post: str = ""
    person: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who complains. Sealed in the vault; never written anywhere else."""

    name: str
    telephone: str
    identity_number: str = ""
    address: str = ""
    companions: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CoSigner:
    """Somebody who complains together with others. Sealed in an envelope of their own."""

    name: str
    telephone: str = ""
    is_representative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDraft:
    """A visit at the counter."""

    visited_on: date
    people: int = 1
    delegates: int = 1
    is_repeat: bool = False
    place: str = ""
    received_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What staff add when they enter a complaint: where, and what came with it."""

    unit: Unit
    source: Mapping[str, Any] = field(default_factory=dict)
    outside_number: str = ""
    visit: VisitDraft | None = None
    blank_form: BlankForm | None = None
    urgency: str = ""
    major: str = ""
    distribution: str = ""
    may_know: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lodging:
    """A complaint as somebody wrote it, or as it was taken down.

    `identity` makes it a real-name one. `contact` (a telephone number or an address for mail)
    is by choice and lets content-free news be sent, also to somebody without a name here.
    `cosigners` are those who complain together with the one named in `identity`, who speaks for
    them. `sender` is how a mail names its sender: sealed, and not taken for a real name.
    `entry` is there exactly when staff enter it, or the mailbox is read; `received_on` may then
    lie before today.
    Without `receipt` no code finds it: what came by another office's system.
    """

    text: str
    channel: str
    title: str = ""
    subject_unit: Unit | None = None
    subject_unit_text: str = ""
    about_team: bool = False
    about_receiving_body: bool = False
    named: Sequence[Named] = ()
    input_class: str = ""
    category: str = ""
    happened_on: str = ""
    place: str = ""
    language: str = "zh-hans"
    identity: Identity | None = None
    cosigners: Sequence[CoSigner] = ()
    sender: str = ""
    contact: str = ""
    files: "Sequence[UploadedFile[Any] | PreparedFile]" = ()
    evidence: bool = False
    received_on: date | None = None
    entry: Entry | None = None
    prepared: Prepared | None = None
    receipt: bool = True


def cleaned(draft: Lodging, *, on: date) -> Lodging:
    """Return the draft as it will be kept: line ends made one, what cannot be shown left out.

    :raises Incomplete: with every field that is missing, too long or unreadable.
    """
    check = _Check()
    text = check.text("text", draft.text, TEXT, required=True)
    title = check.text("title", draft.title, TITLE, lines=False) or headline(text)
    named = [
        Named(
            name=check.text("named", one.name, 60, lines=False),
            post=check.text("named", one.post, 80, lines=False),
            person=one.person,
        )
        for one in draft.named
        if one.name.strip() or one.post.strip()
    ]
    if len(named) > MOST_NAMED:
        check.fail("named", _("At most {most} people can be named.").format(most=MOST_NAMED))
    if len(draft.files) > MOST_FILES:
        check.fail("files", _("At most {most} files can be sent.").format(most=MOST_FILES))
    received_on = draft.received_on or on
    if received_on > on:
        check.fail("received_on", _("The day of receipt lies in the future."))
    result = replace(
        draft,
        text=text,
        title=title,
        subject_unit_text=check.text("subject_unit", draft.subject_unit_text, 120, lines=False),
        named=tuple(named),
        happened_on=check.text("happened_on", draft.happened_on, 60, lines=False),
        place=check.text("place", draft.place, 120, lines=False),
        identity=_identity(check, draft.identity),
        cosigners=_cosigners(check, draft),
        sender=check.text("sender", draft.sender, 200, lines=False),
        contact=_contact(check, draft.contact),
        received_on=received_on,
        entry=_entry(check, draft.entry, received_on),
    )
    check.finish()
    return result


def cleaned_text(name: str, value: str, limit: int = MESSAGE) -> str:
    """Return a required text as it will be kept.

    :raises Incomplete: if it is empty, too long or unreadable.
    """
    check = _Check()
    text = check.text(name, value, limit, required=True)
    check.finish()
    return text


def headline(text: str, longest: int = 40) -> str:
    """Return the first words of a text, as its title."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


class _Check:
    """Cleans texts and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def fail(self, name: str, message: str) -> None:
        self.errors.setdefault(name, message)

    def text(
        self, name: str, value: str, limit: int, *, lines: bool = True, required: bool = False
    ) -> str:
        clean = tidy(value) if lines else " ".join(tidy(value).split())
        clean = clean.strip()
        if "\0" in clean:
            self.fail(name, str(NUL))
        elif required and not clean:
            self.fail(name, str(REQUIRED))
        elif len(clean) > limit:
            said = _("Too long: {count} characters, at most {limit} fit.")
            self.fail(name, said.format(count=len(clean), limit=limit))
        elif HALVES.search(clean):
            self.fail(name, _("Some characters cannot be read. Please type them again."))
        return clean

    def finish(self) -> None:
        if self.errors:
            raise Incomplete(self.errors)


def _identity(check: _Check, given: Identity | None) -> Identity | None:
    if given is None:
        return None
    telephone = numbers.telephone(given.telephone)
    if telephone is None:
        check.fail("telephone", _("Please give a telephone number on which you can be reached."))
    number = check.text("identity_number", given.identity_number, 40, lines=False)
    if number and numbers.identity(number) is None:
        check.fail("identity_number", _("This identity number is not complete or has a slip."))
    return Identity(
        name=check.text("name", given.name, 60, lines=False, required=True),
        telephone=telephone or "",
        identity_number=number,
        address=check.text("address", given.address, 200, lines=False),
        companions=_names(check, given.companions),
    )


def _cosigners(check: _Check, draft: Lodging) -> tuple[CoSigner, ...]:
    given = [one for one in draft.cosigners if one.name.strip() or one.telephone.strip()]
    if given and draft.identity is None:
        check.fail("name", _("Name the one who speaks for those who complain together."))
    if len(given) > MOST_COSIGNERS:
        text = _("At most {most} people can be entered one by one.")
        check.fail("cosigners", text.format(most=MOST_COSIGNERS))
        return ()
    return tuple(_cosigner(check, one) for one in given)


def _cosigner(check: _Check, given: CoSigner) -> CoSigner:
    name = check.text("cosigners", given.name, 60, lines=False)
    if not name:
        check.fail("cosigners", _("Each who signed needs a name."))
    telephone = numbers.telephone(given.telephone) if given.telephone.strip() else ""
    if telephone is None:
        text = _("“{telephone}” is no telephone number.")
        check.fail("cosigners", text.format(telephone=given.telephone.strip()[:40]))
    if given.is_representative and not telephone:
        check.fail("cosigners", _("Each representative needs a telephone number."))
    return CoSigner(name=name, telephone=telephone or "", is_representative=given.is_representative)


def _names(check: _Check, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        clean for name in names if (clean := check.text("companions", name, 60, lines=False))
    )


def _contact(check: _Check, given: str) -> str:
    contact = check.text("contact", given, 120, lines=False)
    if not contact:
        return ""
    if "@" in contact:
        name, _at, host = contact.rpartition("@")
        if not name or "." not in host or " " in contact:
            check.fail("contact", _("This is neither a telephone number nor a mail address."))
        return contact
    telephone = numbers.telephone(contact)
    if telephone is None:
        check.fail("contact", _("This is neither a telephone number nor a mail address."))
    return telephone or ""


def _entry(check: _Check, given: Entry | None, received_on: date) -> Entry | None:
    if given is None:
        return None
    visit = given.visit
    if visit is not None:
        if not 1 <= visit.delegates <= visit.people <= 10_000:
            check.fail("delegates", _("The delegates are some of those who came."))
        if visit.visited_on != received_on:
            check.fail("received_on", _("A visit is received on the day of the visit."))
        visit = replace(
            visit,
            place=check.text("visit_place", visit.place, 80, lines=False),
            received_by=check.text("received_by", visit.received_by, 60, lines=False),
        )
    may_know = check.text("may_know", given.may_know, 500)
    return replace(
        given,
        source={
            key: check.text(key, str(value), 500, lines=False)
            for key, value in given.source.items()
            if str(value).strip()
        },
        outside_number=check.text("outside_number", given.outside_number, 60, lines=False),
        visit=visit,
        may_know=may_know,
    )
