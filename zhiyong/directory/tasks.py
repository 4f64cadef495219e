"""What the worker does for the directory."""

from django.utils.translation import override
from procrastinate.contrib.django import app

from zhiyong.directory.models import ExportRun, ImportRun, Unit
from zhiyong.directory.selectors import EDITORS
from zhiyong.directory.services import bring_up_to, exports, imports
from zhiyong.directory.standing import standing_of
from zhiyong.shell import clock
from zhiyong.shell.queue import PATIENT, or_say_so


@app.task(name="directory.examine", retry=PATIENT)
def examine(run: int, language: str) -> None:
    """Read a workbook that was handed in, with the rights of who handed it in."""
    found = ImportRun.objects.select_related("uploaded_by").get(pk=run)
    today = clock.today()
    standing = standing_of(found.uploaded_by, today)
    with override(language), or_say_so(lambda: imports.give_up(run=found, today=today)):
        imports.examine(run=found, rights=imports.rights_of(standing))


@app.task(name="directory.carry_out", retry=PATIENT)
def carry_out(run: int) -> None:
    """Carry a confirmed workbook out, with the rights of who confirmed it."""
    found = ImportRun.objects.select_related("confirmed_by", "uploaded_by").get(pk=run)
    today = clock.today()
    standing = standing_of(found.confirmed_by or found.uploaded_by, today)
    with or_say_so(lambda: imports.give_up(run=found, today=today)):
        imports.carry_out_workbook(run=found, rights=imports.rights_of(standing), today=today)


@app.task(name="directory.export", retry=PATIENT)
def export(run: int, language: str) -> None:
    """Write the workbook of an export: of the units that whoever asked keeps, those asked for."""
    found = ExportRun.objects.select_related("asked_by").get(pk=run)
    standing = standing_of(found.asked_by, clock.today())
    units = Unit.objects.filter(pk__among=standing.units(*EDITORS))
    if found.unit_id:
        units = units.filter(path__contains=[found.unit_id])
    with override(language), or_say_so(lambda: exports.give_up(run=found)):
        exports.write_export(run=found, units=units, at=clock.now())


@app.periodic(cron="5 0 * * *")
@app.task(name="directory.new_day", queueing_lock="directory.new_day")
def new_day(timestamp: int) -> None:  # noqa: ARG001
    """Let what was recorded ahead take effect, and forget old exports."""
    bring_up_to(clock.today())
    exports.forget_exports(before=clock.now() - exports.KEPT)
