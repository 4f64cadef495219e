"""The rules, beside other engines: one decision with reasons, a whole civil service, all plans.

    python bench/rules.py [--part decision batch check] [--people 10000 100000 1000000]
    pip install ".[bench]"    the engines beside which it runs

decision  one table of forty rows, three conditions each, asked for one set of facts after another.
          Zhiyong answers every row (met, not met, not known) and tells each limb of each row that
          is met, with what was found; zen-engine runs with its trace, which tells the rows met;
          business-rules runs the actions of the rows met, which tell their own names.
batch     all leads and all measures of s3 over so many people, every tenth with a measure before:
          polars columns beside openfisca-core, for which the same conditions are written as
          formulas over numpy arrays. Time from the facts in memory to all answers; memory is what
          the peak of the process grew by. At the smallest number both answer the same, row by row.
check     every plan read and checked anew.

Times are the best of the rounds, which take turns: other work on the machine only adds to them.
Of decisions it is the time of the processor, since each engine uses one core.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from common import ROOT, ms, say, seconds

from zhiyong.rules.conditions import All, Limb, Node, Not, Truth, evaluate
from zhiyong.rules.facts import Fact, Facts, Ratio, Vocabulary
from zhiyong.rules.ladder import earlier_span, ladder_of
from zhiyong.rules.leads import find_leads
from zhiyong.rules.pack import check_pack, load_pack
from zhiyong.rules.pack.schema import Pack

DAY, MONTH = date(2021, 12, 31), "2021-12"
S3 = ROOT / "packs" / "s3-city-zhiyong"
ROWS, QUESTIONS = 40, 400


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", nargs="*", default=["decision", "batch", "check"])
    parser.add_argument("--people", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        engine, count = asked.child
        print(json.dumps(in_a_process(engine, int(count), asked.rounds)))
        return
    if "decision" in asked.part:
        decision(asked.rounds)
    if "batch" in asked.part:
        batch(asked.people, asked.rounds)
    if "check" in asked.part:
        check(asked.rounds)


# ── one decision ──────────────────────────────────────────────────────────────────────────

KINDS = ("organ", "institution", "vertical", "other")


def decision(rounds: int) -> None:
    """Print how many decisions a second each engine makes, after they agreed on all of them."""
    pack, asked = table(), questions()
    acts: dict[str, Callable[[Mapping[str, Any]], object]] = {
        "Zhiyong, states alone": lambda one: [
            lead.state for lead in find_leads(pack, one["facts"])
        ],
        "Zhiyong, with reasons": lambda one: with_reasons(pack, one["facts"]),
        "zen-engine, with trace": zen_engine(),
        "zen-engine, no trace": zen_engine(trace=False),
        "business-rules": business_rules(),
    }
    agree(acts, asked)
    found: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds + 1):
        for name, act in acts.items():
            began = time.process_time()
            for one in asked:
                act(one)
            found[name].append(time.process_time() - began)
    rates = {name: len(asked) / min(times[1:]) for name, times in found.items()}
    ours = rates["Zhiyong, with reasons"]
    say("decisions a second", "rate", "ours ÷ it", "µs each", first=30)
    for name, rate in rates.items():
        say(f"  {name}", f"{rate:,.0f}", f"{ours / rate:.2f}", f"{1e6 / rate:.0f}", first=30)


def numbers(row: int) -> tuple[int, int, str]:
    """Return what a row asks for: more than so many hundredths, so many days, this kind."""
    return row * 2 % 50, row * 3 % 40, KINDS[row % len(KINDS)]


def table() -> Pack:
    """Return the table as leads of a small plan."""
    text = {"zh": "表", "en": "Table"}
    leads = []
    for row in range(ROWS):
        share, days, kind = numbers(row)
        limbs = [
            {"fact": "share", "over": f"{share}%", "clause": f"{row}.1"},
            {"fact": "days", "over": days, "clause": f"{row}.2"},
            {"fact": "kind", "is": kind, "clause": f"{row}.3"},
        ]
        leads.append(
            {
                "id": f"r{row}",
                "label": text,
                "clause": str(row),
                "of": "unit",
                "when": {"all": limbs},
            }
        )
    choices = [{"id": kind, "label": text} for kind in KINDS]
    return Pack.model_validate(
        {
            "plan": "table",
            "title": text,
            "short_title": text,
            "source": {"document": "none"},
            "region": {"level": "city", "label": text},
            "in_force": {},
            "facts": [
                {"id": "share", "label": text, "kind": "share"},
                {"id": "days", "label": text, "kind": "number"},
                {"id": "kind", "label": text, "kind": "choice", "values": choices},
            ],
            "leads": leads,
        }
    )


def questions() -> list[dict[str, Any]]:
    """Return facts in the form of each engine: counted shares, and hundredths for the others."""
    draw = random.Random(1)
    asked = []
    for _ in range(QUESTIONS):
        share, days, kind = draw.randrange(101), draw.randrange(60), draw.choice(KINDS)
        asked.append(
            {
                "facts": {"share": Ratio(share, 100), "days": days, "kind": kind},
                "plain": {"share": share, "days": days, "kind": kind},
            }
        )
    return asked


def with_reasons(pack: Pack, facts: Facts) -> list[Any]:
    """Return every row with its state, and of the rows met every limb, found value and clause."""
    return [
        (lead.state, lead.limbs, lead.clauses) if lead.state == "met" else (lead.state, (), ())
        for lead in find_leads(pack, facts)
    ]


def zen_engine(*, trace: bool = True) -> Callable[[Mapping[str, Any]], list[str]]:
    """Return the table as a decision of zen-engine that collects the rows met."""
    import zen

    rules = []
    for row in range(ROWS):
        share, days, kind = numbers(row)
        rules.append(
            {
                "_id": f"r{row}",
                "a": f"> {share}",
                "b": f"> {days}",
                "c": f'"{kind}"',
                "o": f'"r{row}"',
            }
        )
    fields = zip("abc", ("share", "days", "kind"), strict=True)
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": one, "name": name, "field": name} for one, name in fields],
        "outputs": [{"id": "o", "name": "row", "field": "row"}],
        "rules": rules,
    }
    place = {"x": 0, "y": 0}
    nodes = [
        {"id": "i", "name": "i", "type": "inputNode", "position": place},
        {
            "id": "t",
            "name": "t",
            "type": "decisionTableNode",
            "position": place,
            "content": content,
        },
        {"id": "o", "name": "o", "type": "outputNode", "position": place},
    ]
    edges = [
        {"id": f"{a}{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in ("it", "to")
    ]
    graph = {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}
    made = zen.ZenEngine().create_decision(json.dumps(graph))

    def act(one: Mapping[str, Any]) -> list[str]:
        answer = made.evaluate(one["plain"], {"trace": trace})
        return [row["row"] for row in answer["result"] or []]

    return act


def business_rules() -> Callable[[Mapping[str, Any]], list[str]]:
    """Return the table as rules whose actions note the rows met."""
    from business_rules import run_all  # type: ignore[import-not-found]
    from business_rules.actions import BaseActions, rule_action  # type: ignore[import-not-found]
    from business_rules.fields import FIELD_TEXT  # type: ignore[import-not-found]
    from business_rules.variables import (  # type: ignore[import-not-found]
        BaseVariables,
        numeric_rule_variable,
        string_rule_variable,
    )

    class Variables(BaseVariables):  # type: ignore[misc]
        def __init__(self, given: Mapping[str, Any]) -> None:
            self.given = given

        @numeric_rule_variable  # type: ignore[misc]
        def share(self) -> int:
            return int(self.given["share"])

        @numeric_rule_variable  # type: ignore[misc]
        def days(self) -> int:
            return int(self.given["days"])

        @string_rule_variable  # type: ignore[misc]
        def kind(self) -> str:
            return str(self.given["kind"])

    class Actions(BaseActions):  # type: ignore[misc]
        def __init__(self) -> None:
            self.rows: list[str] = []

        @rule_action(params={"row": FIELD_TEXT})  # type: ignore[misc]
        def note(self, row: str) -> None:
            self.rows.append(row)

    rules = []
    for row in range(ROWS):
        share, days, kind = numbers(row)
        asked = [
            ("share", "greater_than", share),
            ("days", "greater_than", days),
            ("kind", "equal_to", kind),
        ]
        limbs = [{"name": name, "operator": how, "value": value} for name, how, value in asked]
        rules.append(
            {
                "conditions": {"all": limbs},
                "actions": [{"name": "note", "params": {"row": f"r{row}"}}],
            }
        )

    def act(one: Mapping[str, Any]) -> list[str]:
        actions = Actions()
        run_all(
            rule_list=rules,
            defined_variables=Variables(one["plain"]),
            defined_actions=actions,
            stop_on_first_trigger=False,
        )
        return actions.rows

    return act


def agree(
    acts: Mapping[str, Callable[[Mapping[str, Any]], object]], asked: list[dict[str, Any]]
) -> None:
    """Stop if two engines find different rows for one set of facts."""
    for one in asked:
        states: Any = acts["Zhiyong, states alone"](one)
        ours = [f"r{row}" for row, state in enumerate(states) if state == "met"]
        for name in ("zen-engine, with trace", "zen-engine, no trace", "business-rules"):
            if acts[name](one) != ours:
                raise SystemExit(f"{name} finds other rows for {one['plain']}")


# ── a whole civil service ─────────────────────────────────────────────────────────────────


def batch(people: list[int], rounds: int) -> None:
    """Print the time and memory of both engines for each number of people."""
    pack = load_pack(S3)
    say(
        f"{len(pack.leads)} leads, {len(pack.ladder)} rungs of {len(pack.measures)} measures",
        "Zhiyong s",
        "openfisca s",
        "ratio",
        "Zhiyong MB",
        "openfisca MB",
        first=42,
        width=13,
    )
    for count in people:
        found = {engine: child(engine, count, rounds) for engine in ("ours", "openfisca")}
        ours, theirs = found["ours"], found["openfisca"]
        if ours["digest"] != theirs["digest"]:
            raise SystemExit(f"the answers for {count} people differ")
        say(
            f"  {count:,} people",
            f"{ours['seconds']:.3f}",
            f"{theirs['seconds']:.3f}",
            f"{theirs['seconds'] / ours['seconds']:.1f}",
            f"{ours['megabytes']:.0f}",
            f"{theirs['megabytes']:.0f}",
            first=42,
            width=13,
        )


def child(engine: str, count: int, rounds: int) -> dict[str, Any]:
    """Run one engine in a process of its own, so that its peak of memory is its own."""
    words = [sys.executable, __file__, "--child", engine, str(count), "--rounds", str(rounds)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=os.environ)
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def in_a_process(engine: str, count: int, rounds: int) -> dict[str, Any]:
    """Return the best time, what the peak of memory grew by, and a digest of all answers."""
    pack = load_pack(S3)
    drawn = people_of(pack, count)
    act = {"ours": columns, "openfisca": openfisca}[engine](pack, drawn, count)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the peak so far
    before = memory("VmRSS")
    times = []
    answers: Any = None
    for _ in range(rounds + 1):  # the first one is not counted
        answers = None
        began = time.perf_counter()
        answers = act()
        times.append(time.perf_counter() - began)
    grown = memory("VmHWM") - before
    return {
        "seconds": min(times[1:]),
        "megabytes": grown / 1024,
        "digest": digest(answers),
    }


def memory(name: str) -> int:
    """Return a figure of this process's memory in KiB, as Linux keeps it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def digest(answers: Mapping[str, Any]) -> str:
    """Return one text for all answers, whoever gave them: codes of each row, name by name."""
    import hashlib

    found = hashlib.sha256()
    for name in sorted(answers):
        found.update(name.encode())
        found.update(answers[name].astype("uint8").tobytes())
    return found.hexdigest()


def people_of(pack: Pack, count: int) -> dict[str, Any]:
    """Return facts as numpy arrays, a tenth of each not known, and one measure for a tenth."""
    import numpy

    draw = numpy.random.default_rng(1)
    drawn: dict[str, Any] = {}
    for name, fact in pack.vocabulary.facts.items():
        if fact.many or fact.kind == "text":
            continue
        drawn[name, "known"] = draw.random(count) > 0.1
        if fact.kind == "share":
            drawn[name, "part"] = draw.integers(0, 60, count)
            drawn[name, "base"] = draw.integers(40, 90, count)
        elif fact.kind == "flag":
            drawn[name, "value"] = draw.random(count) < 0.3
        else:
            most = {"number": 220, "day": 700}.get(fact.kind, len(pack.vocabulary.choices[name]))
            start = DAY.toordinal() - 350 if fact.kind == "day" else 0
            drawn[name, "value"] = draw.integers(start, start + most, count)
    drawn["had", "known"] = draw.random(count) < 0.1
    drawn["had", "measure"] = draw.integers(0, max(1, len(pack.measures)), count)
    drawn["had", "ago"] = draw.integers(-10, 700, count)
    drawn["had", "linked"] = draw.random(count) < 0.2
    drawn["had", "revoked"] = draw.random(count) < 0.1
    return drawn


def columns(pack: Pack, drawn: Mapping[Any, Any], count: int) -> Callable[[], dict[str, Any]]:
    """Return the batch over polars columns."""
    import numpy
    import polars as pl

    from zhiyong.rules.columns import HISTORY, lead_states, measure_states

    del count
    made: dict[str, pl.Series] = {}
    for name, fact in pack.vocabulary.facts.items():
        if (name, "known") not in drawn:
            continue
        known = pl.Series(drawn[name, "known"])
        for part in ("value", "part", "base"):
            if (name, part) not in drawn:
                continue
            column = name if part == "value" else f"{name}.{part}"
            series = named(pack.vocabulary, fact, drawn[name, part])
            made[column] = pl.select(pl.when(known).then(series)).to_series()
    frame = pl.DataFrame(made)
    who = numpy.flatnonzero(drawn["had", "known"])
    names = numpy.array(pack.ids("measures") or ("none",))
    had = pl.DataFrame(
        {
            "row": pl.Series(who),
            "measure": pl.Series(names[drawn["had", "measure"][who]].tolist()),
            "on": pl.Series([DAY - timedelta(days=int(one)) for one in drawn["had", "ago"][who]]),
            "linked": pl.Series(drawn["had", "linked"][who]),
            "revoked": pl.Series(drawn["had", "revoked"][who]),
        },
        schema_overrides=HISTORY,
    )
    codes = {
        "unmet": 0,
        "refused": 0,
        "unknown": 1,
        "met": 2,
        "allowed": 2,
        "excused": 3,
        "guarded": 4,
    }

    def act() -> dict[str, Any]:
        found = {}
        for kind, states in (
            ("lead", lead_states(pack, frame)),
            ("measure", measure_states(pack, frame, had, DAY)),
        ):
            for name in states.columns:
                found[f"{kind} {name}"] = states[name]
        return found

    return lambda: Answers(act(), codes)  # type: ignore[return-value]


class Answers(dict[str, Any]):
    """Answers in columns; they become numbers when they are compared, which is not timed."""

    def __init__(self, found: Mapping[str, Any], codes: Mapping[str, int]) -> None:
        super().__init__(found)
        self.codes = codes

    def __getitem__(self, name: str) -> Any:
        """Return one column as numbers."""
        import polars as pl

        states = super().__getitem__(name)
        codes = {state: self.codes[state] for state in states.dtype.categories.to_list()}
        return states.replace_strict(codes, return_dtype=pl.UInt8).to_numpy()


def named(vocabulary: Vocabulary, fact: Fact, values: Any) -> Any:
    """Return drawn values as a column of their kind."""
    import polars as pl

    if fact.kind in ("choice", "scale"):
        names = [choice.id for choice in vocabulary.choices[fact.id]]
        wide = pl.DataFrame({"place": values})
        listed = pl.DataFrame(
            {"place": range(len(names)), "name": pl.Series(names, dtype=pl.Enum(names))}
        )
        return wide.join(listed, on="place", how="left", maintain_order="left")["name"]
    if fact.kind == "day":
        epoch = date(1970, 1, 1).toordinal()
        return pl.Series(values - epoch, dtype=pl.Int32).cast(pl.Date)
    return pl.Series(values)


def openfisca(pack: Pack, drawn: Mapping[Any, Any], count: int) -> Callable[[], dict[str, Any]]:
    """Return the batch as a system of openfisca: each lead and measure a variable with a formula.

    It has no unknown, so every fact has a second variable that says whether it is known, and
    formulas work with 0 not met, 1 not known, 2 met: all is the least, any the greatest.
    """
    from openfisca_core.entities import build_entity  # type: ignore[import-not-found]
    from openfisca_core.periods import DateUnit  # type: ignore[import-not-found]
    from openfisca_core.simulation_builder import SimulationBuilder  # type: ignore[import-not-found]
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem  # type: ignore[import-not-found]
    from openfisca_core.variables import Variable  # type: ignore[import-not-found]

    person = build_entity(key="person", plural="persons", label="", is_person=True)
    system = TaxBenefitSystem([person])
    inputs: dict[str, Any] = {}

    def add(name: str, kind: type, formula: Callable[..., Any] | None = None) -> None:
        body: dict[str, Any] = {
            "value_type": kind,
            "entity": person,
            "definition_period": DateUnit.MONTH,
            "label": name,
        }
        if formula is not None:
            body["formula"] = formula
        system.add_variable(type(name, (Variable,), body))

    for (name, part), values in drawn.items():
        variable = plain(f"{name} {part}")
        add(variable, bool if values.dtype == bool else int)
        inputs[variable] = values
    outputs = {}
    for name, formula in formulas(pack):
        add(plain(name), int, formula)
        outputs[name] = plain(name)

    def act() -> dict[str, Any]:
        simulation = SimulationBuilder().build_default_simulation(system, count)
        for variable, values in inputs.items():
            simulation.set_input(variable, MONTH, values)
        return {name: simulation.calculate(one, MONTH) for name, one in outputs.items()}

    return act


def plain(name: str) -> str:
    """Return a name as Python writes one."""
    return "".join(sign if sign.isalnum() else "_" for sign in name)


Formula = Callable[[Any, Any], Any]


def formulas(pack: Pack) -> Iterator[tuple[str, Formula]]:
    """Yield each lead and measure of the plan as a formula over numpy arrays."""
    for lead in pack.leads:
        yield f"lead {lead.id}", lead_formula(pack, lead)
    ladder = ladder_of(pack)
    for row in ladder.rows.values():
        factors = [plain(f"{fact} known") for _, fact in ladder.factors]
        yield f"measure {row.measure.id}", measure_formula(pack, row, factors)


def lead_formula(pack: Pack, lead: Any) -> Formula:
    """Return a lead as a formula: 3 excused, 4 guarded."""
    import numpy as np

    when = formula_of(pack.vocabulary, lead.when)
    excused = formula_of(pack.vocabulary, lead.excused) if lead.excused else None
    unless = formula_of(pack.vocabulary, lead.unless) if lead.unless else None

    def act(person: Any, period: Any) -> Any:
        code = when(person, period)
        met, found = code == 2, code
        if excused is not None:
            found = np.where(met & (excused(person, period) == 2), 3, found)
        if unless is not None:
            found = np.where(met & (unless(person, period) == 2), 4, found)
        return found

    return act


def measure_formula(pack: Pack, row: Any, factors: list[str]) -> Formula:
    """Return a measure as a formula: its rungs, who is eligible, the ratings that come first."""
    import numpy as np

    rungs = [(step.forbids, rung_of(pack, step)) for step in row.steps]
    eligible = formula_of(pack.vocabulary, row.measure.eligible) if row.measure.eligible else None

    def act(person: Any, period: Any) -> Any:
        code = np.full(person.count, row.open)
        for forbids, rung in rungs:
            if not forbids:
                code = np.maximum(code, rung(person, period))
        for forbids, rung in rungs:
            if forbids:
                code = np.where(rung(person, period) == 2, 0, code)
        if eligible is not None:
            code = np.minimum(code, eligible(person, period))
        for factor in factors:
            code = np.where(person(factor, period), code, np.minimum(code, 1))
        return code

    return act


def rung_of(pack: Pack, step: Any) -> Formula:
    """Return a rung as a formula: its condition, and the measure before it."""
    import numpy as np

    when = formula_of(pack.vocabulary, step.rung.when) if step.rung.when else None
    if step.earlier is None:
        return when or (lambda person, _: np.full(person.count, 2))
    wanted = [pack.ids("measures").index(one) for one in step.earlier.any_of]
    days = [DAY - timedelta(days=ago) for ago in range(699, -11, -1)]
    span, code_of_span = earlier_span(step.earlier, days, DAY, None)
    codes = np.zeros(len(days), dtype=int)
    codes[span] = code_of_span
    codes = codes[::-1]

    def act(person: Any, period: Any) -> Any:
        there = person("had_known", period) & ~person("had_revoked", period)
        if not step.linked:
            there = there & ~person("had_linked", period)
        there = there & np.isin(person("had_measure", period), wanted)
        code = np.where(there, codes[person("had_ago", period) + 10], 0)
        return code if when is None else np.minimum(code, when(person, period))

    return act


def formula_of(vocabulary: Vocabulary, node: Node) -> Formula:
    """Return a condition as a formula."""
    import numpy as np

    if isinstance(node, Limb):
        return limb_of(vocabulary, node)
    parts = [formula_of(vocabulary, part) for part in node.parts]
    if isinstance(node, Not):
        return lambda person, period: 2 - parts[0](person, period)
    joined = np.minimum if isinstance(node, All) else np.maximum

    def act(person: Any, period: Any) -> Any:
        code = parts[0](person, period)
        for part in parts[1:]:
            code = joined(code, part(person, period))
        return code

    return act


def limb_of(vocabulary: Vocabulary, limb: Limb) -> Formula:
    """Return one comparison as a formula."""
    import numpy as np

    fact = vocabulary.fact(limb.fact)
    known, value = plain(f"{limb.fact} known"), plain(f"{limb.fact} value")
    if limb.is_open or fact.many or fact.kind == "text":
        return lambda person, _: np.full(person.count, 1)
    if fact.kind in ("choice", "scale", "flag"):
        listed = [choice.id for choice in vocabulary.choices[limb.fact]] or [False, True]
        meets = [evaluate(limb, {limb.fact: one}, vocabulary).truth is Truth.MET for one in listed]
        codes = np.where(meets, 2, 0)
        return lambda person, period: np.where(
            person(known, period), codes[person(value, period).astype(int)], 1
        )
    part, base = plain(f"{limb.fact} part"), plain(f"{limb.fact} base")
    compare = {
        "over": np.greater,
        "at_least": np.greater_equal,
        "at_most": np.less_equal,
        "under": np.less,
        "is": np.equal,
        "in": np.equal,
    }[limb.operator]

    def act(person: Any, period: Any) -> Any:
        met = False
        for operand in limb.operands:
            exact = operand if isinstance(operand, Fraction) else Fraction(operand.toordinal())  # type: ignore[union-attr]
            if fact.kind == "share":
                left = person(part, period) * exact.denominator
                right = person(base, period) * exact.numerator
            else:
                left, right = person(value, period) * exact.denominator, exact.numerator
            met = met | compare(left, right)
        return np.where(person(known, period), np.where(met, 2, 0), 1)

    return act


# ── all plans ─────────────────────────────────────────────────────────────────────────────


def check(rounds: int) -> None:
    """Print how long it takes to read and check every plan, here and as a command."""
    folders = sorted(path.parent for path in (ROOT / "packs").glob("*/plan.yaml"))
    command = [sys.executable, "-m", "zhiyong", "plan", "check", *map(str, folders)]
    clauses = sum(len(load_pack(folder).clauses) for folder in folders)
    read, run = [], []
    for _ in range(rounds):
        began = time.process_time()
        for folder in folders:
            check_pack(load_pack(folder))
        read.append(time.process_time() - began)
        run.append(seconds(lambda: subprocess.run(command, capture_output=True, check=False)))
    say("plan check", "plans", "clauses", "best ms")
    say("  read and checked", len(folders), clauses, ms(min(read)))
    say("  the command", len(folders), clauses, ms(min(run)))


if __name__ == "__main__":
    main()
