"""The settings of the server that `bench/lodging.py` starts: an installation of its own.

The limits against floods are out of the way, since one machine plays all complainants; with
BENCH_HASH=cheap the receipt's hash costs nothing, which shows what the rest costs.
"""

import os

from zhiyong.config.settings.local import *  # noqa: F403
from zhiyong.config.settings.local import HOME, STORAGES

ROOT_URLCONF = "bench.bare"
PORTAL_LODGINGS = {"burst": 10**9, "every": 1.0, "together": 10**9, "every_together": 1.0}
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
if os.environ.get("BENCH_HASH") == "cheap":
    RECEIPT_HASH = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
