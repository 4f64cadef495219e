"""How what runs beside a case is spoken of: titles, sentences, notices, what `verify` checks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.approvals import effects
from zhiyong.cases import acts, panels
from zhiyong.directory import openwork
from zhiyong.directory.models import Account, Person
from zhiyong.duties.services import reassign
from zhiyong.journal import commitments
from zhiyong.journal.services import record
from zhiyong.notices import templates
from zhiyong.shell import kinds
from zhiyong.shell.about import hide
from zhiyong.shell.access import Standing
from zhiyong.tracks import selectors, services, waiting
from zhiyong.tracks.models import CaseTrack, Oversight, Resignation, Talk
from zhiyong.tracks.selectors.offers import offers_on_case
from zhiyong.tracks.selectors.panel import panel_of
from zhiyong.tracks.services.resigning import as_text
from zhiyong.tracks.services.talking import content_of

TRACKS = {
    "track.taken_up": _("{actor} took a track of responsibility up: {track}."),
    "track.established": _("{actor} wrote down what was found on a track: {track}."),
    "track.ended": _("{actor} ended a track of responsibility: {track}."),
}
TALKS = {
    "talk.called": _("{actor} called a talk for {day}."),
    "talk.held": _("{actor} entered the talk held on {held}."),
    "talk.rechecked": _("{actor} entered what was seen when looking again on {rechecked}."),
    "talk.cancelled": _("{actor} called the talk off."),
    "talk.passed_on": _("{giver} passed the talk on to {receiver}."),
}
RESIGNATIONS = {
    "resignation.filed": _("{actor} filed a resignation."),
    "resignation.waits": _("The resignation waits for other tracks."),
    "resignation.waits_no_more": _("The resignation waits for nothing any more."),
    "resignation.examined": _("{actor} wrote down what was looked into."),
    "resignation.submitted": _("{actor} sent the answer for approval."),
    "resignation.answer_returned": _("The answer came back to be corrected."),
    "resignation.approved": _("The resignation was approved, with effect from {effective}."),
    "resignation.refused": _("The resignation was refused."),
    "resignation.withdrawn": _("The resignation was withdrawn."),
}
OVERSIGHT = {
    "oversight.registered": _("{actor} registered what the people's congress asks."),
    "oversight.answered": _("The answer to the people's congress was given on {answered}."),
    "oversight.settled": _("What came of it was entered on {closed}."),
}


def register() -> None:
    """Make talks, resignations and oversight known to the rooms below."""
    _register_kinds()
    effects.register(
        "resignation", services.ACT, agreed=services.agreed, returned=services.came_back
    )
    hide(selectors.talks_kept_from)
    acts.register(offers_on_case)
    panels.register(panels.Panel("tracks", _("Beside the case"), 55, "tracks/panel.html", panel_of))
    openwork.register(openwork.Provider("talks", _("Talks"), _open_talks, _pass_on))
    waiting.register(selectors.requests_open)
    waiting.register(selectors.posts_to_end)
    waiting.register(selectors.motions_open)
    _register_notices()
    _register_commitments()


def _register_kinds() -> None:
    kinds.register(
        kinds.Kind(
            name="casetrack",
            model=CaseTrack,
            label=_("Track of responsibility"),
            url=None,
            visible_to=selectors.case_tracks_visible_to,
            titles=_track_titles,
            sentences=TRACKS,
        )
    )
    kinds.register(
        kinds.Kind(
            name="talk",
            model=Talk,
            label=_("Talk"),
            url=lambda pk: reverse("tracks:talk", args=[pk]),
            visible_to=selectors.talks_visible_to,
            titles=_talk_titles,
            sentences=TALKS,
        )
    )
    kinds.register(
        kinds.Kind(
            name="resignation",
            model=Resignation,
            label=_("Resignation"),
            url=lambda pk: reverse("tracks:resignation", args=[pk]),
            visible_to=selectors.resignations_visible_to,
            titles=_resignation_titles,
            sentences=RESIGNATIONS,
        )
    )
    kinds.register(
        kinds.Kind(
            name="oversight",
            model=Oversight,
            label=_("Oversight by the people's congress"),
            url=lambda pk: reverse("tracks:oversight", args=[pk]),
            visible_to=selectors.oversights_visible_to,
            titles=_oversight_titles,
            sentences=OVERSIGHT,
        )
    )


def _track_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = selectors.case_tracks_visible_to(standing).filter(pk__in=list(ids))
    return {pk: str(track) for pk, track in rows.values_list("pk", "track")}


def _talk_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = selectors.talks_visible_to(standing).filter(pk__in=list(ids))
    return {
        row.pk: f"{_('Talk')} {row} · {row.with_whom}"
        for row in rows.select_related("with_person", "with_unit")
    }


def _resignation_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = selectors.resignations_visible_to(standing).filter(pk__in=list(ids))
    return {
        row.pk: f"{_('Resignation')} {row} · {row.person.name}"
        for row in rows.select_related("person")
    }


def _oversight_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = selectors.oversights_visible_to(standing).filter(pk__in=list(ids))
    return {
        row.pk: f"{row.get_kind_display()} {row} · {row.of_whom}"
        for row in rows.select_related("person", "of_unit")
    }


def _open_talks(person: Person, on: date) -> Sequence[openwork.OpenWork]:  # noqa: ARG001
    rows = Talk.objects.filter(talker=person, state__in=[Talk.State.CALLED, Talk.State.HELD])
    return [
        openwork.OpenWork(f"talk:{row.pk}", row.recheck_on or row.on)
        for row in rows.exclude(state=Talk.State.HELD, recheck_on__isnull=True).order_by("pk")
    ]


def _pass_on(
    references: Sequence[str], giver: Person, receiver: Person, by: Account | str, on: date
) -> None:
    """Give talks to whoever takes over, with what is owed on them."""
    for reference in references:
        talk = Talk.objects.select_for_update().get(pk=kinds.split(reference)[1], talker=giver)
        talk.talker = receiver
        talk.save(update_fields=["talker"])
        facts = {"giver": giver, "receiver": receiver}
        record("talk.passed_on", of=talk, by=by, on=on, audience=talk.audience, facts=facts)
        reassign(of=talk, owner_unit=talk.unit, owner_person=receiver, by=by, on=on)


def _register_notices() -> None:
    templates.register(
        templates.Template("talk.called", _("Your unit is called to a talk: {title}.")),
        templates.Template("resignation.filed", _("A resignation waits for your answer: {title}.")),
        templates.Template(
            "resignation.post_to_end",
            _("A resignation is approved; enter the end of the post: {title}."),
        ),
        templates.Template(
            "oversight.registered", _("Your unit must answer the people's congress: {title}.")
        ),
        templates.Template(
            "oversight.post_to_end",
            _("A motion to remove was carried; enter the end of the post: {title}."),
        ),
    )


def _register_commitments() -> None:
    commitments.cover(CaseTrack, "grounds of a track", content=lambda row: str(row.grounds))
    commitments.cover(
        CaseTrack,
        "result of a track",
        content=lambda row: str(row.result),
        salt=lambda row: row.result_salt,
        rows=lambda: CaseTrack.objects.exclude(result=""),
    )
    commitments.cover(Talk, "reason of a talk", content=lambda row: str(row.reason))
    commitments.cover(
        Talk,
        "record of a talk",
        content=lambda row: content_of(row.record, row.agreed),
        salt=lambda row: row.record_salt,
        rows=lambda: Talk.objects.exclude(record=""),
    )
    commitments.cover(
        Talk,
        "recheck after a talk",
        content=lambda row: str(row.recheck),
        salt=lambda row: row.recheck_salt,
        rows=lambda: Talk.objects.exclude(recheck=""),
    )
    commitments.cover(Resignation, "resignation", content=lambda row: str(row.reason))
    commitments.cover(
        Resignation,
        "what was looked into",
        content=lambda row: as_text(row.examined),
        salt=lambda row: row.examined_salt,
        rows=lambda: Resignation.objects.filter(examined_on__isnull=False),
    )
    commitments.cover(
        Resignation,
        "answer to a resignation",
        content=lambda row: str(row.answer),
        salt=lambda row: row.answer_salt,
        rows=lambda: Resignation.objects.exclude(answer=""),
    )
    commitments.cover(Oversight, "oversight", content=lambda row: str(row.text))
    commitments.cover(
        Oversight,
        "answer to the congress",
        content=lambda row: str(row.answer),
        salt=lambda row: row.answer_salt,
        rows=lambda: Oversight.objects.exclude(answer=""),
    )
