"""The part `teams`: whether a team may go, by its composition and by recusal."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator

from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.draws import find_inspection
from zhiyong.rules.explain.words import Said, as_list, both
from zhiyong.rules.pack.rectification import Inspection
from zhiyong.rules.shape import Shape
from zhiyong.rules.teams import Member, TeamCheck, check_team


class AskedMember(Shape):
    """Somebody in a team."""

    who: str
    kind: str | None = None
    unit: str | None = None


class AskedTeam(Shape):
    """A team of the question, and whom it is to inspect."""

    inspection: str
    target: Annotated[tuple[str, ...], BeforeValidator(as_list)] = ()
    members: tuple[AskedMember, ...] = ()


def answer(context: Context) -> dict[str, Any]:
    """Return whether every team that is asked about may go."""
    asked = context.read_all(AskedTeam, "teams")
    told = []
    for place, one in enumerate(asked):
        inspection = find_inspection(context, one.inspection, f"teams.{place}")
        if inspection is None:
            continue
        members = [Member(member.who, member.kind, member.unit) for member in one.members]
        found = check_team(inspection, members, one.target)
        said = [*_why(inspection, found)]
        told.append(
            {
                "inspection": inspection.id,
                "allowed": found.allowed,
                "missing_kinds": list(found.missing_kinds),
                "recused": list(found.recused),
                "unknown_kinds": list(found.unknown_kinds),
                "twice": list(found.twice),
                "pool": list(found.pool),
                **cited(inspection.clause),
                "why": {lang: [line[lang] for line in said] for lang in ("zh", "en")},
            }
        )
    return {"teams": told} if asked else {}


def _why(inspection: Inspection, found: TeamCheck) -> Iterator[Said]:
    labels = {kind.id: kind.label for kind in inspection.members}
    if found.allowed:
        yield both("人员组成符合要求", "the team is composed as it must be")
    if found.missing_kinds:
        zh = "、".join(labels[one].zh for one in found.missing_kinds)
        en = ", ".join(labels[one].en for one in found.missing_kinds)
        yield both(f"每组都须有：{zh}", f"every team needs: {en}")
    if found.recused:
        shown = "、".join(found.recused)
        yield both(
            f"不得检查本单位：{shown}",
            f"nobody inspects their own unit: {', '.join(found.recused)}",
        )
    if found.unknown_kinds:
        known = ", ".join(labels)
        yield both(
            f"方案没有这类成员：{'、'.join(found.unknown_kinds)}（可选：{known}）",
            f"no such kind of member: {', '.join(found.unknown_kinds)} (one of: {known})",
        )
    if found.twice:
        yield both(f"重复列入：{'、'.join(found.twice)}", f"listed twice: {', '.join(found.twice)}")
    if found.pool:
        zh = "、".join(labels[one].zh for one in found.pool)
        en = ", ".join(labels[one].en for one in found.pool)
        yield both(
            f"本组没有：{zh}（总库中有即可）", f"not in this team: {en} (the pool is enough)"
        )
    if not (
        found.allowed or found.missing_kinds or found.recused or found.unknown_kinds or found.twice
    ):
        yield both("没有成员", "the team has no members")
