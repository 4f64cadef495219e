"""Signing in and out, one's own account, and the administrators' accounts."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhiyong.directory.account_lists import ACCOUNTS
from zhiyong.directory.forms.accounts import OpenAccountForm, PasswordForm, SignInForm
from zhiyong.directory.models import Account, SignIn
from zhiyong.directory.services import accounts
from zhiyong.shell import clock, navigation
from zhiyong.shell.access import Request, Role, needs, public, signed_in
from zhiyong.shell.errors import Refusal

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in; who must change an initial password is led there first."""
    target = _safe_target(request)
    if request.user.is_authenticated:
        return redirect(target)
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            account = accounts.check_sign_in(on=clock.today(), at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, account, backend=BACKEND)
            accounts.note_sign_in(
                account=account,
                session_key=request.session.session_key or "",
                device=_device(request.headers.get("User-Agent", "")),
                on=clock.today(),
                at=clock.now(),
            )
            return redirect(target)
    status = 422 if form.is_bound else 200
    context = {"form": form, "next": request.GET.get("next", "")}
    return render(request, "directory/sign_in.html", context, status=status)


def _safe_target(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return _home()


def _home() -> str:
    """Return the first page after signing in: the one that an upper room has settled."""
    return reverse(navigation.places().get("home", "directory:my_account"))


def _device(agent: str) -> str:
    """Return a browser and a system in words, instead of the long line that browsers send."""
    browsers = ("Edg", "Firefox", "Chrome", "Safari")
    systems = ("Android", "iPhone", "Windows", "Macintosh", "Linux")
    found = [next((name for name in names if name in agent), "") for names in (browsers, systems)]
    return " · ".join(filter(None, found)) or _("unknown device")


@require_POST
@public
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    sign_in = SignIn.objects.filter(session_key=request.session.session_key or "").first()
    if sign_in and isinstance(request.user, Account):
        accounts.end_session(sign_in=sign_in, by=request.user, on=clock.today(), at=clock.now())
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect(settings.LOGOUT_REDIRECT_URL)


@never_cache
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
@signed_in
def password(request: Request) -> HttpResponse:
    """Change one's password; every other session ends."""
    me = cast(Account, request.user)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not me.check_password(form.cleaned_data["old"]):
            form.add_error("old", _("This is not your present password."))
        else:
            try:
                accounts.change_password(
                    account=me, password=form.cleaned_data["new"], by=me, on=clock.today()
                )
            except Refusal as refusal:
                form.add_error("new", str(refusal))
            else:
                me.refresh_from_db()
                _keep_this_session(request, me)
                messages.success(request, _("The password is changed; other sessions ended."))
                return redirect(_home())
    status = 422 if form.is_bound else 200
    context = {"form": form, "forced": me.must_change_password}
    return render(request, "directory/password.html", context, status=status)


def _keep_this_session(request: Request, me: Account) -> None:
    former = request.session.session_key
    update_session_auth_hash(request, me)
    SignIn.objects.filter(session_key=former).update(
        session_key=request.session.session_key or former
    )
    others = me.sign_ins.filter(ended_at__isnull=True).exclude(
        session_key=request.session.session_key
    )
    for other in others:
        accounts.end_session(sign_in=other, by=me, on=clock.today(), at=clock.now())


@never_cache
@signed_in
def mine(request: Request) -> HttpResponse:
    """Show one's account: roles today, sessions."""
    me = cast(Account, request.user)
    roles = [
        (Role(role).label, len(request.standing.units(role)))
        for role in sorted(request.standing.roles, key=list(Role).index)
    ]
    sessions = me.sign_ins.filter(ended_at__isnull=True).order_by("-seen_at")[:20]
    context = {
        "account": me,
        "roles": roles,
        "sessions": sessions,
        "this": request.session.session_key,
    }
    return render(request, "directory/account.html", context)


@require_POST
@signed_in
def end_session(request: Request, pk: int) -> HttpResponse:
    """End one of one's own sessions."""
    me = cast(Account, request.user)
    sign_in = get_object_or_404(SignIn, pk=pk, account=me)
    accounts.end_session(sign_in=sign_in, by=me, on=clock.today(), at=clock.now())
    messages.success(request, _("The session is ended."))
    return redirect("directory:my_account")


@needs(Role.SYSTEM_ADMIN)
def account_list(request: Request) -> HttpResponse:
    """List the accounts."""
    rows = Account.objects.select_related("person").all()
    return ACCOUNTS.respond(request, rows, title=_("Accounts"), template="directory/accounts.html")


@require_http_methods(["GET", "POST"])
@needs(Role.SYSTEM_ADMIN)
def open_account(request: Request) -> HttpResponse:
    """Open an account; its initial password is shown once."""
    form = OpenAccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            account, initial = accounts.open_account(
                by=cast(Account, request.user), on=clock.today(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            context = {"account": account, "initial": initial}
            return render(request, "directory/initial_password.html", context)
    status = 422 if form.is_bound else 200
    return render(request, "directory/open_account.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@needs(Role.SYSTEM_ADMIN)
def account_act(request: Request, pk: int, act: str) -> HttpResponse:
    """Reset, close or reopen an account, after the consequences were shown."""
    account = get_object_or_404(Account.objects.select_related("person"), pk=pk)
    me, today, now = cast(Account, request.user), clock.today(), clock.now()
    refused = ""
    if request.method == "POST":
        try:
            match act:
                case "reset":
                    initial = accounts.reset_password(account=account, by=me, on=today, at=now)
                    context = {"account": account, "initial": initial}
                    return render(request, "directory/initial_password.html", context)
                case "close":
                    accounts.close_account(account=account, by=me, on=today, at=now)
                    messages.success(request, _("The account is closed."))
                case _other:
                    accounts.reopen_account(account=account, by=me, on=today)
                    messages.success(request, _("The account is open again."))
            return redirect("directory:accounts")
        except Refusal as refusal:
            refused = str(refusal)
    context = {"account": account, "act": act, "refused": refused}
    return render(request, "directory/account_act.html", context, status=422 if refused else 200)
