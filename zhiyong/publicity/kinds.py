"""How publications are spoken of."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.approvals import effects
from zhiyong.journal import commitments
from zhiyong.publicity.models import Publication
from zhiyong.publicity.selectors import publications_visible_to
from zhiyong.publicity.services import publishing
from zhiyong.publicity.services.common import content_of
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing

SENTENCES = {
    "publication.drafted": _("{actor} drafted a publication."),
    "publication.changed": _("{actor} changed the draft."),
    "publication.discarded": _("{actor} threw the draft away."),
    "publication.checked": _("{actor} had the text checked before it goes out."),
    "publication.sent_for_approval": _("{actor} sent the publication for approval."),
    "publication.came_back": _("The publication came back to be corrected."),
    "publication.scheduled": _("It goes out on {from_on}."),
    "publication.published": _("It was made known."),
    "publication.ended": _("It was taken down at its end."),
    "publication.retracted": _("It was retracted."),
    "publication.corrected": _("A correction went out to the same people: {corrects}."),
    "publication.withheld": _("{actor} kept it back, with the reason."),
}


def register() -> None:
    """Make publications known to the rooms below."""
    kinds.register(
        kinds.Kind(
            name="publication",
            model=Publication,
            label=_("Publication"),
            url=lambda pk: reverse("publicity:publication", args=[pk]),
            visible_to=publications_visible_to,
            titles=_titles,
            sentences=SENTENCES,
        )
    )
    effects.register(
        "publication",
        publishing.ACT,
        agreed=publishing.agreed,
        returned=publishing.came_back,
    )
    commitments.cover(
        Publication, "publication", content=lambda row: content_of(row.title, row.text)
    )


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = publications_visible_to(standing).filter(pk__in=list(ids))
    return dict(rows.values_list("pk", "title"))
