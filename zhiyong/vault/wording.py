"""What the fields of an opened envelope are called."""

from collections.abc import Mapping

from django.template.defaultfilters import linebreaksbr
from django.utils.translation import gettext as _

from zhiyong.shell.parts import Fact

NAME, CONTENT = "_name", "_base64"
LONG = 60


def files(content: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return name and content (Base64) of each file that lies in the envelope."""
    return [
        (content[key.removesuffix(CONTENT) + NAME], value)
        for key, value in content.items()
        if key.endswith(CONTENT) and key.removesuffix(CONTENT) + NAME in content
    ]


def lines(content: Mapping[str, str]) -> list[Fact]:
    """Return the fields that are no files; one without a name of ours shows its key."""
    names = {
        "name": _("Name"),
        "telephone": _("Telephone"),
        "identity": _("Identity number"),
        "identity_number": _("Identity number"),
        "address": _("Address"),
        "email": _("E-mail"),
        "companions": _("Companions"),
        "language": _("Language"),
        "title": _("Title"),
        "text": _("What was reported"),
        "subject_unit": _("Unit complained of"),
        "named": _("People named"),
        "happened_on": _("When it happened"),
        "place": _("Where"),
        "received_on": _("Received on"),
        "channel": _("Channel"),
        "reference": _("Reference of the complaint"),
    }
    carried = {key.removesuffix(CONTENT) for key in content if key.endswith(CONTENT)}
    hidden = {f"{stem}{end}" for stem in carried for end in (CONTENT, NAME)}
    return [
        Fact(names.get(key, key), linebreaksbr(value), wide=len(value) > LONG)
        for key, value in content.items()
        if value and key not in hidden
    ]
