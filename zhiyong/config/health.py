"""The health of an installation: what to look at, what was found, and what to do about it."""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from zhiyong.config.console import gettext as _
from zhiyong.shell import clock

OLDEST_POSTGRESQL = 15
CLOCKS_APART = timedelta(seconds=5)
ROOM_NEEDED = 2 * 1024**3
SILENT_FOR = timedelta(minutes=1)
WAITING_FOR = timedelta(minutes=10)
NEXT_YEAR_FROM = (12, 1)
FOLLOWER_BEHIND = 10_000
NOTHING, DATABASE, TABLES = "nothing", "a database", "its tables"


class State(StrEnum):
    """How serious a finding is."""

    OK = "ok"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look has shown, and, unless all is well, what to do."""

    state: State
    about: str
    text: str
    remedy: str = ""


Look = Callable[[], Iterator[Finding]]


def examine() -> Iterator[Finding]:
    """Yield every finding; what needs a database, or its tables, is left out without them."""
    lacking: set[str] = set()
    for look, needs in LOOKS:
        if needs in lacking:
            continue
        try:
            for finding in look():
                yield finding
                if finding.state is State.BAD and look is migrations:
                    lacking.add(TABLES)
        except (DatabaseError, InterfaceError) as error:
            lacking |= {DATABASE, TABLES}
            yield Finding(
                State.BAD,
                _("database"),
                str(error).strip(),
                _("Is it running, and is DATABASE_URL right? Embedded: `zhiyong database start`."),
            )


def database() -> Iterator[Finding]:
    """Look at the server's version, its encoding, and its command of Chinese."""
    about = _("database")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int / 10000,"
            " current_setting('server_encoding'), '群众' ~ '^\\w+$', current_setting('fsync')"
        )
        version, encoding, reads_chinese, fsync = cursor.fetchone()
    if version < OLDEST_POSTGRESQL:
        yield Finding(
            State.BAD,
            about,
            _("PostgreSQL {version} is too old").format(version=version),
            _("Install PostgreSQL {oldest} or newer.").format(oldest=OLDEST_POSTGRESQL),
        )
    elif encoding != "UTF8" or not reads_chinese:
        yield Finding(
            State.BAD,
            about,
            _("its encoding or locale does not know Chinese letters"),
            _("Make it anew: createdb -E UTF8 -l C.UTF-8 -T template0 zhiyong"),
        )
    elif fsync != "on":
        yield Finding(
            State.BAD,
            about,
            _("fsync is off: a power cut loses what was accepted"),
            _("Set fsync = on in postgresql.conf."),
        )
    else:
        yield Finding(State.OK, about, f"PostgreSQL {version}")


def migrations() -> Iterator[Finding]:
    """Look for migrations that wait."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding(
            State.BAD,
            _("tables"),
            _("{number} migrations wait").format(number=len(waiting)),
            _("Run `zhiyong prepare`."),
        )
    else:
        yield Finding(State.OK, _("tables"), _("up to date"))


def queue() -> Iterator[Finding]:
    """Look whether a worker is alive, and for jobs that are stuck, wait too long, or failed."""
    from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

    about = _("queue")
    restart = _("Start the worker: `zhiyong worker` (`zhiyong demo` runs one).")
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gt=clock.now() - SILENT_FOR).count()
    waiting = ProcrastinateJob.objects.filter(status="todo")
    overdue = waiting.filter(scheduled_at__lt=clock.now() - WAITING_FOR).count()
    stuck = (
        ProcrastinateJob.objects.filter(status="doing")
        .exclude(worker__last_heartbeat__gt=clock.now() - SILENT_FOR)
        .count()
    )
    failed = ProcrastinateJob.objects.filter(status="failed").count()
    if not alive:
        yield Finding(State.BAD, about, _("no worker is alive"), restart)
    else:
        text = _("{workers} worker alive, {waiting} jobs wait").format(
            workers=alive, waiting=waiting.count()
        )
        yield Finding(State.OK, about, text)
    if stuck or overdue:
        yield Finding(
            State.BAD,
            about,
            _("{stuck} jobs stuck, {overdue} overdue").format(stuck=stuck, overdue=overdue),
            _("A live worker gives stuck jobs back each minute. ") + restart,
        )
    if failed:
        yield Finding(
            State.WARNING,
            about,
            _("{failed} jobs failed for good").format(failed=failed),
            _("See why: `zhiyong manage procrastinate shell`, then `list_jobs status=failed`."),
        )


def clocks() -> Iterator[Finding]:
    """Look whether this machine and the database agree on the time."""
    with connection.cursor() as cursor:
        before = clock.now()
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
        apart = max(before - theirs, theirs - clock.now(), timedelta())
    if apart > CLOCKS_APART:
        yield Finding(
            State.BAD,
            _("clock"),
            _("this machine and the database are {seconds} s apart").format(
                seconds=round(apart.total_seconds())
            ),
            _("Let both follow the same time server (chrony, ntpd)."),
        )
    else:
        local = clock.today().isoformat()
        yield Finding(State.OK, _("clock"), f"{local}, {settings.TIME_ZONE}")
    if settings.FIXED_TODAY:
        yield Finding(
            State.WARNING,
            _("clock"),
            _("today is fixed to {day}").format(day=settings.FIXED_TODAY),
            _("Only for demonstrations: unset ZHIYONG_TODAY."),
        )


def disk() -> Iterator[Finding]:
    """Look whether there is room for files and data."""
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    text = _("{free:.1f} GB free at {folder}").format(free=free / 1024**3, folder=folder)
    if free < ROOM_NEEDED:
        yield Finding(State.BAD, _("disk"), text, _("Make room, or move the data folder."))
    else:
        yield Finding(State.OK, _("disk"), text)


def fonts() -> Iterator[Finding]:
    """Look for the Chinese faces that the papers are set in."""
    from importlib.util import find_spec

    found = find_spec("pylopdf_fonts_zh_cn")
    root = Path(found.origin).parent if found and found.origin else None
    faces = sorted(root.rglob("*.[ot]t[fc]")) if root else []
    if faces:
        yield Finding(State.OK, _("fonts"), ", ".join(face.stem for face in faces))
    else:
        yield Finding(
            State.BAD,
            _("fonts"),
            _("no Chinese face for papers"),
            _("Install the locked packages again: pip install -r requirements.lock"),
        )


def keys() -> Iterator[Finding]:
    """Look whether keys and secrets are there and nobody else can read them."""
    folders = [Path(settings.KEYS), Path(settings.HOME) / "secrets"]
    found = [file for folder in folders if folder.exists() for file in folder.rglob("*")]
    files = [file for file in found if file.parent.name != "public"]
    open_to_all = [
        f for f in files if f.is_file() and f.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if open_to_all:
        yield Finding(
            State.BAD,
            _("keys"),
            _("others can read {file}").format(file=open_to_all[0]),
            _("chmod 600 it, and chmod 700 its folder."),
        )
    elif not Path(settings.KEYS).exists():
        yield Finding(
            State.WARNING,
            _("keys"),
            _("no signing keys yet in {folder}").format(folder=settings.KEYS),
            _("The first sealing makes them; start the worker."),
        )
    else:
        yield Finding(State.OK, _("keys"), str(settings.KEYS))


def calendar() -> Iterator[Finding]:
    """Look whether the holidays and make-up days of this year, and late in it of the next, are in.

    Without them the terms in working days that reach into a year cannot be counted.
    """
    from zhiyong.duties.models import CalendarYear

    about, today = _("calendar"), clock.today()
    known = set(CalendarYear.objects.values_list("year", flat=True))
    wanted = [today.year]
    if (today.month, today.day) >= NEXT_YEAR_FROM:
        wanted.append(today.year + 1)
    missing = [str(year) for year in wanted if year not in known]
    if missing:
        yield Finding(
            State.BAD if str(today.year) in missing else State.WARNING,
            about,
            _("no holidays for {years}").format(years=", ".join(missing)),
            _("Once the State Council has announced them: update, or `zhiyong import calendar`."),
        )
    else:
        yield Finding(State.OK, about, f"{min(known)}–{max(known)}")


def vault() -> Iterator[Finding]:
    """Look whether names can be sealed, and whether enough people could open them."""
    from zhiyong.vault.models import Custody
    from zhiyong.vault.selectors import FEWEST_CUSTODIANS, custodies_short_of_custodians

    about = _("custodians")
    if not Custody.objects.exists():
        yield Finding(
            State.BAD,
            about,
            _("none yet: nobody can complain under their real name"),
            _("Bind the role of custodian to two people; one of them sets up the custody."),
        )
        return
    short = custodies_short_of_custodians()
    for custody, count in short:
        yield Finding(
            State.BAD,
            about,
            _("{unit} has {count}, fewer than {fewest}").format(
                unit=custody.unit, count=count, fewest=FEWEST_CUSTODIANS
            ),
            _("Have a custodian admit another, or use the printed recovery key."),
        )
    if not short:
        yield Finding(State.OK, about, _("at least {fewest}").format(fewest=FEWEST_CUSTODIANS))


def texts() -> Iterator[Finding]:
    """Look whether texts to complainants leave the house."""
    from zhiyong.notices.models import Text

    about = _("texts to complainants")
    waiting = Text.objects.filter(state=Text.State.WAITING_FOR_GATEWAY).count()
    failed = Text.objects.filter(state=Text.State.FAILED).count()
    if waiting:
        yield Finding(
            State.WARNING,
            about,
            _("{waiting} wait for a gateway").format(waiting=waiting),
            _("Set NOTICES_GATEWAY to send by e-mail or through a program."),
        )
    if failed:
        yield Finding(
            State.WARNING,
            about,
            _("{failed} could not be sent").format(failed=failed),
            _("Mend the gateway, then send them again on the page of outgoing texts."),
        )
    if not waiting and not failed:
        yield Finding(State.OK, about, _("none waits"))


def journal() -> Iterator[Finding]:
    """Look whether entries are sealed in the time that the receipts promise."""
    from zhiyong.journal.selectors import health

    about, found = _("journal"), health()
    waited = clock.now() - found.since if found.since else timedelta()
    if waited > timedelta(hours=settings.SEAL_WITHIN_HOURS) / 2:
        yield Finding(
            State.BAD,
            about,
            _("{number} entries wait to be sealed since {moment}").format(
                number=found.waiting, moment=found.since
            ),
            _("Receipts promise {hours} hours. Start the worker: `zhiyong worker`.").format(
                hours=settings.SEAL_WITHIN_HOURS
            ),
        )
    else:
        text = _("{sealed} entries sealed, {waiting} wait").format(
            sealed=found.sealed, waiting=found.waiting
        )
        yield Finding(State.OK, about, text)
    for name, behind in found.behind.items():
        if behind > FOLLOWER_BEHIND:
            yield Finding(
                State.WARNING,
                about,
                _("{name} is {number} entries behind").format(name=name, number=behind),
                _("See the worker's log for why it stopped."),
            )


LOOKS: list[tuple[Look, str]] = [
    (database, DATABASE),
    (migrations, DATABASE),
    (queue, TABLES),
    (journal, TABLES),
    (calendar, TABLES),
    (vault, TABLES),
    (texts, TABLES),
    (clocks, DATABASE),
    (disk, NOTHING),
    (fonts, NOTHING),
    (keys, NOTHING),
]
