"""A letter is prepared: to whom, what it says, and the list of what goes with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.cases.models import Case, Respondent
from zhiyong.cases.selectors import facts_for
from zhiyong.directory.models import Account, Unit
from zhiyong.journal.services import Commitment, commit
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.rules.clauses import Clause
from zhiyong.rules.conditions import Truth, evaluate
from zhiyong.rules.pack.sanctions import Measure
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.wording import explain
from zhiyong.shell.errors import Refusal
from zhiyong.transfers import plan
from zhiyong.transfers.models import Transfer, TransferItem
from zhiyong.transfers.selectors.materials import Material, materials_of
from zhiyong.transfers.services.common import (
    Incomplete,
    NotNow,
    State,
    locked,
    need_state,
    need_text,
    tell,
)

Kind = Transfer.Kind


class NotOpenHere(Refusal):
    """The plan does not open this letter for what was found."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: something of the case by its reference, or a thing by its title."""

    reference: str = ""
    title: str = ""
    pages: int | None = None
    is_original: bool = False


@transaction.atomic
def prepare(
    *,
    case: Case,
    respondent: Respondent | None,
    kind: str,
    line: str,
    text: str,
    items: Sequence[Listed],
    by: Account,
    on: date,
    to_unit: Unit | None = None,
    to_name: str = "",
    measure: str = "",
    decision: str = "",
    whole: bool = False,
) -> Transfer:
    """Draft a hand-over, notification or suggestion with the list of what goes with it.

    Without a `measure` the one that the plan has for letters of this kind is carried out, and the
    letter is refused where the plan does not open it for what was found about the respondent.
    A decision that was made (`decision`) has been checked before.

    :raises NotNow: if the case has ended.
    :raises Incomplete: without an addressee, a text or, of a hand-over, a list.
    :raises NotOpenHere: if the plan does not open it, or it would go to whom it is about.
    """
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("body", "adoption__pack", "adoption__body")
        .get(pk=case.pk)
    )
    if case.state in plan.ENDED:
        text = _("This case stands at “{state}”: nothing is handed on from it.")
        raise NotNow(text.format(state=case.get_state_display()))
    pack = pack_of(case.adoption)
    text = need_text(text, _("Say what the letter says."))
    to_name = to_name.strip()
    if (to_unit is None) == (not to_name):
        raise Incomplete(_("Name one body: a unit of the directory, or another by its name."))
    _check_addressee(case, respondent, to_unit)
    chosen = _measure(pack, kind, measure)
    if chosen is not None and respondent is not None and not decision:
        _check_open(pack, chosen, respondent, on)
    listed = _listed(case, items)
    if kind == Kind.HAND_OVER and not listed:
        raise Incomplete(
            _("A hand-over goes with its materials: choose at least one."),
            basis=chosen.clause if chosen else None,
        )
    _check_once(case, respondent, kind, to_unit, to_name)
    kept = commit(text)
    transfer = Transfer.objects.create(
        case=case,
        respondent=respondent,
        adoption=case.adoption,
        kind=kind,
        line=line,
        measure=chosen.id if chosen else "",
        decision=decision,
        whole=whole,
        unit=case.body,
        audience=case.audience,
        to_unit=to_unit,
        to_name=to_name,
        text=text,
        salt=kept.salt,
        clauses=[one.as_dict() for one in plan.grounds_of(pack, kind, chosen.id if chosen else "")],
        drafted_by=by,
        drafted_on=on,
    )
    _list(transfer, listed)
    _tell(transfer, "transfer.drafted", kept, by, on)
    return transfer


@transaction.atomic
def relist(
    *, transfer: Transfer, text: str, items: Sequence[Listed], by: Account, on: date
) -> Transfer:
    """Word a draft anew and choose its materials again.

    :raises NotNow: once it is in approval or sent.
    :raises Incomplete: without a text or, of a hand-over, a list.
    """
    transfer = locked(transfer)
    need_state(transfer, State.DRAFT)
    text = need_text(text, _("Say what the letter says."))
    listed = _listed(transfer.case, items)
    if transfer.kind == Kind.HAND_OVER and not listed:
        raise Incomplete(_("A hand-over goes with its materials: choose at least one."))
    kept = commit(text)
    transfer.text, transfer.salt = text, kept.salt
    transfer.save(update_fields=["text", "salt"])
    transfer.items.all().delete()
    _list(transfer, listed)
    _tell(transfer, "transfer.redrafted", kept, by, on)
    return transfer


def _tell(transfer: Transfer, verb: str, kept: Commitment, by: Account, on: date) -> None:
    facts = {
        "kind": transfer.kind,
        "line": transfer.line,
        "unit": transfer.to_unit,
        "measure": transfer.measure or None,
        "items": transfer.items.count(),
    }
    tell(verb, transfer, by, on, facts, {"letter": kept})


def _measure(pack: Pack, kind: str, measure: str) -> Measure | None:
    if measure:
        found: Measure = pack.element("measures", measure)
        return found
    return plan.measure_of(pack, kind)


def _check_open(pack: Pack, measure: Measure, respondent: Respondent, on: date) -> None:
    """Refuse what no rung of the plan opens for what was found.

    What is handed over is for another body to find out: it is refused only where it is certain
    that the plan does not open it. A suggestion rests on what was found here.
    """
    rungs = [one for one in pack.ladder if one.measure == measure.id and one.when is not None]
    if not rungs:
        return
    facts = facts_for(respondent, on)
    forbidding = [one for one in rungs if one.forbids]
    opening = [one for one in rungs if not one.forbids]
    for rung in forbidding:
        assert rung.when is not None
        if evaluate(rung.when, facts, pack.vocabulary).truth is Truth.MET:
            raise NotOpenHere(rung.label.say(language()), basis=rung.clause)
    found = [evaluate(one.when, facts, pack.vocabulary) for one in opening if one.when is not None]
    enough = (Truth.MET, Truth.UNKNOWN) if measure.nature == "referral" else (Truth.MET,)
    if opening and not any(one.truth in enough for one in found):
        said = "；" if language() == "zh" else "; "
        lines = [line for one in found for line in explain(one, pack.vocabulary, language())]
        raise NotOpenHere(
            _("The plan does not open “{measure}” here: {why}").format(
                measure=measure.label.say(language()), why=said.join(lines)
            ),
            basis=_clause(opening[0].clause, measure.clause),
        )


def _clause(*clauses: Clause | None) -> Clause | None:
    return next((one for one in clauses if one is not None), None)


def _check_addressee(case: Case, respondent: Respondent | None, to_unit: Unit | None) -> None:
    if to_unit is None:
        return
    if to_unit.pk == case.body_id:
        raise NotOpenHere(_("This body has the case itself: name another."))
    concerned = case.respondents.filter(removed_on__isnull=True, unit=to_unit)
    if concerned.exists() or (respondent is not None and respondent.unit_id == to_unit.pk):
        raise NotOpenHere(
            _("{unit} is what the case is about: it is not handed to it.").format(unit=to_unit.name)
        )


def _check_once(
    case: Case, respondent: Respondent | None, kind: str, to_unit: Unit | None, to_name: str
) -> None:
    """Refuse a second letter of the same kind to the same body while the first is under way."""
    running = case.transfers.filter(
        kind=kind,
        respondent=respondent,
        to_unit=to_unit,
        to_name=to_name,
        state__in=[State.DRAFT, State.IN_APPROVAL, State.SENT, State.RECEIVED],
    )
    if running.exists():
        raise NotNow(_("Such a letter to this body is under way already."))


def _listed(case: Case, items: Sequence[Listed]) -> list[tuple[Listed, Material | None]]:
    """Return the lines with what they name of the case.

    :raises Incomplete: if a line names nothing of this case, or nothing at all.
    """
    known = {one.reference: one for one in materials_of(case)} if items else {}
    found: list[tuple[Listed, Material | None]] = []
    for one in items:
        if one.reference and one.reference not in known:
            raise Incomplete(
                _("One of the materials is not of this case, or was excluded: choose again.")
            )
        if not one.reference and not one.title.strip():
            raise Incomplete(_("A line of the list has no title."))
        found.append((one, known.get(one.reference)))
    return found


def _list(transfer: Transfer, listed: Sequence[tuple[Listed, Material | None]]) -> None:
    TransferItem.objects.bulk_create(
        TransferItem(
            transfer=transfer,
            number=number,
            title=(one.title.strip() or (material.title if material else ""))[:200],
            reference=one.reference,
            file=material.file if material else None,
            digest=material.digest if material else "",
            pages=one.pages,
            is_original=one.is_original,
        )
        for number, (one, material) in enumerate(listed, start=1)
    )
