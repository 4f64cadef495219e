"""Where a result comes from: a clause of a plan, an article of a law, or a setting of the host.

Every result of the rules carries its grounds, so that each can answer "why?".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

REGISTER_ID = re.compile(r"S\d+[a-z]?-\d{3}")
"""A clause of the register."""
_SEPARATORS = " \t,，、;；"


@dataclass(frozen=True, slots=True)
class Clause:
    """A place in a plan's source, and the ids of the register's clauses that it holds."""

    plan: str
    where: str
    ids: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the place as pages show it, "六(一) S3-110"."""
        return " ".join([self.where, *self.ids]).strip()

    @classmethod
    def parse(cls, text: str, plan: str = "") -> "Clause":
        """Return the clause written as "六(一) S3-110、S3-111".

        :raises ValueError: if the text names neither a place nor a register id.
        """
        ids = tuple(dict.fromkeys(REGISTER_ID.findall(text)))
        where = " ".join(REGISTER_ID.sub(" ", text).strip(_SEPARATORS).split())
        if not where and not ids:
            raise ValueError("a clause names a place in the source, a register id, or both")
        return cls(plan, where, ids)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Clause":
        """Return the clause that `as_dict` wrote."""
        return cls(str(data["plan"]), str(data["where"]), tuple(map(str, data["ids"])))

    def as_dict(self) -> dict[str, Any]:
        """Return the clause as JSON can hold it."""
        return {"plan": self.plan, "where": self.where, "ids": list(self.ids)}


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a law that a pack lists among its legal bases."""

    law: str
    article: str = ""

    def __str__(self) -> str:
        """Return the reference as a pack writes it, "petition_rules/23"."""
        return f"{self.law}/{self.article}" if self.article else self.law

    @classmethod
    def parse(cls, text: str) -> "Article":
        """Return the article written as "law/article", or as "law" for the whole text."""
        law, _, article = text.strip().partition("/")
        return cls(law.strip(), article.strip())
