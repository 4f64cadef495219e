"""Lights, time left, chips, steps, time lines."""

from collections.abc import Iterable
from typing import Any, Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiyong.shell.lights import Light
from zhiyong.shell.templatetags.ui.library import register
from zhiyong.shell.templatetags.ui.texts import DASH

Unit = Literal["working", "days", "hours"]


def _light(state: Any) -> Light:
    """Read a light from its value, or from an object that has one.

    :raises ValueError: if there is no such light.
    """
    return Light(str(getattr(state, "light", state)).upper().replace("-", "_"))


@register.simple_tag
def light(state: Any, word: str = "") -> SafeString | str:
    """Show a light: shape, word and colour. Nothing at all for no state."""
    if state in (None, ""):
        return ""
    shown = _light(state)
    return format_html(
        '<span class="light light--{}"><span class="light__shape" aria-hidden="true">{}</span>'
        '<span class="light__word">{}</span></span>',
        shown.css,
        shown.shape,
        word or shown.label,
    )


@register.simple_tag
def light_dot(state: Any, label: str = "") -> SafeString | str:
    """Show only the shape of a light, for grids; the word is there for whoever cannot see it."""
    if state in (None, ""):
        return ""
    shown = _light(state)
    return format_html(
        '<span class="light light--{} light--dot" title="{}">'
        '<span aria-hidden="true">{}</span><span class="unseen">{}</span></span>',
        shown.css,
        label or shown.label,
        shown.shape,
        label or shown.label,
    )


@register.simple_tag
def remaining(left: int | None, unit: Unit = "working", state: Any = None) -> SafeString | str:
    """Say how much time is left: "剩余 3 个工作日", "今天到期", "超期 2 个工作日".

    `left` is counted by the clock service; below zero it is overdue.
    """
    if left is None:
        return DASH
    shown = _light(state) if state else Light.OVERDUE if left < 0 else Light.NORMAL
    return format_html(
        '<span class="remaining remaining--{}">{}</span>', shown.css, time_left(left, unit)
    )


def time_left(left: int, unit: Unit = "working") -> str:
    """Return the words for the time left or overrun, for pages and exports."""
    many = abs(left)
    if left == 0:
        return _("due within the hour") if unit == "hours" else _("due today")
    words = {
        ("working", True): ngettext("%(n)d working day left", "%(n)d working days left", many),
        ("days", True): ngettext("%(n)d day left", "%(n)d days left", many),
        ("hours", True): ngettext("%(n)d hour left", "%(n)d hours left", many),
        ("working", False): ngettext(
            "%(n)d working day overdue", "%(n)d working days overdue", many
        ),
        ("days", False): ngettext("%(n)d day overdue", "%(n)d days overdue", many),
        ("hours", False): ngettext("%(n)d hour overdue", "%(n)d hours overdue", many),
    }
    return words[unit, left > 0] % {"n": many}


@register.inclusion_tag("shell/components/chip.html")
def chip(
    text: Any, tone: str = "", url: str = "", icon_name: str = "", title: str = ""
) -> dict[str, Any]:
    """Show a small label. Tones: "" (neutral), "blue", "normal", "soon", "overdue", "grave"."""
    return {"text": text, "tone": tone, "url": url, "icon_name": icon_name, "title": title}


@register.simple_tag
def clause(basis: Any) -> SafeString | str:
    """Cite the clause that something rests on; register ids stay in the title."""
    if not basis:
        return ""
    return format_html(
        '<cite class="clause" title="{}"><span class="unseen">{} </span>{}</cite>',
        basis,
        _("Basis:"),
        getattr(basis, "where", "") or basis,
    )


@register.inclusion_tag("shell/components/stepper.html")
def stepper(steps: Iterable[Any], label: str = "") -> dict[str, Any]:
    """Show the steps of a procedure (`parts.Step`), each with its clause and its day."""
    return {"steps": list(steps), "label": label or _("Stages of the procedure")}


@register.inclusion_tag("shell/components/timeline.html")
def timeline(entries: Iterable[Any], label: str = "") -> dict[str, Any]:
    """Show sentences in the order they happened (`parts.Entry`)."""
    return {"entries": list(entries), "label": label or _("What was done")}


@register.inclusion_tag("shell/components/progress.html")
def progress(done: int, total: int, label: str = "") -> dict[str, Any]:
    """Show how much of something is done, as a bar and in words."""
    return {"done": done, "total": total, "label": label, "share": done / total if total else None}
