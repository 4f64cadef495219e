"""A custody that is set up: two custodians with keys, and the recovery key on paper."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.shell.access import Role
from zhiyong.vault import services
from zhiyong.vault.models import Custody, Envelope

ON = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSPHRASE = "four words make one"
NAME = {"name": "陈一文", "identity": "11010519491231002X"}
CONTACT = {"telephone": "13800000000"}


@dataclass(frozen=True)
class Office:
    """A unit with its custody."""

    unit: Unit
    first: Account
    second: Account
    custody: Custody
    paper: str


def custodian(unit: Unit, passphrase: str = PASSPHRASE) -> Account:
    """Return the account of a custodian of a unit, with a key."""
    account = account_with(Role.CUSTODIAN, unit=unit)
    services.make_key(by=account, passphrase=passphrase, on=ON)
    return account


def person_of(account: Account) -> Person:
    """Return the person behind an account."""
    assert account.person is not None
    return account.person


def office(unit: Unit | None = None) -> Office:
    """Return a unit whose custody is set up."""
    unit = unit or UnitFactory.create()
    first, second = custodian(unit), custodian(unit)
    custody, paper = services.establish_custody(
        unit=unit, custodians=[person_of(first), person_of(second)], by=first, on=ON
    )
    return Office(unit, first, second, custody, paper)


def sealed(at: Office, kind: str = Envelope.Kind.NAME, of: str = "") -> Envelope:
    """Return an envelope about a unit (any Kind will do)."""
    return services.seal(
        of=of or f"unit:{at.unit.pk}",
        envelope=kind,
        content=NAME,
        audience=at.unit.pk,
        by="portal",
        on=ON,
    )


def opened(envelope: Envelope, by: Account, passphrase: str = PASSPHRASE) -> dict[str, str]:
    """Open an envelope for a reason."""
    return dict(
        services.open_envelope(
            envelope=envelope,
            by=by,
            passphrase=passphrase,
            reason="call-back by telephone",
            on=ON,
            at=AT,
        )
    )
