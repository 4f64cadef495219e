"""What a form in the head of a page carries along from its address."""

from django import template
from django.template import RequestContext

register = template.Library()


@register.simple_tag(takes_context=True)
def carried(context: RequestContext, *left_out: str) -> list[tuple[str, str]]:
    """Return the keys and values of the address, those named and the cursor left out."""
    request = context["request"]
    return [
        (key, value)
        for key, values in request.GET.lists()
        if key not in left_out and key != "cursor"
        for value in values
    ]
