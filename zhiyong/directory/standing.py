"""What an account may do today, resolved once per request to sets of unit ids."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest

from zhiyong.directory.models import Account, RoleBinding, Tenure, Unit
from zhiyong.directory.selectors.people import NEVER_COVERED, covered_posts
from zhiyong.shell.access import READS_CASES, Role


@dataclass(frozen=True)
class Standing:
    """The roles of an account on a day, and for which units.

    `post_ids` are the posts held and those stood in for; `covered_post_ids` the latter alone.
    """

    account: Account | None
    person_id: int | None = None
    home_unit_id: int | None = None
    home_unit_name: str = ""
    post_ids: frozenset[int] = frozenset()
    covered_post_ids: frozenset[int] = frozenset()
    _by_role: dict[Role, frozenset[int]] = field(default_factory=dict)

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held on that day, anywhere."""
        return frozenset(self._by_role)

    def units(self, *roles: Role) -> frozenset[int]:
        """The ids of the units where one of these roles (any, if none is named) is held."""
        wanted = roles or tuple(self._by_role)
        return frozenset().union(*(self._by_role.get(role, frozenset()) for role in wanted))


def standing_of(account: Account, on: date) -> Standing:
    """Return what `account` may do on a day: four queries, whatever the number of units.

    Whoever stands in for a post has its roles meanwhile, except those of administrators and
    custodians. A role for a unit reaches the units that were merged into it.
    """
    if account.person_id is None:
        return Standing(account=account)
    tenures = list(
        Tenure.objects.filter(person=account.person_id, valid__contains=on)
        .order_by("-is_principal", "pk")
        .values_list("post_id", "post__unit_id", "post__unit__name")
    )
    held = frozenset(post for post, _, _ in tenures)
    covered = frozenset(covered_posts([account.person_id], on).values_list("pk", flat=True)) - held
    bindings = [
        (Role(role), unit, subtree)
        for role, unit, subtree, post in RoleBinding.objects.filter(
            Q(person=account.person_id) | Q(post__in=held | covered), valid__contains=on
        )
        .exclude(Q(role__in=READS_CASES) & Q(confirmed_by__isnull=True))
        .values_list("role", "unit_id", "subtree", "post_id")
        if post not in covered or Role(role) not in NEVER_COVERED
    ]
    below = _below(
        roots={unit for _, unit, subtree in bindings if subtree},
        single={unit for _, unit, subtree in bindings if not subtree},
    )
    by_role: dict[Role, set[int]] = defaultdict(set)
    for role, unit, subtree in bindings:
        by_role[role] |= below[unit, subtree] | {unit}
    return Standing(
        account=account,
        person_id=account.person_id,
        home_unit_id=tenures[0][1] if tenures else None,
        home_unit_name=tenures[0][2] if tenures else "",
        post_ids=held | covered,
        covered_post_ids=covered,
        _by_role={role: frozenset(units) for role, units in by_role.items()},
    )


def _below(roots: set[int], single: set[int]) -> dict[tuple[int, bool], set[int]]:
    """Return the ids that each unit stands for: with its subtree, or with what merged into it."""
    below: dict[tuple[int, bool], set[int]] = defaultdict(set)
    if not roots and not single:
        return below
    reached = Q(merged_into__in=single)
    if roots:
        reached |= Q(path__overlap=list(roots))
    for pk, path, merged_into in Unit.objects.filter(reached).values_list(
        "pk", "path", "merged_into_id"
    ):
        for root in roots.intersection(path):
            below[root, True].add(pk)
        if merged_into in single:
            below[merged_into, False].add(pk)
    return below


NOBODY = Standing(account=None)
"""Nobody is signed in: no roles, no units."""


def account_of(request: HttpRequest) -> Account:
    """Return the account that is signed in; for views that only those may enter.

    :raises PermissionDenied: if nobody is.
    """
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user
