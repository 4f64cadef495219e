"""What in a text may give away who complained: by its form, and by what the subject's room knows.

Names of complainants are sealed, and nothing here can open them. The text is shown back with what
was found, to whoever is about to publish it.
"""

from zhiyong.publicity import subjects
from zhiyong.shell.giveaways import giveaways

MOST = 10


def found_in(title: str, text: str, reference: str) -> list[str]:
    """Return the places of a text that may tell who complained, each once."""
    whole = f"{title}\n{text}"
    places = [*(one.words for one in giveaways(whole)), *subjects.watched(whole, reference)]
    return list(dict.fromkeys(places))[:MOST]
