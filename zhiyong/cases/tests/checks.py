"""What tests of acts on cases check: that a refusal changed nothing at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps

from zhiyong.matters.tests.checks import state as of_matters


def state() -> dict[str, Any]:
    """Return everything that an act on a case could change."""
    own = apps.get_app_config("cases").get_models()
    rows = {model.__name__: list(model._base_manager.order_by("pk").values()) for model in own}
    return {**of_matters(), **{f"cases.{name}": found for name, found in rows.items()}}


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Check that the block changes nothing at all."""
    before = state()
    yield
    assert state() == before
