"""All reads of notices."""

from django.db.models import QuerySet

from zhiyong.notices.models import Notice, Text
from zhiyong.shell.access import Role, Standing


def notices_visible_to(standing: Standing) -> QuerySet[Notice]:
    """Return the notices told to a person."""
    return Notice.objects.filter(person=standing.person_id or 0)


def unread(standing: Standing) -> int:
    """Return how many notices a person has not read, up to 100."""
    return notices_visible_to(standing).filter(read_on=None)[:100].count()


def texts_visible_to(standing: Standing) -> QuerySet[Text]:
    """Return the outbox, for the system administrator: states and days, never a contact."""
    if Role.SYSTEM_ADMIN in standing.roles:
        return Text.objects.all()
    return Text.objects.none()
