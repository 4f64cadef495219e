"""What is wrong with a pack: where, what, and what would be right, in both languages."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from zhiyong.rules.values import Lang, is_chinese

Level = Literal["error", "warning", "note"]
"""error: the pack cannot be used · warning: stays until acknowledged · note: for information."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or worth knowing, at one place of a pack."""

    file: str
    line: int
    path: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    level: Level = "error"

    @property
    def message(self) -> str:
        """Return what is wrong, in English."""
        return self.say("en")

    @property
    def hint(self) -> str:
        """Return what would be right, in English."""
        return self.advise("en")

    def say(self, lang: Lang) -> str:
        """Return what is wrong, in a language."""
        wording = _WORDING.get(self.code, _OTHER)
        return _fill(wording[1 if is_chinese(lang) else 0], self)

    def advise(self, lang: Lang) -> str:
        """Return what would be right, in a language; empty when there is nothing to say."""
        wording = _WORDING.get(self.code, _OTHER)
        return _fill(wording[3 if is_chinese(lang) else 2], self)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.file else ""
        path = f"{self.path}: " if self.path else ""
        return f"{place}{path}{self.message}{f' → {self.hint}' if self.hint else ''}"


class PackErrors(Exception):
    """A pack cannot be loaded. `problems` holds everything that was found, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.file, problem.line))
        super().__init__("\n".join(map(str, self.problems)))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that was probably meant, or an empty text."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


class _Params(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _fill(template: str, problem: Problem) -> str:
    return template.format_map(_Params(problem.params, code=problem.code))


_OTHER = ("{message}", "{message}", "", "")

# code: (English, Chinese, what would be right in English, in Chinese)
_WORDING: dict[str, tuple[str, str, str, str]] = {
    # the folder and its files
    "PACK_MISSING": (
        "there is no pack at {where}",
        "{where} 处没有方案包",
        "name a folder with plan.yaml in it",
        "请指向一个含有 plan.yaml 的文件夹",
    ),
    "FILE_UNREADABLE": (
        "the file cannot be read: {reason}",
        "文件无法读取：{reason}",
        "check that it is there and may be read",
        "请检查文件是否存在、是否有读取权限",
    ),
    "FILE_TOO_BIG": (
        "the file has {size} bytes; at most {most} are read",
        "文件共 {size} 字节，最多读取 {most} 字节",
        "a plan fits in a few hundred kilobytes: take out what is not part of the plan",
        "一份方案通常只有几百 KB，请移除不属于方案的内容",
    ),
    "PACK_TOO_BIG": (
        "the pack has {size} bytes in {files} files; at most {most} bytes in {most_files} files are"
        " read",
        "方案包共 {files} 个文件、{size} 字节；最多读取 {most_files} 个文件、{most} 字节",
        "take out what is not part of the plan",
        "请移除不属于方案的内容",
    ),
    "NOT_UTF8": (
        "the file is not UTF-8 text (byte {byte})",
        "文件不是 UTF-8 编码（第 {byte} 字节）",
        "save it as UTF-8; it may be GBK now",
        "请另存为 UTF-8 编码；原文件可能是 GBK 编码",
    ),
    "CONTROL_CHARACTER": (
        "the line holds a character that cannot be shown ({name})",
        "本行含有不可显示的字符（{name}）",
        "delete it",
        "请删除该字符",
    ),
    "FILE_EMPTY": (
        "the file says nothing",
        "文件没有内容",
        "delete the file, or write its keys",
        "请删除该文件，或写入内容",
    ),
    # YAML
    "TAB": (
        "the line is indented with a tab",
        "本行用制表符（Tab）缩进",
        "indent with spaces, two for each level",
        "请改用空格缩进，每级两个空格",
    ),
    "WIDE_SPACE": (
        "the line is indented with a full-width space",
        "本行用全角空格缩进",
        "indent with plain spaces, two for each level",
        "请改用半角空格缩进，每级两个空格",
    ),
    "SYNTAX": (
        "this is not readable as YAML: {reason}",
        "此处不符合 YAML 格式：{reason_zh}",
        "check the indentation, the space after each colon, and brackets and quotes",
        "请检查缩进、冒号后的空格以及括号和引号是否成对",
    ),
    "SYNTAX_WIDE": (
        "this is not readable as YAML: {reason}; the line holds full-width signs ({signs})",
        "此处不符合 YAML 格式：{reason_zh}；本行含有全角符号（{signs}）",
        "write : , {{ }} [ ] in their plain form, with a space after colon and comma",
        "结构符号请用半角 : , {{ }} [ ]，冒号和逗号后加一个空格",
    ),
    "TOO_DEEP": (
        "more than {most} levels inside one another",
        "嵌套超过 {most} 层",
        "a plan needs about ten levels: check the brackets",
        "方案一般不超过十层，请检查括号",
    ),
    "TOO_MANY": (
        "more than {most} values in one file",
        "一个文件中超过 {most} 个值",
        "take out what is not part of the plan",
        "请移除不属于方案的内容",
    ),
    "ALIAS": (
        "anchors (&) and aliases (*) are not read",
        "不支持锚点（&）和引用（*）",
        "write the value out where it is needed, or put quotes around the text",
        "请在需要的地方完整写出；若是文字内容，请加引号",
    ),
    "TAG": (
        "tags ({tag}) are not read",
        "不支持标签（{tag}）",
        "write the plain value, or put quotes around the text",
        "请直接写出值；若是文字内容，请加引号",
    ),
    "SECOND_DOCUMENT": (
        "a second document begins here",
        "此处开始了第二个文档",
        "one file holds one document: delete the line ---",
        "一个文件只能有一个文档，请删除 --- 行",
    ),
    "KEY_NOT_TEXT": (
        "a key must be a word",
        "键必须是单词",
        "write key: value",
        "请写成 键: 值",
    ),
    "KEY_TWICE": (
        "the key {key} stands here a second time; the first is in line {first}",
        "键 {key} 重复出现，首次出现在第 {first} 行",
        "keep one of the two",
        "请只保留一处",
    ),
    "KEY_IN_TWO_FILES": (
        "the key {key} stands in {first} as well",
        "键 {key} 在 {first} 中也出现",
        "keep each top key in one file",
        "每个顶层键只能写在一个文件中",
    ),
    "ID_TWICE": (
        "the id {id} is used a second time; the first is in line {first}",
        "标识 {id} 重复使用，首次出现在第 {first} 行",
        "give each element an id of its own",
        "每个要素应有各自的标识",
    ),
    # shape
    "MISSING": (
        "{key} is missing",
        "缺少 {key}",
        "add {key}: …",
        "请补充 {key}: …",
    ),
    "UNKNOWN_KEY": (
        "there is no key {key} here",
        "此处没有 {key} 这个键",
        "known keys: {known}",
        "可用的键：{known}",
    ),
    "UNKNOWN_KEY_NEAR": (
        "there is no key {key} here",
        "此处没有 {key} 这个键",
        "did you mean {near}?",
        "是否应为 {near}？",
    ),
    "NOT_A_MAP": (
        "this must be a map of keys and values, not {found}",
        "此处应为“键: 值”，而不是{found_zh}",
        "write key: value, one on each line",
        "请每行写一个“键: 值”",
    ),
    "NOT_A_LIST": (
        "this must be a list, not {found}",
        "此处应为列表，而不是{found_zh}",
        "begin each entry with a dash: - …",
        "请在每一项前写短横线：- …",
    ),
    "NOT_A_TEXT": (
        "this must be a text, not {found}",
        "此处应为文字，而不是{found_zh}",
        "write one value after the colon",
        "请在冒号后写一个值",
    ),
    "NOT_A_FLAG": (
        "this must be true or false, not “{text}”",
        "此处应为 true 或 false，而不是“{text}”",
        "write true or false",
        "请写 true 或 false",
    ),
    "NOT_OFFERED": (
        "“{text}” is not offered here",
        "此处不能写“{text}”",
        "one of: {known}",
        "可选：{known}",
    ),
    "CONDITION_SHAPE": (
        "this is no condition",
        "此处不是可识别的条件",
        "write {{fact: …, is: …}}, or all:, any:, not: with conditions below",
        "请写 {{fact: …, is: …}}，或用 all:、any:、not: 组合下级条件",
    ),
    "CONDITION_EMPTY": (
        "all: and any: need at least one condition",
        "all:、any: 下至少要有一个条件",
        "add a condition, or leave the key out",
        "请补充条件，或去掉该键",
    ),
    "LIMB_OPERATORS": (
        "the fact {fact} must be compared in exactly one way",
        "事实 {fact} 必须且只能有一种比较",
        "use one of: {operators}",
        "请使用其中之一：{operators}",
    ),
    "INVALID": (
        "this value cannot be read: {message}",
        "该值无法识别：{message}",
        "compare with another element of the same list",
        "请参照同一列表中的其他要素",
    ),
    # values
    "NO_NUMBER": (
        "“{text}” is no term",
        "“{text}”不是期限",
        "write 30 days, 15 working days, 24 hours, 6 months, 1 year or at once",
        "请写：30日、15个工作日、24小时、6个月、1年或立即",
    ),
    "NO_UNIT": (
        "“{text}” does not say its unit",
        "“{text}”没有写明单位",
        "write 30 days, 15 working days, 24 hours, 6 months, 1 year or at once",
        "请写：30日、15个工作日、24小时、6个月、1年或立即",
    ),
    "NOT_WHOLE": (
        "“{text}” is no whole number of units",
        "“{text}”不是整数",
        "write 30 days, 15 working days, 24 hours, 6 months, 1 year or at once",
        "请写：30日、15个工作日、24小时、6个月、1年或立即",
    ),
    "UNKNOWN_UNIT": (
        "“{unit}” is no unit of time",
        "“{unit}”不是时间单位",
        "one of: hours, days, working days, months, years",
        "可选：小时、日、工作日、个月、年",
    ),
    "VALUE_OUT_OF_RANGE": (
        "a term of {value} is not possible",
        "期限不能为 {value}",
        "from {least} to {most}; write “at once” where no delay is meant",
        "应在 {least} 至 {most} 之间；若要求不得拖延，请写“立即”",
    ),
    "TERM_TOO_LONG": (
        "“{text}” is more than a hundred years",
        "“{text}”超过一百年",
        "check the number and the unit",
        "请核对数字和单位",
    ),
    "DAY_DOES_NOT_EXIST": (
        "there is no such day: {text}",
        "没有这一天：{text}",
        "the last possible value is {last}",
        "最大只能到 {last}",
    ),
    "DAY_WITHOUT_YEAR": (
        "“{text}” does not say its year",
        "“{text}”没有写明年份",
        "write 2026-03-01 or 2026年3月1日",
        "请写 2026-03-01 或 2026年3月1日",
    ),
    "DAY_UNREADABLE": (
        "“{text}” is no day",
        "“{text}”不是日期",
        "write 2026-03-01 or 2026年3月1日",
        "请写 2026-03-01 或 2026年3月1日",
    ),
    "NUMBER_UNREADABLE": (
        "“{text}” is no number",
        "“{text}”不是数字",
        "write 3, 0.4, 40% or 1/3",
        "请写 3、0.4、40% 或 1/3",
    ),
    "NUMBER_OVER_ZERO": (
        "“{text}” divides by nought",
        "“{text}”的分母为零",
        "check the lower number",
        "请核对分母",
    ),
    "COUNT_UNREADABLE": (
        "“{text}” is no whole number",
        "“{text}”不是整数",
        "write 0, 1, 2, …",
        "请写 0、1、2……",
    ),
    "ID_UNREADABLE": (
        "“{text}” cannot be an id",
        "“{text}”不能作标识",
        "small Latin letters, digits, _ - and ., beginning with a letter",
        "请用小写拉丁字母、数字、_ - 和 .，并以字母开头",
    ),
    "CLAUSE_EMPTY": (
        "the clause is empty",
        "条款出处为空",
        "write the place in the source and the register ids: 六(一) S3-110",
        "请写原文位置和条款编号，如：六(一) S3-110",
    ),
    "CLAUSE_UNREADABLE": (
        "this is no clause",
        "条款出处无法识别",
        "write the place in the source and the register ids: 六(一) S3-110",
        "请写原文位置和条款编号，如：六(一) S3-110",
    ),
    "ARTICLE_UNREADABLE": (
        "this is no article of a law",
        "法规条文无法识别",
        "write the id of the legal basis and the article: petition_rules/23",
        "请写法规标识和条号，如：petition_rules/23",
    ),
    "PATTERN_UNREADABLE": (
        "the number pattern “{text}” cannot be filled in",
        "编号格式“{text}”无法填写",
        "use {{n}} once and {{year}} at most once, as in 效投〔{{year}}〕{{n}}号",
        "请使用一次 {{n}}、至多一次 {{year}}，如：效投〔{{year}}〕{{n}}号",
    ),
    # beyond the shape
    "NO_GROUND": (
        "the element names no clause, no law, and is no setting with a reason",
        "该要素未注明条款、法规依据，也不是附有理由的运行设定",
        "add clause:, basis:, or setting: true with reason:",
        "请补充 clause、basis，或 setting: true 并写明 reason",
    ),
    "NO_SUCH": (
        "there is no {what} {id}",
        "没有名为 {id} 的{what_zh}",
        "known: {known}",
        "已有：{known}",
    ),
    "NO_SUCH_NEAR": (
        "there is no {what} {id}",
        "没有名为 {id} 的{what_zh}",
        "did you mean {near}?",
        "是否应为 {near}？",
    ),
    "CLAUSE_UNKNOWN": (
        "the register has no clause {id} of this plan",
        "条款登记册中没有本方案的 {id}",
        "look it up in clauses.yaml",
        "请在 clauses.yaml 中查对",
    ),
    "CLAUSE_ELSEWHERE": (
        "{id} stands in {where} of the source, not in {said}",
        "{id} 在原文中的位置是{where}，不是{said}",
        "correct the place or the id",
        "请更正位置或编号",
    ),
    "CLOCK_NO_START": (
        "the clock has no start event",
        "该时限没有起算事件",
        "say from which event it runs: from: …",
        "请用 from: … 写明起算事件",
    ),
    "CLOCK_WARNS_LATE": (
        "the warning ({warn}) is not shorter than the term ({term})",
        "预警提前量（{warn}）不短于期限（{term}）",
        "warn later, or not at all",
        "请缩短预警提前量",
    ),
    "CLOCK_STAND_IN": (
        "the clock {by} stands in for {clock}, but runs from another event",
        "时限 {by} 替换 {clock}，但两者起算事件不同",
        "let both run from {event}",
        "请统一为从 {event} 起算",
    ),
    "CLOCK_TWICE_REPLACED": (
        "both the kind {kind} and the urgency {urgency} replace the clock {clock}",
        "事项类别 {kind} 与紧急程度 {urgency} 同时替换时限 {clock}",
        "let one of them replace it",
        "请只由其中之一替换",
    ),
    "ROUTES_OVERLAP": (
        "the rules {first} and {second} both apply when {case}",
        "当{case_zh}时，规则 {first} 与 {second} 同时适用",
        "give both an order:, the one that goes first the lower number",
        "请为两条规则写明 order，先适用者数字小",
    ),
    "ROUTES_GAP": (
        "no rule applies when {case}",
        "当{case_zh}时，没有适用的规则",
        "add a rule, or a fallback that says who assigns",
        "请补充规则，或写明由谁指定（fallback）",
    ),
    "ROUTE_UNREACHABLE": (
        "the rule {rule} can never be the one that applies",
        "规则 {rule} 永远不会被适用",
        "correct its condition or its order, or delete it",
        "请更正其条件或先后顺序，或删除",
    ),
    "FACT_UNKNOWN": (
        "the pack declares no fact {fact}",
        "方案包没有声明事实 {fact}",
        "declare it under facts:, or use one of: {known}",
        "请在 facts: 中声明，或使用：{known}",
    ),
    "FACT_WITHOUT_VALUES": (
        "the fact {fact} has no values to choose from",
        "事实 {fact} 没有可选的值",
        "list its values:, or name its scale:",
        "请用 values: 列出可选值，或用 scale: 写明等级序列",
    ),
    "CONDITION_IMPOSSIBLE": (
        "the condition can never be met",
        "该条件不可能成立",
        "correct it",
        "请更正",
    ),
    "CONDITION_WRONG_VALUE": (
        "the fact {fact} cannot be compared with “{value}”",
        "事实 {fact} 不能与“{value}”比较",
        "use a value that the fact can have: {known}",
        "请使用该事实可取的值：{known}",
    ),
    "WORLDS_TOO_MANY": (
        "the conditions tell {count} cases apart; at most {most} are tried",
        "这些条件区分出 {count} 种情形，最多检验 {most} 种",
        "use fewer facts in one group of rules",
        "请减少同一组规则使用的事实",
    ),
    "NAME_TAKEN": (
        "{id} is the id of an actor and of a binding",
        "{id} 同时用作岗位和机构的标识",
        "rename one of them",
        "请更改其中之一",
    ),
    "SUPERIOR_MISSING": (
        "the body {id} has no superior: what concerns it could go nowhere",
        "机构 {id} 没有上级：涉及它的事项无处可送",
        "name its superior:, or mark it external: true",
        "请写明 superior，或标为 external: true",
    ),
    "SUPERIOR_CYCLE": (
        "the chain of superiors of {id} leads back to itself",
        "机构 {id} 的上级链形成循环",
        "let the chain end in an external body",
        "上级链应止于外部机构",
    ),
    "DESK_MISSING": (
        "{id} receives complaints, and has no reception desk",
        "{id} 是受理机关，但没有受理科室",
        "add a desk",
        "请补充受理科室",
    ),
    "BASIS_UNVERIFIED": (
        "the text of {law} was not read in full",
        "《{law_zh}》原文尚未逐条核对",
        "check the articles against the official text, then set checked: text",
        "请对照正式文本核对条文，再将 checked 改为 text",
    ),
    "SCHEME_FOREIGN": (
        "{count} clauses of the register belong to another plan",
        "条款登记册中有 {count} 条属于其他方案",
        "keep only the clauses of {plan}",
        "请只保留 {plan} 的条款",
    ),
    "ACKNOWLEDGED_NOTHING": (
        "nothing to acknowledge: the check does not report {acknowledged} at {where}",
        "无需确认：校验并未在 {where} 报告 {acknowledged}",
        "delete the entry",
        "请删除该条确认",
    ),
    "CLAUSES_CARRIED": (
        "{carried} of {total} clauses are carried by an element; {missing} are not",
        "{total} 条条款中有 {carried} 条已由要素承载，{missing} 条尚未承载",
        "",
        "",
    ),
    "OPEN_NUMBERS": (
        "{count} numbers or days are left open and are set when the plan is adopted: {paths}",
        "有 {count} 处数字或日期未定，启用方案时填写：{paths}",
        "",
        "",
    ),
}
