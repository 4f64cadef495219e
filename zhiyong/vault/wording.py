"""What the fields of an opened envelope are called."""

from collections.abc import Mapping

from django.utils.translation import gettext as _


def lines(content: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return label and value of each field; a field without a name of ours shows its key."""
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
        "reference": _("Reference"),
    }
    return [
        (names.get(key, key), value)
        for key, value in content.items()
        if value and not key.endswith("_base64")
    ]
