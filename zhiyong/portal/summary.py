"""What will be sent, line by line, as the last step shows it."""

from collections.abc import Sequence

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiyong.intake import labels
from zhiyong.intake.drafts import Lodging
from zhiyong.portal.attached import Attached
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.parts import Fact


def of(draft: Lodging, pack: Pack, files: Sequence[Attached]) -> list[Fact]:
    """Return the lines about a report, but for its text; what was left empty is left out."""
    named = "、".join(f"{one.name} {one.post}".strip() for one in draft.named)
    lines = [
        Fact(_("About the office"), _office(draft)),
        Fact(_("About its leaders as a team"), _("Yes") if draft.about_team else ""),
        Fact(_("People named"), named),
        Fact(_("Goes past the receiving offices"), _past(draft)),
        Fact(_("What it is"), labels.label(pack, "kinds", draft.input_class)),
        Fact(pgettext("report", "When"), draft.happened_on),
        Fact(pgettext("report", "Where"), draft.place),
        Fact(_("Files"), "、".join(f"{one.name} ({filesizeformat(one.size)})" for one in files)),
        Fact(pgettext("report", "You"), draft.identity.name if draft.identity else _("Anonymous")),
    ]
    if draft.identity:
        who = draft.identity
        lines += [
            Fact(_("Telephone"), who.telephone),
            Fact(_("Identity number"), who.identity_number),
            Fact(_("Address"), who.address),
            Fact(_("Together with"), "、".join(who.companions)),
        ]
    lines.append(Fact(_("For news"), draft.contact))
    return [line for line in lines if line.value]


def _office(draft: Lodging) -> str:
    if draft.subject_unit:
        return str(draft.subject_unit.name)
    return _("{typed} (as you wrote it; the office will find it)").format(
        typed=draft.subject_unit_text
    )


def _past(draft: Lodging) -> str:
    return _("Yes") if draft.about_receiving_body else ""
