"""What notices tell of by following the journal: openings of sealed identities."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Person, Unit
from zhiyong.directory.selectors import main_leaders
from zhiyong.journal.follow import follow
from zhiyong.journal.models import Entry
from zhiyong.notices import services, templates
from zhiyong.shell.access import Role


def register() -> None:
    """Make the sentences known; the follower is, once this module is read."""
    templates.register(
        templates.Template("vault.opened", _("{actor} opened a sealed envelope of {unit}.")),
        templates.Template("vault.granted", _("{actor} gave a sealed envelope of {unit} away.")),
        templates.Template(
            "vault.given", _("{actor} gave you a sealed envelope, until {until}: {title}")
        ),
        templates.Template(
            "vault.recovered", _("{actor} used the recovery key of {unit}."), urgent=True
        ),
    )


@follow("notices.openings", ["vault.opened", "vault.granted", "vault.recovered"])
def tell_the_head(entry: Entry, on: date) -> None:
    """Tell the heads of the office whose identities were opened, and whoever was given one."""
    if entry.verb == "vault.granted":
        _tell_the_receiver(entry, on)
    unit = Unit.objects.filter(pk=entry.audience).first() if entry.audience else None
    if unit is None:
        return
    heads = [tenure.person for tenure in main_leaders(unit, entry.on)]
    facts = {"actor": entry.actor, "unit": unit}
    told = services.tell(of=entry.subject, to=heads, template=entry.verb, facts=facts, on=on)
    if not told:
        services.tell(
            of=entry.subject,
            to=unit,
            roles=[Role.LEADER],
            template=entry.verb,
            facts=facts,
            on=on,
        )


def _tell_the_receiver(entry: Entry, on: date) -> None:
    _kind, _colon, pk = str(entry.facts["to"]).partition(":")
    services.tell(
        of=entry.subject,
        to=Person.objects.filter(pk=pk).first(),
        template="vault.given",
        facts={"actor": entry.actor, "until": entry.facts["until"]},
        on=on,
    )
