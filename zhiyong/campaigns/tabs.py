"""The tabs of a campaign: what goes between its office and its units, as the reader may see it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Campaign
from zhiyong.campaigns.selectors.visible import sees_whole
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Tab


def tabs(campaign: Campaign, standing: Standing) -> list[Tab]:
    """Return the tabs of a campaign's pages. What only the office has others do not see."""

    def tab(key: str, label: str, name: str) -> Tab:
        return Tab(key, label, reverse(f"campaigns:{name}", args=[campaign.pk]))

    found = [
        tab("campaign", _("Overview"), "campaign"),
        tab("bulletins", _("Bulletins"), "bulletins"),
        tab("feedback", _("Monthly feedback"), "feedbacks"),
        tab("requests", _("Requests between units"), "requests"),
        tab("responsibilities", _("Who is responsible"), "responsibilities"),
        tab("acceptance", _("Acceptance"), "acceptances"),
        tab("summaries", _("Summaries"), "summaries"),
    ]
    if not sees_whole(standing, campaign):
        return found
    return [
        found[0],
        tab("month", _("This month"), "office_month"),
        *found[1:4],
        tab("slow", _("Slow units"), "slow"),
        *found[4:6],
        tab("figures", _("Figures"), "figures"),
        found[6],
    ]
