"""`zhiyong manage recovery_key`: print a new recovery key, or get back in with the printed one."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.shell import clock
from zhiyong.shell.errors import Refusal
from zhiyong.vault import services
from zhiyong.vault.models import Custody


class Command(BaseCommand):
    """For a custodian at the server's own terminal; the rules are those of the pages."""

    help = "Replace the recovery key of a custody and print the new one, or use the printed one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask who, where, and which of the two."""
        parser.add_argument("act", choices=["replace", "use"])
        parser.add_argument("--as", dest="username", required=True, help="the custodian's account")
        parser.add_argument("--unit", help="code of the unit (the default custody)")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Ask for the secret at the terminal and do it.

        :raises CommandError: if it is refused; the sentence says why.
        """
        account = Account.objects.filter(username=options["username"]).first()
        custody = self._custody(options["unit"])
        if account is None or custody is None:
            raise CommandError(_("There is no such account or custody."))
        try:
            if options["act"] == "replace":
                paper = services.replace_recovery_key(
                    custody=custody,
                    by=account,
                    passphrase=getpass(_("Your vault passphrase") + ": "),
                    on=clock.today(),
                    at=clock.now(),
                )
                self.stdout.write(_("Recovery key of {unit}, shown once:").format(unit=custody))
                self.stdout.write(paper)
            else:
                services.recover_custody(
                    custody=custody,
                    paper=getpass(_("Recovery key") + ": "),
                    by=account,
                    on=clock.today(),
                )
                self.stdout.write(_("You can open envelopes again."))
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _custody(self, code: str | None) -> Custody | None:
        if code:
            return Custody.objects.filter(unit__code=code).first()
        return Custody.objects.filter(is_default=True).first()
