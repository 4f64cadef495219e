"""What rooms above say of a subject that is about to be published."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def not_standing() -> str:
    """Say that there is no decision that stands."""
    return _("No decision stands yet that this could be published on.")


def not_served() -> str:
    """Say that the term of the appeal has not begun."""
    return _("The decision has not been served, so it can still be appealed.")


def may_be_appealed(until: date) -> str:
    """Say until when a decision may be appealed."""
    return _("The decision may be appealed until {day}.").format(day=date_format(until))


def on_appeal() -> str:
    """Say that an appeal is not answered."""
    return _("An appeal against the decision has not been answered.")


def somebody(unit: str, title: str) -> str:
    """Return the words that stand for a name: what somebody is, and where."""
    if title:
        return _("a {title} of {unit}").format(title=title, unit=unit)
    return _("somebody of {unit}").format(unit=unit)
