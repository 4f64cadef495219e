"""What the rules found, as a sentence in the reader's language."""

from zhiyong.intake import labels
from zhiyong.rules.explain.findings import say
from zhiyong.rules.findings import Note
from zhiyong.rules.pack.schema import Pack


def sentence(pack: Pack, note: Note) -> str:
    """Return why a finding is refused, or what it is warned of."""
    return say(pack, note)[labels.language()]
