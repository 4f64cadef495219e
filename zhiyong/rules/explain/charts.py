"""The part `charts`: what a chart of responsibilities leaves open."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from zhiyong.rules.charts import Chart, ChartStanding, Gap, GapCode, Post, examine
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.words import Said, as_list, both
from zhiyong.rules.pack.problems import nearest
from zhiyong.rules.pack.responsibility import Responsibility
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Ids, Words, split_list

_SAID: Mapping[GapCode, Said] = {
    "DUTY_WITHOUT_POST": both("职责“{of}”没有对应岗位", "the duty “{of}” has no post"),
    "POST_WITHOUT_HOLDER": both("岗位“{of}”没有责任人", "the post “{of}” has no holder"),
    "SEVERAL_HOLDERS": both("岗位“{of}”不止一名责任人", "the post “{of}” has several holders"),
    "NO_SUPERIOR": both("岗位“{of}”没有上一级", "nobody is above the post “{of}”"),
    "SUPERIOR_CYCLE": both("岗位“{of}”的上级最终是其自身", "the post “{of}” is above itself"),
    "HANDOVER_OPEN": both("交接“{of}”有一端没有岗位", "the handover “{of}” has an open end"),
}


def _post(value: Any) -> Any:
    """Return a post from its holder alone, its holders, or a map of both keys."""
    return value if isinstance(value, Mapping) else {"holder": [] if value is None else value}


def _duties(value: Any) -> Any:
    """Return duties with the post of each, from a map, or from a list of duties without one."""
    if isinstance(value, Mapping):
        return {str(key): None if one in ("", "null") else one for key, one in value.items()}
    parts = split_list(value)
    return dict.fromkeys(map(str, parts)) if isinstance(parts, list) else value


class AskedPost(Shape):
    """A post: who holds it, and which post is above it."""

    holder: Words = ()
    above: str | None = None


class AskedHandover(Shape):
    """Where one post hands on to another."""

    from_: str | None = Field(default=None, alias="from")
    to: str | None = None


class AskedChart(Shape):
    """A chart of the question. `top`: posts with nobody above them."""

    line: str
    posts: dict[str, Annotated[AskedPost, BeforeValidator(_post)]] = {}
    duties: Annotated[dict[str, str | None], BeforeValidator(_duties)] = {}
    handovers: Annotated[tuple[AskedHandover, ...], BeforeValidator(as_list)] = ()
    top: Ids | None = None


def answer(context: Context) -> dict[str, Any]:
    """Return what every chart leaves open."""
    told = []
    pack = context.pack
    for place, asked in enumerate(context.read_all(AskedChart, "charts")):
        if not pack.has("responsibilities", asked.line):
            known = pack.ids("responsibilities")
            context.trouble(
                f"charts.{place}.line",
                "ELEMENT_UNKNOWN",
                value=asked.line,
                what="responsibilities",
                known=nearest(asked.line, known) or ", ".join(known),
            )
            continue
        line: Responsibility = pack.element("responsibilities", asked.line)
        told.append(_told(context, line, examine(pack, line, _chart(asked))))
    return {"charts": told} if told or context.raw.get("charts") else {}


def _chart(asked: AskedChart) -> Chart:
    posts = {name: Post(one.holder, one.above) for name, one in asked.posts.items()}
    is_drawn = asked.top is not None or any(one.above for one in posts.values())
    return Chart(
        posts,
        asked.duties,
        tuple((one.from_, one.to) for one in asked.handovers),
        (asked.top or ()) if is_drawn else None,
    )


def _told(context: Context, line: Responsibility, found: ChartStanding) -> dict[str, Any]:
    said = [_say(context, gap) for gap in found.gaps] or [
        both(
            "职责、岗位、责任人、上下级和交接均无缺口", "duties, posts, holders and links are whole"
        )
    ]
    return {
        "line": line.id,
        "complete": not found.gaps,
        "gaps": [{"code": gap.code, "of": gap.of} for gap in found.gaps],
        "coverage": f"{found.covered}/{found.duties}" if found.duties else None,
        **cited(line.clause),
        "why": {lang: [one[lang] for one in said] for lang in ("zh", "en")},
    }


def _say(context: Context, gap: Gap) -> Said:
    names = (gap.of, gap.of)
    if context.pack.has("actors", gap.of):
        label = context.pack.actor(gap.of).label
        names = (label.zh, label.en)
    words = _SAID[gap.code]
    return both(words["zh"].format(of=names[0]), words["en"].format(of=names[1]))
