"""The tabs of a campaign's pages, as the reader may see them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Campaign
from zhiyong.campaigns.selectors.visible import may_run, sees_whole
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Tab


def tabs(campaign: Campaign, standing: Standing) -> list[Tab]:
    """Return the tabs of a campaign's pages. What only the office has others do not see."""

    def tab(key: str, label: str, name: str) -> Tab:
        return Tab(key, label, reverse(f"campaigns:{name}", args=[campaign.pk]))

    overview = tab("campaign", _("Overview"), "campaign")
    if campaign.state == Campaign.State.DRAFT:
        look = [tab("preview", _("Preview"), "preview")]
        return [overview, *(look if may_run(standing, campaign) else [])]
    work = [tab("board", _("Board"), "board"), tab("units", _("Units"), "units")]
    bulletins = tab("bulletins", _("Bulletins"), "bulletins")
    feedback = tab("feedback", _("Monthly feedback"), "feedbacks")
    requests = tab("requests", _("Requests between units"), "requests")
    responsible = tab("responsibilities", _("Who is responsible"), "responsibilities")
    acceptance = tab("acceptance", _("Acceptance"), "acceptances")
    summaries = tab("summaries", _("Summaries"), "summaries")
    between = [bulletins, feedback, requests]
    if not sees_whole(standing, campaign):
        return [overview, *work, *between, responsible, acceptance, summaries]
    month = tab("month", _("This month"), "office_month")
    slow = tab("slow", _("Slow units"), "slow")
    figures = tab("figures", _("Figures"), "figures")
    return [overview, month, *work, *between, slow, responsible, acceptance, figures, summaries]
