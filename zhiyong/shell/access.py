"""Who may use a view. Every view wears one of these decorators; a test walks all routes.

The roles are the platform's own; which post or person holds one, where and when, is data of
the directory. `request.standing` answers that, resolved once per request.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from zhiyong.shell import faults

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class Role(models.TextChoices):
    """What somebody may do for a unit and, where bound so, for the units below it."""

    CLERK = "CLERK", _("Intake clerk")
    HANDLER = "HANDLER", _("Handler")
    SECTION_HEAD = "SECTION_HEAD", _("Section head")
    LEADER = "LEADER", _("Leader in charge")
    SUPERVISOR = "SUPERVISOR", _("Supervisor")
    PANEL_MEMBER = "PANEL_MEMBER", _("Panel member")
    OFFICE = "OFFICE", _("Office")
    UNIT_LIAISON = "UNIT_LIAISON", _("Unit liaison")
    INSPECTOR = "INSPECTOR", _("Inspector")
    PERSONNEL = "PERSONNEL", _("Organisation department")
    ANALYST = "ANALYST", _("Analyst")
    CUSTODIAN = "CUSTODIAN", _("Custodian of identities")
    SYSTEM_ADMIN = "SYSTEM_ADMIN", _("System administrator")
    SECURITY_ADMIN = "SECURITY_ADMIN", _("Security administrator")
    AUDIT_ADMIN = "AUDIT_ADMIN", _("Auditor")


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""None of them reads cases, and nobody holds two of them."""

READS_CASES = frozenset(
    {
        Role.CLERK,
        Role.HANDLER,
        Role.SECTION_HEAD,
        Role.LEADER,
        Role.SUPERVISOR,
        Role.PANEL_MEMBER,
        Role.OFFICE,
    }
)
"""Roles that read cases: two persons bind them, never oneself."""

READS_ALL = READS_CASES - {Role.PANEL_MEMBER}
"""Roles that read all that their unit has; a panel member, what lies before their meetings."""


class Standing(Protocol):
    """What a signed-in account may do today; made by the directory, once per request."""

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held today, anywhere."""

    @property
    def person_id(self) -> int | None:
        """The person behind the account."""

    @property
    def home_unit_id(self) -> int | None:
        """The unit of the person's principal post today."""

    @property
    def home_unit_name(self) -> str:
        """The name of that unit; "" without one."""

    def units(self, *roles: Role) -> frozenset[int]:
        """The ids of the units where one of these roles (any, if none is named) is held."""


class Request(HttpRequest):
    """A request of somebody who is signed in."""

    standing: Standing
    htmx: "HtmxDetails"


View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)


def _sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """Lead to signing in; whoever was signed out while typing gets the text back first.

    A part of a page that htmx asks for is refused instead: the page says so, and keeps its text.
    """
    to_sign_in = redirect_to_login(_page_of(request))
    typed = faults.typed_in(request)
    if typed or request.headers.get("HX-Request"):
        return faults.page("signed_out", status=403, typed=typed, back=to_sign_in.url)
    return to_sign_in


def _page_of(request: HttpRequest) -> str:
    """Return the page that was asked for; of something sent, the page with its form."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if request.method == "POST" and came_from.path and came_from.netloc == request.get_host():
        return came_from._replace(scheme="", netloc="", fragment="").geturl()
    return request.get_full_path()


def admits(roles: frozenset[Role], url: str) -> bool:
    """Whether the page at `url` is one for somebody signed in who holds these roles."""
    try:
        wanted = getattr(resolve(urlsplit(url).path).func, "access", "public")
    except Resolver404:
        return True
    return isinstance(wanted, str) or bool(wanted & roles)


def public(view: V) -> V:
    """Let everybody in."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Let in whoever is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        return view(request, *args, **kwargs)

    guarded.access = "signed_in"  # type: ignore[attr-defined]
    return guarded


def needs(*roles: Role) -> Callable[[View], View]:
    """Let in whoever holds one of the roles anywhere today; selectors decide what is seen."""
    wanted = frozenset(roles)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _sign_in_first(request)
            if not cast(Request, request).standing.roles & wanted:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access = wanted  # type: ignore[attr-defined]
        return guarded

    return decorate
