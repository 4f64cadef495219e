"""The base of everything a pack is made of: frozen, and closed to keys it does not know."""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Shape(BaseModel):
    """A piece of a pack. New optional keys may be added; an unknown key is an error."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, arbitrary_types_allowed=True
    )

    @model_validator(mode="before")
    @classmethod
    def _leave_a_note(cls, data: Any) -> Any:
        """Tell the reader's map which shape it was read as, for "did you mean …?"."""
        if hasattr(data, "read_as"):
            data.read_as = cls
        return data

    @classmethod
    def known_keys(cls) -> tuple[str, ...]:
        """Return the keys as a pack writes them."""
        return tuple(field.alias or name for name, field in cls.model_fields.items())
