"""The lists of accounts and roles."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from zhiyong.directory.models import RoleBinding
from zhiyong.shell.access import Role
from zhiyong.shell.lists import ChoiceFilter, Column, Empty, FlagFilter, ListPage, Order, TextFilter


def _role(binding: RoleBinding) -> Any:
    return Role(binding.role).label


def _holder(binding: RoleBinding) -> str:
    return str(binding.post or binding.person)


def _reach(binding: RoleBinding) -> Any:
    return _("and all below") if binding.subtree else ""


def _state(binding: RoleBinding) -> Any:
    if binding.needs_second_person and binding.confirmed_by_id is None:
        return _("Waits for a second person")
    return _("In force")


ACCOUNTS = ListPage(
    name="accounts",
    columns=(
        Column("username", _("User name"), head=True),
        Column("person", _("Person"), value=lambda a: str(a.person or "")),
        Column("is_active", _("Open"), kind="yes_no"),
        Column("must_change_password", _("Initial password"), kind="yes_no"),
        Column("last_login", _("Last sign-in"), kind="moment"),
        Column("acts", "", template="directory/cells/account_acts.html", only="page"),
    ),
    filters=(
        TextFilter("q", _("Contains"), ("username__icontains", "person__name__contains")),
        FlagFilter("closed", _("Only closed"), condition=lambda rows: rows.filter(is_active=False)),
    ),
    orders=(Order("name", _("By name"), ("username", "id")),),
    noun=ngettext_lazy("%(shown)s account", "%(shown)s accounts", "count"),
    empty=Empty(
        _("No account yet"),
        _("People sign in with accounts; what they may do comes from their roles."),
        action_url=reverse_lazy("directory:open_account"),
        action_label=_("Open an account"),
    ),
)

ROLES = ListPage(
    name="roles",
    columns=(
        Column("role", _("Role"), value=_role, head=True),
        Column("unit", _("For the unit"), value="unit.name", sub=_reach),
        Column("holder", _("Held by"), value=_holder),
        Column("from", _("From"), value=lambda b: b.valid.lower, kind="day"),
        Column("until", _("Until"), value=lambda b: b.valid.upper, kind="day"),
        Column("state", _("State"), value=_state),
        Column(
            "end",
            "",
            value=lambda b: _("End"),  # noqa: ARG005 - a column's value takes the row
            url=lambda b: reverse("directory:end_role", args=[b.pk]),
            only="page",
        ),
    ),
    filters=(
        ChoiceFilter("role", _("Role"), choices=Role.choices, lookup="role"),
        TextFilter(
            "q",
            _("Contains"),
            ("unit__name__contains", "person__name__contains", "post__title__contains"),
        ),
    ),
    orders=(Order("newest", _("Newest first"), ("-id",)),),
    noun=ngettext_lazy("%(shown)s role", "%(shown)s roles", "count"),
    empty=Empty(_("No role is bound"), _("Roles say who may do what for which unit.")),
)
