"""The part `cases`: which steps of a case are done, and what the case may go on to."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

from zhiyong.rules.casework import Recorded, StageStanding, StepStanding, stand
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.scope import declared
from zhiyong.rules.explain.words import Said, both
from zhiyong.rules.pack.problems import nearest
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Ids, split_list

_STAGES = {
    "start": ("开始办理", "be started"),
    "conclusion": ("形成结论", "be concluded"),
    "decision": ("作出决定", "be decided"),
    "publication": ("公开", "be published"),
    "closing": ("办结", "be closed"),
}


def _steps(value: Any) -> Any:
    """Return the fields of each step, from a map of maps or a list of steps."""
    if isinstance(value, Mapping):
        return {str(step): _fields(given) for step, given in value.items()}
    parts = split_list(value)
    return {str(step): None for step in parts} if isinstance(parts, list) else value


def _fields(given: Any) -> Any:
    if isinstance(given, Mapping):
        return [str(key) for key, one in given.items() if one not in (None, "", [])]
    return None if given is None or given == "" or given is True else split_list(given)


class AskedCase(Shape):
    """A case of the question: its steps with the fields that are filled, and what was refused.

    tracks   those that it takes
    """

    facts: dict[str, Any] = {}
    steps: Annotated[dict[str, list[str] | None], BeforeValidator(_steps)] = {}
    refused: Ids = ()
    tracks: Ids | None = None


def answer(context: Context) -> dict[str, Any]:
    """Return how the steps of every case stand."""
    asked = context.read_all(AskedCase, "cases")
    return {"cases": [_of(context, one, place) for place, one in enumerate(asked)]} if asked else {}


def _of(context: Context, asked: AskedCase, place: int) -> dict[str, Any]:
    known = context.pack.ids("case_steps")
    for name in [*asked.steps, *asked.refused]:
        if name not in known:
            shown = nearest(name, known) or ", ".join(known)
            context.trouble(
                f"cases.{place}.steps.{name}",
                "ELEMENT_UNKNOWN",
                value=name,
                what="case_steps",
                known=shown,
            )
    tracks = tuple(dict.fromkeys(one.track for one in context.pack.case_steps if one.track))
    for name in asked.tracks or ():
        if name not in tracks:
            context.trouble(
                f"cases.{place}.tracks",
                "ELEMENT_UNKNOWN",
                value=name,
                what="tracks",
                known=nearest(name, tracks) or ", ".join(tracks),
            )
    own = context.read_facts(asked.facts, f"cases.{place}.facts") if asked.facts else {}
    recorded = {
        name: Recorded(tuple(_all_fields(context, name) if fields is None else fields))
        for name, fields in asked.steps.items()
    } | {name: Recorded(refused=True) for name in asked.refused}
    steps, stages = stand(context.pack, recorded, {**declared(context), **own}, asked.tracks)
    held = [one for one in steps if not one.is_settled or one.skipped]
    said = [_say(context, stage) for stage in stages if stage.missing]
    return {
        "steps": {one.step.id: _told(one) for one in steps},
        "stages": {one.stage: _told_stage(one) for one in stages},
        **cited(*(one.step.clause for one in held)),
        "why": {lang: [one[lang] for one in said] for lang in ("zh", "en")},
    }


def _all_fields(context: Context, name: str) -> list[str]:
    """Return every field of a step that is said to be done and no more."""
    if not context.pack.has("case_steps", name):
        return []
    return [one.id for one in context.pack.element("case_steps", name).fields]


def _told(one: StepStanding) -> dict[str, Any]:
    return {
        "state": one.state,
        "missing": list(one.missing),
        "skipped": list(one.skipped),
        "by": list(one.step.by),
        "before": one.step.before,
        **cited(one.step.clause),
    }


def _told_stage(one: StageStanding) -> dict[str, Any]:
    allowed = "unknown" if one.allowed is None else one.allowed
    return {"allowed": allowed, "missing": list(one.missing)}


def _say(context: Context, stage: StageStanding) -> Said:
    labels = [context.pack.element("case_steps", one).label for one in stage.missing]
    zh, en = _STAGES[stage.stage]
    names_zh = "、".join(one.zh for one in labels)
    names_en = ", ".join(one.en for one in labels)
    if stage.allowed is None:
        return both(
            f"能否{zh}尚不清楚，取决于：{names_zh}",
            f"whether it may {en} is not known; it depends on: {names_en}",
        )
    return both(f"尚不能{zh}，缺少：{names_zh}", f"it may not {en} yet; missing: {names_en}")
