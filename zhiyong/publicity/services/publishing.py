"""A publication is drafted, checked against the plan, agreed to, and goes out."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import models, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import start
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.files.numbers import next_number
from zhiyong.journal.services import commit
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.publicity import plan, subjects, watching
from zhiyong.publicity.models import Publication
from zhiyong.publicity.services.common import (
    By,
    NotFinal,
    NotTheirs,
    State,
    TellsTooMuch,
    TooWide,
    Unfit,
    content_of,
    locked,
    need_state,
    need_text,
    tell,
)
from zhiyong.rules.pack.procedure import Publication as Rule
from zhiyong.shell import kinds

ACT = "publish"
SERIES = "publication"
"""The series of numbered publications, where the plan gives theirs no own name."""


@transaction.atomic
def draft(
    *,
    subject: models.Model | str,
    adoption: Adoption | None,
    rule: str,
    audience: str,
    title: str,
    text: str,
    unit: Unit,
    by: By,
    on: date,
    from_on: date | None = None,
    until_on: date | None = None,
    parties: Iterable[Person] = (),
    outlets: Sequence[str] = (),
) -> Publication:
    """Write something that is to be made known; nobody else sees it yet.

    :raises Unfit: without title or text, or if the rule is none of the plan's.
    :raises TooWide: if more would see it than the plan's rule lets.
    :raises NotTheirs: if the plan has another body publish it.
    """
    meant = plan.rule_of(adoption, rule)
    if rule and meant is None:
        raise Unfit(_("The plan has no such publication: choose one of those it has."))
    _check_audience(meant, audience)
    if meant is not None and adoption is not None and not plan.may_publish(meant, adoption, unit):
        raise NotTheirs(
            _("The plan has another body publish this, not {unit}.").format(unit=unit.name),
            basis=meant.clause,
        )
    _check_order(from_on, until_on)
    title = need_text(title, _("Give it a title."))
    text = need_text(text, _("Write what is made known."))
    kept = commit(content_of(title, text))
    publication = Publication.objects.create(
        subject=subject if isinstance(subject, str) else kinds.ref(subject),
        adoption=adoption,
        rule=rule,
        title=title,
        text=text,
        salt=kept.salt,
        unit=unit,
        audience=audience,
        parties=sorted({person.pk for person in parties}),
        outlets=list(outlets),
        from_on=from_on,
        until_on=until_on,
        drafted_by=by if isinstance(by, Account) else None,
        drafted_on=on,
    )
    facts = {"rule": rule or None, "audience": audience}
    tell("publication.drafted", publication, by, on, facts, {"publication": kept})
    return publication


def _check_audience(rule: Rule | None, audience: str) -> None:
    if audience not in plan.allowed(rule):
        text = _("“{audience}” is wider than the plan lets see it.")
        shown = Publication.Audience(audience).label
        raise TooWide(text.format(audience=shown), basis=rule.clause if rule else None)


def _check_order(from_on: date | None, until_on: date | None) -> None:
    if from_on is not None and until_on is not None and until_on < from_on:
        raise Unfit(_("It cannot end before it began."))


@transaction.atomic
def change(
    *,
    publication: Publication,
    audience: str,
    title: str,
    text: str,
    by: By,
    on: date,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Publication:
    """Write a draft anew.

    :raises NotNow: if it is in approval or went out.
    :raises Unfit: without title or text.
    :raises TooWide: if more would see it than the plan's rule lets.
    """
    publication = locked(publication)
    need_state(publication, State.DRAFT)
    _check_audience(plan.rule_of(publication.adoption, publication.rule), audience)
    _check_order(from_on, until_on)
    publication.audience = audience
    publication.from_on, publication.until_on = from_on, until_on
    _write(publication, title, text)
    kept = commit(content_of(publication.title, publication.text))
    publication.salt = kept.salt
    publication.save()
    facts = {"audience": audience}
    tell("publication.changed", publication, by, on, facts, {"publication": kept})
    return publication


def _write(publication: Publication, title: str, text: str) -> None:
    publication.title = need_text(title, _("Give it a title."))
    publication.text = need_text(text, _("Write what is made known."))


@transaction.atomic
def submit(*, publication: Publication, by: By, on: date, confirmed: bool = False) -> Publication:
    """Make a draft known, or send it to those who must agree first, as the plan says.

    `confirmed`: whoever publishes has read what may tell who complained, and says it does not.
    Names are replaced by roles first, where the plan wants it.

    :raises NotNow: if it is no draft.
    :raises NotFinal: if the plan wants a final decision, and it is not.
    :raises TellsTooMuch: if the text may tell who complained.
    :raises Unfit: if it would go out on a day that has passed, or end before the plan's term.
    """
    publication = locked(publication)
    need_state(publication, State.DRAFT)
    rule = plan.rule_of(publication.adoption, publication.rule)
    if rule is not None and rule.final_only:
        why_not = subjects.why_not_final(publication.subject, on)
        if why_not:
            raise NotFinal(why_not, basis=rule.clause)
    if rule is not None and rule.redacted:
        _redact(publication)
    places = watching.found_in(publication.title, publication.text, publication.subject)
    if places and not confirmed:
        raise TellsTooMuch(places, basis=rule.clause if rule else None)
    _set_days(publication, rule, on)
    kept = commit(content_of(publication.title, publication.text))
    publication.salt = kept.salt
    publication.save()
    facts = {"warned": len(places), "confirmed": confirmed if places else None}
    tell("publication.checked", publication, by, on, facts, {"publication": kept})
    if rule is not None and rule.chain:
        return _ask(publication, rule, by, on)
    return go_out(publication, by, on)


def _redact(publication: Publication) -> None:
    publication.title = plan.without_names(publication.title, publication.subject)[:200]
    publication.text = plan.without_names(publication.text, publication.subject)


def _set_days(publication: Publication, rule: Rule | None, on: date) -> None:
    first = publication.from_on or on
    if first < on:
        raise Unfit(_("It cannot go out on a day that has passed."))
    least = plan.hangs_until(rule, first) if rule else None
    last = publication.until_on or least
    _check_order(first, last)
    if least is not None and last is not None and last < least:
        text = _("It hangs until {day} at least, so that it can be objected to.")
        raise Unfit(text.format(day=date_format(least)), basis=rule.clause if rule else None)
    publication.from_on, publication.until_on = first, last


def _ask(publication: Publication, rule: Rule, by: By, on: date) -> Publication:
    assert publication.adoption is not None
    assert rule.chain is not None
    if not isinstance(by, Account):
        raise Unfit(_("The plan wants this agreed to: somebody of the office must propose it."))
    publication.state = State.IN_APPROVAL
    publication.save(update_fields=["state"])
    tell("publication.sent_for_approval", publication, by, on, {"chain": rule.chain})
    start(
        of=publication,
        chain=rule.chain,
        adoption=publication.adoption,
        unit=publication.unit,
        draft={"act": ACT, "title": publication.title, "text": publication.text},
        by=by,
        on=on,
        audience=publication.unit_id,
        handler=by.person,
    )
    publication.refresh_from_db()
    return publication


def agreed(approval: Approval, by: Account, on: date) -> None:
    """Let an approved publication go out."""
    publication = locked(Publication(pk=kinds.split(approval.subject)[1]))
    need_state(publication, State.IN_APPROVAL)
    if publication.from_on is not None and publication.from_on < on:
        late = on - publication.from_on
        publication.from_on = on
        if publication.until_on is not None:
            publication.until_on += late
    go_out(publication, by, on)


def came_back(approval: Approval, by: Account, on: date) -> None:
    """Give a publication that was sent back, or withdrawn, to those who write it."""
    publication = locked(Publication(pk=kinds.split(approval.subject)[1]))
    need_state(publication, State.IN_APPROVAL)
    publication.state = State.DRAFT
    publication.save(update_fields=["state"])
    tell("publication.came_back", publication, by, on)


def go_out(publication: Publication, by: By, on: date) -> Publication:
    """Show a publication to its audience, as it stands on that day; later, if its day is later."""
    assert publication.from_on is not None
    rule = plan.rule_of(publication.adoption, publication.rule)
    publication.published_by = by if isinstance(by, Account) else publication.published_by
    if publication.from_on > on:
        publication.state = State.SCHEDULED
        publication.save()
        facts = {"from_on": publication.from_on}
        tell("publication.scheduled", publication, by, on, facts)
        return publication
    publication.reached = plan.reached(publication.audience, publication.unit, publication.adoption)
    publication.state = State.PUBLISHED
    if rule is not None and rule.numbered and not publication.number:
        publication.number = _number(publication, rule, on)
    publication.save()
    tell(
        "publication.published",
        publication,
        by,
        on,
        {
            "audience": publication.audience,
            "units": len(publication.reached) or None,
            "until": publication.until_on,
        },
    )
    return publication


def _number(publication: Publication, rule: Rule, on: date) -> str:
    assert publication.adoption is not None
    pack = pack_of(publication.adoption)
    wanted = next((one for one in (rule.id, rule.what, SERIES) if pack.has("series", one)), None)
    if wanted is None:
        n = next_number(series=SERIES, unit=publication.unit, year=on.year)
        return f"{on.year}-{n}"
    series = pack.number_series(wanted)
    year = on.year if series.reset == "yearly" else 0
    n = next_number(series=series.id, unit=publication.unit, year=year)
    return series.format(year=on.year, n=n)


@transaction.atomic
def publish(
    *,
    subject: models.Model | str,
    adoption: Adoption | None,
    rule: str,
    audience: str,
    title: str,
    text: str,
    from_on: date | None,
    until_on: date | None,
    unit: Unit,
    by: By,
    on: date,
    parties: Iterable[Person] = (),
    outlets: Sequence[str] = (),
    confirmed: bool = False,
) -> Publication:
    """Draft something and make it known, or send it to those who must agree: `draft`, `submit`.

    :raises Refusal: as `draft` and `submit`.
    """
    publication = draft(
        subject=subject,
        adoption=adoption,
        rule=rule,
        audience=audience,
        title=title,
        text=text,
        from_on=from_on,
        until_on=until_on,
        unit=unit,
        parties=parties,
        outlets=outlets,
        by=by,
        on=on,
    )
    return submit(publication=publication, by=by, on=on, confirmed=confirmed)


@transaction.atomic
def withhold(*, publication: Publication, reason: str, by: By, on: date) -> Publication:
    """Keep back what the plan wants published by default, with the reason.

    :raises NotNow: if it is no draft.
    :raises Unfit: without a reason.
    """
    publication = locked(publication)
    need_state(publication, State.DRAFT)
    rule = plan.rule_of(publication.adoption, publication.rule)
    message = _("Say why it is not published: the plan wants it to be.")
    publication.withheld = need_text(reason, message, rule.clause if rule else None)[:300]
    publication.state = State.WITHHELD
    publication.save(update_fields=["state", "withheld"])
    kept = commit(publication.withheld)
    tell("publication.withheld", publication, by, on, None, {"withheld": kept})
    return publication


@transaction.atomic
def discard(*, publication: Publication, by: By, on: date) -> None:
    """Throw a draft away that never went out.

    :raises NotNow: if it is no draft.
    """
    publication = locked(publication)
    need_state(publication, State.DRAFT)
    tell("publication.discarded", publication, by, on)
    publication.delete()
