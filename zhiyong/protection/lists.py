"""Watches as a list."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from zhiyong.protection.models import Watch
from zhiyong.shell.lists import ChoiceFilter, Column, Empty, ListPage, Order

WATCHES = ListPage(
    name="watches",
    columns=(
        Column(
            "complaint",
            _("Complaint no."),
            value=lambda row: row.complaint.number or _("not registered yet"),
            head=True,
            url=lambda row: reverse("protection:watch", args=[row.pk]),
        ),
        Column("unit", _("Kept by"), value="unit.name"),
        Column("state", _("State"), value="get_state_display"),
        Column("consent_on", _("Consented on"), kind="day"),
        Column("until_on", _("Runs until"), kind="day"),
        Column("looked_on", _("Last looked on"), kind="day"),
    ),
    filters=(ChoiceFilter("state", _("State"), choices=Watch.State.choices),),
    orders=(Order("newest", _("Newest first"), ("-id",)),),
    noun=ngettext_lazy("%(shown)s watch", "%(shown)s watches", "count"),
    empty=Empty(
        _("Nobody is watched over"),
        _(
            "When a complainant who gave a name consents, you see here later what befell them "
            "since: transfers, grades, measures. Only custodians see it."
        ),
        icon="shield",
    ),
    exports=False,
)
