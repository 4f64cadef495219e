"""Where the archive stands in the navigation, and what it adds to a case's page."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.archives.models import Dossier, FileSlip
from zhiyong.archives.selectors import KEEPERS, dossiers_visible_to, may_keep, parts_of
from zhiyong.archives.services.slips import STANDS, archive_of
from zhiyong.cases import acts, panels
from zhiyong.cases.models import Case
from zhiyong.decisions.models import Decision
from zhiyong.shell import navigation
from zhiyong.shell.access import READS_CASES, Role, Standing
from zhiyong.shell.navigation import Group, Item
from zhiyong.shell.parts import Offer


def register() -> None:
    """Add the lists, and the archive's part of a case's page."""
    navigation.add(
        Item(
            Group.DECISIONS,
            gettext_lazy("Case files"),
            "archives:dossiers",
            frozenset(READS_CASES),
            80,
        ),
        Item(
            Group.DECISIONS,
            gettext_lazy("Personnel-file slips"),
            "archives:slips",
            frozenset({*KEEPERS, Role.PERSONNEL}),
            81,
            count_unreceived,
        ),
    )
    acts.register(offers)
    panels.register(
        panels.Panel("archive", gettext_lazy("Archive"), 85, "archives/panel.html", panel)
    )


def count_unreceived(standing: Standing) -> int:
    """Return how many slips wait for the receipt that this person enters."""
    rows = FileSlip.objects.filter(received_on=None, audience__in=standing.units(*KEEPERS))
    return rows[:100].count()


def offers(case: Case, standing: Standing, today: date) -> list[Offer]:  # noqa: ARG001
    """Return what the archive offers on a case."""
    if not may_keep(standing, case.audience):
        return []
    found = [
        Offer(
            f"file-slip-{one.pk}",
            _("Send the slip for the personnel file: {decision}").format(decision=one.number),
            reverse("archives:send_slip", args=[one.pk]),
            icon="file-output",
        )
        for one in _unsent(case)
    ]
    dossier = Dossier.objects.filter(case=case).first()
    if case.closed_on is None or (dossier and dossier.state != Dossier.State.OPEN):
        return found
    label = _("Put the case file together anew") if dossier else _("Put the case file together")
    url = reverse("archives:put_together", args=[case.pk])
    return [*found, Offer("archive", label, url, icon="archive")]


def _unsent(case: Case) -> list[Decision]:
    decisions = (
        Decision.objects.filter(case=case, state__in=STANDS, respondent__person__isnull=False)
        .select_related("adoption__pack")
        .order_by("pk")
    )
    rows = [one for one in decisions if archive_of(one)]
    sent = set(
        FileSlip.objects.filter(
            decision__in=[f"decision:{one.pk}" for one in rows],
            kind=FileSlip.Kind.ENTRY,
        ).values_list("decision", flat=True)
    )
    return [one for one in rows if f"decision:{one.pk}" not in sent]


def panel(case: Case, standing: Standing, today: date) -> dict[str, object] | None:  # noqa: ARG001
    """Return the dossier and the slips of a case, or None while there are none."""
    dossier = dossiers_visible_to(standing).filter(case=case).first()
    decisions = Decision.objects.filter(case=case).values_list("pk", flat=True)
    slips = (
        FileSlip.objects.filter(decision__in=[f"decision:{pk}" for pk in decisions])
        .select_related("keeper", "person", "paper")
        .order_by("pk")
    )
    if dossier is None and not slips:
        return None
    return {
        "dossier": dossier,
        "parts": parts_of(dossier, standing) if dossier else [],
        "slips": slips,
    }
