"""The part `responsibilities`: who leads, executes, answers and cooperates for a category."""

from typing import Any

from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.words import both, of_label
from zhiyong.rules.pack.responsibility import Responsibility
from zhiyong.rules.responsibilities import lines_for


def answer(context: Context) -> dict[str, Any]:
    """Return the lines of the matrix for `finding.category`, when it is given."""
    category = context.facts.get("finding.category")
    pack = context.pack
    if not isinstance(category, str) or not pack.has("taxonomy", category):
        return {}
    if not any(line.categories for line in pack.responsibilities):
        return {}
    return {
        "responsibilities": {line.id: _told(context, line) for line in lines_for(pack, category)}
    }


def _told(context: Context, line: Responsibility) -> dict[str, Any]:
    def names(parties: tuple[str, ...], lang: str) -> str:
        joint = "、" if lang == "zh" else ", "
        return joint.join(context.pack.party(one).label.say(lang) for one in parties)

    zh = [f"由{names(line.lead, 'zh')}牵头"] if line.lead else []
    en = [f"led by {names(line.lead, 'en')}"] if line.lead else []
    if line.executes:
        zh.append(f"{names((line.executes,), 'zh')}具体实施")
        en.append(f"executed by {names((line.executes,), 'en')}")
    zh.append(f"{names(line.cooperate, 'zh')}配合" if line.cooperate else "无配合单位")
    en.append(f"with {names(line.cooperate, 'en')}" if line.cooperate else "nobody cooperates")
    return {
        "lead": list(line.lead),
        "executes": line.executes,
        "responsible": of_label(line.responsible) if line.responsible else None,
        "cooperate": list(line.cooperate),
        "falls_on": list(line.falls_on),
        "acts": [one.id for one in line.acts],
        "per": line.per,
        **cited(line.clause),
        "why": both("，".join(zh), ", ".join(en)),
    }
