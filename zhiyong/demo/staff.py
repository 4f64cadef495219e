"""Who works with the platform in the demo city: roles by post, accounts, custodians, the plan."""

from datetime import date

from django.contrib.auth.hashers import make_password

from zhiyong.demo.city import EVER, SINCE, City
from zhiyong.demo.source import data
from zhiyong.directory.models import Account, Body, Person, Post, RoleBinding, Unit
from zhiyong.directory.services import give_seat, set_up_body
from zhiyong.plans.models import Adoption
from zhiyong.plans.services import adopt, load_draft, publish
from zhiyong.plans.texts import folder_texts
from zhiyong.rules.pack import find_packs, load_pack
from zhiyong.shell.access import Role
from zhiyong.vault.notifier import ensure_keys
from zhiyong.vault.services import establish_custody, make_key

PASSWORD = "jiangzhou-demo-2026"
PASSPHRASE = "jiangzhou custodian demo"
PLAN = "s3-city-zhiyong"
BY_POST = (
    # role, kind of post, which of that kind
    (Role.CLERK, Post.Kind.STAFF, (0, 1)),
    (Role.HANDLER, Post.Kind.STAFF, (1, 2, 3)),
    (Role.SECTION_HEAD, Post.Kind.SECTION_HEAD, (0,)),
    (Role.LEADER, Post.Kind.LEADER, (0,)),
    (Role.SUPERVISOR, Post.Kind.STAFF, (4,)),
)
LOGINS = {
    # user name: (role of the plan whose unit it is, kind of post, which)
    "clerk": ("personnel_bureau", Post.Kind.STAFF, 0),
    "handler": ("personnel_bureau", Post.Kind.STAFF, 2),
    "section_head": ("personnel_bureau", Post.Kind.SECTION_HEAD, 0),
    "leader": ("personnel_bureau", Post.Kind.LEADER, 0),
    "supervisor": ("personnel_bureau", Post.Kind.STAFF, 4),
    "office": ("office", Post.Kind.STAFF, 0),
    "system_admin": ("office", Post.Kind.STAFF, 6),
    "security_admin": ("office", Post.Kind.STAFF, 7),
    "security_admin2": ("office", Post.Kind.STAFF, 8),
    "audit_admin": ("discipline_bureau", Post.Kind.STAFF, 6),
    "custodian": ("discipline_bureau", Post.Kind.STAFF, 7),
    "custodian2": ("discipline_bureau", Post.Kind.STAFF, 8),
    "personnel": ("org_department", Post.Kind.STAFF, 6),
    "panel": ("leading_group", Post.Kind.LEADER, 1),
    "inspector": ("office", Post.Kind.STAFF, 9),
    "inspector2": ("office", Post.Kind.STAFF, 10),
}
INSPECTORS = ("inspector", "inspector2")
WHOLE_CITY = {
    "office": Role.OFFICE,
    "system_admin": Role.SYSTEM_ADMIN,
    "security_admin": Role.SECURITY_ADMIN,
    "security_admin2": Role.SECURITY_ADMIN,
    "audit_admin": Role.AUDIT_ADMIN,
    "custodian": Role.CUSTODIAN,
    "custodian2": Role.CUSTODIAN,
    "personnel": Role.PERSONNEL,
}


def staff(city: City) -> dict[str, Account]:
    """Give accounts to whoever has a part, and bind their roles; return them by user name."""
    proposer, confirmer = _system_accounts()
    bindings: list[RoleBinding] = []
    holders: dict[int, Person] = {}

    def bind(role: Role, unit: Unit, post: Post, *, subtree: bool = False) -> None:
        holders[post.pk] = city.people[post.pk]
        bindings.append(
            RoleBinding(
                role=role,
                unit=unit,
                subtree=subtree,
                post=post,
                valid=EVER,
                proposed_by=proposer,
                confirmed_by=confirmer,
            )
        )

    for unit in city.units.values():
        for role, kind, places in BY_POST if unit.pk in city.posts else ():
            for place in places:
                bind(role, unit, city.main(unit, kind, place))
    root = next(iter(city.units.values()))
    for name, role in WHOLE_CITY.items():
        home, kind, place = LOGINS[name]
        bind(role, root, city.main(city.roles[home], kind, place), subtree=True)
    for name in INSPECTORS:
        home, kind, place = LOGINS[name]
        bind(Role.INSPECTOR, city.roles[home], city.main(city.roles[home], kind, place))
    for home, kind, place, _seat in data("cases")["seats"]:
        post = city.main(city.roles[home], Post.Kind(kind), place)
        bind(Role.PANEL_MEMBER, city.roles["leading_group"], post)
    RoleBinding.objects.bulk_create(bindings)
    return _accounts(city, holders)


def _system_accounts() -> tuple[Account, Account]:
    """Return the two accounts under which the demo's roles were set up."""
    made = [
        Account.objects.create(username=name, is_active=False, password="!")
        for name in ("demo-setup-1", "demo-setup-2")
    ]
    return made[0], made[1]


def _accounts(city: City, holders: dict[int, Person]) -> dict[str, Account]:
    names = {
        city.main(city.roles[role], kind, place).pk: name
        for name, (role, kind, place) in LOGINS.items()
    }
    password = make_password(PASSWORD)
    accounts = Account.objects.bulk_create(
        Account(
            username=names.get(post, person.number.lower()),
            person=person,
            password=password,
            must_change_password=False,
        )
        for post, person in holders.items()
    )
    return {account.username: account for account in accounts}


def seat_leading_group(city: City, by: Account, on: date) -> Body:
    """Set up the group that decides, with its seats; each goes to whoever holds the post."""
    body = set_up_body(
        unit=city.roles["leading_group"],
        kind=Body.Kind.LEADING_GROUP,
        name=city.roles["leading_group"].name,
        office_at=city.roles["office"],
        on=on,
        by=by,
    )
    for order, (home, kind, place, seat) in enumerate(data("cases")["seats"]):
        post = city.main(city.roles[home], Post.Kind(kind), place)
        give_seat(body=body, role=seat, post=post, order=order, on=on, by=by)
    return body


def adopt_plan(city: City, by: Account, on: date) -> Adoption:
    """Publish every shipped plan, and put the city's own in force for the whole city."""
    versions = {}
    for name, folder in find_packs().items():
        pack = load_pack(folder)
        draft = load_draft(pack=pack, texts=folder_texts(folder), by=by, on=on)
        versions[name] = publish(version=draft, by=by, on=on)
    version, pack = versions[PLAN], load_pack(find_packs()[PLAN])
    root = next(iter(city.units.values()))
    return adopt(
        version=version,
        body=root,
        valid_from=SINCE,
        valid_until=None,
        roles=city.roles,
        open_numbers=pack.proposed(),
        by=by,
        on=on,
    )


def appoint_custodians(city: City, accounts: dict[str, Account], on: date) -> str:
    """Set up the custody of identities with two custodians; return the printed recovery key."""
    ensure_keys(on=on)
    pair = [accounts["custodian"], accounts["custodian2"]]
    for one in pair:
        make_key(by=one, passphrase=PASSPHRASE, on=on)
    root = next(iter(city.units.values()))
    _custody, paper = establish_custody(
        unit=root,
        custodians=[one.person for one in pair if one.person],
        by=pair[0],
        on=on,
        default=True,
    )
    return paper
