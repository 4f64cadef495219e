"""The demo's words and names, as data, and the dice they are drawn with."""

import random
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "data"
SEED = 2026


@lru_cache
def data(name: str) -> dict[str, Any]:
    """Return one of the demo's data files."""
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def dice(purpose: str) -> random.Random:
    """Return the dice for one purpose: the same city every time, whatever is thrown elsewhere."""
    return random.Random(f"{SEED} {purpose}")
