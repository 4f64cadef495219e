"""Every read of intake, by subject."""

from zhiyong.intake.selectors.access import (
    complaints_kept_by,
    complaints_visible_to,
    handovers_visible_to,
    imports_visible_to,
    mails_visible_to,
    may_act,
    references_naming,
    signatories_visible_to,
)
from zhiyong.intake.selectors.offers import offers

__all__ = [
    "complaints_kept_by",
    "complaints_visible_to",
    "handovers_visible_to",
    "imports_visible_to",
    "mails_visible_to",
    "may_act",
    "offers",
    "references_naming",
    "signatories_visible_to",
]
