"""What an account may do today, resolved once per request to sets of unit ids."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from zhiyong.directory.models import Account, RoleBinding, Tenure, Unit
from zhiyong.shell.access import READS_CASES, Role


@dataclass(frozen=True)
class Standing:
    """The roles of an account on a day, and for which units."""

    account: Account | None
    person_id: int | None = None
    home_unit_id: int | None = None
    post_ids: frozenset[int] = frozenset()
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
    """Return what `account` may do on a day: three queries, whatever the number of units."""
    if account.person_id is None:
        return Standing(account=account)
    tenures = list(
        Tenure.objects.filter(person=account.person_id, valid__contains=on)
        .order_by("-is_principal", "pk")
        .values_list("post_id", "post__unit_id")
    )
    posts = frozenset(post for post, _ in tenures)
    bindings = list(
        RoleBinding.objects.filter(
            Q(person=account.person_id) | Q(post__in=posts), valid__contains=on
        )
        .exclude(Q(role__in=READS_CASES) & Q(confirmed_by__isnull=True))
        .values_list("role", "unit_id", "subtree")
    )
    roots = {unit for _, unit, subtree in bindings if subtree}
    below: dict[int, set[int]] = defaultdict(set)
    if roots:
        for pk, path in Unit.objects.filter(path__overlap=list(roots)).values_list("pk", "path"):
            for root in roots.intersection(path):
                below[root].add(pk)
    by_role: dict[Role, set[int]] = defaultdict(set)
    for role, unit, subtree in bindings:
        by_role[Role(role)] |= below[unit] if subtree else {unit}
    return Standing(
        account=account,
        person_id=account.person_id,
        home_unit_id=tenures[0][1] if tenures else None,
        post_ids=posts,
        _by_role={role: frozenset(units) for role, units in by_role.items()},
    )


NOBODY = Standing(account=None)
"""Nobody is signed in: no roles, no units."""
