"""What the gallery of components shows."""

from typing import Any

from django.http import HttpRequest


def context(request: HttpRequest) -> dict[str, Any]:
    """Return one example of everything."""
    return {}
