"""Acts on plans: load a draft, publish it, adopt it for a body and a period."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Unit
from zhiyong.files.models import File
from zhiyong.files.services import store
from zhiyong.journal.services import record
from zhiyong.plans.models import Adoption, Binding, PackContent, PackVersion
from zhiyong.plans.selectors import open_places, pack_of_version, settle
from zhiyong.plans.wording import language, place_label
from zhiyong.rules.pack import check_pack, load_texts
from zhiyong.rules.pack.problems import Problem
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.settings import values_at
from zhiyong.shell.errors import Refusal

By = Account | str
SOURCE = "source"
"""The purpose of a file that is the plan as its office issued it."""


class AlreadyPublished(Refusal):
    """The version is published: its content is fixed."""


class NotPublished(Refusal):
    """Only a published version can be adopted."""


class Overlaps(Refusal):
    """The body has adopted the plan for some of these days already."""


class NumberMissing(Refusal):
    """A number that the plan leaves open is not set, or does not fit its place."""


class NotADraft(Refusal):
    """Only a draft can be rewritten."""


class ChangedMeanwhile(Refusal):
    """Somebody else rewrote the draft since it was opened."""


class AnotherPlan(Refusal):
    """The text is of another plan than the draft."""


class InUse(Refusal):
    """A version that is in force cannot be retired."""


class HasErrors(Refusal):
    """A plan that contradicts itself cannot be published."""


class NotInForce(Refusal):
    """The adoption has ended, or would end before it began."""


class Unbound(Refusal):
    """A role of the plan is bound to no unit."""

    def __init__(self, roles: list[str]) -> None:
        text = _("Bind every role of the plan first; still open: {roles}.")
        super().__init__(text.format(roles="、".join(roles)))
        self.roles = roles


@transaction.atomic
def load_draft(
    *, pack: Pack, by: By, on: date, texts: Mapping[str, str] | None = None
) -> PackVersion:
    """Keep a pack as a draft; the same content again returns the version that holds it.

    texts   the files that it was read from, kept for those who edit it
    """
    digest = pack.digest()
    same = PackVersion.objects.filter(code=pack.plan, digest=digest).first()
    if same:
        return same
    versions = PackVersion.objects.select_for_update().filter(code=pack.plan)
    last = versions.order_by("-version").values_list("version", flat=True).first() or 0
    version = PackVersion.objects.create(
        code=pack.plan,
        version=last + 1,
        title_zh=pack.title.zh,
        title_en=pack.title.en,
        digest=digest,
    )
    PackContent.objects.create(version=version, content=pack.as_data(), texts=dict(texts or {}))
    record("plan.drafted", of=version, by=by, on=on, facts={"digest": digest})
    return version


@transaction.atomic
def rewrite_draft(
    *, version: PackVersion, texts: Mapping[str, str], opened: str, by: By, on: date
) -> PackVersion:
    """Give a draft other texts. `opened` is the digest that was read before they were changed.

    :raises PackErrors: with everything that is wrong with them; the draft stays as it was.
    :raises NotADraft: if it was published meanwhile.
    :raises ChangedMeanwhile: if somebody else rewrote it.
    :raises AnotherPlan: if the texts are of another plan, or say what another version says.
    """
    pack = load_texts(texts)
    version = PackVersion.objects.select_for_update().get(pk=version.pk)
    if version.state != PackVersion.State.DRAFT:
        raise NotADraft(_("Only a draft can be rewritten. Load the text as a new draft instead."))
    if version.digest != opened:
        raise ChangedMeanwhile(_("Somebody else changed this draft. Open it again."))
    if pack.plan != version.code:
        text = _("This is the plan {other}, not {plan}. Import it as a plan of its own.")
        raise AnotherPlan(text.format(other=pack.plan, plan=version.code))
    digest = pack.digest()
    same = PackVersion.objects.filter(code=pack.plan, digest=digest).exclude(pk=version.pk).first()
    if same:
        text = _("Version {n} says the same already.")
        raise AnotherPlan(text.format(n=same.version))
    version.digest = digest
    version.title_zh, version.title_en = pack.title.zh, pack.title.en
    version.save(update_fields=["digest", "title_zh", "title_en"])
    PackContent.objects.filter(version=version).update(content=pack.as_data(), texts=dict(texts))
    record("plan.rewritten", of=version, by=by, on=on, facts={"digest": digest})
    return version


@transaction.atomic
def keep_source(
    *, version: PackVersion, upload: "UploadedFile[Any]", by: By, on: date, audience: int
) -> File:
    """Keep the office's own document beside a version; it says nothing by itself.

    :raises FileRefused: if the file is not taken.
    """
    kept = store(upload=upload, of=version, purpose=SOURCE, by=by, on=on, audience=audience)
    record("plan.source_kept", of=version, by=by, on=on, threads=[kept])
    return kept


@transaction.atomic
def retire(*, version: PackVersion, by: By, on: date) -> PackVersion:
    """Take a published version out of use: it can be adopted no more. What began under it keeps it.

    :raises NotPublished: if it is a draft or retired already.
    :raises InUse: if it is in force for a body, or will be.
    """
    version = PackVersion.objects.select_for_update().get(pk=version.pk)
    if version.state != PackVersion.State.PUBLISHED:
        raise NotPublished(_("Only a published version can be retired."))
    if version.adoptions.exclude(valid__fully_lt=DateRange(on, None)).exists():
        raise InUse(_("It is in force. End that first."))
    version.state = PackVersion.State.RETIRED
    version.save(update_fields=["state"])
    record("plan.retired", of=version, by=by, on=on)
    return version


@transaction.atomic
def publish(*, version: PackVersion, by: By, on: date) -> PackVersion:
    """Publish a draft: from now on its content cannot change.

    :raises AlreadyPublished: if it was published before.
    :raises HasErrors: if the check of the plan finds errors.
    """
    version = PackVersion.objects.select_for_update().get(pk=version.pk)
    if version.state != PackVersion.State.DRAFT:
        raise AlreadyPublished(
            _("This version was published on {day}.").format(day=version.published_on)
        )
    errors = pack_of_version(version).once("errors", _errors)
    if errors:
        text = _("The check finds {n} errors. The first: {error}")
        raise HasErrors(text.format(n=len(errors), error=errors[0].say(language())))
    version.state = PackVersion.State.PUBLISHED
    version.published_on = on
    version.published_by = by if isinstance(by, Account) else None
    version.save(update_fields=["state", "published_on", "published_by"])
    record("plan.published", of=version, by=by, on=on, facts={"digest": version.digest})
    return version


@transaction.atomic
def adopt(
    *,
    version: PackVersion,
    body: Unit,
    valid_from: date,
    valid_until: date | None,
    roles: Mapping[str, Unit],
    by: By,
    on: date,
    open_numbers: Mapping[str, Any] | None = None,
) -> Adoption:
    """Put a published plan in force for a body's subtree in [valid_from, valid_until).

    :raises NotPublished: if the version is a draft or retired.
    :raises Unbound: if a role of the plan has no unit.
    :raises NumberMissing: if a number that the plan leaves open is not set, or does not fit.
    :raises Overlaps: if the body has adopted the same plan for some of these days.
    """
    if version.state != PackVersion.State.PUBLISHED:
        raise NotPublished(_("Publish the version before it is adopted."))
    pack = pack_of_version(version)
    missing = [b.label.zh for b in pack.bindings if b.id not in roles]
    if missing:
        raise Unbound(missing)
    numbers = _numbers(pack, open_numbers or {})
    if valid_until is not None and valid_until <= valid_from:
        raise NotInForce(_("It must end after it begins."))

    try:
        with transaction.atomic():
            adoption = Adoption.objects.create(
                pack=version,
                pack_code=version.code,
                body=body,
                valid=DateRange(valid_from, valid_until),
                open_numbers=numbers,
                adopted_by=by if isinstance(by, Account) else None,
            )
    except IntegrityError as error:
        raise Overlaps(
            _("{body} has adopted this plan for some of these days.").format(body=body.name)
        ) from error
    Binding.objects.bulk_create(
        Binding(adoption=adoption, role=role, unit=unit) for role, unit in sorted(roles.items())
    )
    record(
        "plan.adopted",
        of=adoption,
        by=by,
        on=on,
        threads=[version, body],
        facts={"from": valid_from, "until": valid_until, "plan": version},
    )
    return adoption


@transaction.atomic
def end_adoption(*, adoption: Adoption, until: date, by: By, on: date) -> Adoption:
    """End an adoption: from `until` on it is not in force. What began under it keeps it.

    :raises NotInForce: if it has ended already, or the day lies before its first or before today.
    """
    adoption = Adoption.objects.select_for_update().get(pk=adoption.pk)
    began, ended = adoption.valid.lower, adoption.valid.upper
    if ended is not None and ended <= on:
        raise NotInForce(_("This adoption has ended."))
    if until <= began or until < on:
        raise NotInForce(_("It cannot end before it began, nor before today."))
    adoption.valid = DateRange(began, until)
    adoption.save(update_fields=["valid"])
    record(
        "plan.ended",
        of=adoption,
        by=by,
        on=on,
        threads=[adoption.pack, adoption.body],
        facts={"until": until},
    )
    return adoption


def _errors(pack: Pack) -> list[Problem]:
    return [one for one in check_pack(pack) if one.level == "error"]


def _numbers(pack: Pack, given: Mapping[str, Any]) -> dict[str, str]:
    """Return what the plan leaves open, each as the pack reads and writes it.

    :raises NumberMissing: if one is not set, or does not fit its place.
    """
    numbers = {place: str(given.get(place) or "").strip() for place in open_places(pack)}
    for place, value in numbers.items():
        if not value:
            text = _("The plan leaves a number open: {place}. Set it first.")
            raise NumberMissing(text.format(place=place_label(pack, place)))
    settled, wrong = settle(pack, numbers)
    if wrong:
        place, code, params = wrong[0]
        text = _("{place}: “{value}” cannot stand here. {why}")
        said = Problem("", 0, place, code, {k: str(v) for k, v in params.items()}).say(language())
        raise NumberMissing(
            text.format(place=place_label(pack, place), value=numbers.get(place, ""), why=said)
        )
    return values_at(settled, numbers)
