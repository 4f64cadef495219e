"""decisions, appeals → decisions, appeals, standing: what follows, what is undone, what stands."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from zhiyong.rules.appeals import Heard
from zhiyong.rules.conditions import Truth
from zhiyong.rules.consequences import Decision, Effect, Matter
from zhiyong.rules.decisions import Checked, Conflict, Refused, check_decision
from zhiyong.rules.explain.closing import closing
from zhiyong.rules.explain.context import Context
from zhiyong.rules.explain.followed import Teller
from zhiyong.rules.explain.ladder import measure_reasons
from zhiyong.rules.explain.matter import DecisionGiven, read_matter
from zhiyong.rules.explain.notes import say_note, say_notes
from zhiyong.rules.explain.reasons import Why, amount, day, grounds, joined, share, why
from zhiyong.rules.pack.procedure import Notice
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.rollback import Flagged, RollBack, Settled, had_on, settle
from zhiyong.rules.terms import end_of_clock

_ALLOWED = {
    True: ("可以作出", "the decision may be made"),
    False: (
        "不得作出；如已作出，在撤销前照列其后果",
        "the decision may not be made; if it was, what it leads to is shown until it is revoked",
    ),
    None: ("事实不全，尚不能判断可否作出", "facts are missing, so it cannot be said yet"),
}


def answer(context: Context) -> dict[str, Any]:
    """Return what follows from the decisions of the question, after its appeals."""
    if not context.raw.get("decisions") and not context.raw.get("appeals"):
        return {}
    matter, given = read_matter(context)
    settled = settle(context.pack, matter)
    teller = Teller(context, matter)
    told = {
        one.id: _Telling(context, matter, settled, teller, one, written).tell()
        for one, written in zip(matter.decisions, given, strict=True)
    }
    return {
        "decisions": told,
        "appeals": [_tell_heard(context, settled, one) for one in settled.heard],
        "standing": teller.standing(settled.standing),
    }


class _Telling:
    """One decision, told."""

    def __init__(
        self,
        context: Context,
        matter: Matter,
        settled: Settled,
        teller: Teller,
        decision: Decision,
        given: DecisionGiven,
    ) -> None:
        self.context, self.matter, self.settled = context, matter, settled
        self.teller, self.decision, self.given = teller, decision, given
        self.pack = context.pack
        history = had_on(settled, matter, decision.subject, decision.on, decision.id)
        self.checked: Checked = check_decision(self.pack, matter, decision, history)

    def tell(self) -> dict[str, Any]:
        checked, effects = self.checked, self.settled.effects_of(self.decision.id)
        told = {
            "allowed": "unknown" if checked.allowed is None else checked.allowed,
            "refused": {
                name: [self._refusal(name, one) for one in reasons]
                for name, reasons in checked.refused.items()
            },
            "unknown": {name: self._unknown(name) for name in checked.unknown},
            "missing": {name: list(fields) for name, fields in checked.missing.items()},
            "conflicts": [self._conflict(one) for one in checked.conflicts],
            "decides": {
                name: found.decides for name, found in checked.authorities.items() if found.found
            },
            "measures": [*self._measures()],
            "consequences": [self.teller.effect(one) for one in effects],
            "roll_back": self._roll_back(),
            "notices": [*self._notices()],
            **grounds(*(clause for one in checked.found.values() for clause in one.clauses)),
            "why": self._why(),
        }
        if self.given.closing is not None:
            told["closing"] = closing(
                self.pack, self.given.closing, checked, effects, self._unserved()
            )
        return told

    def _measures(self) -> Iterator[dict[str, Any]]:
        for version in self.settled.versions[self.decision.id]:
            for taken in version.followed.taken:
                yield self.teller.taken(taken, gone=version.until is not None)

    def _why(self) -> Why:
        lines = [why(_ALLOWED[self.checked.allowed])]
        if self.decision.act is None:
            lines.append(
                why(
                    (
                        f"未说明行为发生日，以决定日{self.decision.on}认定各岗位由谁担任",
                        "the day of the act is not told, so who held which place is asked for "
                        f"the day of the decision, {self.decision.on}",
                    )
                )
            )
        for name in self.checked.refused:
            if name in self.checked.found:
                lines.append(measure_reasons(self.pack, self.checked.found[name]))
        return joined(*lines)

    def _refusal(self, name: str, one: Refused) -> dict[str, Any]:
        found = self.checked.found.get(name)
        reasons = why(say_note(self.pack, one.note))
        if one.note.code in ("LADDER", "NOT_ELIGIBLE") and found:
            reasons = joined(reasons, measure_reasons(self.pack, found))
        offers = list(found.offers) if found else []
        return {
            "code": one.note.code,
            **{key: str(value) for key, value in one.note.params.items()},
            "offers": offers,
            **grounds(one.clause),
            "why": reasons,
        }

    def _unknown(self, name: str) -> dict[str, Any]:
        found = self.checked.found[name]
        facts = [
            limb.condition.fact
            for rung in found.deciding
            if rung.outcome is not None
            for limb in rung.outcome.limbs(Truth.UNKNOWN)
            if hasattr(limb.condition, "fact")
        ]
        return {"facts": list(dict.fromkeys(facts)), "why": measure_reasons(self.pack, found)}

    def _conflict(self, one: Conflict) -> dict[str, Any]:
        names = [self.pack.element("measures", name).label for name in (one.first, one.second)]
        return {
            "measures": [one.first, one.second],
            **grounds(one.clause),
            "why": why(
                (
                    f"{names[0].zh}与{names[1].zh}针对同一岗位，不宜并处",
                    f"{names[0].en} and {names[1].en} do not go together",
                )
            ),
        }

    # ── after appeals ─────────────────────────────────────────────────────────────────────

    def _roll_back(self) -> dict[str, Any]:
        own = [one for one in self.settled.roll_backs if one.decision == self.decision.id]
        reversed_, restored, recomputed, flagged, measures = [], [], [], [], []
        for one in own:
            entry = {"entered_on": day(one.on)}
            reversed_ += [self.teller.effect(effect) | entry for effect in one.reversed]
            restored += [self.teller.effect(effect) | entry for effect in one.restored]
            measures += [self.teller.taken(taken, gone=True) | entry for taken in one.measures]
            recomputed += [*self._recomputed(one)]
            flagged += [self._flagged(flag) for flag in one.flagged]
        return {
            "reversed": reversed_,
            "measures": measures,
            "restored": restored,
            "recomputed": recomputed,
            "flagged": flagged,
            "corrections": [
                {"archive": archive.id, "to": list(archive.copies_to), **grounds(archive)}
                for archive in self.pack.archives
                if own and archive.corrected
            ],
            "remade": [*_remade(self.pack, own)],
        }

    def _recomputed(self, roll_back: RollBack) -> Iterator[dict[str, Any]]:
        for one in roll_back.recomputed:
            records = self.matter.units if one.of == "unit_bonus" else self.matter.people
            record = records.get(one.who)
            whole = record.bonus(one.year) if record else None
            yield {
                "on": one.who,
                "year": one.year,
                "of": one.of,
                "before": share(one.before),
                "after": share(one.after),
                "withheld_before": None if whole is None else amount(whole * one.before),
                "withheld_after": None if whole is None else amount(whole * one.after),
                "entered_on": day(roll_back.on),
                **grounds(self.pack.combination),
            }

    def _flagged(self, one: Flagged) -> dict[str, Any]:
        if one.open_path:
            self.context.missing.append(one.open_path)
        clock = self.pack.clock(one.clock) if one.clock else None
        return {
            "decision": one.decision,
            "clock": one.clock,
            "due": day(one.due),
            "stands": True,
            **grounds(self.pack.appeals, clock),
            "why": why(
                (
                    "所依据的决定已变动，须重新决定；在此之前照常有效",
                    "what it rested on has changed: it is decided anew, and stands until then",
                )
            ),
        }

    # ── notices ───────────────────────────────────────────────────────────────────────────

    def _notices(self) -> Iterator[dict[str, Any]]:
        for notice in self.pack.decision_notices:
            if notice.of == "decision":
                for party in notice.to:
                    yield self._notice(notice, party)

    def _notice(self, notice: Notice, party: str) -> dict[str, Any]:
        due: date | None = None
        if notice.clock:
            end = end_of_clock(self.pack, notice.clock, self.decision.on, self.context.calendar)
            due = end.day
        served = (self.given.notices or {}).get(party)
        today = self.context.today
        late = served > due if served and due else bool(due and today and today > due)
        state = "unknown" if self.given.notices is None else "open"
        if served:
            state = "done"
        return {
            "notice": notice.id,
            "to": party,
            "due": day(due),
            "served": day(served),
            "state": state,
            "late": late if served or self.given.notices is not None else None,
            **grounds(notice),
        }

    def _unserved(self) -> list[tuple[Notice, str]]:
        return [
            (notice, party)
            for notice in self.pack.decision_notices
            if notice.of == "decision" and notice.closing_needs
            for party in notice.to
            if party not in (self.given.notices or {})
        ]


def _remade(pack: Pack, roll_backs: list[RollBack]) -> Iterator[dict[str, Any]]:
    """Yield the lists that are made anew: nobody who was not concerned is lowered."""
    seen: set[tuple[str | None, str, int | None]] = set()
    for one in (effect for roll_back in roll_backs for effect in roll_back.reversed):
        key = (one.on, one.appraisal, one.year)
        if one.effect not in ("block", "force") or key in seen or one.year is None:
            continue
        seen.add(key)
        appraisal = pack.element("appraisals", one.appraisal)
        if appraisal.quota is not None:
            yield _extra_place(one, grounds(appraisal.quota))


def _extra_place(one: Effect, ground: dict[str, Any]) -> dict[str, Any]:
    return {
        "appraisal": one.appraisal,
        "year": one.year,
        "on": one.on,
        "extra_place": True,
        **ground,
        "why": why(
            (
                "名次重排不降低其他单位；需要时增加一个名额并作记录",
                "a remade list lowers nobody else: an extra place is granted and recorded",
            )
        ),
    }


def _tell_heard(context: Context, settled: Settled, one: Heard) -> dict[str, Any]:
    pack, appeal = context.pack, one.appeal
    context.missing += one.open_paths
    rule = pack.appeals
    lines = [say_notes(pack, one.refused)]
    if one.late:
        lines.append(
            why(
                (
                    "逾期提出：予以标注，由人决定是否受理",
                    "filed late: marked so; people decide whether it is heard",
                )
            )
        )
    if appeal.day_assumed:
        said = (
            f"未说明结果作出之日，按{appeal.on}计",
            f"the day of the outcome is not told: {appeal.on}",
        )
        lines.append(why(said))
    if rule and not rule.suspends:
        lines.append(why(("申诉期间不停止执行", "the decision is carried out meanwhile")))
    stands = not (one.state == "decided" and one.effect == "revoked")
    return {
        "decision": appeal.decision,
        "state": one.state,
        "outcome": appeal.outcome,
        "effect": one.effect,
        "late": one.late,
        "window_until": day(one.window_until),
        "answer_due": day(one.answer_due),
        "answered_late": appeal.on > one.answer_due if appeal.on and one.answer_due else None,
        "suspends": bool(rule and rule.suspends),
        "stands": stands,
        "recused": list(one.recused),
        "refused": [
            {"code": note.code, **{key: str(value) for key, value in note.params.items()}}
            for note in one.refused
        ],
        "runs_from": day(_runs_from(settled, one)),
        "closing": _appeal_closing(pack, one),
        **grounds(rule),
        "why": joined(*lines),
    }


def _runs_from(settled: Settled, one: Heard) -> date | None:
    """Return from which day a changed decision runs: the first decision's."""
    if one.state != "decided" or one.effect != "changed":
        return None
    taken = settled.current(one.appeal.decision).followed.taken
    return taken[0].effective if taken else None


def _appeal_closing(pack: Pack, one: Heard) -> dict[str, Any]:
    """Return whether an appeal can be closed: with an outcome, of which its parties were told."""
    missing: list[dict[str, Any]] = []
    if one.state != "decided":
        missing.append({"step": "outcome"})
    for notice in pack.decision_notices:
        if notice.of == "appeal" and notice.closing_needs and one.appeal.notified is None:
            missing += [{"notice": notice.id, "to": to, **grounds(notice)} for to in notice.to]
    return {"allowed": not missing, "missing": missing}
