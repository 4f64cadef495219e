"""What a verification shows, in words, in Chinese and in English."""

from collections.abc import Mapping
from datetime import UTC, datetime, timezone

from zhiyong.rules.errors import RuleError
from zhiyong.rules.proof.evidence import Finding
from zhiyong.rules.proof.judging import Ground, Outcome
from zhiyong.rules.proof.verdict import Report
from zhiyong.rules.values import Lang, is_chinese

Words = Mapping[str, tuple[str, str]]

_OUTCOMES: dict[Outcome, tuple[str, str]] = {
    Outcome.KEPT: ("承诺已兑现", "The promise was kept"),
    Outcome.NOT_YET_PROVABLE: ("现在还不能证明", "Nothing can be proved yet"),
    Outcome.NOT_SHOWN: (
        "应当出具的证明不在所给文件中，请向受理机关索取",
        "A proof that is due is not among the files: ask the office for it",
    ),
    Outcome.UNKNOWN_KEY: (
        "签名所用的公钥不在您信任的公钥之中，无法判断",
        "It is signed with a key that is not among those you trust: nothing can be said",
    ),
    Outcome.SEALED_LATE: ("记录入链晚于承诺", "The entry was sealed later than promised"),
    Outcome.DUE_DAY_PASSED: (
        "逾期未作出受理决定",
        "The due day passed without a decision on acceptance",
    ),
    Outcome.REMOVED_OR_NEVER_SEALED: (
        "记录被删除，或者从未入链",
        "The entry was removed, or never sealed",
    ),
    Outcome.LOG_SPLIT: (
        "日志自相矛盾：同一日志出现了两种历史",
        "The log contradicts itself: there are two histories of it",
    ),
    Outcome.FORGED: ("签名是伪造的", "A signature is forged"),
}
_NO_PROMISE = (
    "树头真实，前后一致；没有回执，未核对任何承诺",
    "The tree heads are genuine and of one record; without a receipt no promise was checked",
)
_GROUNDS: dict[Ground, tuple[str, str]] = {
    Ground.PROVED: ("由签名和哈希直接证明", "proved by signatures and hashes alone"),
    Ground.STATED: ("依据受理机关自己签名的说明", "on the office's own signed word"),
    Ground.UNANSWERED: (
        "依据持有人的陈述：已经索取，对方未出具证明",
        "on the holder's word that the proof was asked for and not given",
    ),
}
_DOCUMENTS: Words = {
    "zhiyong.receipt": ("回执", "receipt"),
    "zhiyong.tree-head": ("树头", "tree head"),
    "zhiyong.inclusion-proof": ("包含证明", "inclusion proof"),
    "zhiyong.consistency-proof": ("一致性证明", "consistency proof"),
    "zhiyong.leaf-range": ("叶子清单", "list of leaves"),
    "zhiyong.stage": ("进展说明", "statement of the stage"),
    "zhiyong.absence": ("不存在说明", "statement of absence"),
    "zhiyong.key": ("公钥", "public key"),
}
_FINDINGS: Words = {
    "SIGNATURE_GENUINE": ("{source}：{type}的签名真实", "{source}: the {type} is genuine"),
    "SIGNATURE_FORGED": ("{source}：{type}的签名是伪造的", "{source}: the {type} is forged"),
    "KEY_UNKNOWN": (
        "{source}：{type}由未受信任的公钥 {key_id} 签名",
        "{source}: the {type} is signed with the key {key_id}, which you do not trust",
    ),
    "KEY_IGNORED": (
        "{source}：这是一把公钥；放在证据里并不因此受信任（请用 --keys 指定）",
        "{source}: a key among the evidence is not thereby trusted (name it with --keys)",
    ),
    "PROOF_VALID": ("{source}：{type}成立（共 {size} 条）", "{source}: the {type} holds ({size})"),
    "PROOF_INVALID": (
        "{source}：{type}不成立，不能作为证据",
        "{source}: the {type} does not hold; it is no evidence",
    ),
    "HEAD_MISSING": (
        "{source}：缺少 {size} 条时的树头，{type}无从核对",
        "{source}: the tree head of size {size} that the {type} needs is missing",
    ),
    "HEADS_DISAGREE": (
        "同为 {size} 条，却有两个不同的树根",
        "two genuine tree heads of size {size} have different roots",
    ),
    "LOG_SHRANK": (
        "日志从 {first} 条变成了 {second} 条",
        "the log shrank from {first} to {second} entries",
    ),
    "HEADS_LINKED": (
        "{second} 条的日志由 {first} 条的日志续写而成",
        "the log of {second} entries continues that of {first}",
    ),
    "HEADS_NOT_LINKED": (
        "尚未证明 {second} 条的日志由 {first} 条的日志续写而成",
        "it is not shown that the log of {second} entries continues that of {first}",
    ),
    "LEAF_SHOWN": (
        "该记录在日志第 {index} 位（共 {size} 条）",
        "the entry is at place {index} of {size}",
    ),
    "LEAF_REPLACED": (
        "第 {index} 位后来换成了别的内容",
        "something else stands at place {index} elsewhere",
    ),
    "LEAF_BEHIND": (
        "该记录在第 {index} 位，而 {moment} 签名的树头只有 {size} 条",
        "the entry is at place {index}, but the head of {moment} ends at {size}",
    ),
    "LEAF_NOT_LISTED": (
        "从第 {first} 位到 {moment} 的树头（{size} 条），清单完整而没有该记录",
        "the list from place {first} to the head of {moment} ({size}) is complete and lacks it",
    ),
    "ABSENCE_STATED": (
        "受理机关 {moment} 签名承认：{size} 条日志中没有该记录",
        "on {moment} the office signed that its log of {size} entries lacks it",
    ),
    "PROOF_NOT_GIVEN": (
        "{moment} 的树头已晚于承诺时间，文件中却没有证明",
        "the head of {moment} is later than promised, and no proof is among the files",
    ),
    "PROOF_REFUSED": (
        "{moment} 的树头已晚于承诺时间，索取证明未获出具",
        "the head of {moment} is later than promised, and the proof was refused",
    ),
    "BEFORE_DEADLINE": (
        "承诺的期限是 {deadline}，尚未到期",
        "the promised moment, {deadline}, has not come",
    ),
    "NO_LATER_HEAD": (
        "缺少 {deadline} 以后的树头，请取得较新的树头",
        "no tree head later than {deadline} is among the files: fetch a newer one",
    ),
    "DECISION_STATED": (
        "受理机关说明：{day} 已作决定（期限 {due}）",
        "the office states a decision of {day} (due {due})",
    ),
    "DECIDED_LATE": (
        "受理机关承认：{day} 才作决定（期限 {due}）",
        "the office states that it decided on {day} (due {due})",
    ),
    "UNDECIDED_STATED": (
        "受理机关 {moment} 的说明中没有决定",
        "the office's statement of {moment} knows no decision",
    ),
    "STATEMENTS_DISAGREE": (
        "受理机关 {first} 与 {second} 的说明互相矛盾",
        "the office's statements of {first} and {second} contradict each other",
    ),
}
_FILES: Words = {
    "NOT_JSON": ("{path}：不是有效的回执或证明文件", "{path}: this is no receipt or proof"),
    "NO_DOCUMENT": ("{path}：文件中没有回执或证明", "{path}: the file holds no document"),
    "UNKNOWN_TYPE": ("{path}：不认识的文件种类 {type}", "{path}: unknown kind of document {type}"),
    "UNKNOWN_VERSION": (
        "{path}：格式版本 {version} 较新，请更新致用后再核验",
        "{path}: version {version} of the format is newer than this program: update it",
    ),
    "FIELD_WRONG": ("{path}：{type}的 {field} 有误", "{path}: {field} of the {type} is wrong"),
    "NOT_SIGNED": ("{path}：{type}没有签名", "{path}: the {type} is not signed"),
    "NOT_A_KEY": ("{path}：不是公钥文件", "{path}: this is no file of public keys"),
    "NOT_READABLE": ("{path}：无法读取", "{path}: cannot be read"),
}


def say_outcome(outcome: Outcome, lang: Lang) -> str:
    """Return an outcome as a sentence without its full stop."""
    return _OUTCOMES[outcome][0 if is_chinese(lang) else 1]


def say_report(report: Report, lang: Lang) -> str:
    """Return what all files together show; without a receipt no promise was asked about."""
    if report.outcome is Outcome.KEPT and not report.receipts:
        return _NO_PROMISE[0 if is_chinese(lang) else 1]
    return say_outcome(report.outcome, lang)


def say_ground(ground: Ground, lang: Lang) -> str:
    """Return what an outcome rests on."""
    return _GROUNDS[ground][0 if is_chinese(lang) else 1]


def say_finding(finding: Finding, lang: Lang) -> str:
    """Return one thing that was seen."""
    return _say(_FINDINGS, finding.code, finding.params, lang)


def say_file_error(error: RuleError, lang: Lang) -> str:
    """Return why a file cannot be used."""
    return _say(_FILES, error.code, error.params, lang)


def _say(words: Words, code: str, params: Mapping[str, object], lang: Lang) -> str:
    chinese = is_chinese(lang)
    spoken = {name: _spoken(value, chinese) for name, value in params.items()}
    wording = words.get(code, (code, code))
    return wording[0 if chinese else 1].format_map(_Given(spoken))


def _spoken(value: object, chinese: bool) -> str:
    if isinstance(value, datetime):
        here = value if isinstance(value.tzinfo, timezone) else value.astimezone(UTC)
        return f"{here:%Y-%m-%d %H:%M} {here.tzname()}"
    text = str(value)
    return _DOCUMENTS[text][0 if chinese else 1] if text in _DOCUMENTS else text


class _Given(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"
