"""Checks of a campaign: days and phases, reports, and what stands above: the parent plan."""

from collections.abc import Iterator, Mapping

from zhiyong.rules.pack.check_elements import wrong_limbs
from zhiyong.rules.pack.checking import Checker, Path
from zhiyong.rules.pack.diff import differences
from zhiyong.rules.pack.problems import Level, Problem
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.worlds import TooManyWorlds

LEVELS: Mapping[str, Level] = {
    "PHASE_BACKWARDS": "error",
    "PHASE_GAP": "note",
    "SAME_DAY": "note",
    "REPORT_BEFORE_PHASE_END": "note",
    "CHAIN_SLACK": "note",
}
"""How grave a finding about days is; those that are not named are warnings.

Gaps are legal and shown; a report due before its phase ends is a frozen version plus an addendum.
"""


def days_fit(checker: Checker) -> Iterator[Problem]:
    """Yield what people should know about phases, due days and chains of reports."""
    from zhiyong.rules.phases import phase_findings  # which reads packs itself

    pack = checker.pack
    parent = checker.others.get(pack.parent.plan) if pack.parent else None
    for finding in phase_findings(pack, parent, checker.others):
        section, _, element = finding.path.partition(".")
        at = _place(checker, section, element)
        params = {key: "" if one is None else one for key, one in finding.params.items()}
        level = LEVELS.get(finding.code, "warning")
        if params.get("effective"):
            level = "note"  # the pack says itself which day holds instead
        if finding.code == "CHILD_PHASE_LATER" and params.get("edge") == "from":
            level = "note"  # who comes after begins after; only a later end keeps others waiting
        if finding.code == "DUE_BEFORE_ISSUE" and _has_effective(pack, element):
            level = "note"
        yield checker.problem(finding.code, at, finding.path, _worded(finding.code, params), level)


def _worded(code: str, params: Mapping[str, object]) -> Mapping[str, object]:
    if code == "CHILD_PHASE_LATER":
        begins = params.get("edge") == "from"
        words = ("begins", "开始") if begins else ("ends", "结束")
        return {**params, "edge": words[0], "edge_zh": words[1]}
    return params


def _has_effective(pack: Pack, task_id: str) -> bool:
    return any(task.id == task_id and task.effective for task in pack.tasks)


def _place(checker: Checker, section: str, element: str) -> Path:
    ids = checker.pack.ids(section)
    return (section, ids.index(element)) if element in ids else (section,)


def tasks_feed_somewhere(checker: Checker) -> Iterator[Problem]:
    """Yield each task that feeds one of another plan which that plan does not have."""
    for place, task in enumerate(checker.pack.tasks):
        above = checker.others.get(task.feeds.plan) if task.feeds else None
        if task.feeds is None or above is None or above.has("tasks", task.feeds.task):
            continue
        params = {"plan": task.feeds.plan, "task": task.feeds.task}
        at, name = ("tasks", place, "feeds"), f"tasks.{task.id}.feeds"
        yield checker.problem("FEEDS_NOWHERE", at, name, params)


def parent_is_kept(checker: Checker) -> Iterator[Problem]:
    """Yield where a derived plan is later than its parent, and how many things it changes."""
    pack = checker.pack
    if pack.parent is None:
        return
    parent = checker.others.get(pack.parent.plan)
    at, name = ("parent",), "parent"
    if parent is None:
        params: dict[str, object] = {"plan": pack.parent.plan}
        yield checker.problem("PARENT_AWAY", at, name, params, "note")
        return
    if pack.parent.mode != "derives":
        return
    yield from _later_than_parent(checker, parent)
    changes = [change for change in differences(parent, pack) if not change.is_head]
    counts = {
        "plan": parent.plan,
        "changed": sum(change.kind in ("changed", "moved") for change in changes),
        "added": sum(change.kind == "added" for change in changes),
        "relabelled": sum(change.kind == "relabelled" for change in changes),
    }
    yield checker.problem("DERIVED_CHANGES", at, name, counts, "note")


def _later_than_parent(checker: Checker, parent: Pack) -> Iterator[Problem]:
    """Yield each task of a derived plan that is due later than the parent's task."""
    from zhiyong.rules.phases import task_days

    above = task_days(parent)
    for place, (task_id, days) in enumerate(task_days(checker.pack).items()):
        theirs = above[task_id].due if task_id in above else None
        if days.due is None or theirs is None or days.due <= theirs:
            continue
        params = {
            "due": days.due,
            "parent": theirs,
            "plan": parent.plan,
            "days": (days.due - theirs).days,
        }
        at, name = ("tasks", place), f"tasks.{task_id}"
        yield checker.problem("CHILD_DUE_LATER", at, name, params, "warning")


def triage_gives_one_answer(checker: Checker) -> Iterator[Problem]:
    """Yield each pair of rectification modes that an item could fall under at once."""
    rules = checker.pack.rectification
    modes = rules.modes if rules else ()
    for place, second in enumerate(modes):
        at, name = ("rectification", "modes", place), f"rectification.modes.{second.id}"
        for first in modes[:place]:
            params: dict[str, object] = {"first": first.id, "second": second.id}
            if first.default and second.default:
                yield checker.problem("MODES_TWO_DEFAULTS", at, name, params)
            if first.when is None or second.when is None:
                continue
            if any(any(wrong_limbs(checker, one, at, name)) for one in (first.when, second.when)):
                continue  # said already
            try:
                cases = checker.cases([first.when, second.when])
            except TooManyWorlds:
                continue  # said of the condition itself
            for case in cases:
                if checker.is_met(first.when, case) and checker.is_met(second.when, case):
                    params |= checker.in_words(case)
                    yield checker.problem("MODES_OVERLAP", at, name, params)
                    break
