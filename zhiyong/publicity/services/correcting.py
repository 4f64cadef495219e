"""What went out is retracted, corrected before the same people, and ends by itself."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.journal.services import commit
from zhiyong.publicity import plan
from zhiyong.publicity.models import Publication
from zhiyong.publicity.services.common import (
    By,
    State,
    content_of,
    locked,
    need_state,
    need_text,
    tell,
)
from zhiyong.publicity.services.publishing import go_out

CLOCK = "clock"


@transaction.atomic
def retract(
    *, publication: Publication, reason: str, by: By, on: date, cause: str = ""
) -> Publication:
    """Take back what went out, before the same people; `cause` is a reference, "appeal:3".

    What had not gone out yet goes out no more.

    :raises NotNow: if it is a draft, is in approval, or was taken back.
    :raises Unfit: without a reason.
    """
    publication = locked(publication)
    need_state(publication, State.PUBLISHED, State.SCHEDULED, State.OVER)
    publication.retraction = need_text(reason, _("Say why it is retracted; its readers are told."))[
        :300
    ]
    publication.state, publication.retracted_on = State.RETRACTED, on
    publication.save(update_fields=["state", "retraction", "retracted_on"])
    kept = commit(publication.retraction)
    tell(
        "publication.retracted",
        publication,
        by,
        on,
        {"cause": cause or None},
        {"retraction": kept},
    )
    return publication


@transaction.atomic
def correct(
    *,
    publication: Publication,
    title: str,
    text: str,
    kind: str,
    by: By,
    on: date,
    cause: str = "",
) -> Publication:
    """Correct what went out, or clear a name, before exactly the people whom it reached.

    Both stay visible, each with the other; the correction hangs as long as what it corrects.

    :raises NotNow: if it never went out.
    :raises Unfit: without title or text.
    """
    publication = locked(publication)
    need_state(publication, State.PUBLISHED, State.RETRACTED, State.OVER)
    title = need_text(title, _("Give it a title."))
    text = need_text(text, _("Write what is made known."))
    kept = commit(content_of(title, text))
    correction = Publication.objects.create(
        subject=publication.subject,
        adoption=publication.adoption,
        rule=publication.rule,
        kind=Publication.Kind(kind),
        state=State.PUBLISHED,
        title=title[:200],
        text=text,
        salt=kept.salt,
        unit=publication.unit,
        audience=publication.audience,
        reached=publication.reached,
        parties=publication.parties,
        outlets=publication.outlets,
        from_on=on,
        until_on=plan.as_long_again(publication, on),
        drafted_by=by if isinstance(by, Account) else None,
        drafted_on=on,
        published_by=by if isinstance(by, Account) else None,
        corrects=publication,
    )
    tell(
        "publication.corrected",
        correction,
        by,
        on,
        {"corrects": publication, "kind": str(kind), "cause": cause or None},
        {"publication": kept},
    )
    return correction


def tick(*, on: date) -> int:
    """Show what goes out today, and take down what has ended; return how many that were."""
    due = Publication.objects.filter(
        Q(state=State.PUBLISHED, until_on__lt=on) | Q(state=State.SCHEDULED, from_on__lte=on)
    )
    return sum(_turn(publication, on) for publication in due.order_by("pk"))


@transaction.atomic
def _turn(publication: Publication, on: date) -> int:
    publication = locked(publication)
    if publication.state == State.SCHEDULED:
        go_out(publication, CLOCK, on)
        return 1
    if publication.state != State.PUBLISHED or (publication.until_on or on) >= on:
        return 0
    publication.state = State.OVER
    publication.save(update_fields=["state"])
    tell("publication.ended", publication, CLOCK, on)
    return 1
