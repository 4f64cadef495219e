"""Roles: who has which, who proposes, who confirms."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyong.directory.account_lists import ROLES
from zhiyong.directory.forms.accounts import RoleForm
from zhiyong.directory.models import Account
from zhiyong.directory.selectors import bindings_to_confirm, bindings_visible_to
from zhiyong.directory.services import roles
from zhiyong.shell import clock
from zhiyong.shell.access import Request, Role, needs
from zhiyong.shell.errors import Refusal

CONFIRMERS = (Role.SECURITY_ADMIN, Role.LEADER, Role.OFFICE)


@needs(*CONFIRMERS)
def role_list(request: Request) -> HttpResponse:
    """List the roles in force or waiting; those that wait for this person stand above."""
    today = clock.today()
    waiting = bindings_to_confirm(request.standing, today)
    return ROLES.respond(
        request,
        bindings_visible_to(request.standing),
        title=_("Roles"),
        template="directory/roles.html",
        context={"waiting": waiting, "may_propose": Role.SECURITY_ADMIN in request.standing.roles},
    )


@require_http_methods(["GET", "POST"])
@needs(Role.SECURITY_ADMIN)
def bind(request: Request) -> HttpResponse:
    """Propose a role."""
    form = RoleForm(
        request.POST if request.method == "POST" else None, initial={"valid_from": clock.today()}
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            binding = roles.bind_role(
                role=Role(data["role"]),
                unit=data["unit"],
                subtree=data["subtree"],
                holder=data["holder"],
                valid_from=data["valid_from"],
                valid_until=data["valid_until"],
                by=cast(Account, request.user),
                on=clock.today(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            text = (
                _("Proposed. It is in force once a second person has confirmed it.")
                if binding.needs_second_person
                else _("The role is in force.")
            )
            messages.success(request, text)
            return redirect("directory:roles")
    status = 422 if form.is_bound else 200
    return render(request, "directory/bind_role.html", {"form": form}, status=status)


@require_POST
@needs(*CONFIRMERS)
def confirm(request: Request, pk: int) -> HttpResponse:
    """Confirm a role as the second person."""
    binding = get_object_or_404(bindings_to_confirm(request.standing, clock.today()), pk=pk)
    try:
        roles.confirm_role(binding=binding, by=cast(Account, request.user), on=clock.today())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Confirmed: the role is in force."))
    return redirect("directory:roles")


@require_http_methods(["GET", "POST"])
@needs(Role.SECURITY_ADMIN)
def end(request: Request, pk: int) -> HttpResponse:
    """End a role, after the consequences were shown."""
    rows = bindings_visible_to(request.standing)
    binding = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        roles.end_role(binding=binding, by=cast(Account, request.user), on=clock.today())
        messages.success(request, _("The role is ended."))
        return redirect("directory:roles")
    return render(request, "directory/end_role.html", {"binding": binding})
