"""How many objects wait for somebody, for the navigation beside each page."""

from zhiyong.directory import selectors
from zhiyong.shell import clock
from zhiyong.shell.access import Standing


def covers_to_confirm(standing: Standing) -> int:
    """Count the covers that wait for this person as the second one; others are not asked."""
    account = getattr(standing, "account", None)
    if account is None or not standing.roles & set(selectors.CONFIRMERS):
        return 0
    return len(selectors.covers_to_confirm(standing, account, clock.today()))


def lists_to_sign(standing: Standing) -> int:
    """Count the hand-over lists that wait for this person's signature."""
    return selectors.hand_overs_to_sign(standing)[:100].count()
