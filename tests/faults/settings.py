"""One machine with its own data folder, at whose door nobody has to wait or count."""

from zhiyong.config.settings.local import *  # noqa: F403

RECEIPT_HASH = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
VAULT_DERIVATION = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
PORTAL_LODGINGS = {
    "burst": 100_000,
    "every": 0.0001,
    "together": 100_000,
    "every_together": 0.0001,
}
