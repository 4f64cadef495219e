"""All writes to the ledger.

settle(lines=…, sources=…)  makes the ledger of some decisions say what a reckoning found
"""

from zhiyong.consequences.services.settling import Settled, settle

__all__ = ["Settled", "settle"]
