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
