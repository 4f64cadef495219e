"""The part `assignments`: who inspects whom where each level inspects the next."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.draws import find_inspection
from zhiyong.rules.explain.words import Said, both
from zhiyong.rules.levels import Skip, SkipCode, assign
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import split_list

_SAID: dict[SkipCode, tuple[str, str]] = {
    "LEVEL_SKIPPED": (
        "{by}不得越级检查{of}，应由其上一级检查",
        "{by} may not skip a level to inspect {of}: the level between does",
    ),
    "NOT_BELOW": ("{of}不在{by}之下", "{of} is not below {by}"),
    "OWN_UNIT": ("{by}不得检查自己", "{by} does not inspect itself"),
}


def _tree(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {str(unit): split_list(below) or [] for unit, below in value.items()}


class Wanted(Shape):
    """An inspection that somebody wants to make."""

    by: str
    of: str


class AskedAssignments(Shape):
    """A tree of units of the question, and inspections that are wanted."""

    inspection: str
    tree: Annotated[dict[str, tuple[str, ...]], BeforeValidator(_tree)]
    frame: Annotated[tuple[str, ...], BeforeValidator(split_list)] = ()
    wanted: tuple[Wanted, ...] = ()


def answer(context: Context) -> dict[str, Any]:
    """Return whom each unit inspects, who is left out, and what skips a level."""
    told = []
    asked = context.read_all(AskedAssignments, "assignments")
    for place, one in enumerate(asked):
        path = f"assignments.{place}"
        inspection = find_inspection(context, one.inspection, path)
        if inspection is None:
            continue
        if not inspection.one_level_down:
            context.trouble(f"{path}.inspection", "NOT_ONE_LEVEL_DOWN", value=one.inspection)
            continue
        found = assign(one.tree, one.frame, [(each.by, each.of) for each in one.wanted])
        said = [both("每一级检查下一级，不越级", "each level inspects the next, none is skipped")]
        said += [_say(skip) for skip in found.refused]
        if found.uncovered:
            shown = ", ".join(found.uncovered)
            said.append(both(f"无人检查：{shown}", f"inspected by nobody: {shown}"))
        told.append(
            {
                "inspection": inspection.id,
                "each": {unit: list(below) for unit, below in found.each.items()},
                "uncovered": list(found.uncovered),
                "refused": [
                    {"by": skip.by, "of": skip.of, "code": skip.code} for skip in found.refused
                ],
                **cited(inspection.clause),
                "why": {lang: [line[lang] for line in said] for lang in ("zh", "en")},
            }
        )
    return {"assignments": told} if asked else {}


def _say(skip: Skip) -> Said:
    zh, en = _SAID[skip.code]
    return both(zh.format(by=skip.by, of=skip.of), en.format(by=skip.by, of=skip.of))
