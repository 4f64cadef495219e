"""The columns of the workbooks that are read in, as the templates have them."""

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from zhiyong.intake.models import TEXT, TITLE, Import

Reads = Literal["text", "day", "unit", "channel", "outcome", "refusal"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how it is headed, what it holds, and whether it must be there and filled in."""

    key: str
    label: Any
    reads: Reads = "text"
    required: bool = False
    limit: int = 120
    others: tuple[str, ...] = ()

    def headings(self) -> set[str]:
        """Return every heading that the column may have."""
        from django.utils import translation

        found = set(self.others)
        for language in ("zh-hans", "en"):
            with translation.override(language):
                found.add(str(self.label))
        return found


LEDGER = (
    Column("number", _("Registration number"), required=True, limit=60, others=("登记编号",)),
    Column("received_on", _("Received on"), "day", required=True, others=("收到时间",)),
    Column("registered_on", _("Registered on"), "day", others=("登记时间",)),
    Column("channel", _("Channel"), "channel", required=True, others=("来源", "信访形式")),
    Column("subject", _("Unit complained of"), "unit", others=("被投诉单位", "被举报单位")),
    Column("title", _("What it is about"), required=True, limit=TITLE, others=("标题", "反映问题")),
    Column("text", _("What is said"), limit=TEXT, others=("内容", "主要内容")),
    Column("outcome", _("Outcome"), "outcome", required=True, others=("办理情况", "结果")),
    Column("closed_on", _("Concluded on"), "day", others=("办结时间",)),
    Column("competent_body", _("The competent body"), others=("转送机关",)),
    Column("refusal", _("Reason for not accepting"), "refusal", others=("不予受理理由",)),
    Column("merged_into", _("Joined into number"), limit=60, others=("并入编号",)),
)
HOTLINE = (
    Column("number", _("Number of the work order"), required=True, limit=60, others=("工单号",)),
    Column("received_on", _("Received on"), "day", required=True, others=("来电日期", "派单日期")),
    Column("title", _("What it is about"), limit=TITLE, others=("标题", "诉求标题")),
    Column("text", _("What is said"), required=True, limit=TEXT, others=("诉求内容", "内容")),
    Column("subject", _("Unit complained of"), "unit", others=("被投诉单位",)),
    Column("place", _("Where"), others=("地址", "事发地点")),
    Column("caller", _("Caller"), limit=60, others=("来电人", "诉求人")),
    Column("telephone", _("Telephone"), limit=40, others=("联系电话", "来电号码")),
    Column("answer_by", _("To be answered by"), "day", others=("办理时限", "要求办结日期")),
)
LAYOUTS = {Import.Kind.LEDGER: LEDGER, Import.Kind.HOTLINE: HOTLINE}
OUTCOMES = {
    "CLOSED": _("Closed"),
    "REFERRED": _("Referred to the competent body"),
    "WITHDRAWN": _("Withdrawn"),
    "NOT_ACCEPTED": _("Not accepted"),
    "MERGED": _("Merged into another"),
    "REGISTERED": _("Registered"),
}
"""How a line of an old ledger may have ended; "registered" is still open."""
GOES_ON = ("ACCEPTED", "IN_HANDLING", "REPLIED")
"""What an export calls a complaint that is still open; read in, it is registered, and open."""
