"""Ways out for texts: one is chosen by NOTICES_GATEWAY; none of them learns what the matter is."""

import json
import subprocess
from collections.abc import Mapping
from typing import Protocol

from django.conf import settings
from django.core.mail import send_mail
from django.utils.module_loading import import_string

SECONDS = 30


class NoGateway(Exception):
    """Nothing is set up yet; the text waits where the system administrator sees it."""


class NotSent(Exception):
    """This time it could not be sent. `code` says why, without any contact."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Gateway(Protocol):
    """Sends a text to a contact."""

    def send(self, contact: Mapping[str, str], words: str) -> str:
        """Send it and return the channel used, such as "email".

        :raises NoGateway: if there is no way to this kind of contact.
        :raises NotSent: if it failed this time.
        """


class Waiting:
    """Sends nothing: texts wait until a gateway is set up."""

    def send(self, contact: Mapping[str, str], words: str) -> str:  # noqa: ARG002
        """Let it wait."""
        raise NoGateway


class Email:
    """Sends by e-mail, with Django's own settings; also into files, with its file backend."""

    def send(self, contact: Mapping[str, str], words: str) -> str:
        """Send it to the contact's e-mail address."""
        address = contact.get("email")
        if not address:
            raise NoGateway
        try:
            send_mail(words, words, None, [address])
        except OSError as error:
            raise NotSent(type(error).__name__) from error
        return "email"


class Program:
    """Hands telephone and words to a program (NOTICES_PROGRAM) as JSON on its standard input.

    So any provider of short messages can be used without code of ours.
    """

    def send(self, contact: Mapping[str, str], words: str) -> str:
        """Run the program; it succeeds by ending with 0."""
        telephone = contact.get("telephone")
        if not telephone or not settings.NOTICES_PROGRAM:
            raise NoGateway
        try:
            subprocess.run(
                settings.NOTICES_PROGRAM,
                input=json.dumps({"telephone": telephone, "words": words}),
                text=True,
                timeout=SECONDS,
                check=True,
                capture_output=True,
            )
        except subprocess.CalledProcessError as error:
            raise NotSent(f"exit {error.returncode}") from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotSent(type(error).__name__) from error
        return "telephone"


def gateway() -> Gateway:
    """Return the gateway that the settings name."""
    made: Gateway = import_string(settings.NOTICES_GATEWAY)()
    return made
