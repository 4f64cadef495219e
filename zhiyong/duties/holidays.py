"""Names of the public holidays, in English."""

from zhiyong.plans.wording import language

ENGLISH = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明": "Tomb-sweeping Day",
    "清明节": "Tomb-sweeping Day",
    "劳动节": "Labour Day",
    "端午": "Dragon Boat Festival",
    "端午节": "Dragon Boat Festival",
    "中秋": "Mid-autumn Festival",
    "中秋节": "Mid-autumn Festival",
    "国庆节": "National Day",
    "国庆节、中秋节": "National Day and Mid-autumn Festival",
    "抗战胜利日": "Victory Day",
}


def holiday(name: str) -> str:
    """Return the name of a holiday in the language of the reader; as it stands if none is known."""
    return name if language() == "zh" else ENGLISH.get(name, name)
