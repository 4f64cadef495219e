"""The sentences of what happens in a campaign, as time lines tell them."""

from django.utils.translation import gettext_lazy as _

CAMPAIGN = {
    "campaign.prepared": _("{actor} drafted the campaign of {plan}."),
    "campaign.units_chosen": _("{actor} chose {count} units."),
    "campaign.phase_dated": _("{actor} set the days of a phase: {first} to {last}."),
    "campaign.task_set": _("{actor} set a task, due on {due}."),
    "campaign.discarded": _("{actor} gave the draft up."),
    "campaign.launched": _(
        "{actor} launched the campaign: {tasks} tasks, {units} units, {count} to be handed in."
    ),
    "campaign.assigned": _("What the units owe was opened: {count} in one batch."),
    "campaign.phase_moved": _(
        "{actor} moved a phase: {first} to {last}; {count} open tasks of units move along."
    ),
    "campaign.task_moved": _(
        "{actor} moved a task, due on {due} now; {count} open tasks of units move along."
    ),
    "campaign.phase_closed": _("{actor} closed a phase."),
    "campaign.phase_reopened": _("{actor} opened a phase again."),
    "campaign.amended": _(
        "{actor} let the campaign go on under {plan}: "
        "{new} new tasks, {changed} changed, {gone} gone."
    ),
    "campaign.units_joined": _("{units} more units take part; they owe {count} tasks."),
    "campaign.unit_left": _("{unit} takes part no more; {count} of its tasks lapsed."),
    "campaign.unit_succeeded": _(
        "{heir} carries on for {unit}: {count} tasks passed on, "
        "{lapsed} lapsed as it owes them itself."
    ),
    "campaign.withdrawn": _("{actor} withdrew the campaign; {count} open tasks lapsed."),
    "campaign.ended": _("{actor} ended the campaign; {count} open tasks lapsed."),
}
ASSIGNMENT: dict[str, object] = {}
SUBMISSION = {
    "submission.written": _("{actor} wrote version {number}."),
    "submission.discarded": _("{actor} gave the draft up: version {number}."),
    "submission.handed_in": _("{actor} handed version {number} in."),
    "submission.handed_in_late": _("{actor} handed version {number} in; days late: {late_days}."),
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

# ── between the office and the units ──────────────────────────────────────────────────────

CAMPAIGN |= {
    "campaign.feedback_prepared": _(
        "{actor} prepared the feedback of {period}: {units} units, {items} items."
    ),
    "campaign.carried_over": _("{actor} took over what {earlier} left open: {items} in all."),
    "campaign.summary_discarded": _("{actor} threw the draft of a summary away."),
}
BULLETIN = {
    "bulletin.drafted": _("{actor} wrote a draft."),
    "bulletin.changed": _("{actor} changed the draft."),
    "bulletin.to_publicity": _("{actor} gave it to publicity: {publication}."),
    "bulletin.issued": _("{actor} issued it to {units} units."),
    "bulletin.called_back": _("{actor} called it back."),
    "bulletin.signed": _("{actor} signed for it: {unit}."),
}
RECEIPT = {"bulletin.signed": _("{actor} signed for it: {unit}.")}
FEEDBACK = {
    "feedback.sent": _("{actor} sent the feedback: {items} items."),
    "feedback.answered": _("{actor} signed for it and answered."),
}
REQUEST = {
    "unit_request.asked": _("{actor} asked for {from_unit}."),
    "unit_request.answered": _("{actor} answered for {to_unit}."),
    "unit_request.refused": _("{actor} refused for {to_unit}, with the reason."),
    "unit_request.withdrawn": _("{actor} withdrew the request."),
}
SLOW_TALK = {
    "slow_talk.held": _("{actor} entered the talk of {held}; the unit was behind with {behind}."),
    "slow_talk.rechecked": _("{actor} looked again."),
}
ACCEPTANCE = {"acceptance.examined": _("{actor} entered the result.")}
SUMMARY = {
    "summary.drafted": _("{actor} began version {number} with the figures of {as_of}."),
    "summary.changed": _("{actor} changed the draft; the figures are those of {as_of}."),
    "summary.frozen": _("{actor} froze version {number} with the figures of {as_of}."),
}
OBSTRUCTION = {"obstruction.noted": _("{actor} noted it and opened {case}.")}
