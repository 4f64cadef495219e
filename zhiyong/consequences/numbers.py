"""By which number a decision is cited, for whoever may see the entry but not the decision."""

from collections.abc import Callable, Collection, Iterable, Mapping

Numbers = Callable[[Collection[int]], Mapping[int, str]]
"""fn(ids) -> {id: number}, in one query."""

_kinds: dict[str, Numbers] = {}


def register(kind: str, numbers: Numbers) -> None:
    """Say how the sources of one Kind are numbered; in `AppConfig.ready`."""
    _kinds[kind] = numbers


def of(references: Iterable[str]) -> dict[str, str]:
    """Return the numbers of sources: {"decision:3": "…3号"}; those without one are left out."""
    wanted = {tuple(one.split(":", 1)) for one in references}
    found: dict[str, str] = {}
    for kind, numbers in _kinds.items():
        ids = {int(pk) for name, pk in wanted if name == kind}
        if ids:
            found |= {f"{kind}:{pk}": number for pk, number in numbers(ids).items() if number}
    return found
