"""What every template knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from zhiyong.shell import clock, navigation


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation and the day; both rights and counts are asked only if shown."""
    standing = getattr(request, "standing", None)
    if standing is None:
        return {"today": clock.today()}
    return {
        "today": clock.today(),
        "standing": standing,
        "navigation": SimpleLazyObject(lambda: navigation.items_for(standing)),
    }
