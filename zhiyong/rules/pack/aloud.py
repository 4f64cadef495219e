"""An element of a pack read aloud: what it says, key by key, in Chinese or in English.

Made from the shapes alone, so that a section that is added later is readable at once.
"""

from collections.abc import Collection, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic.fields import FieldInfo

from zhiyong.rules.clock import Term
from zhiyong.rules.conditions import All, Any_, Limb, Not
from zhiyong.rules.facts import Choice
from zhiyong.rules.pack.base import Element, Ref
from zhiyong.rules.pack.names import key_name
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import (
    UNSPECIFIED,
    Label,
    Lang,
    is_chinese,
    say_number,
    say_term,
)
from zhiyong.rules.wording import read_aloud

OWN = frozenset({"id", "label", "clause", "basis", "setting", "reason", "note"})
"""What every element has and the page around it shows."""

SHARES = frozenset(
    {"share", "shares", "over", "at_least", "quorum", "coverage", "cap", "passes", "weight"}
)

WORDS_ZH = {
    # who and what
    "person": "个人",
    "unit": "单位",
    "team": "班子",
    "post": "岗位",
    "branch": "支部",
    "group": "小组",
    "subunit": "下属单位",
    "region": "地区",
    "level": "层级",
    "department": "部门",
    "section": "科室",
    "committee_member": "两委成员",
    "matter": "事项",
    "event": "事件",
    "activity": "活动",
    "finding": "认定",
    "complaint": "投诉",
    "rectification": "整改",
    "indicator": "指标",
    "inspection": "检查",
    "subject": "当事人",
    "main_leader": "主要领导",
    "party_head": "党组织主要负责人",
    "administrative_head": "行政主要负责人",
    "leader_in_charge": "分管领导",
    "direct_superior": "上一级主管",
    "leading_team": "领导班子成员",
    "responsible_persons": "相关责任人",
    "managing_body": "管理部门责任人",
    "evaluator": "考评人员",
    "handling_head": "承办单位负责人",
    # tasks
    "task": "任务",
    "plan": "方案",
    "meeting": "会议",
    "study": "学习",
    "discussion": "讨论",
    "publicity": "宣传",
    "self_check": "自查",
    "opinions": "征求意见",
    "research": "调研",
    "rules": "建章立制",
    "report": "报告",
    "summary": "总结",
    "body": "机构",
    "training": "培训",
    "commitment": "承诺",
    "disclosure": "公开",
    "other": "其他",
    "blue": "蓝色",
    "yellow": "黄色",
    "orange": "橙色",
    "red": "红色",
    "month": "每月",
    "quarter": "每季度",
    "half_year": "每半年",
    "year": "每年",
    "phase": "每阶段",
    # measures
    "organisational": "组织处理",
    "party": "党纪",
    "administrative": "政务（行政）",
    "discipline": "纪律",
    "judicial": "司法",
    "transfer": "移送",
    "decision": "决定",
    "recommendation": "建议",
    "referral": "移送",
    "follows": "随其他措施产生",
    "decided": "决定作出之日",
    "outcome": "结果反馈之日",
    "promotion": "提拔任用",
    "award": "评先评优",
    "reappointment": "重新任职",
    "appointment": "任职",
    "annual_bonus": "年度绩效奖金",
    "unit_bonus": "单位绩效奖金",
    "decides": "决定",
    "proposes": "建议后由有权机关决定",
    "notifies": "通报其主管部门",
    "recommends": "提出建议",
    "stands": "维持",
    "changed": "变更",
    "revoked": "撤销",
    "refused": "不予受理",
    "decided_by_people": "由人决定",
    "highest": "取最高",
    "sum": "累加",
    "replaces": "替代",
    "adds": "叠加",
    "takes_effect": "生效年度",
    "act": "行为年度",
    "conclusion": "结论前",
    "closing": "办结前",
    "publication": "公布前",
    "start": "启动前",
    "own_act": "须证明本人行为",
    "link": "只需监督关系，不作过错记录",
    "voluntary": "自愿，不作过错记录",
    "refer": "移送",
    "measure": "处理",
    "propose_removal": "提出罢免建议",
    "resign": "辞职",
    # leads, ballots, appraisal
    "lead": "线索",
    "watch": "重点关注",
    "termination": "终止职务",
    "adjustment": "组织调整",
    "review": "复查",
    "valid": "有效票",
    "returned": "收回票",
    "issued": "发出票",
    "eligible": "应参加人数",
    "next": "递补下一名",
    "empty": "空缺",
    "largest_remainder": "最大余数法",
    "higher": "越高越好",
    "lower": "越低越好",
    "positive": "正面",
    "negative": "反面",
    "rolling": "滚动期间",
    "years": "连续年度",
    "all": "全部",
    "count": "计数",
    "max": "最大",
    "last": "最近一次",
    "days": "天数",
    "leave": "请假时长",
    "run": "连续次数",
    "change": "较上次变化",
    "from_bottom": "倒数位次",
    "share": "比例",
    "late_days": "超期天数",
    "age": "已历天数",
    # publication
    "public": "社会公众",
    "internal": "内部",
    "unit_heads": "单位负责人",
    "system": "本系统",
    "parties": "当事人",
    "case": "案例",
    "circular": "通报",
    "ledger": "台账",
    "result": "结果",
    "grade": "等次",
    "news": "新闻",
    "contact": "联系方式",
    "guide": "办事指南",
    "statistics": "统计数据",
    "notice": "通知",
    "information": "信息",
    # fields
    "text": "文字",
    "number": "数字",
    "money": "金额",
    "day": "日期",
    "moment": "时间",
    "flag": "是否",
    "choice": "选项",
    "file": "文件",
    "reference": "关联",
}


def lines(
    pack: Pack, element: Shape, lang: Lang, *, without: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    """Yield what an element says beside its name and ground: what each key is called, its value.

    Keys named in `without` are left out.
    """
    for name, field in type(element).model_fields.items():
        value = getattr(element, name)
        if (
            name in OWN
            or name in without
            or value is None
            or value == ()
            or value == field.get_default()
        ):
            continue
        key = field.alias or name
        said = _say(pack, value, field, key, lang)
        if said:
            yield key_name(key, lang), said


def say_element(pack: Pack, element: Shape, lang: Lang) -> str:
    """Return an element in one line: its name, and in brackets what it says."""
    name = element.label.say(lang) if isinstance(element, Element | Choice) else ""
    said = "；" if is_chinese(lang) else "; "
    inner = said.join(f"{key}{_colon(lang)}{value}" for key, value in lines(pack, element, lang))
    if not name or not inner:
        return name or inner
    return f"{name}（{inner}）" if is_chinese(lang) else f"{name} ({inner})"


def say_word(word: str, lang: Lang) -> str:
    """Return a word of the format in the reader's language."""
    return WORDS_ZH.get(word, word) if is_chinese(lang) else word.replace("_", " ")


def say_plain(pack: Pack, value: Any, key: str, lang: Lang) -> str | None:
    """Return a value that holds no others in words, or None; `key`: where it stands."""
    if isinstance(value, bool):
        return ("是" if value else "否") if is_chinese(lang) else ("yes" if value else "no")
    if isinstance(value, Limb | All | Any_ | Not):
        return read_aloud(value, pack.vocabulary, lang)
    if isinstance(value, Label):
        return value.say(lang)
    if isinstance(value, Term):
        return say_term(value, lang)
    if isinstance(value, Fraction):
        return say_number(value, share=key in SHARES and 0 < value <= 1)
    return value.isoformat() if isinstance(value, date) else None


def _say(pack: Pack, value: Any, field: FieldInfo, key: str, lang: Lang) -> str:
    chinese = is_chinese(lang)
    if value == UNSPECIFIED:
        return "待定（启用时填写）" if chinese else "open, set when the plan is adopted"
    plain = say_plain(pack, value, key, lang)
    if plain is not None:
        return plain
    if isinstance(value, Shape):
        return say_element(pack, value, lang)
    if isinstance(value, tuple):
        join = "、" if chinese else ", "
        return join.join(_say(pack, one, field, key, lang) for one in value)
    if isinstance(value, dict):
        join = "；" if chinese else "; "
        return join.join(
            _named(pack, str(one), field, key, lang)
            + _colon(lang)
            + _say(pack, of, field, key, lang)
            for one, of in value.items()
        )
    return _named(pack, str(value), field, key, lang)


BY_KEY_ZH = {("kind", "party"): "当事人"}
"""Words that mean something else under one key."""


def _named(pack: Pack, text: str, field: FieldInfo, key: str, lang: Lang) -> str:
    """Return what an id refers to, by its name; a word of the format in the reader's language."""
    ref = next((mark for mark in field.metadata if isinstance(mark, Ref)), None)
    for section in ref.to if ref else ():
        if pack.has(section, text):
            name: str = pack.element(section, text).label.say(lang)
            return name
    if field.annotation is str and (grade := _grades(pack).get(text)):
        return grade.say(lang)
    if is_chinese(lang):
        return BY_KEY_ZH.get((key, text)) or WORDS_ZH.get(text, text)
    return text.replace("_", " ") if text in WORDS_ZH else text


def _grades(pack: Pack) -> dict[str, Label]:
    """Return what the values of the pack's scales are called."""
    return {value.id: value.label for scale in pack.scales for value in scale.values}


def _colon(lang: Lang) -> str:
    return "：" if is_chinese(lang) else ": "
