"""closing: whether a case can be closed, and what is missing: papers, steps, notices."""

from collections.abc import Iterator, Sequence
from typing import Any

from zhiyong.rules.consequences import Effect
from zhiyong.rules.decisions import Checked
from zhiyong.rules.explain.matter import ClosingGiven
from zhiyong.rules.explain.notes import place_name
from zhiyong.rules.explain.reasons import grounds, joined, why
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.liabilities import steps_wanted
from zhiyong.rules.pack.procedure import Notice
from zhiyong.rules.pack.schema import Pack


def closing(
    pack: Pack,
    given: ClosingGiven,
    checked: Checked,
    effects: Sequence[Effect],
    unserved: Sequence[tuple[Notice, str]],
) -> dict[str, Any]:
    """Return whether a case can be closed; every paper, step and notice that is missing."""
    missing = [
        *_papers(pack, given, effects),
        *_steps(pack, given, checked, effects),
        *({"notice": one.id, "to": party, **grounds(one)} for one, party in unserved),
    ]
    lines = [why(("可以办结" if not missing else "不能办结", _SAID[bool(missing)]))]
    for one in missing:
        if "document" in one:
            zh, en = place_name(one["place"])
            label = pack.element("documents", one["document"]).label
            lines.append(
                why((f"缺{zh}（{one['on']}）的{label.zh}", f"{label.en} of {en} is missing"))
            )
    return {"allowed": not missing, "missing": missing, "why": joined(*lines)}


_SAID = {False: "it can be closed", True: "it cannot be closed yet"}


def _papers(pack: Pack, given: ClosingGiven, effects: Sequence[Effect]) -> Iterator[dict[str, Any]]:
    for one in effects:
        if one.effect != "write" or one.state != "in_force" or one.on is None:
            continue
        needed = pack.element("documents", one.target).closing_needs
        if needed and one.on not in given.written.get(one.target, ()):
            yield {"document": one.target, "on": one.on, "place": one.place, **grounds(one.ground)}


def _steps(
    pack: Pack, given: ClosingGiven, checked: Checked, effects: Sequence[Effect]
) -> Iterator[dict[str, Any]]:
    wanted: dict[str, Grounded] = {
        one.target: one.ground
        for one in effects
        if one.effect == "require" and one.state == "in_force"
    }
    wanted.update(steps_wanted(pack, checked.facts))
    for name, ground in wanted.items():
        step = pack.element("steps", name)
        waived = step.waivable and name in given.waived
        if name not in given.steps and not waived:
            yield {"step": name, "waivable": step.waivable, **grounds(ground)}
