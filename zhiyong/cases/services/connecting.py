"""Cases that have to do with each other: linked, one under another, merged, and parted again."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.cases.models import Case, CaseLink
from zhiyong.cases.services.common import (
    OPEN,
    NotNow,
    State,
    locked,
    need_state,
    need_text,
    tell,
    touched,
)
from zhiyong.cases.services.narrowing import narrow
from zhiyong.cases.services.opening import add_to_case, copy_source
from zhiyong.directory.models import Account
from zhiyong.shell.errors import Refusal

MERGEABLE = (State.LEAD, State.HELD, State.VERIFYING, State.FILED)


class CannotMerge(Refusal):
    """These cases cannot be made one, or parted again."""


@transaction.atomic
def link(
    *,
    case: Case,
    other: Case,
    kind: str,
    by: Account,
    on: date,
    note: str = "",
    version: int | None = None,
) -> CaseLink:
    """Write down that two cases have to do with each other.

    :raises NotNow: if it is the same case, or they are linked so already.
    """
    case = locked(case, version)
    if case.pk == other.pk or kind not in CaseLink.Kind.values:
        raise NotNow(_("Choose another case, and how the two are tied."))
    if case.links.filter(other=other, kind=kind).exists():
        raise NotNow(_("These cases are linked already."))
    row = CaseLink.objects.create(case=case, other=other, kind=kind, note=note[:300], on=on)
    touched(case, by, on)
    tell("case.linked", case, by, on, {"other": other, "kind": kind}, threads=(other,))
    return row


@transaction.atomic
def put_under(
    *, case: Case, parent: Case | None, by: Account, on: date, version: int | None = None
) -> Case:
    """Put a case under another one, or take it out from under it.

    :raises NotNow: if that would make a circle, or it is the same.
    """
    case = locked(case, version)
    above = parent
    while above is not None:
        if above.pk == case.pk:
            raise NotNow(_("A case cannot stand under itself."))
        above = above.parent
    touched(case, by, on, parent=parent)
    tell("case.put_under", case, by, on, {"parent": parent})
    return case


@transaction.atomic
def merge(
    *, case: Case, into: Case, reason: str, by: Account, on: date, version: int | None = None
) -> Case:
    """Merge a case into another of the same body: its sources and respondents go along.

    :raises CannotMerge: if they are of different bodies or plans, or one of them is concluded.
    :raises Incomplete: without a reason.
    """
    case, into = locked(case, version), locked(into)
    reason = need_text(reason, _("Say why the cases are made one."), 500)
    if case.pk == into.pk or case.body_id != into.body_id or case.adoption_id != into.adoption_id:
        raise CannotMerge(
            _("Only another case of the same body, under the same plan, takes it in.")
        )
    need_state(case, *MERGEABLE)
    need_state(into, *MERGEABLE)
    known = set(into.sources.values_list("reference", flat=True))
    for source in case.sources.all():
        if source.reference not in known:
            copy_source(into, source, case, on)
    there = {(one.person_id, one.unit_id) for one in into.respondents.filter(removed_on=None)}
    for one in case.respondents.filter(removed_on=None).select_related("person", "unit"):
        if (one.person_id, one.unit_id) not in there:
            about = one.person or one.unit
            assert about is not None
            add_to_case(into, about, by, on, merged_from=case)
    CaseLink.objects.get_or_create(
        case=into, other=case, kind=CaseLink.Kind.RELATED, defaults={"on": on, "note": reason[:300]}
    )
    touched(
        case, by, on, state=State.MERGED, merged_into=into, state_before=case.state, closed_on=on
    )
    touched(into, by, on)
    tell("case.merged", case, by, on, {"into": into}, threads=(into,))
    narrow(into, by, on)
    return into


@transaction.atomic
def unmerge(*, case: Case, by: Account, on: date, version: int | None = None) -> Case:
    """Part a merged case from the other again, as long as nothing was decided there.

    :raises CannotMerge: if it is not merged, or the other one is concluded, decided or over.
    """
    case = locked(case, version)
    if case.state != State.MERGED or case.merged_into is None:
        raise CannotMerge(_("This case is not merged into another."))
    into = locked(case.merged_into)
    if into.state not in OPEN or into.decided_on or into.concluded_on:
        raise CannotMerge(_("The case it went into was concluded: the two stay one."))
    into.sources.filter(merged_from=case).delete()
    into.respondents.filter(merged_from=case, removed_on=None).update(
        removed_on=on, removal=_("The merger was undone.")
    )
    into.links.filter(other=case, kind=CaseLink.Kind.RELATED).delete()
    touched(
        case, by, on, state=case.state_before, state_before="", merged_into=None, closed_on=None
    )
    touched(into, by, on)
    tell("case.unmerged", case, by, on, {"into": into}, threads=(into,))
    narrow(into, by, on)
    return case
