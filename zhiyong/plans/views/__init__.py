"""Pages of plans."""

from zhiyong.plans.views.adopting import adopt, adoption, binding, end
from zhiyong.plans.views.drafting import (
    changes,
    document,
    download,
    dry_run,
    edit,
    element,
    retire,
    upload,
)
from zhiyong.plans.views.library import library, load
from zhiyong.plans.views.version import publish, version

__all__ = [
    "adopt",
    "adoption",
    "binding",
    "changes",
    "document",
    "download",
    "dry_run",
    "edit",
    "element",
    "end",
    "library",
    "load",
    "publish",
    "retire",
    "upload",
    "version",
]
