"""Where a setting comes from: a variable, or the file that NAME_FILE points to."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def optional(name: str, default: str = "") -> str:
    """Return a variable, or the content of the file named by NAME_FILE, or the default.

    :raises ImproperlyConfigured: if the named file cannot be read.
    """
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: cannot read {path}") from error
    return os.environ.get(name, default)


def required(name: str) -> str:
    """Return a setting that has no default.

    :raises ImproperlyConfigured: if it is not set.
    """
    if value := optional(name):
        return value
    raise ImproperlyConfigured(f"{name} (or {name}_FILE) is not set")
