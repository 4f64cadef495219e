"""The library of plans as a list."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from zhiyong.plans.models import PackVersion
from zhiyong.shell.lists import ChoiceFilter, Column, Empty, ListPage, Order, TextFilter


def _in_force(version: PackVersion) -> str:
    n: int = getattr(version, "in_force", 0)
    return ngettext("{n} body", "{n} bodies", n).format(n=n) if n else ""


LIBRARY = ListPage(
    name="plans",
    columns=(
        Column(
            "title",
            _("Plan"),
            head=True,
            wide=True,
            url=lambda v: reverse("plans:version", args=[v.pk]),
            sub=lambda v: v.code,
        ),
        Column("version", _("Version"), kind="num", order="code"),
        Column("state", _("State"), value=lambda v: v.get_state_display()),
        Column("published_on", _("Published on"), kind="day"),
        Column("in_force", _("In force today for"), value=_in_force),
    ),
    filters=(
        TextFilter("q", _("Contains"), ("title_zh__icontains", "title_en__icontains", "code")),
        ChoiceFilter("state", _("State"), choices=PackVersion.State.choices, lookup="state"),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-id",)),
        Order("code", _("By plan and version"), ("code", "version", "id")),
    ),
    noun=ngettext_lazy("%(shown)s version", "%(shown)s versions", "count"),
    empty=Empty(
        _("No plan yet"),
        _("A plan is loaded as a draft, published, and then put in force for a body."),
        icon="scroll-text",
    ),
)
