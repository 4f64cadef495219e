"""How a piece of a pack says where it comes from."""

from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)

from zhiyong.rules.clauses import Article, Clause
from zhiyong.rules.errors import RuleError
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Label, plain, split_list


def _read_clause(value: Any, info: ValidationInfo) -> Clause:
    """Read "六(一) S3-110", or {where, ids}; the plan is the pack's own."""
    if isinstance(value, Clause):
        return value
    plan = str((info.context or {}).get("plan", ""))
    if isinstance(value, str):
        if not value.strip():
            raise RuleError("CLAUSE_EMPTY")
        return Clause.parse(value, plan)
    if isinstance(value, dict) and set(value) <= {"where", "ids"}:
        ids = split_list(value.get("ids") or "")
        if isinstance(ids, list) and all(isinstance(one, str) for one in ids):
            return _read_clause(" ".join([str(value.get("where") or ""), *ids]), info)
    raise RuleError("CLAUSE_UNREADABLE")


def _read_article(value: Any) -> Article:
    if isinstance(value, Article):
        return value
    if isinstance(value, str) and (article := Article.parse(plain(value))).law:
        return article
    raise RuleError("ARTICLE_UNREADABLE")


def _text(value: Any) -> str:
    return str(value)


_Written = PlainSerializer(_text, return_type=str)

ClauseField = Annotated[
    Clause, PlainValidator(_read_clause), _Written, WithJsonSchema({"type": "string"})
]
ArticleField = Annotated[
    Article, PlainValidator(_read_article), _Written, WithJsonSchema({"type": "string"})
]
ArticleFields = Annotated[tuple[ArticleField, ...], BeforeValidator(split_list)]


class Grounded(Shape):
    """A piece of a pack that says where it comes from.

    clause   the place in the plan's source, and the register's ids: "六(一) S3-110"
    basis    articles of the pack's legal bases: [petition_rules/23]
    setting  true for what neither says and the host decides; `reason` says why it is so
    """

    clause: ClauseField | None = None
    basis: ArticleFields = ()
    setting: bool = False
    reason: Label | None = None

    @property
    def has_ground(self) -> bool:
        """Return whether it names a clause, an article, or is a setting with a reason."""
        return bool(self.clause or self.basis or (self.setting and self.reason))
