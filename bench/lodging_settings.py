"""The settings of the servers of `lodging`: those of one machine, with the floor beside them.

The guard against too many reports is out of the way: all of them come from one address.
"""

import os
from pathlib import Path

from common import TODAY

from zhiyong.config.settings.local import *  # noqa: F403
from zhiyong.config.settings.local import MIDDLEWARE, PORTAL_LODGINGS

FOLDER = Path(os.environ["BENCH_FOLDER"])
KEYS = FOLDER / "keys"
MEDIA_ROOT = FOLDER / "files"
STATIC_ROOT = FOLDER / "static"
FIXED_TODAY = TODAY.isoformat()
PORTAL_LODGINGS = PORTAL_LODGINGS | {"burst": 10**9, "together": 10**9}
MIDDLEWARE = ["floor.Raw", *MIDDLEWARE]
ROOT_URLCONF = "floor_urls"
if os.environ.get("BENCH_HASH") == "cheap":
    RECEIPT_HASH = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
