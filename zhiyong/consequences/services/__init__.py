"""All writes to the ledger.

settle(lines=…, sources=…)  makes the ledger of some decisions say what a reckoning found
carry_out(entry=…)          enters that something was carried out, with its proof
pass_gate(entry=…, gate=…)  confirms a gate of a freeze
end(entry=…, reason=…)      ends what has no last day of its own
tick(on=…)                  ends what has run its time
"""

from zhiyong.consequences.services.carrying_out import (
    NotNow,
    NotYours,
    ProofMissing,
    carry_out,
    end,
    pass_gate,
)
from zhiyong.consequences.services.owing import ledger_clocks
from zhiyong.consequences.services.settling import Settled, settle
from zhiyong.consequences.services.ticking import tick

__all__ = [
    "NotNow",
    "NotYours",
    "ProofMissing",
    "Settled",
    "carry_out",
    "end",
    "ledger_clocks",
    "pass_gate",
    "settle",
    "tick",
]
