"""Pages of plans."""

from zhiyong.plans.views.adopting import adopt, adoption, binding, end
from zhiyong.plans.views.drafting import changes, download, edit, retire, upload
from zhiyong.plans.views.library import library, load
from zhiyong.plans.views.version import publish, version

__all__ = [
    "adopt",
    "adoption",
    "binding",
    "changes",
    "download",
    "edit",
    "end",
    "library",
    "load",
    "publish",
    "retire",
    "upload",
    "version",
]
