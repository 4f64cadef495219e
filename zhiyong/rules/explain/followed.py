"""Measures, consequences and standings as an answer gives them."""

from collections.abc import Iterable
from typing import Any

from zhiyong.rules.consequences import Bonus, Effect, Matter, Standing, Taken, YearStanding
from zhiyong.rules.consequences.combining import clauses_of
from zhiyong.rules.explain.context import Context
from zhiyong.rules.explain.notes import say_notes
from zhiyong.rules.explain.reasons import amount, day, grounds, joined, share, why
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.terms import day_after


class Teller:
    """Tells what follows from decisions, for one question."""

    def __init__(self, context: Context, matter: Matter) -> None:
        self.context, self.matter = context, matter
        self.pack: Pack = context.pack

    # ── measures and consequences ─────────────────────────────────────────────────────────

    def taken(self, one: Taken, *, gone: bool = False) -> dict[str, Any]:
        """Return a measure on somebody."""
        state = "rolled_back" if gone else "in_force"
        if not gone and one.declined:
            state = "lapsed"
        elif not gone and one.waits:
            state = "pending"
        return {
            "measure": one.measure,
            "on": one.on,
            "origin": one.origin,
            "from_measure": one.from_measure,
            "place": one.place,
            "effective": day(one.effective),
            "until": day(one.through),
            "pending": one.waits is not None and not one.declined,
            "waits_for": one.waits,
            "state": state,
            **grounds(one.ground),
            "why": joined(self._label("measures", one.measure), say_notes(self.pack, one.notes)),
        }

    def effect(self, one: Effect) -> dict[str, Any]:
        """Return one consequence, with the keys of its kind."""
        if one.open_path:
            self.context.missing.append(one.open_path)
        return {
            "id": one.id,
            "effect": one.effect,
            "on": one.on,
            "place": one.place,
            "measure": one.taken.measure,
            "origin": one.taken.origin,
            **self._keys(one),
            "year": one.year,
            "effective": day(one.effective),
            "state": one.state,
            **grounds(one.ground),
            "why": joined(self._name(one), say_notes(self.pack, one.notes)),
        }

    def _name(self, one: Effect) -> dict[str, list[str]]:
        label = getattr(one.ground, "label", None)
        return why((label.zh, label.en)) if label else why()

    def _keys(self, one: Effect) -> dict[str, Any]:
        match one.effect:
            case "deduct":
                return {
                    "share": share(one.share),
                    "amount": self._amount(one),
                    "of": one.of,
                }
            case "block" | "force":
                return {
                    "appraisal": one.appraisal,
                    "grade": one.grade,
                    "called": self.called(one),
                }
            case "freeze":
                return {"freeze": one.target, **self._days(one)}
            case "write":
                return {"document": one.target, "due": day(one.due)}
            case "rectify":
                return {"clock": one.target, "due": day(one.due)}
            case "open":
                liability = self.pack.element("liabilities", one.target)
                return {"liability": one.target, "kinds": [kind.id for kind in liability.kinds]}
            case "refer":
                return {"to": one.target}
            case "lose":
                return {"eligibility": one.target, **self._days(one)}
            case "require":
                step = self.pack.element("steps", one.target)
                return {"step": one.target, "by": list(step.by), "waivable": step.waivable}
            case _:
                return {"imposes": one.target}

    def _days(self, one: Effect) -> dict[str, Any]:
        free = day_after(one.through)
        return {"from": day(one.since), "through": day(one.through), "free_from": day(free)}

    def _amount(self, one: Effect) -> int | str | None:
        whole = self._bonus(one.on, one.of, one.year)
        return None if whole is None or one.share is None else amount(whole * one.share)

    def _bonus(self, who: str | None, of: str, year: int | None) -> Any:
        if who is None or year is None:
            return None
        record = self.matter.units.get(who) if of == "unit_bonus" else self.matter.people.get(who)
        return record.bonus(year) if record else None

    def called(self, one: Effect) -> dict[str, str]:
        """Return what a grade is called for the staff that the person belongs to."""
        pack, label = self.pack, None
        if pack.has("appraisals", one.appraisal):
            appraisal = pack.element("appraisals", one.appraisal)
            person = self.matter.people.get(one.on or "")
            names = appraisal.grade_names.get(one.grade, {})
            label = names.get(person.staff_type) if person and person.staff_type else None
            if label is None and appraisal.scale and pack.has("scales", appraisal.scale):
                values = pack.element("scales", appraisal.scale).values
                label = next((value.label for value in values if value.id == one.grade), None)
        return {"zh": label.zh, "en": label.en} if label else {"zh": one.grade, "en": one.grade}

    def _label(self, section: str, name: str) -> dict[str, list[str]]:
        if not self.pack.has(section, name):
            return why()
        label = self.pack.element(section, name).label
        return why((label.zh, label.en))

    # ── what stands ───────────────────────────────────────────────────────────────────────

    def standing(self, standing: Standing) -> dict[str, Any]:
        """Return everything in force, person by person and year by year."""
        return {
            who: {str(year): self._year(who, year, years[year]) for year in sorted(years)}
            for who, years in standing.items()
        }

    def _year(self, who: str, year: int, found: YearStanding) -> dict[str, Any]:
        sums = {name: self._sum(who, year, name, one) for name, one in found.bonuses.items()}
        blocks = [one for several in found.blocked.values() for one in several]
        return {
            **sums,
            "blocked": [
                {"appraisal": appraisal, "grade": grade, **self._of(effects)}
                for (appraisal, grade), effects in found.blocked.items()
            ],
            "forced": {name: one.grade for name, one in found.forced.items()},
            "freezes": [
                {"freeze": one.target, **self._days(one), **self._of([one])}
                for one in found.freezes
            ],
            "lost": [
                {"eligibility": one.target, **self._days(one), **self._of([one])}
                for one in found.lost
            ],
            **grounds(*clauses_of([*blocks, *found.forced.values(), *_parts(found)])),
        }

    def _sum(self, who: str, year: int, name: str, bonus: Bonus) -> dict[str, Any]:
        whole = self._bonus(who, name, year)
        return {
            "share": share(bonus.share),
            "withheld": None if whole is None else amount(whole * bonus.share),
            "parts": [
                {
                    "decision": part.effect.taken.decision,
                    "consequence": part.effect.id,
                    "share": share(part.share),
                    "counted": share(part.counted),
                    "amount": None if whole is None else amount(whole * part.counted),
                }
                for part in bonus.parts
            ],
            **grounds(*clauses_of(_parts_of(bonus)), self.pack.combination),
        }

    def _of(self, effects: Iterable[Effect]) -> dict[str, Any]:
        several = list(effects)
        return {
            "decisions": list(dict.fromkeys(one.taken.decision for one in several)),
            "measure": several[0].taken.measure,
            **grounds(*clauses_of(several)),
        }


def _parts_of(bonus: Bonus) -> list[Effect]:
    return [part.effect for part in bonus.parts]


def _parts(found: YearStanding) -> list[Effect]:
    several = [one for bonus in found.bonuses.values() for one in _parts_of(bonus)]
    return [*several, *found.freezes, *found.lost]
