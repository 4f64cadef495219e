"""The clause register beside a pack: what the source says, clause by clause."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from zhiyong.rules.shape import Shape
from zhiyong.rules.values import looks_like_number, parse_number


def _typed(value: Any) -> Any:
    """Return parameters with plain numbers and flags as such; quoted texts stay texts."""
    if isinstance(value, dict):
        return {str(key): _typed(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_typed(one) for one in value]
    if isinstance(value, str) and getattr(value, "is_plain", False):
        if value in ("true", "false"):
            return value == "true"
        if "%" not in value and "/" not in value and looks_like_number(value):
            number = parse_number(value)
            return number.numerator if number.denominator == 1 else str(value)
    return str(value) if isinstance(value, str) else value


class RegisteredClause(Shape):
    """One clause of the source, in our own words. `params` are the source's exact figures."""

    id: str
    scheme: str
    where: str
    kind: str
    zh: str
    en: str
    params: Annotated[dict[str, Any], BeforeValidator(_typed)] = {}
    software: str = ""
    accept: str = ""
    note: str | None = None
