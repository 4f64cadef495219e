"""Acts on papers: issue one with its number and file, print registers, prove service."""

import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.db import models, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhiyong.directory.models import Account, Unit
from zhiyong.files.models import File
from zhiyong.files.numbers import next_number
from zhiyong.files.services import store_made
from zhiyong.journal.services import commit, record
from zhiyong.papers import effects
from zhiyong.papers.models import Paper, ServiceOfPaper
from zhiyong.papers.rendering import pdf
from zhiyong.papers.sheets import LAYOUT_OF_KIND, Sheet
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.papers import Slip
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal

By = Account | str
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""For printed codes: nothing that is read two ways."""

WITNESSED = (ServiceOfPaper.Way.LEFT, ServiceOfPaper.Way.REFUSED)
"""Ways of service that somebody else must have seen."""

Fill = Callable[[Sheet], Sheet]
"""Fills a sheet whose head (title, issuer, number, day, code) is made."""


class NotServed(Refusal):
    """A proof of service that cannot be: before the issue, or after today."""


@transaction.atomic
def issue(
    *,
    slip: str,
    of: models.Model | str,
    adoption: Adoption,
    unit: Unit,
    fill: Fill,
    by: By,
    on: date,
    audience: int,
    lang: str = "zh-hans",
    number: str = "",
    corrects: Paper | None = None,
    proves: Paper | None = None,
    on_paper: bool = True,
    anonymous: bool = False,
) -> Paper:
    """Issue a slip of the plan: give it its number, set it, keep its file, write it down.

    `number` is given where the paper carries the number of its subject; else it comes from the
    slip's own series, if it has one. `fill` is called in the language of the paper. What is not
    handed over `on_paper`, since nobody left an address, has no service to prove.

    :raises UnknownElement: if the plan has no such slip.
    """
    form = pack_of(adoption).slip(slip)
    subject = of if isinstance(of, str) else kinds.ref(of)
    number = number or _number(adoption, form, unit, on)
    code = new_code()
    with override(lang):
        sheet = fill(head(form, unit=unit, on=on, lang=lang, number=number, code=code))
        content = pdf(sheet, LAYOUT_OF_KIND[form.kind])
        name = f"{sheet.title}{number}.pdf"
    data = {**sheet.as_data(), "secret": ""}
    kept = commit(as_text(data))
    file = store_made(
        name=name,
        content=content,
        media_type="application/pdf",
        of=subject,
        purpose=f"paper.{slip}",
        by=by,
        on=on,
        audience=audience,
        anonymous=anonymous,
    )
    paper = Paper.objects.create(
        slip=slip,
        number=number,
        subject=subject,
        adoption=adoption,
        unit=unit,
        audience=audience,
        data=data,
        salt=kept.salt,
        file=file,
        code=code,
        corrects=corrects,
        proves=proves,
        to_serve=form.served and on_paper,
        issued_by=by if isinstance(by, Account) else None,
        issued_on=on,
    )
    record(
        "paper.issued",
        of=paper,
        by=by,
        on=on,
        threads=[subject],
        audience=audience,
        facts={"slip": slip, "code": code, "corrects": corrects, "proves": proves},
        commits={"paper": kept},
        anonymous=anonymous,
    )
    return paper


def head(slip: Slip, *, unit: Unit, on: date, lang: str, number: str = "", code: str = "") -> Sheet:
    """Return a sheet with its head only: title, issuer, day, number, code, place of the seal."""
    return Sheet(
        title=slip.label.say(lang),
        issuer=unit.name,
        day=date_format(on, "DATE_FORMAT"),
        lang=lang[:2],
        number=number,
        code=code,
        seal_note=_("(seal)"),
    )


def preview(*, slip: Slip, unit: Unit, fill: Fill, on: date, lang: str = "zh-hans") -> bytes:
    """Return how a slip would look: no number, no code, nothing kept."""
    with override(lang):
        sheet = fill(head(slip, unit=unit, on=on, lang=lang))
        return pdf(replace(sheet, mark=_("Draft")), LAYOUT_OF_KIND[slip.kind])


def print_out(
    *,
    slip: Slip,
    unit: Unit,
    fill: Fill,
    on: date,
    lang: str = "zh-hans",
    number: str = "",
    code: str = "",
) -> bytes:
    """Return a register or form as a PDF: a print of what stands now, not an issued paper.

    `number` and `code` are those of its subject, where it has them.
    """
    with override(lang):
        sheet = fill(head(slip, unit=unit, on=on, lang=lang, number=number, code=code))
        return pdf(sheet, LAYOUT_OF_KIND[slip.kind])


@transaction.atomic
def prove_service(
    *,
    paper: Paper,
    way: ServiceOfPaper.Way,
    served_on: date,
    by: Account,
    on: date,
    receiver: str = "",
    server: str = "",
    witness: str = "",
    remarks: str = "",
    scan: File | None = None,
) -> ServiceOfPaper:
    """Write down how a paper reached its addressee, as its proof of service says.

    :raises NotServed: if the day lies before the issue or after today, or no witness is named
        who saw it left or refused.
    """
    if way in WITNESSED and not witness:
        raise NotServed(_("Name the witness."))
    if not paper.issued_on <= served_on <= on:
        raise NotServed(_("A paper is served between its issue and today."))
    service = ServiceOfPaper.objects.create(
        paper=paper,
        way=way,
        served_on=served_on,
        receiver=receiver,
        server=server,
        witness=witness,
        remarks=remarks,
        scan=scan,
        recorded_by=by,
    )
    record(
        "paper.served",
        of=paper,
        by=by,
        on=on,
        threads=[paper.subject],
        audience=paper.audience,
        facts={"way": str(way), "served": served_on, "scan": scan},
    )
    effects.when_served(paper, service, by, on)
    return service


def new_code() -> str:
    """Return a code for a printed sheet, by which its scan finds its place."""
    return "".join(secrets.choice(ALPHABET) for _place in range(10))


def as_text(data: dict[str, object]) -> str:
    """Return a paper's content in the one form that commitments cover."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _number(adoption: Adoption, slip: Slip, unit: Unit, on: date) -> str:
    if slip.series is None:
        return ""
    pack = pack_of(adoption)
    series = pack.number_series(slip.series)
    year = on.year if series.reset == "yearly" else 0
    n = next_number(series=series.id, unit=unit, year=year)
    return series.format(year=on.year, n=n)
