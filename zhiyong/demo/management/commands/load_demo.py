"""Load the demo city, once."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils.translation import gettext as _
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from zhiyong.demo.campaigns import run_campaign
from zhiyong.demo.cases import make_cases
from zhiyong.demo.city import SET_UP, build
from zhiyong.demo.complaints import first_numbers, make, other_numbers
from zhiyong.demo.inspections import inspect
from zhiyong.demo.models import Made
from zhiyong.demo.rectification import put_right
from zhiyong.demo.registers import keep_registers
from zhiyong.demo.staff import (
    LOGINS,
    PASSPHRASE,
    PASSWORD,
    adopt_plan,
    appoint_custodians,
    seat_leading_group,
    staff,
)
from zhiyong.directory.models import Account, Unit
from zhiyong.shell import clock


class Command(BaseCommand):
    """Load the fictitious city unless units are there already, and say who can sign in."""

    help = "Load the demo city, once; a database that holds units is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let the size of the year be chosen, and its rest be made while the pages are open."""
        parser.add_argument("--complaints", type=int, default=2000, help="how many (2000)")
        parser.add_argument(
            "--rest", action="store_true", help="make the rest of the year's complaints, quietly"
        )

    def handle(self, *args: Any, complaints: int, rest: bool, **options: Any) -> None:  # noqa: ARG002
        """Load what is missing; print the logins."""
        if rest:
            os.nice(10)
            for _number in make(other_numbers(complaints), complaints, clock.today()):
                pass
            return
        if not Unit.objects.exists():
            self._city()
        if Account.objects.filter(username=next(iter(LOGINS))).exists():
            self._complaints(complaints)
            self._logins()

    def _city(self) -> None:
        with transaction.atomic():
            city = build()
            accounts = staff(city)
            body = seat_leading_group(city, accounts["personnel"], SET_UP)
            adoption = adopt_plan(city, accounts["office"], SET_UP)
            keep_registers(city, adoption, accounts["office"], clock.today())
            paper = appoint_custodians(city, accounts, SET_UP)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # the planner has not seen these thousands of rows yet
            make_cases(city, adoption, accounts, body, clock.today())
            put_right(city, adoption, accounts, clock.today())
            run_campaign(city, adoption, accounts, clock.today())
            inspect(city, adoption, accounts, clock.today())
        self.stdout.write(_("Recovery key of the vault, shown once: {key}").format(key=paper))

    def _complaints(self, count: int) -> None:
        numbers = first_numbers(count)
        if Made.objects.filter(number__in=numbers).count() == len(numbers):
            return
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        ) as progress:
            task = progress.add_task(_("Complaints of the year"), total=len(numbers))
            for _number in make(numbers, count, clock.today()):
                progress.advance(task)

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
