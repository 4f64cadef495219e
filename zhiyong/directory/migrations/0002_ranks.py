"""Load the shipped scale of ranks."""

import tomllib
from pathlib import Path

from django.db import migrations

RANKS = Path(__file__).parents[1] / "data" / "ranks.toml"


def load(apps, schema_editor):
    """Write the shipped ranks; those that an office changed stay as they are."""
    Rank = apps.get_model("directory", "Rank")
    for scale, part in tomllib.loads(RANKS.read_text(encoding="utf-8")).items():
        for rank in part["ranks"]:
            Rank.objects.get_or_create(
                code=rank["code"],
                defaults={
                    "name": rank["name"],
                    "order": rank["order"],
                    "level": rank["level"],
                    "scale": scale,
                    "source": part["source"],
                },
            )


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
