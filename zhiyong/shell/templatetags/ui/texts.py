"""Icons, numbers, dates, and the address of this page with one thing changed."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from django.template import RequestContext
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from lucide._compat import open_binary

from zhiyong.shell.days import say_turn
from zhiyong.shell.templatetags.ui.library import register

DASH = "—"
SVG = "{http://www.w3.org/2000/svg}"


@cache
def _drawing(name: str) -> str:
    with open_binary("lucide", "lucide.zip") as packed, ZipFile(packed) as icons:
        root = ElementTree.fromstring(icons.read(f"{name}.svg"))
    for node in root.iter():
        node.tag = node.tag.removeprefix(SVG)
    return "".join(ElementTree.tostring(child, encoding="unicode") for child in root).strip()


@register.simple_tag
def icon(name: str, size: int = 18, label: str = "", css: str = "") -> SafeString:
    """Draw a lucide icon: decoration unless it has a label.

    :raises KeyError: if there is no icon of that name.
    """
    return _icon(name, size, label, css)


@lru_cache(maxsize=1024)
def _icon(name: str, size: int, label: str, css: str) -> SafeString:
    said = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon {}" width="{}" height="{}" viewBox="0 0 24 24" fill="none" '
        'stroke="currentColor" stroke-width="1.75" stroke-linecap="round" '
        'stroke-linejoin="round" focusable="false" {}>{}</svg>',
        css,
        size,
        size,
        said,
        mark_safe(_drawing(name)),
    )


@register.filter
def num(value: Any, places: int | None = None) -> str:
    """Write a number with its thousands apart: 1,234; a dash for nothing.

    With `places` it is rounded half up to so many decimals.
    """
    if value is None or value == "":
        return DASH
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    if places is not None:
        value = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return formats.number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def capped(value: int | None, cap: int) -> str:
    """Write a number that was counted no further than `cap`: 99+."""
    return DASH if value is None else (f"{num(cap)}+" if value > cap else num(value))


@register.filter
def percent(value: Any, places: int = 1) -> str:
    """Write a share of one as a percentage; a dash for nothing."""
    if value is None or value == "":
        return DASH
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{num(Decimal(str(value)) * 100, places)}%"


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day as this language writes it: 2026年11月22日."""
    return _stamp(_local_day(value), "DATE_FORMAT", "day")


@register.filter
def day_short(value: date | datetime | None) -> str:
    """Write a day for a narrow column: 2026-11-22."""
    return _stamp(_local_day(value), "SHORT_DATE_FORMAT", "day")


@register.filter
def turn(name: str) -> str:
    """Write the name of a turn of what comes again: 2026年第4季度."""
    return say_turn(name)


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment to the minute: 2026年11月22日 09:30."""
    return _stamp(_local(value), "DATETIME_FORMAT", "moment")


@register.filter
def moment_short(value: datetime | None) -> str:
    """Write a moment to the minute for a narrow column: 2026-11-22 09:30."""
    return _stamp(_local(value), "SHORT_DATETIME_FORMAT", "moment")


def _local(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, datetime) and value.tzinfo else value


def _local_day(value: Any) -> Any:
    local = _local(value)
    return local.date() if isinstance(local, datetime) else local


def _stamp(value: Any, how: str, css: str) -> str:
    if not value:
        return DASH
    return format_html(
        '<time class="{}" datetime="{}">{}</time>',
        css,
        value.isoformat() if not isinstance(value, datetime) else value.isoformat("T", "minutes"),
        formats.date_format(value, how),
    )


@register.filter
def dash(value: Any) -> Any:
    """Show a dash where there is nothing."""
    return DASH if value is None or value == "" else value


@register.filter
def yes_no(value: bool | None) -> str:
    """Say yes, no, or nothing."""
    return DASH if value is None else _("Yes") if value else _("No")


@register.simple_tag(takes_context=True)
def query_string(context: RequestContext, **changes: Any) -> str:
    """Return this page's query with some keys changed; None or "" takes a key away.

    Paging starts anew unless `cursor` is among the changes.
    """
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is None:
        return "?"
    if "cursor" not in changes:
        query.pop("cursor", None)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def lookup(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """Return what a mapping holds under a key that is itself a variable; None if nothing."""
    return mapping.get(key) if mapping else None
