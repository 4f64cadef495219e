"""Plan packs: their shape, how they are read, and what is checked beyond the shape."""

from zhiyong.rules.pack.check import Coverage, check_pack, coverage
from zhiyong.rules.pack.finding import find_packs, packs_folder
from zhiyong.rules.pack.loader import load_pack, load_texts
from zhiyong.rules.pack.problems import PackErrors, Problem
from zhiyong.rules.pack.schema import Pack, UnknownElement

__all__ = [
    "Coverage",
    "Pack",
    "PackErrors",
    "Problem",
    "UnknownElement",
    "check_pack",
    "coverage",
    "find_packs",
    "load_pack",
    "load_texts",
    "packs_folder",
]
