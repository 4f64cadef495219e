"""The sentences of the parts about votes and scores, (Chinese, English), by code."""

SAID: dict[str, tuple[str, str]] = {
    # ballots
    "base": ("以{name}{base}为计算基数", "shares are taken of {base} {name_en}"),
    "base_counts": (
        "未给出有效票数，各选项票数合计 {base} 即为有效票",
        "valid ballots were not given: all votes add up to {base}",
    ),
    "base_missing": ("缺少{name}，不能计算比例", "{name_en} are not given: no share can be taken"),
    "quorum_reached": (
        "应参加 {eligible} 人，至少须 {needed} 人参加，实际 {taken}，有效",
        "{eligible} are eligible, {needed} must take part, {taken} did: valid",
    ),
    "quorum_missed": (
        "应参加 {eligible} 人，至少须 {needed} 人参加，实际 {taken}，本次无效，须重新组织",
        "{eligible} are eligible, {needed} must take part, {taken} did: invalid, to be held again",
    ),
    "quorum_unknown": (
        "参加人数要求尚不能判断",
        "whether enough took part cannot be said",
    ),
    "passed": (
        "得票 {share}，达到通过标准（{mark}）",
        "{share}: the pass mark ({mark}) is reached",
    ),
    "failed": (
        "得票 {share}，未达到通过标准（{mark}）",
        "{share}: the pass mark ({mark}) is not reached",
    ),
    "pass_unknown": ("能否通过尚不能判断", "whether it is passed cannot be said"),
    "over": ("超过{mark}", "over {mark}"),
    "at_least": ("不低于{mark}", "at least {mark}"),
    "next_round": (
        "未通过，进入第 {round} 轮，前几轮结果保留；在通过之前按未通过对待",
        "not passed: round {round} opens, earlier rounds are kept; until it is passed it counts as "
        "not passed",
    ),
    "rounds_end": (
        "已是最后一轮（第 {round} 轮），方案不再安排下一轮",
        "this was the last round ({round}); the plan has no further one",
    ),
    "few_answers": (
        "有效回收 {answers} 份，少于 {min_n} 份，不公布比例和得分，也不据此排名",
        "{answers} answers, fewer than {min_n}: no share or score is published, and nobody ranked",
    ),
    "min_n_open": (
        "最低样本数方案未定，启用时须填写",
        "the least number of answers is open, and must be set",
    ),
    "scaled": (
        "得分按（x−{low}）÷（{high}−{low}）×{top} 换算",
        "points are (x-{low})/({high}-{low})·{top}",
    ),
    "one_each": (
        "{several} 人有多重身份，每人只发一张票",
        "{several} have more than one capacity and get one ballot each",
    ),
    "later_round": (
        "已有第 {round} 轮，以后一轮为准",
        "round {round} has been held; the later round holds",
    ),
    "round_last": (
        "共 {rounds} 轮，最近有效一轮为准",
        "{rounds} rounds; the latest valid one holds",
    ),
    "several_subjects": (
        "涉及多个对象，不自动转入线索判断；请分别提问",
        "several are voted on: facts are supplied for none; ask for each alone",
    ),
    "OPTION_UNKNOWN": (
        "没有“{option}”这一选项，可用：{known}",
        "no option {option}; there: {known}",
    ),
    "COUNT_NEGATIVE": ("{of} 不能为负（{number}）", "{of} cannot be negative ({number})"),
    "COUNTS_GROW": (
        "{of}（{number}）不能多于{than}（{most}）",
        "{of} ({number}) cannot be more than {than} ({most})",
    ),
    "COUNTS_EXCEED": (
        "票数合计 {votes}，多于{of}（{most}）",
        "{votes} votes are more than {of} ({most})",
    ),
    "ROUND_TOO_HIGH": (
        "方案最多 {most} 轮，没有第 {round} 轮",
        "the plan has {most} rounds at most, no round {round}",
    ),
    "ROUND_NOT_OPEN": (
        "第 {before} 轮已通过，不能再有第 {round} 轮",
        "round {before} was passed: there is no round {round}",
    ),
    "LEVELS_FLAT": ("只有一档，无法换算得分", "there is one level only: no points can be given"),
    "LEVEL_OUTSIDE": (
        "平均档次 {value} 不在 {lowest} 至 {highest} 之间",
        "the average {value} is not between {lowest} and {highest}",
    ),
    # appraisals
    "weighted": ("总分为各项得分乘以权重之和", "the total is the sum of marks times weights"),
    "points": ("各项直接计分，总分为各项之和", "the parts are given in points, and added"),
    "weights_open": (
        "权重尚未确定，不能计算总分",
        "weights are open: no total can be computed",
    ),
    "parts_missing": ("缺少分项得分：{names}", "marks are missing: {names}"),
    "quota": ("{number} 个单位分配为：{places}", "{number} units are divided as {places}"),
    "rounded": (
        "按最大余数法取整；余数相等的归比例较大的等次",
        "rounded by largest remainder; equal remainders go to the grade with the larger share",
    ),
    "settled_order": (
        "余数和比例都相等，归较好的等次",
        "remainders and shares are equal: the better grade first",
    ),
    "deviation": (
        "“原则上”的比例，经决定 {grade} 为 {count} 个：{reason}",
        'the ratio holds "in principle"; {grade} gets {count} by decision: {reason}',
    ),
    "tie": (
        "{grade}只剩 {places} 个名额，{units} 总分相同（{total}），由评定者决定，系统不代为取舍",
        "{places} of {grade} are left and {units} have equal totals ({total}): those who decide "
        "choose, the system does not",
    ),
    "tie_settled": (
        "总分相同（{total}），经决定 {chosen} 列为{grade}",
        "equal totals ({total}); it was decided that {chosen} get {grade}",
    ),
    "forced_inside": (
        "被强制定为 {grade} 的单位占用该等次名额",
        "units forced into {grade} count inside its places",
    ),
    "forced_outside": (
        "被强制定等次的单位另计，不占名额",
        "forced units are counted apart and take no place",
    ),
    "counts_once": (
        "按得分也是该等次，只计一次，不因此形成线索",
        "it is of that grade by score as well: counted once, and no lead by itself",
    ),
    "by_linkage": (
        "因处理联动定等，不因此形成新线索",
        "graded by linkage: no new lead by itself",
    ),
    "never_lifts": (
        "强制等次只会降低、不会提高原有结果",
        "a forced grade never lifts what the appraisal gave",
    ),
    "blocked": ("受处理影响，不能评为该等次", "barred from that grade by a measure"),
    "vacated_next": ("空出的名额由排名下一位递补", "a place that is left goes to the next in rank"),
    "vacated_empty": ("空出的名额不递补", "a place that is left stays empty"),
    "overflow": (
        "{grade}被强制定等的多出 {count} 个，须记录理由",
        "{count} more are forced into {grade} than it has places: a reason must be recorded",
    ),
    "overflow_reason": (
        "{grade}多出 {count} 个，理由：{reason}",
        "{count} more than the places of {grade}: {reason}",
    ),
    "overflow_refused": (
        "{grade}多出 {count} 个，方案不允许超出比例",
        "{count} more than the places of {grade}; the plan allows none",
    ),
    "not_graded": ("尚未评定：{names}", "not yet graded: {names}"),
    "WEIGHTS_SUM": ("权重合计为 {sum}，应为 100", "the weights sum to {sum}, not to 100"),
    "PART_UNKNOWN": ("没有“{part}”这一分项，可用：{known}", "no part {part}; there: {known}"),
    "MARK_OUTSIDE": (
        "{part} 的得分 {mark} 不在 0 至 {top} 之间",
        "the mark {mark} of {part} is not between 0 and {top}",
    ),
    "QUOTA_SUM": ("各等次比例合计为 {sum}，应为 100%", "the shares sum to {sum}, not to the whole"),
    "GRADE_UNKNOWN": ("没有“{grade}”这一等次，可用：{known}", "no grade {grade}; there: {known}"),
    "UNIT_UNKNOWN": ("{unit} 不在参评范围", "{unit} is not among those appraised"),
    "TIE_CHOICE": (
        "{grade}剩 {places} 个名额，选择（{chosen}）与名额数不符",
        "{places} of {grade} are left; the choice ({chosen}) is not of so many",
    ),
    "DEVIATION_STRICT": ("{grade}的比例不得偏离", "the share of {grade} cannot be deviated from"),
    "DEVIATION_REASON": (
        "偏离{grade}的比例须写明理由",
        "a deviation from the share of {grade} needs a reason",
    ),
    "DEVIATION_SUM": (
        "指定的名额合计 {fixed}，与 {number} 个单位不符",
        "the places that were decided ({fixed}) do not fit {number} units",
    ),
    "NOWHERE": ("没有可以评定的等次", "every grade that could be given is blocked"),
    # rankings
    "ranked": ("按得分排名，共 {number} 个", "{number} are ranked by score"),
    "shrunk": (
        "只有 {number} 个，前后两份名单会重叠 {overlap} 个，两头同减为 {best} 和 {worst}",
        "there are {number}: the lists would overlap by {overlap}; both shrink, to {best} and "
        "{worst}",
    ),
    "rank_tie": (
        "{units} 得分相同（{score}），一并列入，名单相应扩大",
        "{units} have equal scores ({score}): all are listed, and the list is longer",
    ),
    "in_both": (
        "{units} 得分相同，会同时进入两份名单，因此都不列入",
        "{units} would stand in both lists, and so stand in neither",
    ),
    "sample_too_small": (
        "样本只有 {n} 份，少于 {min_n} 份，不贴标签，名次也不由他人顶替",
        "sample too small: {n} of {min_n}; no label, and nobody else moves into the place",
    ),
    "sample_unknown": ("样本数未知，不贴标签", "the number of answers is not known: no label"),
    "spared": (
        "{units} 为满分，不因名次列入末位",
        "{units} have full marks and are not put last by place alone",
    ),
    "to_confirm": ("须经确认后才生效", "it counts once it is confirmed"),
    "confirmed": ("已经确认", "confirmed"),
    "places_open": ("名额数方案未定，启用时须填写", "how many places there are is open"),
    "group_missing": ("{unit} 未注明所属组别", "the group of {unit} is not given"),
    "groups_missing": (
        "方案按组别分别排名；未注明组别，暂合并排名",
        "the plan ranks group by group; no groups were given, so all are ranked together",
    ),
    "from_bottom": (
        "第 {rank} 名，共 {of} 个，倒数第 {place}",
        "{rank} of {of}: {place} from the end",
    ),
    "RANK_OUTSIDE": ("共 {of} 个，没有第 {place} 名", "there is no place {place} of {of}"),
    # accounts
    "opened": (
        "每个周期从 {full} 分起计，记分只增记录、不改记录",
        "each cycle begins with {full}; entries are added, never edited",
    ),
    "catalogue_unknown": (
        "未给出记分目录，按所记分值计算",
        "the catalogue was not given: points count as entered",
    ),
    "floored": ("最低 {floor} 分，超出部分不再扣减", "never below {floor}"),
    "no_catalogue": (
        "记分目录在事发当日尚未施行，不能记分",
        "no version of the catalogue was in force on the day: nothing can be scored",
    ),
    "code_unknown": ("当日施行的记分目录没有此代码", "the version in force has no such code"),
    "points_differ": (
        "分值与当日施行的记分目录不一致",
        "the points differ from the version in force on the day",
    ),
    "points_unknown": ("未注明分值", "no points are given"),
    "not_positive": ("扣分须大于零", "a deduction is more than nothing"),
    "outside_cycle": ("事发日不在本周期", "the day lies outside the cycle"),
    "locked": (
        "本周期已锁定，须由有权机构写明理由后重新开启",
        "the cycle is locked; the body that may must open it again, with a reason",
    ),
    "reopened_by_nobody": (
        "重新开启须由有权机构决定并写明理由",
        "only the body that may can open it again, with a reason",
    ),
    "subject_unknown": ("未注明对象，或对象不在本账户范围", "nobody who has an account is named"),
    "reverses_nothing": ("没有可以冲销的记录", "there is no entry that it could reverse"),
    "reversed_already": ("该记录已被冲销", "that entry is reversed already"),
    "CYCLE_UNREADABLE": (
        "“{text}”不是本账户的周期，写法如 2011、2011-H1、2011-Q4",
        "“{text}” is no cycle of this account; write 2011, 2011-H1 or 2011-Q4",
    ),
    # rewards
    "rewards": (
        "建议 {proposed} 个，不列入 {excluded} 个",
        "{proposed} proposed, {excluded} left out",
    ),
    "rewards_people": ("只是建议名单，由有权机关决定", "a proposal: the body that may decides"),
    "criterion_unmet": ("不符合条件：{criterion}", "does not meet: {criterion}"),
    "barred_by": (
        "本年度受处理（{decisions}），不列入",
        "barred by a measure of the year ({decisions})",
    ),
    # coverages
    "covered": ("全部达到至少 {least} 次", "everybody has had it at least {least} times"),
    "uncovered": ("尚有 {count} 个未达到至少 {least} 次", "{count} have not had it {least} times"),
    "coverage_open": ("期限未到，应予提醒", "the period still runs: they are reminded"),
    "coverage_missed": ("期限已到，记为未完成", "the period is over: recorded as not met"),
}

BASES: dict[str, tuple[str, str]] = {
    "valid": ("有效票", "valid ballots"),
    "returned": ("收回票", "ballots returned"),
    "issued": ("发出票", "ballots issued"),
    "eligible": ("应参加人数", "eligible voters"),
}
