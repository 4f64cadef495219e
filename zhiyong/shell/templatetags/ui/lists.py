"""Parts of list pages: the pager and the count."""

from typing import Any

from django.template import RequestContext

from zhiyong.shell.paging import Page
from zhiyong.shell.templatetags.ui.library import register
from zhiyong.shell.templatetags.ui.texts import num, query_string


@register.inclusion_tag("shell/components/pager.html", takes_context=True)
def pager(context: RequestContext, page: Page[Any], target: str = "") -> dict[str, Any]:
    """Lead to the neighbouring pages of a keyset list; `target` is the part htmx replaces."""
    return {
        "page": page,
        "target": target,
        "first": query_string(context) if page.before else "",
        "before": query_string(context, cursor=page.before) if page.before else "",
        "after": query_string(context, cursor=page.after) if page.after else "",
    }


@register.filter
def total(page: Page[Any]) -> str:
    """Write how many a list holds: 1,234, or 10,000+ where counting stopped."""
    return f"{num(page.total)}+" if page.capped else num(page.total)
