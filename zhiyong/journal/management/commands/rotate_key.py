"""`zhiyong manage rotate_key`: a new signing key in the place of the old one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zhiyong.journal import keys
from zhiyong.rules.proof.keys import Purpose


class Command(BaseCommand):
    """Make a new key; what the old one signed stays valid, its public half stays published."""

    help = "Make a new signing key. Restart web and worker afterwards, and publish the new key id."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask which of the two keys."""
        parser.add_argument("purpose", choices=[purpose.value for purpose in Purpose])

    def handle(self, *, purpose: str, **options: Any) -> None:  # noqa: ARG002
        """Rotate the key and print the ids, to be compared on paper."""
        old = keys.signer(Purpose(purpose)).public.key_id
        new = keys.rotate(Purpose(purpose)).key_id
        self.stdout.write(f"{purpose}: {old} -> {new}")
