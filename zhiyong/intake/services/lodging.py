"""Lodging: one act, in which the complaint finds the body that keeps it before anybody sees it."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from zhiyong.directory.editions import remembered
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.directory.selectors import posts_of
from zhiyong.files.services import Prepared as PreparedFile
from zhiyong.files.services import prepare, store
from zhiyong.intake import labels, law
from zhiyong.intake.codes import FormExpired, Prepared, lookup_key, new_code
from zhiyong.intake.drafts import Entry as Entered
from zhiyong.intake.drafts import Incomplete, Lodging, cleaned
from zhiyong.intake.likeness import bands_of, words_of
from zhiyong.intake.models import (
    ChannelDetails,
    Complaint,
    Handover,
    NamedPerson,
    Sketch,
)
from zhiyong.intake.selectors.facts import people_meant
from zhiyong.intake.selectors.plan import adoption_of, is_after_window
from zhiyong.intake.selectors.routes import Way, find_way, hand_over_way
from zhiyong.intake.services.common import By, begun
from zhiyong.intake.services.entering import day_of, keep_entry
from zhiyong.intake.services.handing import hand_over
from zhiyong.intake.services.marking import check_mark
from zhiyong.intake.services.sealing import is_silent, seal, sealed_contents
from zhiyong.journal import receipts
from zhiyong.journal.models import Entry
from zhiyong.journal.services import Act, Commitment, anonymously, commit, record_many
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.routing import RoutingFault
from zhiyong.shell import kinds, rows
from zhiyong.shell.errors import Refusal

LODGED = "complaint.lodged"
HANDED_OVER = "handover.made"
DECIDED = "complaint.decided"
"""The plan's event that starts what is owed to whoever assigned or passed on a complaint."""
RECEIPT_NAME = "zhiyong-receipt.txt"
"""What the proof file is called when it is handed out."""


class NoPlan(Refusal):
    """No plan has ever been in force here."""


class NoWay(Refusal):
    """Every body that could take the complaint is concerned by it."""


@dataclass(frozen=True, slots=True)
class Lodged:
    """What was lodged: a complaint, or an accusation that was handed over.

    `receipt` is the signed promise to hand out; `code` the sixteen digits. `repeated` says that
    this form had been sent before; `differs` that it then held something else: what was changed
    since is not in the complaint.
    """

    code: str
    receipt: receipts.Receipt
    complaint: Complaint | None = None
    handover: Handover | None = None
    repeated: bool = False
    differs: bool = False

    @property
    def kept_by(self) -> Unit:
        """The body that has it now."""
        if self.complaint:
            return self.complaint.keeper
        assert self.handover
        return self.handover.unit


def lodge_complaint(*, draft: Lodging, by: By, on: date, at: datetime | None = None) -> Lodged:
    """Lodge a complaint: the one act for the public, the counter and imports.

    The plan's routing decides in this act who keeps it; when that body, its head or its staff
    are complained of, it goes up, and nothing below knows of it. `at` is the moment of entry by
    staff; from the public only the day is kept. Sent twice with the same token, the same
    receipt comes back.

    :raises Incomplete: with every field that is wrong.
    :raises FormExpired: if the form was open too long and was not sent before.
    :raises NoPlan: if no plan has ever been in force here.
    :raises NoWay: if every body that could take it is concerned; the next level must.
    :raises VaultNotReady: if names cannot be sealed yet.
    :raises FileRefused: if a file cannot be taken.
    """
    draft = cleaned(draft, on=on)
    prepared = draft.prepared or Prepared(new_code(), b"")
    if draft.prepared and (before := find_lodged(prepared, draft)):
        return before
    if not prepared.fresh:
        raise FormExpired(_("This page was open too long. Please check it and send it again."))
    draft = replace(draft, files=_ready(draft))
    key = lookup_key(prepared.code) if draft.receipt else None
    try:
        with transaction.atomic(), anonymously() if is_silent(draft) else nullcontext():
            return _lodge(draft, prepared, key, by, on, at)
    except IntegrityError:
        if draft.prepared and (before := find_lodged(prepared, draft)):
            return before
        raise


def lodged_before(*, draft: Lodging, on: date) -> Lodged | None:
    """Return what was lodged with the draft's token before; None if this form was never sent.

    :raises Incomplete: as `lodge_complaint`.
    """
    return find_lodged(draft.prepared, cleaned(draft, on=on)) if draft.prepared else None


def _ready(draft: Lodging) -> tuple[PreparedFile, ...]:
    return tuple(
        one
        if isinstance(one, PreparedFile)
        else prepare(one, anonymous=is_silent(draft), evidence=draft.evidence)
        for one in draft.files
    )


def find_lodged(prepared: Prepared, draft: Lodging | None = None) -> Lodged | None:
    """Return what was lodged with a token before, with the same receipt; None if nothing was.

    Given a draft, it also tells whether that says something else.
    """
    if not _is_known(prepared):
        return None
    handover = Handover.objects.select_related("unit").filter(token=prepared.key).first()
    if handover:
        return Lodged(prepared.code, receipt_of(handover), None, handover, repeated=True)
    complaint = (
        Complaint.objects.select_related("keeper", "adoption__pack", "subject_unit")
        .filter(token=prepared.key)
        .first()
    )
    if complaint is None:
        return None
    return Lodged(
        prepared.code,
        receipt_of(complaint),
        complaint,
        repeated=True,
        differs=draft is not None and _says(draft) != _said(complaint),
    )


def _is_known(prepared: Prepared) -> bool:
    """Whether anything was lodged with a token: asked at every sending, so it is one bare look."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM intake_complaint WHERE token = %s)"
            " OR EXISTS (SELECT FROM intake_handover WHERE token = %s)",
            [prepared.key, prepared.key],
        )
        return bool(cursor.fetchone()[0])


def _said(complaint: Complaint) -> tuple[object, ...]:
    unit = complaint.subject_unit_id
    return (complaint.title, complaint.text, unit, complaint.is_real_name)


def _says(draft: Lodging) -> tuple[object, ...]:
    unit = draft.subject_unit.pk if draft.subject_unit else None
    return (draft.title, draft.text, unit, draft.identity is not None)


def receipt_of(subject: Complaint | Handover) -> receipts.Receipt:
    """Return the signed promise about a complaint or an accusation again."""
    verb = LODGED if isinstance(subject, Complaint) else HANDED_OVER
    entry = Entry.objects.get(threads__contains=[kinds.ref(subject)], verb=verb)
    accept_by = entry.facts.get("accept_by")
    return receipts.promise(
        entry=entry,
        accept_by=date.fromisoformat(accept_by) if accept_by else None,
    )


def _lodge(
    draft: Lodging, prepared: Prepared, key: bytes | None, by: By, on: date, at: datetime | None
) -> Lodged:
    assert draft.received_on
    unit, day = draft.subject_unit, draft.received_on
    adoption = adoption_of(unit or (draft.entry.unit if draft.entry else None), day)
    if adoption is None:
        raise NoPlan(_("No plan is in force here yet, so nothing can be taken in."))
    pack = pack_of(adoption)
    draft = _checked(draft, pack)
    people = _people(draft, unit, day)
    named = [person for person in people if person]
    way = _find_way(adoption, draft, unit or _unit_of(named, day), named)
    if way.leaves or pack.kind(draft.input_class).handling == "hand_over":
        way = hand_over_way(adoption, way, draft.input_class)
        handover = hand_over(
            draft=draft,
            people=people,
            adoption=adoption,
            way=way,
            contents=sealed_contents(draft.identity, draft.contact, draft.sender),
            lookup=key,
            token=_token(prepared),
            by=by,
            on=on,
        )
        return Lodged(prepared.code, receipt_of(handover), None, handover)
    kept = commit(content_of(draft))
    asked = commit(details_of(draft.entry.source)) if draft.entry and draft.entry.source else None
    complaint = _create(draft, adoption, way, key, _token(prepared), kept.salt, by, on, at)
    rows.insert([Sketch(complaint=complaint, bands=bands_of(words_of(draft.title, draft.text)))])
    if asked and draft.entry:
        ChannelDetails.objects.create(
            complaint=complaint, said=dict(draft.entry.source), salt=asked.salt
        )
    _name(complaint, draft, people)
    seal(complaint, draft, by, on)
    started = begun(complaint, "complaint.received", start=day)
    accept_by = next(
        (duty.due_on for duty in started.duties if pack.clock(duty.code).met_by == DECIDED), None
    )
    commits = {"content": kept, **({"details": asked} if asked else {})}
    lodged = _lodged(complaint, draft, way, commits, accept_by)
    entry = record_many([lodged, *started.acts], by=by, on=on)[0]
    for file in draft.files:
        assert isinstance(file, PreparedFile)
        store(
            upload=file,
            of=complaint,
            purpose="complaint",
            by=by,
            on=on,
            audience=complaint.audience,
            anonymous=is_silent(draft),
            evidence=draft.evidence,
        )
    keep_entry(complaint, draft, by, on, at)
    return Lodged(
        prepared.code,
        receipts.promise(entry=entry, accept_by=accept_by),
        complaint,
    )


def _token(prepared: Prepared) -> bytes | None:
    return prepared.key if prepared.token else None


def _checked(draft: Lodging, pack: Pack) -> Lodging:
    """Fill in the plan's own choices where none was made, and refuse those it does not know.

    :raises Incomplete: naming each.
    """
    wrong = {}
    chosen = {
        "channel": ("channels", draft.channel),
        "input_class": ("kinds", draft.input_class or labels.default(pack, "kinds")),
        "category": ("taxonomy", draft.category),
    }
    entry = draft.entry
    if entry:
        entry = replace(entry, urgency=entry.urgency or labels.default(pack, "urgencies"))
        chosen |= {
            "urgency": ("urgencies", entry.urgency),
            "major": ("major_matters", entry.major),
            "distribution": ("marks", entry.distribution),
        }
    for name, (section, value) in chosen.items():
        if value and not pack.has(section, value):
            wrong[name] = _("Please choose one of the list.")
    if entry and not wrong:
        wrong |= _missing_source(pack.channel(draft.channel).form, entry)
        needs_audience = entry.distribution and pack.mark(entry.distribution).needs_audience
        if needs_audience and not entry.may_know:
            wrong["may_know"] = _("Say who may know of it.")
    if wrong:
        raise Incomplete(wrong)
    _check_visit(draft)
    return replace(draft, input_class=chosen["input_class"][1], entry=entry)


def _missing_source(form: str, entry: Entered) -> dict[str, str]:
    """Return what a channel of this form needs and was not given, or cannot be read."""
    asks = law.source_of(form)
    wrong = {
        name: _("This channel needs it.") for name in asks.required if name not in entry.source
    }
    if asks.number and not entry.outside_number:
        wrong["outside_number"] = _("This channel needs it.")
    for each in asks.asks:
        given = str(entry.source.get(each.name, ""))
        if given and each.reads == "day" and day_of(given) is None:
            wrong[each.name] = _("Write a date such as 2026-11-22 or 2026年11月22日.")
        if given and each.reads == "link" and not given.startswith(("http://", "https://")):
            wrong[each.name] = _("The address of a page begins with https:// or http://.")
    return wrong


def _check_visit(draft: Lodging) -> None:
    """Refuse more people who speak for a joint complaint than the law lets.

    :raises Incomplete: with the article.
    """
    visit = draft.entry.visit if draft.entry else None
    most = law.limit("joint_visit_delegates", visit.visited_on) if visit else None
    if visit and most and visit.people > 1 and visit.delegates > most.value:
        text = _("A joint visit names at most {most} delegates. Enter those who speak for all.")
        raise Incomplete({"delegates": text.format(most=most.value)}, basis=most.clause)
    speaking = 1 + sum(one.is_representative for one in draft.cosigners)
    assert draft.received_on
    most = law.limit("joint_representatives", draft.received_on)
    if most and draft.cosigners and speaking > most.value:
        text = _("At most {most} may speak for those who complain together; these are {given}.")
        raise Incomplete(
            {"cosigners": text.format(most=most.value, given=speaking)}, basis=most.clause
        )


def _people(draft: Lodging, unit: Unit | None, day: date) -> list[Person | None]:
    meant = people_meant([(one.name, one.post) for one in draft.named], unit, day)
    return [one.person or guess for one, guess in zip(draft.named, meant, strict=True)]


def _unit_of(people: list[Person], day: date) -> Unit | None:
    tenure = posts_of(people[0], day).first() if people else None
    return tenure.post.unit if tenure else None


def _find_way(adoption: Adoption, draft: Lodging, unit: Unit | None, people: list[Person]) -> Way:
    day = draft.received_on
    assert day

    def found() -> Way:
        return find_way(
            adoption,
            unit=unit,
            people=people,
            about_team=draft.about_team,
            about_receiving_body=draft.about_receiving_body,
            on=day,
        )

    try:
        if people:
            return found()
        asked = (unit.pk if unit else None, draft.about_team, draft.about_receiving_body, day)
        return remembered(("way", adoption.pk, *asked), found)
    except RoutingFault as fault:
        raise NoWay(
            _("No body here may take this complaint. Please turn to the next higher authority.")
        ) from fault


def _create(
    draft: Lodging,
    adoption: Adoption,
    way: Way,
    key: bytes | None,
    token: bytes | None,
    salt: bytes,
    by: By,
    on: date,
    at: datetime | None,
) -> Complaint:
    entry, pack = draft.entry, pack_of(adoption)
    received_on = draft.received_on or on
    complaint = Complaint(
        adoption=adoption,
        audience=way.keeper.pk,
        keeper=way.keeper,
        barred=list(way.barred),
        route=way.said | {"after_window": is_after_window(adoption, received_on)},
        went_up=way.went_up,
        channel=draft.channel,
        is_real_name=draft.identity is not None,
        wants_contact=bool(draft.contact),
        subject_unit=draft.subject_unit,
        subject_unit_text=draft.subject_unit_text,
        about_receiving_body=draft.about_receiving_body,
        input_class=draft.input_class,
        category=draft.category,
        title=draft.title,
        text=draft.text,
        happened_on=draft.happened_on,
        place=draft.place,
        language=draft.language,
        received_on=received_on,
        entered_on=on,
        urgency=entry.urgency if entry else labels.default(pack, "urgencies"),
        salt=salt,
        lookup=key,
        token=token,
    )
    if entry:
        check_mark(complaint, entry.distribution)
        complaint.entered_by = by if isinstance(by, Account) else None
        complaint.entered_at = at if isinstance(by, Account) else None
        complaint.entered_unit = entry.unit
        complaint.outside_number = entry.outside_number
        complaint.distribution = entry.distribution
        complaint.may_know = entry.may_know
    rows.insert([complaint])
    return complaint


def content_of(said: Complaint | Lodging) -> str:
    """Return what the journal's commitment to a complaint covers: its words as they came."""
    return "\n".join((said.title, said.happened_on, said.place, said.text))


def _name(complaint: Complaint, draft: Lodging, people: list[Person | None]) -> None:
    NamedPerson.objects.bulk_create(
        NamedPerson(complaint=complaint, order=place, name=one.name, post=one.post, person=person)
        for place, (one, person) in enumerate(zip(draft.named, people, strict=True), 1)
    )


def details_of(said: Mapping[str, object]) -> str:
    """Return what the journal's commitment to a channel's details covers."""
    return "\n".join(f"{name}: {value}" for name, value in sorted(said.items()))


def _lodged(
    complaint: Complaint,
    draft: Lodging,
    way: Way,
    commits: dict[str, Commitment],
    accept_by: date | None,
) -> Act:
    return Act(
        LODGED,
        complaint,
        {
            "unit": complaint.keeper,
            "channel": complaint.channel,
            "received_on": complaint.received_on,
            "accept_by": accept_by,
            "entry_delay": complaint.entry_delay,
            "rule": way.route.rule.id,
            "clause": str(way.route.rule.clause or "")[:120],
            "went_up": complaint.went_up,
            "real_name": complaint.is_real_name,
            "files": len(draft.files),
            **({"together": len(draft.cosigners) + 1} if draft.cosigners else {}),
        },
        (complaint.keeper,),
        complaint.audience,
        commits,
    )
