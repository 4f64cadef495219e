"""Words of the command line, in the language of the terminal, before Django is there."""

import gettext as catalogues
import os
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"


def language() -> str:
    """Return "zh-hans" or "en", by LC_ALL, LC_MESSAGES and LANG in the order of POSIX."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh-hans" if value.lower().startswith("zh") else "en"
    return "en"


@cache
def _catalogue(code: str) -> catalogues.NullTranslations:
    if code == "en":
        return catalogues.NullTranslations()
    return catalogues.translation("django", LOCALE, languages=["zh_Hans"], fallback=True)


def gettext(message: str) -> str:
    """Return a sentence of the command line in the language of the terminal."""
    return _catalogue(language()).gettext(message)
