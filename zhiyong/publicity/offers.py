"""What may be done now with a publication."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.publicity import plan
from zhiyong.publicity.models import Publication
from zhiyong.publicity.selectors import may_write
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Offer

State = Publication.State


def offers(publication: Publication, standing: Standing) -> list[Offer]:
    """Return what somebody may do with a publication now."""
    if not may_write(publication, standing):
        return []
    rule = plan.rule_of(publication.adoption, publication.rule)
    made: list[Offer] = []
    match publication.state:
        case State.DRAFT:
            label = _("Send for approval") if rule and rule.chain else _("Make it known")
            made = [
                _offer(publication, "submit", label, "send", kind="primary"),
                _offer(publication, "change", _("Change the draft"), "pencil"),
            ]
            if rule and rule.by_default:
                made.append(_offer(publication, "withhold", _("Do not publish it"), "eye-off"))
            made.append(_offer(publication, "discard", _("Throw the draft away"), "trash-2"))
        case State.SCHEDULED:
            made = [_offer(publication, "retract", _("Stop it"), "x", kind="grave")]
        case State.PUBLISHED:
            made = [
                _offer(publication, "correct", _("Correct it, or clear a name"), "pencil-line"),
                _offer(publication, "retract", _("Retract it"), "undo-2", kind="grave"),
            ]
        case State.RETRACTED | State.OVER:
            made = [_offer(publication, "correct", _("Correct it, or clear a name"), "pencil-line")]
    return made


def _offer(publication: Publication, act: str, label: str, icon: str, **more: Any) -> Offer:
    url = reverse("publicity:act", args=[publication.pk, act])
    return Offer(act, label, url, icon=icon, **more)
