"""Load the demo city, once."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.demo.city import SET_UP, build
from zhiyong.demo.staff import LOGINS, PASSPHRASE, PASSWORD, adopt_plan, appoint_custodians, staff
from zhiyong.directory.models import Account, Unit


class Command(BaseCommand):
    """Load the fictitious city unless units are there already, and say who can sign in."""

    help = "Load the demo city, once; a database that holds units is left alone."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Load what is missing; print the logins."""
        if not Unit.objects.exists():
            with transaction.atomic():
                city = build()
                accounts = staff(city)
                adopt_plan(city, accounts["office"], SET_UP)
                paper = appoint_custodians(city, accounts, SET_UP)
            self.stdout.write(_("Recovery key of the vault, shown once: {key}").format(key=paper))
        if Account.objects.filter(username="clerk").exists():
            self._logins()

    def _logins(self) -> None:
        self.stdout.write(
            _("Demo logins, all with the password {password}").format(password=PASSWORD)
        )
        for name in LOGINS:
            account = Account.objects.select_related("person").get(username=name)
            self.stdout.write(f"  {name:16} {account.person}")
        self.stdout.write(
            _("Custodians' vault passphrase: {passphrase}").format(passphrase=PASSPHRASE)
        )
