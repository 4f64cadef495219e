"""What the fault tests do with the data of an installation, each in a process of its own.

python -m tests.faults.inside <act>     reads JSON, prints JSON on its last line
"""

import json
import sys
from collections.abc import Callable
from io import BytesIO
from typing import Any

ACTS: dict[str, Callable[[Any], Any]] = {}


def act(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Let a function be called by its name."""
    ACTS[make.__name__] = make
    return make


@act
def city(_asked: Any) -> Any:
    """Build the small city of the portal's tests, with a system administrator."""
    from zhiyong.directory.tests.factories import account_with
    from zhiyong.portal.tests.factories import open_city
    from zhiyong.shell.access import Role

    made = open_city()
    account_with(Role.SYSTEM_ADMIN, unit=made.root)
    return {"unit": made.bureau.pk, "name": made.bureau.name}


@act
def report(_asked: Any) -> Any:
    """Return a report as the form sends it."""
    from zhiyong.directory.models import Unit
    from zhiyong.portal.tests.factories import TEXT

    unit = Unit.objects.filter(kind="GOVERNMENT_DEPARTMENT", level="CITY").order_by("pk")[0]
    return {
        "unit": str(unit.pk),
        "unit_q": unit.name,
        "about": "unit",
        "concerns": "no",
        "kind": "plan_complaint",
        "text": TEXT,
        "who": "anonymous",
    }


@act
def count(codes: list[str]) -> Any:
    """Return how many codes lead to a complaint, and what is lost, double or half done."""
    from django.db.models import Count

    from zhiyong.duties.models import Duty
    from zhiyong.intake.codes import read_code
    from zhiyong.intake.models import Complaint
    from zhiyong.intake.selectors.codes import find_by_code
    from zhiyong.journal.models import Entry

    lodged = Entry.objects.filter(verb="complaint.lodged")
    subjects = set(lodged.values_list("subject", flat=True))
    complaints = set(Complaint.objects.values_list("pk", flat=True))
    duties = set(Duty.objects.values_list("subject", flat=True))
    return {
        "lost": [code for code in codes if find_by_code(read_code(code)) is None],
        "complaints": len(complaints),
        "entries": lodged.count(),
        "twice": Complaint.objects.values("token").annotate(n=Count("pk")).filter(n__gt=1).count(),
        "without_entry": len({f"complaint:{pk}" for pk in complaints} - subjects),
        "without_duty": len({f"complaint:{pk}" for pk in complaints} - duties),
    }


# --- the directory's workbooks -------------------------------------------------------------------


@act
def hand_in(people: int) -> Any:
    """Hand in a workbook of a bureau with so many people; return the run and whose it is."""
    from datetime import date

    from zhiyong.directory.models import Account, RoleBinding
    from zhiyong.directory.services import imports
    from zhiyong.directory.tests.workbooks import (
        PEOPLE_HEADINGS,
        POST_HEADINGS,
        TENURE_HEADINGS,
        receive,
        units,
        workbook,
    )
    from zhiyong.shell import clock
    from zhiyong.shell.access import Role

    binding = RoleBinding.objects.select_related("unit").get(role=Role.SYSTEM_ADMIN)
    root, admin = binding.unit, Account.objects.get(person=binding.person)
    old, rows = date(2020, 1, 1), range(people)
    content = workbook(
        {
            **units(("BIG", "江州市大局", "政府工作部门", "市级", old, root.code)),
            "岗位": [
                POST_HEADINGS,
                *((f"BIG-{n}", "BIG", "科员", "工作人员", old) for n in rows),
            ],
            "人员": [PEOPLE_HEADINGS, *((f"B{n:06}", f"陈{n}", "公务员", "") for n in rows)],
            "任职": [TENURE_HEADINGS, *((f"B{n:06}", f"BIG-{n}", old) for n in rows)],
        }
    )
    run = receive(content, admin, clock.today())
    return {"run": run.pk, "account": admin.pk, "at_once": len(content) <= imports.AT_ONCE}


@act
def confirm(asked: dict[str, int]) -> Any:
    """Confirm a workbook."""
    from zhiyong.directory.models import Account, ImportRun
    from zhiyong.directory.tests.workbooks import confirm as confirm_workbook
    from zhiyong.shell import clock

    run = ImportRun.objects.get(pk=asked["run"])
    return confirm_workbook(run, Account.objects.get(pk=asked["account"]), clock.today()).state


@act
def served(_asked: Any) -> Any:
    """Return how many people of the workbook there are, and how many hold their post."""
    from zhiyong.directory.models import Person, Tenure

    return {
        "people": Person.objects.filter(number__startswith="B").count(),
        "tenures": Tenure.objects.filter(person__number__startswith="B").count(),
    }


@act
def take_away(account: int) -> Any:
    """Ask for an export on the page, as somebody who is signed in; return where that led."""
    client = _signed_in(account)
    answer = client.post("/directory/workbooks/export/", {"on": "2026-03-02", "unit": ""})
    return answer.headers.get("Location", answer.headers["Content-Type"])


@act
def fetch(asked: dict[str, int]) -> Any:
    """Fetch an export as somebody who is signed in; return the rows of each of its sheets."""
    import python_calamine

    client = _signed_in(asked["account"])
    answer = client.get(f"/directory/workbooks/exports/{asked['run']}/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: len(book.get_sheet_by_name(name).to_python()) - 1 for name in book.sheet_names}


def _signed_in(account: int) -> Any:
    from django.test import Client

    from zhiyong.directory.models import Account

    client = Client(headers={"host": "localhost"})
    client.force_login(Account.objects.get(pk=account))
    return client


if __name__ == "__main__":
    import django
    from django.utils import translation

    django.setup()
    translation.activate("zh-hans")
    asked_for = json.loads(sys.stdin.read() or "null")
    sys.stdout.write(json.dumps(ACTS[sys.argv[1]](asked_for)) + "\n")
