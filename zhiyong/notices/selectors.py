"""All reads of notices."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import get_language

from zhiyong.notices import templates
from zhiyong.notices.models import Notice, Text
from zhiyong.shell import kinds
from zhiyong.shell.access import Role, Standing


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice with its words."""

    notice: Notice
    words: str
    urgent: bool


def notices_visible_to(standing: Standing) -> QuerySet[Notice]:
    """Return the notices told to a person."""
    return Notice.objects.filter(person=standing.person_id or 0)


def unread(standing: Standing) -> int:
    """Return how many notices a person has not read, up to 100."""
    return notices_visible_to(standing).filter(read_on=None)[:100].count()


def worded(notices: Sequence[Notice], standing: Standing) -> list[Shown]:
    """Return notices with their words; those whose subject is no longer seen are left out.

    One query a Kind, whatever the number of notices.
    """
    references = {notice.subject for notice in notices}
    for notice in notices:
        references |= {value for value in notice.facts.values() if _is_reference(value)}
    titles = kinds.titles(references, standing)
    return [
        Shown(
            notice,
            templates.sentence(
                notice.template,
                _facts(notice.facts, titles),
                titles[notice.subject],
            ),
            templates.is_urgent(notice.template),
        )
        for notice in notices
        if notice.subject in titles
    ]


def _facts(facts: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """Return facts as a sentence says them; what is told in both languages, in the reader's."""
    chinese = (get_language() or "zh").startswith("zh")
    said = {name: _value(value, titles) for name, value in facts.items()}
    if "label_zh" in said:
        said["label"] = said["label_zh"] if chinese else said.get("label_en", said["label_zh"])
    return said


def _is_reference(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z_]+:\d+", value) is not None


def _value(value: Any, titles: Mapping[str, str]) -> Any:
    if _is_reference(value):
        return titles.get(value, "…")
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    return value


def texts_visible_to(standing: Standing) -> QuerySet[Text]:
    """Return the outbox, for the system administrator: states and days, never a contact."""
    if Role.SYSTEM_ADMIN in standing.roles:
        return Text.objects.all()
    return Text.objects.none()
