"""The shipped scale of ranks, written into a database that lacks it."""

import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps as registry

SHIPPED = Path(__file__).parent / "data" / "ranks.toml"


def load_missing(apps: Any = registry, **_told: Any) -> None:
    """Write the shipped ranks that are not there; those that an office changed stay as they are.

    Runs after each migration, and so after a database was emptied, too; where the table is not
    there (migrated back), nothing is written.
    """
    try:
        rank_model = apps.get_model("directory", "Rank")
    except LookupError:
        return
    known = set(rank_model.objects.values_list("code", flat=True))
    rank_model.objects.bulk_create(
        (
            rank_model(**rank, scale=scale, source=part["source"])
            for scale, part in tomllib.loads(SHIPPED.read_text(encoding="utf-8")).items()
            for rank in part["ranks"]
            if rank["code"] not in known
        ),
        ignore_conflicts=True,
    )
