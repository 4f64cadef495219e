"""Acts on inspections."""

from zhiyong.inspections.services.common import Incomplete, MustRecuse, NotNow, NotTheirs
from zhiyong.inspections.services.drawing import commit_seed, make_draw
from zhiyong.inspections.services.finding import Found, add_finding, answer, settle
from zhiyong.inspections.services.forwarding import (
    expose,
    propose_case,
    put_on_ledger,
    register_lead,
)
from zhiyong.inspections.services.planning import (
    add_member,
    add_planner,
    add_target,
    add_team,
    call_off,
    drop_target,
    give_team,
    plan_round,
    remove_member,
)
from zhiyong.inspections.services.reporting import file_report
from zhiyong.inspections.services.visiting import (
    Answer,
    BadAnswers,
    book_visit,
    drop_visit,
    record_visit,
    sent_before,
)

__all__ = [
    "Answer",
    "BadAnswers",
    "Found",
    "Incomplete",
    "MustRecuse",
    "NotNow",
    "NotTheirs",
    "add_finding",
    "add_member",
    "add_planner",
    "add_target",
    "add_team",
    "answer",
    "book_visit",
    "call_off",
    "commit_seed",
    "drop_target",
    "drop_visit",
    "expose",
    "file_report",
    "give_team",
    "make_draw",
    "plan_round",
    "propose_case",
    "put_on_ledger",
    "record_visit",
    "register_lead",
    "remove_member",
    "sent_before",
    "settle",
]
