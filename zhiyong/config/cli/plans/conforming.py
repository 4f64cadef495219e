"""`zhiyong plan conformance` and `zhiyong plan schema`: how far plans work, and their format."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

import zhiyong
from zhiyong.config.cli.plans.common import AsJson, folders, near
from zhiyong.config.console import gettext as _
from zhiyong.rules.pack import Pack, PackErrors, load_pack
from zhiyong.rules.pack.conformance import (
    STATES,
    Shown,
    as_page,
    conformance,
    counts,
    marked_tests,
)
from zhiyong.rules.pack.json_schema import schema_text

CONFORMANCE_HELP = _("Count the clauses of each plan that work, are only data, or are planned.")
SCHEMA_HELP = _("Print the JSON Schema of a pack, for editors.")


def conforming(
    as_json: AsJson = False,
    clauses: Annotated[
        bool, typer.Option("--clauses", help=_("With each clause, its elements and tests."))
    ] = False,
    write: Annotated[
        Path | None, typer.Option(help=_("Write docs/reference/conformance.md there."))
    ] = None,
) -> None:
    """Print how many clauses of each plan stand in each state."""
    plans = all_plans()
    if write is not None:
        write.write_text(as_page(plans), encoding="utf-8")
        typer.echo(near(write))
    elif as_json:
        typer.echo(json.dumps(_as_data(plans, clauses), ensure_ascii=False, indent=2))
    else:
        _show(plans, clauses)


def all_plans() -> dict[str, tuple[Pack, list[Shown]]]:
    """Return every shipped plan with how far each of its clauses works."""
    root = Path(zhiyong.__file__).parent.parent
    tests = marked_tests(root)
    rooms = {path.parent.name for path in (root / "zhiyong").glob("*/__init__.py")}
    plans = {}
    for folder in folders(None):
        try:
            pack = load_pack(folder)
        except PackErrors:
            continue  # its check tells why
        plans[pack.plan] = (pack, conformance(pack, tests, rooms))
    return plans


def schema() -> None:
    """Print the schema."""
    typer.echo(schema_text(), nl=False)


def _show(plans: dict[str, tuple[Pack, list[Shown]]], clauses: bool) -> None:
    names = [_("works"), _("data only"), _("planned"), _("principle"), _("missing"), _("clauses")]
    typer.echo(f"{'':32}" + "".join(f"{name:>12}" for name in names))
    total = dict.fromkeys([*STATES, "total"], 0)
    for plan, (_pack, found) in plans.items():
        numbers = counts(found)
        total = {name: total[name] + numbers[name] for name in total}
        typer.echo(f"{plan:32}" + "".join(f"{number:>12}" for number in numbers.values()))
        for one in found if clauses else ():
            typer.echo(f"  {one.clause}  {one.said:22}  {', '.join(one.elements)}")
            for test in one.tests:
                typer.echo(f"      {test}")
    typer.echo(f"{'':32}" + "".join(f"{number:>12}" for number in total.values()))


def _as_data(plans: dict[str, tuple[Pack, list[Shown]]], clauses: bool) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for plan, (_pack, found) in plans.items():
        told[plan] = dict(counts(found))
        if clauses:
            told[plan]["clauses"] = [
                {
                    "id": one.clause,
                    "state": one.said,
                    "elements": list(one.elements),
                    "tests": list(one.tests),
                }
                for one in found
            ]
    return told
