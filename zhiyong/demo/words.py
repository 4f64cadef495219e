"""What the citizens of the demo city write, composed so that no two say quite the same."""

import random
from dataclasses import dataclass

from zhiyong.demo.source import data

NUMBERS = "三五六八"


@dataclass(frozen=True, slots=True)
class Story:
    """One thing to report: of which kind and category, and in what words."""

    input_class: str
    category: str
    text: str
    slots: dict[str, str]


def story(throw: random.Random, unit: str, kind: str) -> Story:
    """Return a story about a unit, of one of the plan's kinds."""
    words = data("words")
    slots = {
        "unit": unit,
        "matter": throw.choice(_matters(words["matters"], unit)),
        "place": throw.choice(words["places"]),
        "when": throw.choice(words["whens"]),
        "who": throw.choice(words["who"]),
        "days": str(throw.randint(8, 90)),
        "times": throw.choice(NUMBERS),
    }
    category = ""
    match kind:
        case "claim_petition":
            middle = [throw.choice(words["claims"])]
        case "suggestion":
            return Story(kind, "", throw.choice(words["suggestions"]).format(**slots), slots)
        case "inquiry":
            return Story(kind, "", throw.choice(words["inquiries"]).format(**slots), slots)
        case _kind:
            category = throw.choice(list(words["topics"]))
            said = words["topics"][category]
            middle = throw.sample(said, k=min(len(said), throw.choice((1, 1, 2))))
    parts = [throw.choice(words["openings"]), *middle]
    if throw.random() < 0.8:
        parts.append(throw.choice(words["endings"]))
    return Story(kind, category, "".join(parts).format(**slots), slots)


def _matters(by_name: dict[str, list[str]], unit: str) -> list[str]:
    """Return what somebody may want of a unit: what fits its name."""
    return next((fitting for part, fitting in by_name.items() if part in unit), by_name["其他"])


def result_of(outcome: str) -> str:
    """Return an outcome as a reply says it."""
    said: str = data("words")["results"].get(outcome, "已经核查")
    return said


def sentence(throw: random.Random, name: str, slots: dict[str, str], outcome: str = "") -> str:
    """Return one of the sentences of a list, filled in."""
    text: str = throw.choice(data("words")[name])
    return text.format(**slots, result=result_of(outcome))
