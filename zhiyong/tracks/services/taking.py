"""A track is taken up about somebody, runs beside the others, and ends with its own result."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.cases.models import Respondent
from zhiyong.directory.models import Account
from zhiyong.journal.services import commit
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.responsibility import Track
from zhiyong.rules.tracks import TrackAsked, check_track
from zhiyong.tracks import plan
from zhiyong.tracks.models import CaseTrack, Resignation
from zhiyong.tracks.selectors.open_cases import open_cases
from zhiyong.tracks.services.common import (
    Incomplete,
    NotNow,
    NotOpenHere,
    need_text,
    said,
    tell,
)
from zhiyong.tracks.services.resigning import review


@transaction.atomic
def take_up(
    *,
    respondent: Respondent,
    track: str,
    grounds: str,
    by: Account,
    on: date,
    own_act: bool | None = None,
    link: bool | None = None,
    responsibility: str = CaseTrack.Responsibility.UNKNOWN,
) -> CaseTrack:
    """Take up a track about somebody on a case.

    What is not proven yet may be taken up to be looked into; what was found not to be so may not.

    :raises NotOpenHere: if the plan has no such track, or it does not open here.
    :raises NotNow: if it is open about them already, or the case has ended.
    :raises Incomplete: without grounds.
    """
    respondent = (
        Respondent.objects.select_for_update(of=("self",))
        .select_related("case__adoption__pack", "person", "unit")
        .get(pk=respondent.pk)
    )
    case = respondent.case
    pack = pack_of(case.adoption)
    if not pack.has("tracks", track):
        raise NotOpenHere(_("The plan has no such track."))
    found: Track = pack.element("tracks", track)
    if found.starts_with is not None:
        raise NotOpenHere(
            _("This track begins with the person's own request: file it as a resignation."),
            basis=found.clause,
        )
    if case.has_ended or respondent.removed_on is not None:
        raise NotNow(_("This case has ended, or is not about them any more."))
    if respondent.tracks.filter(track=track, ended_on__isnull=True).exists():
        raise NotNow(_("This track is open about them already."))
    grounds = need_text(grounds, _("Say on what grounds it is taken up."))
    _check(respondent, track, own_act, link, on)
    kept = commit(grounds)
    row = CaseTrack.objects.create(
        case=case,
        respondent=respondent,
        track=track,
        responsibility=responsibility,
        own_act=own_act,
        link=link,
        grounds=grounds,
        salt=kept.salt,
        opened_on=on,
        opened_by=by,
    )
    facts = {"track": track, "responsibility": responsibility}
    tell(
        "track.taken_up",
        row,
        by,
        on,
        case=case,
        audience=case.audience,
        facts=facts,
        commits={"grounds": kept},
    )
    _reviewed(respondent, by, on)
    return row


@transaction.atomic
def establish(
    *,
    row: CaseTrack,
    responsibility: str,
    by: Account,
    on: date,
    own_act: bool | None = None,
    link: bool | None = None,
) -> CaseTrack:
    """Write down what was found on a track: an act of one's own, a link, whose responsibility.

    :raises NotNow: if the track has ended.
    :raises NotOpenHere: if the plan then does not open it: end it instead.
    """
    row = _locked(row)
    _check(row.respondent, row.track, own_act, link, on)
    row.responsibility, row.own_act, row.link = responsibility, own_act, link
    row.save(update_fields=["responsibility", "own_act", "link"])
    facts = {"track": row.track, "responsibility": responsibility}
    tell(
        "track.established",
        row,
        by,
        on,
        case=row.case,
        audience=row.case.audience,
        facts=facts,
    )
    _reviewed(row.respondent, by, on)
    return row


@transaction.atomic
def end_track(*, row: CaseTrack, result: str, by: Account, on: date) -> CaseTrack:
    """End a track with its result. The others go on; a request that waited for it is looked at.

    :raises NotNow: if it has ended before.
    :raises Incomplete: without a result.
    """
    row = _locked(row)
    if on < row.opened_on:
        raise Incomplete(_("It ends after it began."))
    result = need_text(result, _("Say what came out on this track."))
    kept = commit(result)
    row.ended_on, row.ended_by, row.result, row.result_salt = on, by, result, kept.salt
    row.save(update_fields=["ended_on", "ended_by", "result", "result_salt"])
    tell(
        "track.ended",
        row,
        by,
        on,
        case=row.case,
        audience=row.case.audience,
        facts={"track": row.track},
        commits={"result": kept},
    )
    _reviewed(row.respondent, by, on)
    return row


def _locked(row: CaseTrack) -> CaseTrack:
    found = (
        CaseTrack.objects.select_for_update(of=("self",))
        .select_related("case__adoption__pack", "case__body", "respondent__person")
        .get(pk=row.pk)
    )
    if found.ended_on is not None:
        raise NotNow(_("This track has ended."))
    return found


def _check(
    respondent: Respondent, track: str, own_act: bool | None, link: bool | None, on: date
) -> None:
    pack = pack_of(respondent.case.adoption)
    person = respondent.person
    facts = plan.facts_about(pack, person, {}, on) if person else {}
    others = open_cases(person, but=respondent.case) if person else []
    asked = TrackAsked(track, own_act=own_act, link=link, cases=tuple(one.asked for one in others))
    found = check_track(pack, asked, facts)
    if found.refused:
        raise NotOpenHere(said(pack, found.refused), basis=found.track.clause)


def _reviewed(respondent: Respondent, by: Account, on: date) -> None:
    """Look again at the requests of a person that wait for other tracks."""
    if respondent.person_id is None:
        return
    waiting = Resignation.objects.filter(
        person=respondent.person_id,
        state__in=[Resignation.State.FILED, Resignation.State.PENDING],
    )
    for one in waiting.order_by("pk"):
        review(resignation=one, by=by, on=on)
