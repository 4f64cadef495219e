"""The frame of the console: navigation, counts, breadcrumbs, places of upper rooms."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.template import RequestContext
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from zhiyong.shell import navigation
from zhiyong.shell.access import Standing
from zhiyong.shell.templatetags.ui.library import register
from zhiyong.shell.templatetags.ui.texts import capped


@register.simple_tag
def nav_count(item: navigation.Item, standing: Standing) -> SafeString | str:
    """Show how many objects behind a page of the navigation wait for this person."""
    many = item.count(standing) if item.count else 0
    if not many:
        return ""
    said = ngettext("%(n)s waits for you", "%(n)s wait for you", many) % {"n": capped(many, 99)}
    return format_html(
        '<span class="count"><span aria-hidden="true">{}</span>'
        '<span class="unseen">{}</span></span>',
        capped(many, 99),
        said,
    )


@register.simple_tag
def nav_slot(item: navigation.Item) -> SafeString | str:
    """Leave the place into which the count of a page comes once the page is there."""
    if item.count is None:
        return ""
    return format_html('<span id="{}" class="count" hidden></span>', navigation.slot(item))


@register.simple_tag(takes_context=True)
def nav_groups(context: RequestContext, items: Iterable[navigation.Item]) -> list[dict[str, Any]]:
    """Return the pages of the navigation by group, with their addresses and which one is open."""
    request = context.get("request")
    path = request.path if request else ""
    pages = [
        (item, reverse(item.url_name)) for item in items if item.group != navigation.Group.ACCOUNT
    ]
    here = max((url for item, url in pages if path.startswith(url)), key=len, default=None)
    return [
        {
            "group": group,
            "pages": [{"item": item, "url": url, "here": url == here} for item, url in inside],
        }
        for group, inside in groupby(pages, key=lambda page: page[0].group)
    ]


@register.simple_tag
def account_pages(items: Iterable[navigation.Item]) -> list[dict[str, Any]]:
    """Return the pages of the account menu."""
    return [
        {"item": item, "url": reverse(item.url_name)}
        for item in items
        if item.group == navigation.Group.ACCOUNT
    ]


@register.simple_tag
def place(name: str) -> str:
    """Return the address that a room registered under a name ("search", "sign_out"), or ""."""
    url_name = navigation.places().get(name)
    try:
        return reverse(url_name) if url_name else ""
    except NoReverseMatch:
        return ""


@register.simple_tag
def crumb(label: Any, url: str = "") -> SafeString:
    """Show one step of the way to this page; the last one has no address."""
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, label)
    return format_html('<li aria-current="page">{}</li>', label)
