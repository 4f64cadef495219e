"""Read the mailbox once, now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhiyong.intake.mailbox.fetching import fetch
from zhiyong.intake.mailbox.imap import NotReached, place
from zhiyong.shell import clock


class Command(BaseCommand):
    """Lodge what came to the mailbox of the settings; safe to run again, and beside the worker."""

    help = "Lodge what came to the mailbox. Safe to run again: a mail is taken once."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Fetch, and say in numbers what came of it.

        :raises CommandError: if no mailbox is set up, or it could not be read to its end.
        """
        try:
            if place() is None:
                raise CommandError("No mailbox is set up: MAILBOX_HOST is empty.")
        except NotReached as trouble:
            raise CommandError(REMEDIES[trouble.code]) from trouble
        done = fetch(on=clock.today())
        self.stdout.write(
            f"taken {done.taken}, passed over {done.ignored}, kept apart {done.apart}, "
            f"known before {done.known}"
        )
        if done.trouble:
            raise CommandError(REMEDIES.get(done.trouble, done.trouble))


REMEDIES = {
    "insecure": "MAILBOX_SECURITY=none is for a server on this machine alone: use ssl or starttls.",
    "unit": "MAILBOX_UNIT names no office: give the code of the office whose mailbox it is.",
    "connect": "The server cannot be reached: check MAILBOX_HOST, MAILBOX_PORT, MAILBOX_SECURITY.",
    "login": "The server does not let us in: check MAILBOX_USER and MAILBOX_PASSWORD_FILE.",
    "select": "There is no such folder: check MAILBOX_FOLDER.",
    "search": "The server does not list what waits. Try again later.",
    "fetch": "The server does not give a mail out. Try again later.",
    "move": "A mail could not be moved: check the folders' names and rights. It is known and safe.",
    "vault": "Nobody can seal names yet: set up custodians. Until then mails wait in the mailbox.",
}
