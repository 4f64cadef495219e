"""Approval chains, papers, numbers."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.plans.outline.base import (
    Section,
    filled,
    section,
)
from zhiyong.plans.wording import label, language, parties
from zhiyong.rules.pack.schema import Pack


def papers(pack: Pack) -> list[Section]:
    """Return approval chains, slips and number series."""
    return filled(
        section(pack, "approvals", _("Approval chains"), _chain),
        section(pack, "slips", _("Papers"), _slip),
        section(pack, "series", _("Number series"), _series),
    )


def _chain(pack: Pack, chain: Any) -> Iterator[str]:
    lang = language()
    yield " → ".join(
        f"{step.label.say(lang)} ({parties(pack, _signers(step))})"
        if lang != "zh"
        else f"{step.label.say(lang)}（{parties(pack, _signers(step))}）"
        for step in chain.steps
    )
    for step in chain.steps:
        if step.jointly and step.dissent == "goes_on":
            yield _("Signed jointly; who disagrees says why, and it goes on.")
        elif step.jointly:
            yield _("Signed jointly; it goes on only when all agree.")
    if chain.on_paper:
        yield _("A signed sheet may stand for steps on screen.")


def _signers(step: Any) -> tuple[str, ...]:
    signers: tuple[str, ...] = step.signers if step.jointly else (step.actor,)
    return signers


def _slip(pack: Pack, slip: Any) -> Iterator[str]:
    if slip.to:
        yield _("To: {body}").format(body=parties(pack, slip.to))
    if slip.series:
        yield _("Number: {pattern}").format(pattern=pack.number_series(slip.series).pattern)
    if slip.approval:
        yield _("Approval: {chain}").format(chain=label(pack, "approvals", slip.approval))
    if slip.served:
        yield _("Its service is proved.")


def _series(_pack: Pack, series: Any) -> Iterator[str]:
    begins = _("begins anew each year") if series.reset == "yearly" else _("never begins anew")
    yield f"{series.pattern} · {begins}"
