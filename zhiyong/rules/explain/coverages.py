"""The part `coverages`: what everybody must have so often, and who has not."""

from datetime import date
from typing import Any

from pydantic import Field

from zhiyong.rules.coverage import Covered, cover
from zhiyong.rules.demerits import DemeritError, cycle_days
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.scores import Name, find, refusal, said, why
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Count, Id


class Asked(Shape):
    """Who has had it how often: see docs/reference/facts.md."""

    coverage: Id
    year: Count | None = None
    period: str | None = None
    done: dict[Name, Count] = {}
    all_: tuple[Name, ...] = Field(default=(), alias="all")


def answer(context: Context) -> dict[str, Any]:
    """Return who is left, for each coverage that is asked about."""
    if not context.raw.get("coverages"):
        return {}
    told = []
    for place, asked in enumerate(context.read_all(Asked, "coverages")):
        found = find(context, "coverages", asked.coverage, f"coverages.{place}.coverage")
        if found is None:
            continue
        head = {"coverage": found.id, "least": found.least, "every": found.every}
        try:
            last = _last_day(found.every, asked)
        except DemeritError as error:
            refused = refusal(error)
            told.append(
                {**head, "refused": [refused], **cited(found.clause), "why": why([refused["why"]])}
            )
            continue
        done = dict.fromkeys(asked.all_, 0) | asked.done
        covered = cover(done, found.least, last_day=last, today=context.today)
        told.append(
            {
                **head,
                "met": covered.met,
                "missing": list(covered.missing),
                "state": covered.state,
                "last_day": last.isoformat() if last else None,
                **cited(found.clause),
                "why": why(_why(covered, found.least)),
            }
        )
    return {"coverages": told}


def _last_day(every: str, asked: Asked) -> date | None:
    text = asked.period or (str(asked.year) if asked.year and every == "year" else None)
    return cycle_days(every, text).last if text else None


def _why(covered: Covered, least: int) -> list[dict[str, str]]:
    if covered.met:
        return [said("covered", {"least": least})]
    reasons = [said("uncovered", {"count": len(covered.missing), "least": least})]
    if covered.state in ("open", "missed"):
        reasons.append(said(f"coverage_{covered.state}"))
    return reasons
