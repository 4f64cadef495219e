"""The part `draws`: a random draw that anybody can repeat from its seed."""

from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator

from zhiyong.rules.draw import DrawError, commitment, count_of, draw
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.words import both
from zhiyong.rules.pack.problems import nearest
from zhiyong.rules.pack.rectification import Draw, Inspection
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Count, NumberField, parse_number


def _frame(value: Any) -> Any:
    return [str(one) for one in value] if isinstance(value, list) else value


class AskedDraw(Shape):
    """A draw of the question; the count may be the pack's."""

    inspection: str | None = None
    frame: Annotated[tuple[str, ...], BeforeValidator(_frame)]
    count: Count | None = None
    share: NumberField | None = None
    seed: str
    leave_out: Annotated[tuple[str, ...], BeforeValidator(_frame)] = ()


def answer(context: Context) -> dict[str, Any]:
    """Return every draw that is asked for."""
    asked = context.read_all(AskedDraw, "draws")
    told = []
    for place, one in enumerate(asked):
        path = f"draws.{place}"
        inspection = find_inspection(context, one.inspection, path)
        if one.inspection is not None and inspection is None:
            continue
        rule = inspection.draw if inspection else None
        frame = [name for name in one.frame if name not in one.leave_out]
        try:
            count = count_of(len(frame), *_wanted(context, one, inspection, rule))
            found = draw(frame, count, one.seed)
        except DrawError as error:
            context.trouble(path, error.code, **error.params)
            continue
        told.append(
            {
                "inspection": one.inspection,
                "drawn": list(found.names),
                "count": count,
                "frame_size": found.frame_size,
                "frame_digest": found.frame_digest,
                "seed": found.seed,
                "commitment": commitment(one.seed),
                **cited(inspection.clause if inspection else None),
                "why": both(
                    f"从{found.frame_size}个中按种子“{found.seed}”抽取{count}个，同一名单和种子可重复得出",
                    f"{count} of {found.frame_size} by the seed “{found.seed}”; "
                    "the same frame and seed draw the same again",
                ),
            }
        )
    return {"draws": told} if asked else {}


def find_inspection(context: Context, name: str | None, path: str) -> Inspection | None:
    """Return an inspection of the pack, or None after noting that there is none."""
    if name is None:
        return None
    if not context.pack.has("inspections", name):
        known = context.pack.ids("inspections")
        shown = nearest(name, known) or ", ".join(known)
        context.trouble(
            f"{path}.inspection", "ELEMENT_UNKNOWN", value=name, what="inspections", known=shown
        )
        return None
    found: Inspection = context.pack.element("inspections", name)
    return found


def _wanted(
    context: Context, one: AskedDraw, inspection: Inspection | None, rule: Draw | None
) -> tuple[int | None, Fraction | None]:
    """Return how many, or which share: the question's, else the pack's."""
    if one.count is not None or one.share is not None:
        return one.count, one.share
    if rule is None:
        return None, None
    if rule.count == "unspecified" and inspection is not None:
        context.missing.append(f"inspections.{inspection.id}.draw.count")
    count = rule.count if isinstance(rule.count, int) else None
    return count, parse_number(rule.share) if rule.share else None
