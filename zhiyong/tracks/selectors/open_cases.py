"""Which cases are open about somebody, on which tracks, and with whose responsibility."""

from dataclasses import dataclass

from zhiyong.cases.models import Case, Finding, Respondent
from zhiyong.directory.models import Person
from zhiyong.rules.tracks import OpenCase
from zhiyong.tracks.models import CaseTrack

BEFORE_DECISION = (
    Case.State.LEAD,
    Case.State.HELD,
    Case.State.VERIFYING,
    Case.State.FILED,
    Case.State.CONCLUDED,
)
_OF_FINDING = {
    Finding.Responsibility.DIRECT: "direct",
    Finding.Responsibility.MAIN_LEADER: "leading",
    Finding.Responsibility.IMPORTANT_LEADER: "leading",
}
_OF_TRACK = {
    CaseTrack.Responsibility.DIRECT: "direct",
    CaseTrack.Responsibility.LEADING: "leading",
    CaseTrack.Responsibility.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One track on which a case about somebody is open; `track` "" while none was taken up."""

    case: Case
    track: str
    responsibility: str

    @property
    def asked(self) -> OpenCase:
        """Return it as the rules take it."""
        return OpenCase(self.track, self.responsibility)  # type: ignore[arg-type]

    def as_waiting(self) -> dict[str, str]:
        """Return it as a request that waits for it keeps it."""
        return {
            "track": self.track,
            "case": f"case:{self.case.pk}",
            "responsibility": self.responsibility,
        }


def open_cases(
    person: Person, *, but: Case | None = None, unnamed: tuple[str, ...] = ()
) -> list[Found]:
    """Return the tracks on which cases about somebody are open: two queries.

    A track that was taken up counts until it ends, even after the case was decided. A case before
    its decision on which none was taken up counts on each of `unnamed`, since nobody has said yet
    on which it runs.
    """
    rows = (
        Respondent.objects.filter(person=person, removed_on__isnull=True)
        .select_related("case")
        .prefetch_related("tracks", "findings")
        .order_by("pk")
    )
    if but is not None:
        rows = rows.exclude(case=but)
    found: list[Found] = []
    for row in rows:
        known = _of_findings(row)
        taken = list(row.tracks.all())
        for one in taken:
            if one.ended_on is None:
                said = _OF_TRACK[CaseTrack.Responsibility(one.responsibility)]
                found.append(Found(row.case, one.track, known if said == "unknown" else said))
        if not taken and row.case.state in BEFORE_DECISION:
            found += [Found(row.case, track, known) for track in unnamed]
    return found


def _of_findings(row: Respondent) -> str:
    """Return whose responsibility the finding that holds says it is."""
    current = [
        one for one in row.findings.all() if one.withdrawn_on is None and one.replaced_by_id is None
    ]
    if not current:
        return "unknown"
    newest = max(current, key=lambda one: one.pk)
    return _OF_FINDING[Finding.Responsibility(newest.responsibility)]
