"""What an appeal undoes is corrected in the personnel file."""

from datetime import date

from zhiyong.appeals import undone
from zhiyong.appeals.models import Appeal
from zhiyong.archives.services import correct_slips
from zhiyong.directory.models import Account
from zhiyong.rules.rollback import RollBack


def register() -> None:
    """Follow what appeals undo."""
    undone.register(_correct)


def _correct(appeal: Appeal, roll_back: RollBack, by: Account, on: date) -> None:  # noqa: ARG001
    appeal.decision.refresh_from_db()
    correct_slips(decision=appeal.decision, by=by, on=on)
