"""Checks of votes, scores and figures: sums, grades, options, columns."""

from collections.abc import Iterator
from fractions import Fraction

from zhiyong.rules.pack.appraisal import Appraisal
from zhiyong.rules.pack.checking import Checker, Path
from zhiyong.rules.pack.problems import Problem, nearest
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import say_number

ROW_FIELDS = (
    "from",
    "until",
    "kind",
    "excused",
    "rank",
    "of",
    "due",
    "done",
    "since",
    "year",
    "on",
    "subject",
)
"""What a row of a register may state whatever fields the pack lists."""


def shares_add_up(checker: Checker) -> Iterator[Problem]:
    """Yield quotas and weights that do not sum to the whole, and grades that no scale has."""
    for place, appraisal in enumerate(checker.pack.appraisals):
        at, name = ("appraisals", place), f"appraisals.{appraisal.id}"
        yield from _quota(checker, appraisal, at, name)
        yield from _weights(checker, appraisal, at, name)


def _quota(checker: Checker, appraisal: Appraisal, at: Path, name: str) -> Iterator[Problem]:
    if appraisal.quota is None:
        return
    shares = appraisal.quota.shares
    total = sum((one.share for one in shares), Fraction(0))
    at, name = (*at, "quota", "shares"), f"{name}.quota.shares"
    if total != 1:
        said = " + ".join(say_number(one.share, share=True) for one in shares)
        params = {"shares": said, "total": say_number(total, share=True)}
        yield checker.problem("QUOTA_SUM", at, name, params)
    known = _grades(checker.pack, appraisal)
    for one in shares if known else ():
        if one.grade not in known:
            params = {"grade": one.grade, "known": ", ".join(known)}
            yield checker.problem("GRADE_UNKNOWN", at, name, params)


def _weights(checker: Checker, appraisal: Appraisal, at: Path, name: str) -> Iterator[Problem]:
    weights = [one.weight for one in appraisal.components]
    known = [one for one in weights if isinstance(one, Fraction)]
    if not weights or not appraisal.whole or not known:
        return
    total = sum(known, Fraction(0))
    wholes = {Fraction(1), Fraction(100)}
    if appraisal.marked_in == "points" and appraisal.top:
        wholes.add(appraisal.top)
    is_wrong = total not in wholes if len(known) == len(weights) else total > max(wholes)
    if is_wrong:
        said = " + ".join(say_number(one) for one in known)
        params = {"weights": said, "total": say_number(total)}
        at, name = (*at, "components"), f"{name}.components"
        yield checker.problem("WEIGHT_SUM", at, name, params)


def _grades(pack: Pack, appraisal: Appraisal) -> tuple[str, ...]:
    if appraisal.scale is None or not pack.has("scales", appraisal.scale):
        return ()
    return tuple(choice.id for choice in pack.element("scales", appraisal.scale).values)


def ballots_count(checker: Checker) -> Iterator[Problem]:
    """Yield each pass mark or supplied share of options that the ballot does not have."""
    for place, ballot in enumerate(checker.pack.ballots):
        known = tuple(option.id for option in ballot.options)
        named = [("passes", ballot.passes.options)] if ballot.passes else []
        named += [("gives", one.options) for one in ballot.gives]
        for key, options in named:
            for wrong in (one for one in options if known and one not in known):
                at, name = ("ballots", place, key), f"ballots.{ballot.id}.{key}"
                params = {"id": wrong, "known": ", ".join(known)}
                yield checker.problem("OPTION_UNKNOWN", at, name, params)
        passes = ballot.passes
        if passes and (passes.over is None) == (passes.at_least is None):
            at, name = ("ballots", place, "passes"), f"ballots.{ballot.id}.passes"
            yield checker.problem("PASS_MARK", at, name)
        shares = [("quorum", ballot.quorum)]
        shares += [("passes", one) for one in (passes.over, passes.at_least)] if passes else []
        for key, share in shares:
            if isinstance(share, Fraction) and not 0 <= share <= 1:
                at, name = ("ballots", place, key), f"ballots.{ballot.id}.{key}"
                yield checker.problem("SHARE_RANGE", at, name, {"key": key})


def rankings_have_a_subject(checker: Checker) -> Iterator[Problem]:
    """Yield each ranking of something that the pack does not have."""
    pack = checker.pack
    sections = (
        "appraisals",
        "accounts",
        "ballots",
        "indicators",
        "statistics",
        "figures",
        "facts",
        "registers",
    )
    for place, ranking in enumerate(pack.rankings):
        if not any(pack.has(section, ranking.of) for section in sections):
            at, name = ("rankings", place, "of"), f"rankings.{ranking.id}.of"
            yield checker.no_such(sections, ranking.of, at, name)


def figures_have_columns(checker: Checker) -> Iterator[Problem]:
    """Yield each figure taken from a column that its register does not have, or from no window."""
    pack = checker.pack
    for place, figure in enumerate(pack.figures):
        at, name = ("figures", place), f"figures.{figure.id}"
        if figure.window.kind == "rolling" and figure.window.term is None:
            yield checker.problem("WINDOW_TERM", (*at, "window"), f"{name}.window")
        if not pack.has("registers", figure.from_):
            continue
        fields = {one.id: one for one in pack.element("registers", figure.from_).fields}
        known = (*fields, *ROW_FIELDS)
        asked = [("field", figure.field)] if figure.field else []
        asked += [("matching", one.field) for one in figure.matching]
        for key, column in asked:
            if column not in known:
                near = nearest(column, known)
                params = {"id": column, "register": figure.from_, "known": ", ".join(fields)}
                code = "COLUMN_UNKNOWN_NEAR" if near else "COLUMN_UNKNOWN"
                params["near"] = near
                yield checker.problem(code, (*at, key), f"{name}.{key}", params)
        for one in figure.matching:
            values = [value.id for value in fields[one.field].values] if one.field in fields else []
            for wrong in (value for value in one.is_in if values and value not in values):
                params = {"id": wrong, "field": one.field, "known": ", ".join(values)}
                yield checker.problem("COLUMN_VALUE", (*at, "matching"), f"{name}.matching", params)
