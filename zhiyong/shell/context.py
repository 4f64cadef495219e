"""What every template knows."""

from typing import Any

from django.http import HttpRequest

from zhiyong.shell import clock, navigation


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation and the day; counts are asked only where the console is shown."""
    standing = getattr(request, "standing", None)
    if standing is None:
        return {"today": clock.today()}
    return {
        "today": clock.today(),
        "standing": standing,
        "navigation": navigation.items_for(standing),
    }
