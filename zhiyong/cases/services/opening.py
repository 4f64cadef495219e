"""A case begins: from a complaint, a register's lead, an instruction, or assigned from above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.cases import plan
from zhiyong.cases.models import Case, CaseSource, Respondent
from zhiyong.cases.selectors.then import home_of, post_of, stood
from zhiyong.cases.services.common import (
    OPEN,
    By,
    Incomplete,
    NotNow,
    event,
    locked,
    need_state,
    need_text,
    tell,
    touched,
)
from zhiyong.cases.services.narrowing import narrow
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.files.numbers import next_number
from zhiyong.intake import labels
from zhiyong.intake.models import Complaint
from zhiyong.intake.services.sharing import check_not_barred
from zhiyong.journal.services import commit
from zhiyong.matters.selectors import concerned
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal

OPENABLE = (Complaint.State.ACCEPTED, Complaint.State.IN_HANDLING, Complaint.State.REPLIED)
"""Where a complaint stands that may become a case: taken in, and not yet over."""


class BadSource(Refusal):
    """What the case would come from is not this body's to look into."""


class BadRespondent(Refusal):
    """The case cannot be about them, or is already."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a case comes from: a complaint, or another row by its reference; by which channel."""

    complaint: Complaint | None = None
    reference: str = ""
    channel: str = ""
    note: str = ""


@transaction.atomic
def open_case(
    *,
    adoption: Adoption,
    body: Unit,
    title: str,
    summary: str,
    sources: Sequence[Source] = (),
    respondents: Sequence[Person | Unit] = (),
    acted_on: date | None,
    by: By,
    on: date,
) -> Case:
    """Open a case of a body, as a lead. Without a source it was assigned from above.

    :raises BadSource: if a complaint is an accusation to be handed over unread, is not this
        body's, is about the body itself, or has a case already.
    :raises BadRespondent: if the body itself, or somebody twice, is named.
    :raises Incomplete: if title or summary is missing, or the day of the act has not come.
    :raises NoCasework: if the plan does not say how cases are worked.
    """
    rules = plan.casework(adoption)
    title = need_text(title, _("Give the case a title."), 200)
    summary = need_text(summary, _("Say what it is about."), 5000)
    if acted_on and acted_on > on:
        raise Incomplete(_("The day of the act has not come yet."))
    for source in sources:
        if source.complaint:
            check_source(source.complaint, body, on)
    series = pack_of(adoption).number_series(rules.series)
    year = on.year if series.reset == "yearly" else 0
    kept = commit(summary)
    case = Case.objects.create(
        number=series.format(year=on.year, n=next_number(series=series.id, unit=body, year=year)),
        title=title,
        adoption=adoption,
        body=body,
        audience=body.pk,
        summary=summary,
        salt=kept.salt,
        acted_on=acted_on,
        opened_on=on,
        opened_by=by if isinstance(by, Account) else None,
        touched_on=on,
        touched_by=by if isinstance(by, Account) else None,
    )
    for source in sources:
        _add_source(case, source, on)
    tell("case.opened", case, by, on, {"number": case.number}, {"summary": kept})
    narrow(case, by, on)
    for about in respondents:
        add_to_case(case, about, by, on)
    event(plan.OPENED, case, by, on)
    from zhiyong.cases.services.liabilities import open_due

    open_due(case, by, on)
    return case


def check_source(complaint: Complaint, body: Unit, on: date) -> None:
    """Refuse a complaint that cannot become a case of a body.

    :raises BadSource: saying why, with the clause.
    """
    pack = pack_of(complaint.adoption)
    if complaint.input_class and pack.kind(complaint.input_class).handling == plan.HANDED_OVER:
        raise BadSource(
            _("This is handed over unread to the body that is competent; no case grows from it."),
            basis=labels.grounds(pack, pack.kind(complaint.input_class)),
        )
    if complaint.state not in OPENABLE:
        text = _("This complaint stands at “{state}”: only an accepted one becomes a case.")
        raise BadSource(text.format(state=complaint.get_state_display()))
    check_not_barred(complaint, body)
    handled = complaint.matters.filter(handling_unit=body).exclude(state="RETURNED")
    if complaint.keeper_id != body.pk and not handled.exists():
        raise BadSource(_("This complaint is not with {unit}.").format(unit=body.name))
    if concerned(complaint, body, on):
        recusals = pack.routing.recusals
        raise BadSource(
            _("{unit} is complained of, so it may not look into the matter itself.").format(
                unit=body.name
            ),
            basis=labels.grounds(pack, recusals[0]) if recusals else None,
        )
    known = Case.objects.filter(sources__complaint=complaint, body=body, closed_on=None).first()
    if known:
        raise BadSource(
            _("This complaint is in case {number} already.").format(number=known.number)
        )


def _add_source(case: Case, source: Source, on: date) -> None:
    reference = kinds.ref(source.complaint) if source.complaint else source.reference
    CaseSource.objects.create(
        case=case,
        complaint=source.complaint,
        reference=reference,
        channel=source.channel or (source.complaint.channel if source.complaint else ""),
        note=source.note,
        on=on,
    )


def copy_source(into: Case, source: CaseSource, merged: Case, on: date) -> None:
    """Let a case come from what a case comes from that was merged into it."""
    CaseSource.objects.create(
        case=into,
        complaint=source.complaint,
        reference=source.reference,
        channel=source.channel,
        note=source.note,
        on=on,
        merged_from=merged,
    )


@transaction.atomic
def add_source(
    *, case: Case, source: Source, by: Account, on: date, version: int | None = None
) -> Case:
    """Take something else into an open case: another complaint, a register's row, an instruction.

    :raises BadSource: as `open_case`, or if it belongs to the case already.
    :raises NotNow: if the case is decided or over.
    """
    case = locked(case, version)
    need_state(case, *OPEN[:-1])
    reference = kinds.ref(source.complaint) if source.complaint else source.reference
    if case.sources.filter(reference=reference).exists():
        raise BadSource(_("This belongs to the case already."))
    if source.complaint:
        check_source(source.complaint, case.body, on)
    _add_source(case, source, on)
    touched(case, by, on)
    tell("case.source_added", case, by, on, {"source": reference})
    narrow(case, by, on)
    return case


@transaction.atomic
def add_respondent(
    *, case: Case, about: Person | Unit, by: Account, on: date, version: int | None = None
) -> Respondent:
    """Take another person or unit into a case, as they stood on the day of the act.

    :raises BadRespondent: if the case is about them already, or they belong to its team.
    :raises NotNow: if the case is decided or over.
    """
    case = locked(case, version)
    need_state(case, *OPEN[:-2])
    respondent = add_to_case(case, about, by, on)
    touched(case, by, on)
    from zhiyong.cases.services.liabilities import open_due

    open_due(case, by, on)
    return respondent


def add_to_case(
    case: Case, about: Person | Unit, by: By, on: date, merged_from: Case | None = None
) -> Respondent:
    """Take somebody into a locked case, as they stood on the day of the act.

    :raises BadRespondent: as `add_respondent`.
    """
    mine = {"person": about} if isinstance(about, Person) else {"unit": about}
    if case.respondents.filter(removed_on=None, **mine).exists():
        raise BadRespondent(_("The case is about {name} already.").format(name=about))
    if isinstance(about, Unit) and about.pk == case.body_id:
        raise BadRespondent(_("{unit} cannot look into itself.").format(unit=about.name))
    if isinstance(about, Person) and case.team.filter(person=about, until_on=None).exists():
        text = _("{name} belongs to the team of the case: replace them there first.")
        raise BadRespondent(text.format(name=about.name))
    day = case.acted_on or on
    respondent = Respondent.objects.create(
        case=case,
        post=post_of(about, day),
        unit_then=home_of(about, day),
        frozen=stood(about, day),
        added_on=on,
        added_by=by if isinstance(by, Account) else None,
        merged_from=merged_from,
        **mine,
    )
    tell("case.respondent_added", case, by, on, {"respondent": about})
    return respondent


@transaction.atomic
def remove_respondent(
    *, respondent: Respondent, reason: str, by: Account, on: date, version: int | None = None
) -> Respondent:
    """Take somebody out of a case who was taken in by mistake; the reason stays.

    :raises NotNow: if there is a finding on them, or the case is decided or over.
    :raises Incomplete: without a reason.
    """
    case = locked(respondent.case, version)
    need_state(case, *OPEN[:-2])
    reason = need_text(reason, _("Say why they do not belong to the case."), 300)
    if respondent.findings.filter(withdrawn_on=None, replaced_by=None).exists():
        raise NotNow(_("There is a finding on them: their outcome is stated, not removed."))
    respondent.removed_on, respondent.removal = on, reason
    respondent.save(update_fields=["removed_on", "removal"])
    touched(case, by, on)
    tell(
        "case.respondent_removed",
        case,
        by,
        on,
        {"respondent": respondent.person or respondent.unit},
    )
    return respondent
