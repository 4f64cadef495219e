"""The sentences of what happens in a campaign, as time lines tell them."""

from django.utils.translation import gettext_lazy as _

CAMPAIGN = {
    "campaign.prepared": _("{actor} drafted the campaign of {plan}."),
    "campaign.units_chosen": _("{actor} chose {count} units ({party})."),
    "campaign.phase_dated": _("{actor} set the days of a phase: {first} to {last}."),
    "campaign.task_set": _("{actor} set a task, due on {due}."),
    "campaign.discarded": _("{actor} gave the draft up."),
    "campaign.launched": _(
        "{actor} launched the campaign: {tasks} tasks, {units} units, {count} to be handed in."
    ),
    "campaign.assigned": _("What the units owe was opened: {count} in one batch."),
}
ASSIGNMENT: dict[str, object] = {}
SUBMISSION = {
    "submission.written": _("{actor} wrote version {number}."),
    "submission.discarded": _("{actor} gave the draft up: version {number}."),
    "submission.handed_in": _("{actor} handed version {number} in; days late: {late_days}."),
    "submission.taken_back": _("{actor} took version {number} back."),
    "submission.accepted": _("{actor} accepted version {number}."),
    "submission.returned": _("{actor} returned version {number} with reasons."),
    "submission.made_up": _("{person} made up for it on {day}."),
    "submission.credited": _("{actor} let it count for a programme as well."),
}
SHEET = {
    "sheet.written": _("{actor} wrote on the sheet."),
    "sheet.handed_in": _("{actor} handed the sheet in."),
    "sheet.on_paper": _("{actor} noted that the sheet was handed in on paper."),
    "sheet.opened_to": _("{actor} named further readers."),
    "sheet.taken": _("{actor} took the sheet as good."),
    "sheet.given_back": _("{actor} gave the sheet back with reasons."),
}
