"""Which duties of a period would have fallen due on another day under another version."""

from collections import Counter
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiyong.duties.calendars import Source, counted, in_force
from zhiyong.duties.counting import rule_of
from zhiyong.duties.selectors import duties_visible_to
from zhiyong.plans.dry_runs import Finding, Line
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import label
from zhiyong.rules.clock import Term, Unit, last_day
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import UNSPECIFIED
from zhiyong.shell.access import Standing


def duties(adoption: Adoption, pack: Pack, standing: Standing, since: date, until: date) -> Finding:
    """Compare due days as counted from the same first days; pauses and extensions left aside.

    Unit: duties that somebody may see and that began in the window. One query, grouped by clock
    and first day.
    """
    rows = (
        duties_visible_to(standing)
        .filter(adoption=adoption, starts_on__range=(since, until))
        .values("code", "starts_on")
        .annotate(n=Count("pk"))
        .order_by("code", "starts_on")
    )
    old, source = pack_of(adoption), in_force()
    looked_at = changed = untold = 0
    said: Counter[str] = Counter()
    for row in rows:
        code, n = row["code"], row["n"]
        looked_at += n
        if not old.has("clocks", code):
            continue
        name = label(old, "clocks", code)
        if not pack.has("clocks", code):
            changed += n
            said[_("{duty}: no longer owed").format(duty=name)] += n
            continue
        before, after = (_due(one, code, row["starts_on"], source) for one in (old, pack))
        if before is None or after is None:
            untold += n
        elif before != after:
            changed += n
            said[_moved(name, (after - before).days)] += n
    lines = tuple(Line(text, n) for text, n in said.most_common(50))
    return Finding(_("Duties that fall due on another day"), looked_at, changed, untold, lines)


def _due(pack: Pack, code: str, start: date, source: Source) -> date | None:
    clock = pack.clock(code)
    if clock.term == UNSPECIFIED:
        return None
    assert isinstance(clock.term, Term)
    if clock.term.unit is Unit.HOUR:
        return None
    term, rule = clock.term, rule_of(pack, clock)
    end, _plain = counted(lambda working: last_day(term, start, working, rule), source)
    return end


def _moved(name: str, days: int) -> str:
    if days > 0:
        text = ngettext("{duty}: {n} day later", "{duty}: {n} days later", days)
    else:
        text = ngettext("{duty}: {n} day sooner", "{duty}: {n} days sooner", -days)
    return text.format(duty=name, n=abs(days))
