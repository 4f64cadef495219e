"""The Kind of a file."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.files import selectors
from zhiyong.files.models import File
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing


def register() -> None:
    """Make the Kind known."""
    kinds.register(
        kinds.Kind(
            name="file",
            model=File,
            label=_("File"),
            url=lambda pk: reverse("files:download", args=[pk]),
            visible_to=selectors.files_visible_to,
            titles=_titles,
            sentences={
                "file.added": _("{actor} added a file."),
                "file.withdrawn": _("{actor} withdrew a file."),
                "file.erased": _("{actor} removed a file that may not be kept here."),
                "file.moved": _("{actor} gave the files to another office."),
            },
        )
    )


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    found = selectors.files_visible_to(standing).filter(pk__in=list(ids))
    return dict(found.values_list("pk", "name"))
