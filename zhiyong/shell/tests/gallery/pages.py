"""The gallery: every component once, with invented content in both languages.

Served to tests and to whoever works on the components; never a part of the product's own
addresses.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template import engines
from django.utils.translation import get_language, ngettext_lazy

from zhiyong.shell import navigation, paging, picking
from zhiyong.shell.access import Role
from zhiyong.shell.forms import FilesField, Form
from zhiyong.shell.lights import Light
from zhiyong.shell.lists import (
    BulkAct,
    ChoiceFilter,
    Column,
    DatesFilter,
    FlagFilter,
    Listing,
    ListPage,
    Order,
    TextFilter,
)
from zhiyong.shell.parts import Entry, Fact, Step, Tab

HERE = Path(__file__).parent
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 22)


def say(zh: str, en: str) -> str:
    """Return the words of the active language."""
    return zh if (get_language() or "").startswith("zh") else en


@dataclass
class Row:
    """One complaint of the example list."""

    pk: int
    number: str
    title: str
    unit: str
    source: str
    received_on: date
    due_on: date
    left: int
    light: Light
    amount: int

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return where it would be."""
        return f"#row-{self.pk}"


def rows() -> list[Row]:
    """Return the rows of the example list."""
    told = [
        (
            "反映开发区政务大厅窗口多次以“系统故障”为由拒绝受理不动产登记",
            "The counter at the development zone refused to register a property, “system down”",
            "市自然资源和规划局",
            "Natural Resources Bureau",
            "来信",
            "Letter",
            2,
            Light.DUE_SOON,
        ),
        (
            "企业反映施工许可补正材料要求前后不一，往返五次",
            "A firm was asked for different papers five times over one building permit",
            "市住房和城乡建设局",
            "Housing Bureau",
            "网络",
            "Web",
            -3,
            Light.OVERDUE,
        ),
        (
            "反映乡镇低保复核拖延三个月未答复",
            "Review of a subsistence allowance unanswered for three months",
            "清源县民政局",
            "Qingyuan Civil Affairs",
            "来电",
            "Telephone",
            11,
            Light.NORMAL,
        ),
        (
            "反映某科室工作时间无人在岗",
            "Nobody at their desks during office hours",
            "市交通运输局",
            "Transport Bureau",
            "来访",
            "Visit",
            6,
            Light.PAUSED,
        ),
        (
            "建议公开老旧小区改造进度",
            "Suggestion: publish the progress of the old estates' renewal",
            "临江区政府办公室",
            "Linjiang District Office",
            "网络",
            "Web",
            0,
            Light.DONE,
        ),
        (
            "反映招投标中心工作人员故意刁难外地企业",
            "Staff of the tender centre put obstacles in the way of firms from elsewhere",
            "市公共资源交易中心",
            "Public Resources Exchange",
            "信访转办",
            "Referred",
            8,
            Light.NORMAL,
        ),
    ]
    return [
        Row(
            pk=n,
            number=f"效投〔2026〕{123 + n}号",
            title=say(zh, en),
            unit=say(unit_zh, unit_en),
            source=say(src_zh, src_en),
            received_on=date(2026, 11, 2 + n),
            due_on=date(2026, 11, 20 + n),
            left=left,
            light=light,
            amount=n * 1200,
        )
        for n, (zh, en, unit_zh, unit_en, src_zh, src_en, left, light) in enumerate(told)
    ]


def list_page() -> ListPage:
    """Return the example list."""
    return ListPage(
        name="gallery",
        columns=(
            Column(
                "number", say("编号", "Number"), head=True, url=Row.get_absolute_url, order="newest"
            ),
            Column("title", say("反映事项", "Matter"), wide=True, sub="unit"),
            Column("source", say("来源", "Source")),
            Column("received_on", say("收到日期", "Received"), kind="day"),
            Column("due_on", say("办理期限", "Due"), kind="day", order="due"),
            Column("light", say("状态", "Light"), kind="light"),
            Column("amount", say("涉及金额", "Amount"), kind="num"),
        ),
        filters=(
            TextFilter("q", say("关键词", "Contains"), ("title",)),
            ChoiceFilter(
                "source",
                say("来源", "Source"),
                choices=[("letter", say("来信", "Letter")), ("call", say("来电", "Telephone"))],
            ),
            ChoiceFilter("light", say("状态", "Light"), choices=Light.choices),
            FlagFilter("mine", say("仅看我承办的", "Only mine")),
            DatesFilter("received", say("收到日期", "Received"), more=True),
        ),
        orders=(
            Order("newest", say("最新收到在前", "Newest first"), ("-received_on", "-pk")),
            Order("due", say("最先到期在前", "Due first"), ("due_on", "pk")),
        ),
        noun=ngettext_lazy("%(shown)s row", "%(shown)s rows", "count"),
    )


def listing(request: HttpRequest) -> Listing:
    """Return the example list as if it had been asked for."""
    page = list_page()
    form = page.form(request)  # type: ignore[arg-type]
    form.is_valid()
    shown = paging.Page(rows=rows(), after="x", before="y", total=1234, capped=False)  # type: ignore[type-var]
    acts = (
        BulkAct("urge", say("催办", "Urge"), "#urge", icon="bell-ring"),
        BulkAct("print", say("打印登记表", "Print slips"), "#print", icon="printer"),
        BulkAct(
            "close",
            say("批量办结", "Close"),
            "#",
            why_not=say("办结须逐件审核", "Each is closed on its own"),
        ),
    )
    return Listing(
        page, form, form.cleaned_data, page.order_of(request), request.GET, None, shown, {}, acts
    )  # type: ignore[arg-type]


def find(text: str) -> list[picking.Find]:
    """Find units by a part of their names."""
    units = [
        picking.Find(
            "1",
            say("市住房和城乡建设局", "Housing Bureau"),
            say("云岭市 · 政府工作部门", "Yunling · department"),
        ),
        picking.Find(
            "2",
            say("市住房公积金管理中心", "Housing Fund Centre"),
            say("云岭市 · 事业单位", "Yunling · institution"),
        ),
        picking.Find(
            "3",
            say("市交通运输局", "Transport Bureau"),
            say("云岭市 · 政府工作部门", "Yunling · department"),
        ),
    ]
    return [unit for unit in units if text.lower() in unit.label.lower()]


def get(pk: str) -> picking.Find | None:
    """Return a unit by its id."""
    return next((unit for unit in find("") if unit.pk == pk), None)


def example_form(data: QueryDict | None = None) -> forms.Form:
    """Return a form with one field of each look."""

    class ExampleForm(Form):
        unit = picking.PickField(
            label=say("被反映单位", "Unit complained of"), find=find, get=get, search_url="/find/",
            help_text=say("可输入简称，如“住建局”。", "Plain names will do."),
        )  # fmt: skip
        title = forms.CharField(label=say("事项名称", "Matter"), max_length=60)
        happened_on = forms.DateField(label=say("发生日期", "Day it happened"), required=False)
        channel = forms.ChoiceField(
            label=say("来源渠道", "Channel"),
            choices=[("a", say("来信", "Letter")), ("b", say("来访", "Visit"))],
        )
        who = forms.ChoiceField(
            label=say("您希望怎样反映", "How do you want to report"),
            choices=[
                ("anon", say("匿名（推荐）", "Anonymously (usual)")),
                ("named", say("实名", "With my name")),
            ],
            widget=forms.RadioSelect,
        )
        text = forms.CharField(
            label=say("情况说明", "What happened"), max_length=2000, widget=forms.Textarea,
            help_text=say("写清时间、地点、经办人和经过。", "When, where, who, and how it went."),
        )  # fmt: skip
        papers = FilesField(
            label=say("材料", "Papers"), most=5, largest=20 * 1024 * 1024, required=False
        )
        copy = forms.BooleanField(
            label=say("同时抄送督查室", "Copy to the supervisors"), required=False
        )

    return ExampleForm(data)


class Someone:
    """A standing without a directory."""

    roles = frozenset({Role.CLERK, Role.HANDLER})
    person_id = 1
    home_unit_id = 1

    @property
    def home_unit_name(self) -> str:
        """Return the unit's name."""
        return say("市治庸问责办公室", "Accountability Office")

    def units(self, *roles: Role) -> frozenset[int]:  # noqa: ARG002
        """Return no unit."""
        return frozenset()


class Nobody:
    """An account without a database."""

    pk = 0
    is_authenticated = True

    def __str__(self) -> str:
        return say("沈知远", "Shen Zhiyuan")


def example_context(request: HttpRequest) -> dict[str, Any]:
    """Return what the gallery shows."""
    wrong = example_form(QueryDict("title=&text=ab&happened_on=2026-13-40&unit_q=住房"))
    return {
        "user": Nobody(),
        "standing": Someone(),
        "title": say("受理登记", "Intake queue"),
        "listing": listing(request),
        "form": example_form(),
        "wrong": wrong,
        "lights": list(Light),
        "steps": [
            Step(say("登记", "Registered"), "done", date(2026, 11, 2), "三(一)1"),
            Step(
                say("受理", "Accepted"),
                "done",
                date(2026, 11, 5),
                "三(一)2",
                say("用时 3 个工作日", "in 3 working days"),
            ),
            Step(say("调查核实", "Verification"), "now", date(2026, 11, 27), "三(二)"),
            Step(say("集体研究", "Meeting"), "next", date(2026, 12, 4), "四"),
            Step(say("问责处理", "Measures"), "next", None, "四(一)"),
            Step(say("答复反馈", "Reply"), "next", date(2026, 12, 31), "六(三)"),
        ],
        "entries": [
            Entry(
                say(
                    "投诉人通过网络提交，收件凭证已出具。",
                    "The complainant lodged it on the web; a receipt was given.",
                ),
                date(2026, 11, 2),
                icon="inbox",
            ),
            Entry(
                say(
                    "登记为效投〔2026〕123号，来源：网络。",
                    "Registered as 效投〔2026〕123号, source: web.",
                ),
                datetime(2026, 11, 2, 9, 31, tzinfo=SHANGHAI),
                say("受理岗 陆晓", "Lu Xiao, intake"),
                corrected=True,
            ),
            Entry(
                say("决定受理，办理期限至2026年11月27日。", "Accepted; due on 27 November 2026."),
                datetime(2026, 11, 5, 15, 2, tzinfo=SHANGHAI),
                say("受理岗 陆晓", "Lu Xiao, intake"),
                icon="check",
                notes=(say("依据：三(一)2", "Basis: 三(一)2"),),
            ),
        ],
        "facts": [
            Fact(say("编号", "Number"), "效投〔2026〕123号"),
            Fact(say("来源", "Source"), say("网络", "Web")),
            Fact(say("责任单位", "Unit"), say("市住房和城乡建设局", "Housing Bureau"), url="#unit"),
            Fact(say("承办人", "Handler"), ""),
            Fact(say("事项", "Matter"), rows()[1].title, wide=True),
        ],
        "tabs": [
            Tab("over", say("概况", "Overview"), "#a"),
            Tab("papers", say("材料", "Papers"), "#b", 12),
            Tab("facts", say("事实认定", "Findings"), "#c", 0),
            Tab("record", say("办理过程", "Record"), "#d", 31),
        ],
        "mark": say("工作秘密", "Work secret"),
        "today": DAY,
        "zh": say("1", ""),
        "groups": navigation.Group,
    }


def console(request: HttpRequest) -> HttpResponse:
    """Show the components inside the console."""
    return _show(request, "console.html")


def portal(request: HttpRequest) -> HttpResponse:
    """Show the public first page's components."""
    return _show(request, "portal.html")


def found(request: HttpRequest) -> HttpResponse:
    """Answer the unit box."""
    return picking.respond(request, find)


def _show(request: HttpRequest, name: str) -> HttpResponse:
    messages.success(
        request, say("已保存，办理期限为2026年11月27日。", "Saved; due on 27 November 2026.")
    )
    template = engines["django"].from_string((HERE / name).read_text(encoding="utf-8"))
    return HttpResponse(template.render(example_context(request), request))
