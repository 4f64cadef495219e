"""What the rooms above offer to do about somebody whose rows reach a threshold."""

from collections.abc import Callable

from zhiyong.plans.models import Adoption
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Offer

Provider = Callable[[Adoption, str, str, Standing], Offer | None]
"""`provider(adoption, about, row, standing)`: whom it is about and a row it rests on, as
references; `row` is "" where the reader may open none. It asks the database nothing."""

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a provider of acts; once, however often it registers."""
    if provider not in _providers:
        _providers.append(provider)


def offers(adoption: Adoption, about: str, row: str, standing: Standing) -> tuple[Offer, ...]:
    """Return what somebody may do about a threshold that is reached, room by room."""
    found = (provider(adoption, about, row, standing) for provider in _providers)
    return tuple(one for one in found if one is not None)
