"""The JSON Schema of a pack, made from its shapes, for editors that complete and check YAML."""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from zhiyong.rules.pack.names import KEYS_ZH, SECTIONS_ZH
from zhiyong.rules.pack.schema import Pack

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Schema(GenerateJsonSchema):
    """As pydantic makes it; what a pack may write in a shorter form is allowed so as well."""

    def generate(self, schema: Any, mode: JsonSchemaMode = "validation") -> dict[str, Any]:
        made = super().generate(schema, mode)
        made["$schema"] = DIALECT
        return made


def schema_of_packs() -> dict[str, Any]:
    """Return the schema of the YAML files of a pack.

    Every file of a pack holds some of the keys, so none is required here; the loader asks for
    those of the head. A list may be written as one text, "a, b".
    """
    made = Pack.model_json_schema(by_alias=True, schema_generator=_Schema)
    made.pop("required", None)
    made["title"] = "Zhiyong plan pack"
    _name(made, SECTIONS_ZH)
    for piece in made.get("$defs", {}).values():
        _name(piece, KEYS_ZH)
    return made


def _name(piece: dict[str, Any], names: dict[str, str]) -> None:
    """Give each key its Chinese name; let lists be written as one text, and texts be numbers."""
    for key, value in piece.get("properties", {}).items():
        value["title"] = names.get(key) or KEYS_ZH.get(key) or key.replace("_", " ")
        if value.get("type") == "array" and value.get("items") == {"type": "string"}:
            value["type"] = ["array", "string"]
        elif value.get("type") == "string" and "enum" not in value and "const" not in value:
            value["type"] = ["string", "number"]


def schema_text() -> str:
    """Return the schema as the file that is kept in docs/reference."""
    return json.dumps(schema_of_packs(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
