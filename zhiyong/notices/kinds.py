"""The Kind of a text to a complainant."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from zhiyong.notices import selectors
from zhiyong.notices.models import Text
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing


def register() -> None:
    """Make the Kind known."""
    kinds.register(
        kinds.Kind(
            name="text",
            model=Text,
            label=_("Text to a complainant"),
            url=None,
            visible_to=selectors.texts_visible_to,
            titles=_titles,
            sentences={
                "notices.sent": _("A text was sent: there is news."),
                "notices.tried_again": _("{actor} had a text sent again."),
            },
            public_verbs=frozenset({"notices.sent"}),
        )
    )


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    return {t.pk: str(t) for t in selectors.texts_visible_to(standing).filter(pk__in=list(ids))}
