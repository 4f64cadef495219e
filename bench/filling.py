"""Many complaints, matters and duties, by COPY: what an office has after three years.

Shape: complaints spread over the units as offices share them (the busiest a sixth, the others
one over their rank), over three years; nine of ten have ended, a hundredth came this fortnight;
one of four names somebody; each has a matter and a duty.
"""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import accumulate
from typing import Any

from common import TODAY
from django.db import connection, models

DAYS = 3 * 365
TEXT = (
    "窗口工作人员上午十点仍未到岗，来办事的群众等了一个多小时，问起来说是开会去了，"
    "第二天再去，又说材料不全，要回去补一张证明，而这张证明谁也说不清由哪里开。"
) * 4
TITLES = (
    "办事窗口无人值守", "补材料来回跑了三趟", "答复超过承诺期限", "同一事项两个科室互相推",
    "电话多次无人接听", "收费没有依据", "验收一直拖着不办",
)  # fmt: skip
CHANNELS = ("web", "web", "phone", "letter", "visit", "hotline_12345")
ENDED = ("CLOSED",) * 17 + ("NOT_ACCEPTED", "REFERRED", "WITHDRAWN")
AT_WORK = ("REGISTERED", "ACCEPTED", "IN_HANDLING", "IN_HANDLING", "IN_HANDLING", "REPLIED")
MATTER = {"REGISTERED": "ASSIGNED", "ACCEPTED": "SIGNED_FOR", "IN_HANDLING": "HANDLING"}


class Filler:
    """Fills the tables up to a size, and further up to the next."""

    def __init__(self) -> None:
        from zhiyong.directory.models import Account, Person, RoleBinding, Tenure, Unit
        from zhiyong.plans.models import Adoption
        from zhiyong.shell.access import Role

        self.dice = random.Random(3)
        self.made = 0
        self.adoption = Adoption.objects.get().pk
        self.account = Account.objects.get(username="clerk").pk
        self.people = list(Person.objects.values_list("pk", flat=True))
        first = Account.objects.select_related("person").get(username="clerk").person
        assert first
        bureau = Tenure.objects.get(person=first).post.unit_id
        units = list(
            Unit.objects.exclude(level="PROVINCE").order_by("code").values_list("pk", flat=True)
        )
        units.remove(bureau)
        self.dice.shuffle(units)
        self.units = [units[0], bureau, *units[1:]]
        self.weights = list(accumulate(1 / rank for rank in range(1, len(self.units) + 1)))
        holder = dict(Tenure.objects.values_list("post", "person"))
        self.handlers: dict[int, list[int]] = {}
        for unit, post in RoleBinding.objects.filter(role=Role.HANDLER).values_list("unit", "post"):
            self.handlers.setdefault(unit, []).append(holder[post])

    def grow(self, size: int) -> None:
        """Fill up to a size, and let the database know what it holds."""
        from zhiyong.duties.models import Duty
        from zhiyong.intake.models import Complaint, NamedPerson
        from zhiyong.matters.models import Matter

        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # no check row by row
            while self.made < size:
                rows = [self._complaint() for _ in range(min(20_000, size - self.made))]
                self.made += len(rows)
                self._copy(cursor, Complaint, rows)
                self._copy(cursor, NamedPerson, self._named(rows))
                self._copy(cursor, Matter, map(self._matter, rows))
                self._copy(cursor, Duty, map(self._duty, rows))
            cursor.execute("SET session_replication_role = DEFAULT")
            for model in (Complaint, NamedPerson, Matter, Duty):
                cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")

    def _copy(
        self, cursor: Any, model: type[models.Model], rows: Iterator[dict[str, Any]] | Sequence[Any]
    ) -> None:
        fields = [field for field in model._meta.concrete_fields if field.attname != "id"]
        names = [field.attname for field in fields]
        blank = {field.attname: self._default(field) for field in fields}
        if any("id" in row for row in (rows if isinstance(rows, list) else ())):
            names.append("id")
        columns = ", ".join(f'"{name}"' for name in names)
        with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                whole = blank | row
                copy.write_row([whole[name] for name in names])

    @staticmethod
    def _default(field: "models.Field[Any, Any]") -> Any:
        if field.null:
            return None
        if isinstance(field, models.BinaryField):
            return b"0123456789abcdef"
        value = field.get_default()
        return json.dumps(value) if isinstance(field, models.JSONField) else value

    def _complaint(self) -> dict[str, Any]:
        throw = self.dice
        self.number = getattr(self, "number", 0) + 1
        received = TODAY - timedelta(days=throw.randrange(DAYS))
        age = (TODAY - received).days
        unit, about = throw.choices(self.units, cum_weights=self.weights, k=2)
        state = throw.choice(ENDED)
        if age < 3:
            state = "LODGED"
        elif age < 60 or throw.random() < 0.02:
            state = throw.choice(AT_WORK)
        ended = state in ENDED
        return {
            "id": throw.randrange(10**15, 2**53),
            "adoption_id": self.adoption,
            "audience": unit,
            "keeper_id": unit,
            "barred": [],
            "kept_before": [],
            "channel": throw.choice(CHANNELS),
            "subject_unit_id": about,
            "input_class": "plan_complaint",
            "title": f"{throw.choice(TITLES)}（{self.number}）",
            "text": TEXT[: throw.randint(150, 320)],
            "received_on": received,
            "entered_on": received,
            "number": "" if state == "LODGED" else f"效投〔{received.year}〕{self.number}号",
            "urgency": "ordinary" if throw.random() < 0.95 else "urgent",
            "state": state,
            "refusal": "out_of_scope" if state == "NOT_ACCEPTED" else "",
            "competent_body": "江州市信访局" if state == "REFERRED" else "",
            "closed_on": min(received + timedelta(days=30), TODAY) if ended else None,
            "lookup": throw.randbytes(32),
            "token": throw.randbytes(32),
        }

    def _named(self, complaints: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {
                "id": self.dice.randrange(10**15, 2**53),
                "complaint_id": complaint["id"],
                "order": 1,
                "name": "某某",
                "person_id": self.dice.choice(self.people),
            }
            for complaint in complaints
            if self.dice.random() < 0.25
        ]

    def _matter(self, complaint: dict[str, Any]) -> dict[str, Any]:
        throw = self.dice
        opened = min(complaint["received_on"] + timedelta(days=throw.randint(1, 7)), TODAY)
        keeper = complaint["keeper_id"]
        unit = keeper if throw.random() < 0.6 else complaint["subject_unit_id"]
        state = MATTER.get(complaint["state"], "CLOSED")
        closed = complaint["closed_on"] or opened if state == "CLOSED" else None
        signed = state != "ASSIGNED"
        return {
            "complaint_id": complaint["id"],
            "adoption_id": self.adoption,
            "number": f"办〔{opened.year}〕{self.number}号",
            "mode": "direct" if unit == keeper else "assign",
            "keeper_id": keeper,
            "handling_unit_id": unit,
            "audience": unit,
            "handler_id": throw.choice(self.handlers[unit])
            if state in ("HANDLING", "CLOSED")
            else None,
            "state": state,
            "opened_on": opened,
            "signed_for_on": opened if signed else None,
            "signed_for_by_id": self.account if signed else None,
            "replied_on": closed,
            "closed_on": closed,
            "touched_on": closed or opened,
        }

    def _duty(self, complaint: dict[str, Any]) -> dict[str, Any]:
        received = complaint["received_on"]
        met = complaint["closed_on"]
        due = received + timedelta(days=60)
        return {
            "subject": f"complaint:{complaint['id']}",
            "code": "reply",
            "label_zh": "答复投诉人",
            "label_en": "Reply to the complainant",
            "adoption_id": self.adoption,
            "clause": "五（二）",
            "owner_unit_id": complaint["keeper_id"],
            "audience": complaint["keeper_id"],
            "state": "MET" if met else "OPEN",
            "starts_on": received,
            "due_on": due,
            "warn_on": due - timedelta(days=7),
            "original_due_on": due,
            "met_on": met,
        }
