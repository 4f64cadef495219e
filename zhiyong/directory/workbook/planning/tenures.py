"""The rows of who holds what against the directory: no post held twice, one principal post."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiyong.directory.models import Tenure
from zhiyong.directory.workbook.planning.plan import Change, Plan, differences
from zhiyong.directory.workbook.planning.units import unknown_code
from zhiyong.directory.workbook.planning.world import PersonNow, PostNow
from zhiyong.directory.workbook.reading import Reading, Row, Table

COLUMNS = ("until", "is_principal", "is_acting", "how", "appointed_by", "basis")
OTHERWISE: dict[str, Any] = {
    "until": None,
    "is_principal": True,
    "is_acting": False,
    "how": "APPOINTED",
}
"""What a blank means, and a column that is left out for a new row."""


@dataclass(slots=True)
class Held:
    """A time in a post, as the workbook leaves it; `row` is None for what it does not mention."""

    begins: date
    until: date | None
    is_principal: bool
    is_acting: bool
    row: Row | None
    title: str


def plan_tenures(plan: Plan, table: Table, reading: Reading) -> None:  # noqa: ARG001
    """Plan the rows of who holds what."""
    known = {(t.person_id, t.post_id, t.valid.lower): t for t in plan.world.tenures}
    by_post: dict[str, list[Held]] = defaultdict(list)
    by_person: dict[str, list[Held]] = defaultdict(list)
    mentioned: set[int] = set()
    for row in table.rows:
        person = plan.world.people.get(row.values["person"])
        post = plan.world.posts.get(row.values["post"])
        if person is None or post is None:
            _say_unknown(plan, table, row, person, post)
            continue
        if not _lies_in_the_post(plan, table, row, post):
            continue
        given = _given(row)
        tenure = known.get((person.person.pk, post.post.pk, row.values["from"]))
        if tenure is None:
            given = OTHERWISE | given
            _add(plan, table, row, person, post, given)
        else:
            mentioned.add(tenure.pk)
            _change(plan, table, row, tenure, post, given)
            given = _state(tenure) | given
        held = Held(
            row.values["from"],
            given["until"],
            given["is_principal"],
            given["is_acting"],
            row,
            "",
        )
        by_post[row.values["post"]].append(held)
        by_person[row.values["person"]].append(held)
    for tenure in plan.world.tenures:
        if tenure.pk in mentioned:
            continue
        held = Held(
            tenure.valid.lower,
            tenure.valid.upper,
            tenure.is_principal,
            tenure.is_acting,
            None,
            f"{tenure.person.name}（{tenure.post.title}）",
        )
        if tenure.post.code in by_post:
            by_post[tenure.post.code].append(held)
        if tenure.person.number in by_person:
            by_person[tenure.person.number].append(held)
    for all_held in by_post.values():
        _no_two(plan, table, (h for h in all_held if not h.is_acting), "post", "POST_TAKEN")
    for all_held in by_person.values():
        _no_two(plan, table, (h for h in all_held if h.is_principal), "person", "TWO_PRINCIPAL")
    _no_holder_after_abolition(plan, table, by_post)


def _given(row: Row) -> dict[str, Any]:
    """Return the values of a row by column, blanks as what they mean."""
    return {
        key: OTHERWISE[key] if row.values[key] == "" and key in OTHERWISE else row.values[key]
        for key in COLUMNS
        if key in row.values
    }


def _state(tenure: Tenure) -> dict[str, Any]:
    return {
        "until": tenure.valid.upper,
        "is_principal": tenure.is_principal,
        "is_acting": tenure.is_acting,
        "how": "ELECTED" if tenure.is_elected else "APPOINTED",
        "appointed_by": tenure.appointed_by_id,
        "basis": tenure.basis,
    }


def _say(plan: Plan, table: Table, row: Row, key: str, code: str, **facts: Any) -> None:
    plan.problems.append(table.problem(row.number, key, row.get(key), code, **facts))


def _say_unknown(
    plan: Plan, table: Table, row: Row, person: PersonNow | None, post: PostNow | None
) -> None:
    if person is None and row.values["person"] not in plan.world.unsound.get("people", ()):
        facts = unknown_code(plan, "person", row.values["person"], plan.world.people)
        _say(plan, table, row, "person", "UNKNOWN", **facts)
    if post is None and row.values["post"] not in plan.world.unsound.get("posts", ()):
        facts = unknown_code(plan, "post", row.values["post"], plan.world.posts)
        _say(plan, table, row, "post", "UNKNOWN", **facts)


def _lies_in_the_post(plan: Plan, table: Table, row: Row, post: PostNow) -> bool:
    begins, until = row.values["from"], row.get("until")
    if until and until <= begins:
        _say(plan, table, row, "until", "ENDS_BEFORE_IT_BEGINS", begins=str(begins))
        return False
    if post.opened_on is not None and begins < post.opened_on:
        _say(plan, table, row, "from", "BEFORE_POST", begins=str(post.opened_on))
        return False
    by = row.get("appointed_by")
    if by and by not in plan.world.units:
        facts = unknown_code(plan, "unit", by, plan.world.units)
        _say(plan, table, row, "appointed_by", "UNKNOWN", **facts)
        return False
    return True


def _add(
    plan: Plan, table: Table, row: Row, person: PersonNow, post: PostNow, given: dict[str, Any]
) -> None:
    if not plan.rights.over(post.unit):
        _say(plan, table, row, "post", "NOT_YOURS")
        return
    plan.new_tenures.append((person, post, {**given, "from": row.values["from"]}))
    shown = {"from": row.values["from"], **{key: value for key, value in given.items() if value}}
    title = f"{person.person.name} → {row.values['post']}"
    plan.changes.append(
        Change("ADDED", table.sheet.key, row.number, title, tuple(differences({}, shown)))
    )


def _change(
    plan: Plan, table: Table, row: Row, tenure: Tenure, post: PostNow, given: dict[str, Any]
) -> None:
    was = _state(tenure)
    by = plan.world.by_id.get(tenure.appointed_by_id or 0)
    was["appointed_by"] = by.code if by else ""
    changed = differences(was, given)
    if not changed:
        return
    if not plan.rights.over(post.unit):
        _say(plan, table, row, "post", "NOT_YOURS")
        return
    plan.tenure_changes.append((tenure, given))
    ends = was["until"] is None and given.get("until") is not None
    title = f"{tenure.person.name} → {row.values['post']}"
    plan.changes.append(
        Change("ENDED" if ends else "CHANGED", table.sheet.key, row.number, title, tuple(changed))
    )


def _no_two(plan: Plan, table: Table, all_held: Iterable[Held], key: str, code: str) -> None:
    """Refuse two that share a day; the problem stands at the later row of the workbook."""
    ordered = sorted(all_held, key=lambda held: (held.begins, held.row is None))
    last: Held | None = None
    for held in ordered:
        if last is not None and (last.until is None or held.begins < last.until):
            at = held if held.row is not None else last
            other = last if at is held else held
            if at.row is not None:
                facts = {
                    "in_row": other.row.number if other.row else 0,
                    "other": other.title,
                    "from": str(other.begins),
                    "until": str(other.until or ""),
                }
                _say(plan, table, at.row, key, code, **facts)
        if last is None or (
            last.until is not None and (held.until is None or held.until > last.until)
        ):
            last = held


def _ends(held: Held) -> date:
    return held.until or date.max


def _no_holder_after_abolition(plan: Plan, table: Table, by_post: dict[str, list[Held]]) -> None:
    """Refuse times in a post that reach beyond its end."""
    for code, all_held in by_post.items():
        ends = plan.world.posts[code].abolished_on
        for held in all_held:
            if ends is not None and held.row and (held.until is None or held.until > ends):
                _say(plan, table, held.row, "until", "AFTER_POST", ends=str(ends))
