"""Blocks of a page: notes, panels, facts, figures, empty states, acts, tabs, watermarks."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.template import RequestContext
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhiyong.shell import clock
from zhiyong.shell.access import admits
from zhiyong.shell.templatetags.ui.library import register
from zhiyong.shell.templatetags.ui.texts import dash, num

TONE_ICONS = {
    "info": "info",
    "success": "circle-check",
    "warning": "triangle-alert",
    "error": "octagon-alert",
    "grave": "octagon-alert",
}


@register.simple_block_tag(end_name="endnote")
def note(content: str, tone: str = "info", title: str = "") -> SafeString:
    """Frame a remark. Tones: info, success, warning, error, grave (cannot be undone)."""
    shown = {
        "content": content,
        "tone": tone,
        "title": title,
        "icon_name": TONE_ICONS.get(tone, "info"),
    }
    return render_to_string("shell/components/note.html", shown)


@register.simple_block_tag(end_name="endpanel")
def panel(
    content: str, title: str = "", id: str = "", level: int = 2, more: str = ""
) -> SafeString:
    """Frame a part of a page under a heading; `more` is the address of "see all"."""
    shown = {"content": content, "title": title, "id": id, "level": level, "more": more}
    return render_to_string("shell/components/panel.html", shown)


@register.inclusion_tag("shell/components/facts.html")
def facts(lines: Iterable[Any], columns: int = 2) -> dict[str, Any]:
    """List facts (`parts.Fact`) in one, two or three columns."""
    return {"lines": list(lines), "columns": columns}


@register.inclusion_tag("shell/components/figure.html")
def figure(
    value: Any,
    label: str,
    hint: str = "",
    url: str = "",
    state: Any = None,
    unit: str = "",
) -> dict[str, Any]:
    """Show one number, what it counts, and since when; `state` adds a light's shape."""
    shown = num(value) if isinstance(value, int) else dash(value)
    return {
        "value": shown, "label": label, "hint": hint, "url": url, "state": state, "unit": unit,
    }  # fmt: skip


@register.inclusion_tag("shell/components/empty.html")
def empty(
    title: str,
    hint: str = "",
    action_url: str = "",
    action_label: str = "",
    icon_name: str = "inbox",
) -> dict[str, Any]:
    """Say what will appear here and how to make the first one."""
    return {
        "title": title, "hint": hint, "action_url": action_url, "action_label": action_label,
        "icon_name": icon_name,
    }  # fmt: skip


@register.simple_tag(takes_context=True)
def may_open(context: RequestContext, url: Any) -> bool:
    """Whether the reader's roles open the page at `url`; no way is shown that ends at a 403."""
    standing = getattr(context.get("request"), "standing", None)
    return bool(url) and (standing is None or admits(standing.roles, str(url)))


@register.inclusion_tag("shell/components/act.html", takes_context=True)
def act(
    context: RequestContext,
    url: str,
    label: str,
    why_not: Any = "",
    basis: Any = "",
    kind: str = "",
    icon_name: str = "",
    post: bool = False,
    hint: str = "",
) -> dict[str, Any]:
    """Offer an act, or show it disabled with the reason and its clause.

    Kinds: "" (plain), "primary", "grave" (cannot be undone), "quiet". With `post` it is a form
    of one button; otherwise a link to the page that shows the consequences first.
    """
    return {
        "url": url, "label": label, "why_not": why_not, "basis": basis, "kind": kind,
        "icon_name": icon_name, "post": post, "hint": hint, "id": f"why-{uuid4().hex[:8]}",
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@register.inclusion_tag("shell/components/tabs.html")
def tabs(items: Iterable[Any], current: str = "", label: str = "") -> dict[str, Any]:
    """Show tabs (`parts.Tab`); each is a link, the current one says so."""
    return {"items": list(items), "current": current, "label": label or _("Parts of this page")}


@register.inclusion_tag("shell/components/watermark.html", takes_context=True)
def watermark(context: RequestContext, mark: str = "", name: str = "") -> dict[str, Any]:
    """Lay the distribution mark, the reader's name and the moment over the page.

    `mark` is the word shown ("内部", "工作秘密"); without one nothing is drawn.
    """
    user = context.get("user")
    return {"mark": mark, "name": name or str(user or ""), "at": clock.now(), "id": uuid4().hex[:8]}
