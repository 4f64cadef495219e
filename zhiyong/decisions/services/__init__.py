"""All writes to decisions.

draft, offer_anew, choose, withdraw     from the ladder's offer to what people chose
propose, decide                         before those who decide; `make` once they agreed
serve                                   the written notice to each party
record_outcome, confirm                 what other bodies answer
suspend, end_suspension                 standing down before the decision
stand_on_appeal                         what an appeal leaves of it, and undoes in the ledger
propose_reappointment, enter_checks, answer_reappointment, withdraw_reappointment
"""

from zhiyong.decisions.services.answering import confirm, record_outcome
from zhiyong.decisions.services.common import Forbidden, Incomplete, NotNow, Stale
from zhiyong.decisions.services.deciding import decide, propose
from zhiyong.decisions.services.drafting import Choice, choose, draft, offer_anew, withdraw
from zhiyong.decisions.services.noticing import serve
from zhiyong.decisions.services.reappointing import (
    answer_reappointment,
    enter_checks,
    propose_reappointment,
    withdraw_reappointment,
)
from zhiyong.decisions.services.standing import stand_on_appeal
from zhiyong.decisions.services.suspending import end_suspension, suspend

__all__ = [
    "Choice",
    "Forbidden",
    "Incomplete",
    "NotNow",
    "Stale",
    "answer_reappointment",
    "choose",
    "confirm",
    "decide",
    "draft",
    "end_suspension",
    "enter_checks",
    "offer_anew",
    "propose",
    "propose_reappointment",
    "record_outcome",
    "serve",
    "stand_on_appeal",
    "suspend",
    "withdraw",
    "withdraw_reappointment",
]
