"""All writes to decisions.

stand_on_appeal   what an appeal leaves of a decision, and what it undoes in the ledger
"""

from zhiyong.decisions.services.common import Forbidden, Incomplete, NotNow, Stale
from zhiyong.decisions.services.standing import stand_on_appeal

__all__ = ["Forbidden", "Incomplete", "NotNow", "Stale", "stand_on_appeal"]
