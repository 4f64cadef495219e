"""How duties are spoken of."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.duties.models import CalendarLoad, Duty, Extension, Urging
from zhiyong.duties.selectors import duties_visible_to
from zhiyong.journal import commitments
from zhiyong.notices import templates
from zhiyong.shell.access import Role, Standing
from zhiyong.shell.kinds import Kind, register


def _titles(ids: Iterable[int], standing: Standing) -> dict[int, str]:
    return {duty.pk: duty.label for duty in duties_visible_to(standing).filter(pk__in=list(ids))}


def _of_duty(row: Urging | Extension) -> str:
    return f"duty:{row.duty_id}"


def register_kinds() -> None:
    """Register duties and the loading of calendars, their notices and what the journal covers."""
    templates.register(
        templates.Template("duty.due_soon", _("Nearly due: {label}, due on {due}: {title}.")),
        templates.Template(
            "duty.overdue", _("Overdue since {due}: {label}: {title}."), urgent=True
        ),
        templates.Template(
            "duty.urged", _("You are urged: {label}, due on {due}: {title}."), urgent=True
        ),
    )
    commitments.cover(Urging, "urging", of=_of_duty, content=lambda row: str(row.text))
    commitments.cover(Extension, "extension", of=_of_duty, content=lambda row: str(row.reason))
    register(
        Kind(
            name="duty",
            model=Duty,
            label=_("Duty"),
            url=lambda pk: reverse("duties:duty", args=[pk]),
            visible_to=duties_visible_to,
            titles=_titles,
            sentences={
                "duty.opened": _("Began: {subject}, due on {due}."),
                "duty.met": _("{actor} did what was owed: {subject}."),
                "duty.lapsed": _("Lapsed: {subject}."),
                "duty.passed_on": _("Passed on: {subject}."),
                "duty.reopened": _("Owed again: {subject}."),
                "duty.paused": _("The clock stands still: {subject}."),
                "duty.resumed": _("The clock goes on: {subject}, due on {due}."),
                "duty.extended": _("{actor} extended “{subject}” by {term}; now due on {due}."),
                "duty.urged": _("{actor} urged “{subject}”, urging no. {number}."),
                "duty.escalated": _("“{subject}” is overdue: step {step}, those above were told."),
                "duty.moved": _("“{subject}”: another day was agreed, {was} → {due}."),
                "duty.recounted": _(
                    "“{subject}” was counted anew with the calendar: {was} → {due}."
                ),
            },
        )
    )
    register(
        Kind(
            name="calendar",
            model=CalendarLoad,
            label=_("Working calendar"),
            url=lambda pk: reverse("duties:calendar"),  # noqa: ARG005 - one page for all
            visible_to=lambda standing: (
                CalendarLoad.objects.all()
                if Role.SYSTEM_ADMIN in standing.roles
                else CalendarLoad.objects.none()
            ),
            titles=lambda ids, standing: {  # noqa: ARG005 - the registry's shape
                load.pk: load.source for load in CalendarLoad.objects.filter(pk__in=list(ids))
            },
            sentences={"calendar.loaded": _("{actor} loaded the calendar; {moved} duties moved.")},
        )
    )
