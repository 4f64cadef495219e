"""A chart of who answers for what: each duty has a post, each post one holder, no link is open."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from zhiyong.rules.pack.responsibility import Responsibility
from zhiyong.rules.pack.schema import Pack

GapCode = Literal[
    "DUTY_WITHOUT_POST",
    "POST_WITHOUT_HOLDER",
    "SEVERAL_HOLDERS",
    "NO_SUPERIOR",
    "SUPERIOR_CYCLE",
    "HANDOVER_OPEN",
]


@dataclass(frozen=True, slots=True)
class Post:
    """A post of the chart: who holds it, and the post above it."""

    holders: tuple[str, ...] = ()
    above: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as it was drawn up.

    duties     the post that each duty has · handovers: from which post to which
    top        posts with nobody above them; None: superiors were not drawn up
    """

    posts: Mapping[str, Post]
    duties: Mapping[str, str | None]
    handovers: tuple[tuple[str | None, str | None], ...] = ()
    top: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the chart leaves open: of which duty, post or handover."""

    code: GapCode
    of: str


@dataclass(frozen=True, slots=True)
class ChartStanding:
    """What a chart leaves open, and which share of the duties one person answers for."""

    gaps: tuple[Gap, ...]
    covered: int
    duties: int

    @property
    def coverage(self) -> Fraction | None:
        """Return the share of duties with one person, or None when there are none."""
        return Fraction(self.covered, self.duties) if self.duties else None


def posts_of(pack: Pack, line: Responsibility) -> tuple[str, ...]:
    """Return the posts that a line of the matrix names itself: each has one holder."""
    named = [*line.lead, *([line.executes] if line.executes else []), *line.cooperate]
    return tuple(
        dict.fromkeys(
            one for one in named if pack.has("actors", one) and pack.actor(one).kind == "post"
        )
    )


def examine(pack: Pack, line: Responsibility, chart: Chart) -> ChartStanding:
    """Return what a chart leaves open. Posts that the line itself names belong to it."""
    posts = {one: Post() for one in posts_of(pack, line)} | dict(chart.posts)
    gaps = [
        Gap("DUTY_WITHOUT_POST", duty) for duty, post in chart.duties.items() if post not in posts
    ]
    for name, post in posts.items():
        if not post.holders:
            gaps.append(Gap("POST_WITHOUT_HOLDER", name))
        elif len(set(post.holders)) > 1:
            gaps.append(Gap("SEVERAL_HOLDERS", name))
        if chart.top is not None and name not in chart.top:
            if post.above not in posts:
                gaps.append(Gap("NO_SUPERIOR", name))
            elif _goes_round(name, posts):
                gaps.append(Gap("SUPERIOR_CYCLE", name))
    for start, end in chart.handovers:
        if start not in posts or end not in posts:
            gaps.append(Gap("HANDOVER_OPEN", f"{start or '…'} → {end or '…'}"))
    covered = sum(
        post in posts and len(set(posts[str(post)].holders)) == 1 for post in chart.duties.values()
    )
    return ChartStanding(tuple(gaps), covered, len(chart.duties))


def _goes_round(name: str, posts: Mapping[str, Post]) -> bool:
    seen, above = {name}, posts[name].above
    while above in posts and above is not None:
        if above in seen:
            return above == name
        seen.add(above)
        above = posts[above].above
    return False
