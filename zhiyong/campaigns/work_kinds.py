"""How versions and sheets are spoken of; whoever may not read them knows no title of theirs."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.campaigns import wording
from zhiyong.campaigns.models import Sheet, Submission
from zhiyong.campaigns.selectors.work import sheets_visible_to, submissions_open_to
from zhiyong.journal import commitments
from zhiyong.notices import templates
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing


def register() -> None:
    """Make versions and sheets known to the rooms below."""
    kinds.register(
        kinds.Kind(
            name="submission",
            model=Submission,
            label=gettext_lazy("Version handed in"),
            url=lambda pk: reverse("campaigns:version", args=[pk]),
            visible_to=submissions_open_to,
            titles=_titles,
            sentences=wording.SUBMISSION,
        )
    )
    kinds.register(
        kinds.Kind(
            name="sheet",
            model=Sheet,
            label=gettext_lazy("Personal sheet"),
            url=lambda pk: reverse("campaigns:sheet", args=[pk]),
            visible_to=sheets_visible_to,
            titles=_sheet_titles,
            sentences=wording.SHEET,
        )
    )
    templates.register(
        templates.Template(
            "submission.returned", gettext_lazy("What you handed in was returned: {title}.")
        ),
        templates.Template(
            "submission.accepted", gettext_lazy("What you handed in was accepted: {title}.")
        ),
        templates.Template("sheet.handed_in", gettext_lazy("You are named as a reader: {title}.")),
        templates.Template("sheet.given_back", gettext_lazy("Your sheet was given back: {title}.")),
    )
    commitments.cover(
        Submission,
        "submission",
        content=lambda row: row.content,
        rows=lambda: Submission.objects.exclude(salt=b""),
    )
    commitments.cover(
        Submission,
        "why a submission was returned",
        content=lambda row: str(row.judged_why),
        salt=lambda row: row.judged_salt,
        rows=lambda: Submission.objects.exclude(judged_salt=b""),
    )
    commitments.cover(
        Sheet,
        "sheet",
        content=lambda row: row.content,
        rows=lambda: Sheet.objects.exclude(salt=b""),
    )


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = submissions_open_to(standing).filter(pk__in=list(ids))
    return {
        row.pk: _("{task} · {unit}, version {number}").format(
            task=row.assignment.task.label, unit=row.assignment.unit.name, number=row.number
        )
        for row in rows.select_related("assignment__task", "assignment__unit")
    }


def _sheet_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = sheets_visible_to(standing).filter(pk__in=list(ids))
    return {
        row.pk: f"{row.assignment.task.label} · {row.person.name}"
        for row in rows.select_related("assignment__task", "person")
    }
