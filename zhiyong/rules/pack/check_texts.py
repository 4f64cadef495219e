"""The sentences of the check about campaigns, sanctions, scores and sources, zh and en."""

# code: (English, Chinese, what would be right in English, in Chinese)
WORDING: dict[str, tuple[str, str, str, str]] = {
    # a plan that derives from another
    "PARENT_MISSING": (
        "there is no pack {plan}, from which this one derives",
        "找不到所派生的上级方案包 {plan}",
        "put its folder beside this one, or name a shipped pack",
        "请将其文件夹放在本方案包旁边，或填写随附方案包的名称",
    ),
    "PARENT_CYCLE": (
        "the plans derive from each other: {chain}",
        "方案相互派生：{chain}",
        "the plan above all others derives from none",
        "最上一级方案不应再派生自其他方案",
    ),
    "PARENT_UNUSABLE": (
        "the pack {plan}, from which this one derives, cannot be read: {first}",
        "所派生的上级方案包 {plan} 无法读取：{first}",
        "correct the parent first",
        "请先更正上级方案包",
    ),
    "PARENT_AWAY": (
        "the plan {plan} is not at hand; days and changes are not compared with it",
        "手边没有上级方案 {plan}，未与其比对日期和改动",
        "",
        "",
    ),
    "DERIVED_DELETES": (
        "a derived plan may extend and relabel, but take nothing away",
        "派生方案可以补充、改称，不得删去上级方案的内容",
        "leave the key out, or write what holds instead",
        "请删去此键，或写明替代的内容",
    ),
    "DERIVED_CHANGES": (
        "beside {plan}: {changed} changed, {added} added, {relabelled} relabelled; "
        "zhiyong plan diff shows them",
        "与 {plan} 相比：改动 {changed} 处，新增 {added} 处，改称 {relabelled} 处；"
        "可用 zhiyong plan diff 查看",
        "",
        "",
    ),
    "CHILD_DUE_LATER": (
        "due on {due}, {days} days after the same task of {plan} ({parent})",
        "{due} 到期，比 {plan} 的同一任务（{parent}）晚 {days} 天",
        "set a day not after the parent's, or acknowledge it with the reason",
        "请提前到不晚于上级方案的日期，或确认并说明理由",
    ),
    "CHILD_PHASE_LATER": (
        "the phase {edge} on {own}, {days} days after that of {plan} ({parent})",
        "本阶段 {own} {edge_zh}，比 {plan} 的同一阶段（{parent}）晚 {days} 天",
        "keep within the parent's phase, or acknowledge it with the reason",
        "请不晚于上级方案的阶段，或确认并说明理由",
    ),
    "FEEDS_NOWHERE": (
        "the plan {plan} has no task {task}",
        "方案 {plan} 没有任务 {task}",
        "name a task of that plan",
        "请填写该方案已有的任务",
    ),
    # days
    "DATE_UNRESOLVED": (
        "“{said}” names no day ({reason})",
        "“{said}”无法确定为某一天（{reason}）",
        "write a day, or set campaign_year for days without a year",
        "请写明日期；日期未写年份的，请填写 campaign_year",
    ),
    "PHASE_BACKWARDS": (
        "the phase ends on {until}, before it begins on {from}",
        "阶段的结束日 {until} 早于开始日 {from}",
        "exchange the days, or correct one",
        "请更正起止日期",
    ),
    "PHASE_GAP": (
        "no phase covers {from} to {until} ({days} days after {after}); open work goes on",
        "{from} 至 {until} 共 {days} 天不属于任何阶段（在 {after} 之后），未办结事项照常办理",
        "",
        "",
    ),
    "PHASE_OVERLAP": (
        "shares {days} days with {other}: {from} to {until}",
        "与 {other} 有 {days} 天重叠：{from} 至 {until}",
        "write overlaps: true on one of them if the source means it",
        "如原文如此，请在其中一个阶段写明 overlaps: true",
    ),
    "TASK_BEFORE_PHASE": (
        "due on {due}, {days} days before its phase {phase} begins ({from})",
        "{due} 到期，早于所属阶段 {phase} 的开始日（{from}）{days} 天",
        "write effective: with the day that holds instead, or acknowledge it with the reason",
        "请用 effective 写明实际期限，或确认并说明理由",
    ),
    "TASK_AFTER_PHASE": (
        "due on {due}, {days} days after its phase {phase} has ended ({until})",
        "{due} 到期，晚于所属阶段 {phase} 的结束日（{until}）{days} 天",
        "write goes_on: true if it outlasts the phase, or effective: with the day that holds",
        "延续到阶段之后的请写 goes_on: true，否则请用 effective 写明实际期限",
    ),
    "DUE_BEFORE_ISSUE": (
        "due on {due}, {days} days before the plan was issued ({issued})",
        "{due} 到期，早于方案印发日（{issued}）{days} 天",
        "write effective: with the day that holds instead, or acknowledge it with the reason",
        "请用 effective 写明实际期限，或确认并说明理由",
    ),
    "SAME_DAY": (
        "due on {due}, the last day of its phase {phase}",
        "{due} 到期，与所属阶段 {phase} 的最后一天相同",
        "",
        "",
    ),
    "REPORT_BEFORE_PHASE_END": (
        "the report is due on {due}, {days} days before its phase {phase} ends ({until}): "
        "a frozen version, and an addendum later",
        "报告 {due} 到期，早于所属阶段 {phase} 结束（{until}）{days} 天：先报定稿，后报补充",
        "",
        "",
    ),
    "CASCADE_INFEASIBLE": (
        "due on {due}, {days} days after {plan}/{upper}, which needs it on {upper_due}",
        "{due} 到期，比汇总它的 {plan}/{upper}（{upper_due}）晚 {days} 天，报送链无法实现",
        "set an earlier day, write effective:, or acknowledge it with the reason",
        "请提前到期日、用 effective 写明实际期限，或确认并说明理由",
    ),
    "CHAIN_SLACK": (
        "due on {due}, {days} days before {plan}/{upper} ({upper_due}) needs it",
        "{due} 到期，距汇总它的 {plan}/{upper}（{upper_due}）还有 {days} 天",
        "",
        "",
    ),
    # measures
    "RUNGS_CONTRADICT": (
        "{second} forbids exactly what {first} allows",
        "{second} 禁止的正是 {first} 允许的情形",
        "make one of the two conditions narrower",
        "请收窄其中一条的条件",
    ),
    "RUNGS_REPEAT": (
        "says the same as {first}: same measure, same cases",
        "与 {first} 重复：措施相同，适用情形相同",
        "delete one, and name both clauses at the other",
        "请删去一条，并在另一条写明两处条款",
    ),
    "MEASURE_UNREACHABLE": (
        "no case and no order of measures ever allows {id} ({rungs})",
        "任何情形、任何先后次序都不能适用 {id}（{rungs}）",
        "correct the conditions, or the measures that must come before",
        "请更正条件或前置措施",
    ),
    "CONSEQUENCES_CONTRADICT": (
        "cannot hold together with {first}: a grade is forced that another forbids or replaces",
        "与 {first} 不能同时成立：所定等次被另一条禁止或更改",
        "make the conditions exclude each other, or keep one of the two",
        "请使两条的条件互不重叠，或只保留一条",
    ),
    "COMBINATION_MISSING": (
        "there are deductions, and nothing says how several combine",
        "有扣发规定，但未写明多项并存时如何合并",
        "write combination: with its cap",
        "请填写 combination 及其上限 cap",
    ),
    "SHARE_RANGE": (
        "{key} is a share between 0 and 100%",
        "{key} 应为大于 0、不超过 100% 的比例",
        "write it as 30% or 1/3",
        "写法如 30% 或 1/3",
    ),
    # votes, scores, figures
    "GRADE_UNKNOWN": (
        "the scale has no grade {grade}",
        "等级序列中没有 {grade} 这一等次",
        "one of: {known}",
        "可选：{known}",
    ),
    "QUOTA_SUM": (
        "the shares sum to {total}, not to 100%: {shares}",
        "各等次比例合计为 {total}，不是 100%：{shares}",
        "correct a share",
        "请更正比例",
    ),
    "WEIGHT_SUM": (
        "the weights sum to {total}, not to the whole: {weights}",
        "权重合计为 {total}，不等于总数：{weights}",
        "correct a weight, leave one unspecified, or write whole: false for parts kept elsewhere",
        "请更正权重；未定的写 unspecified；属其他考核一部分的写 whole: false",
    ),
    "OPTION_UNKNOWN": (
        "the ballot has no option {id}",
        "测评没有 {id} 这一选项",
        "one of: {known}",
        "可选：{known}",
    ),
    "PASS_MARK": (
        "a pass mark says either over or at_least",
        "通过标准应写“超过”（over）或“不低于”（at_least）之一",
        "write one of them",
        "请只写其中一个",
    ),
    "WINDOW_TERM": (
        "a rolling window needs its term",
        "滚动期间须写明长度（term）",
        "write term: 12 months",
        "写法如 term: 12 months",
    ),
    "COLUMN_UNKNOWN": (
        "the register {register} has no column {id}",
        "登记簿 {register} 没有 {id} 这一栏",
        "one of: {known}",
        "可用：{known}",
    ),
    "COLUMN_UNKNOWN_NEAR": (
        "the register {register} has no column {id}",
        "登记簿 {register} 没有 {id} 这一栏",
        "did you mean {near}?",
        "是否应为 {near}？",
    ),
    "COLUMN_VALUE": (
        "the column {field} has no value {id}",
        "{field} 一栏没有 {id} 这一取值",
        "one of: {known}",
        "可选：{known}",
    ),
    # what is carried by what
    "FACT_WITHOUT_SOURCE": (
        "{asked} asks for {fact}, and nothing supplies it",
        "{asked} 用到 {fact}，但没有任何来源提供这一事实",
        "add a figure, a ballot or an appraisal that supplies it, or say its source",
        "请补充提供它的数据取用（figures）、测评或考核，或写明来源（source）",
    ),
    "CATEGORY_WITHOUT_LINE": (
        "no line of the matrix is responsible for “{label}”",
        "责任分工中没有一行负责“{label_zh}”",
        "add the category, or the branch above it, to a line of responsibilities",
        "请将该类或其上级类别列入 responsibilities 的某一行",
    ),
    "CLAUSES_MISSING": (
        "{count} clauses are carried by no element: {ids}",
        "有 {count} 条条款没有任何要素承载：{ids}",
        "name each at the element that carries it, or as a principle with its note",
        "请在承载它的要素上写明条款；纯原则性的列入 principles 并说明",
    ),
    "MODES_TWO_DEFAULTS": (
        "{first} and {second} are both the default",
        "{first} 和 {second} 都写为缺省",
        "keep default: true on one of them",
        "请只在其中一项保留 default: true",
    ),
    "MODES_OVERLAP": (
        "a problem could fall under {first} and {second} at once: {case}",
        "同一问题可能同时归入 {first} 和 {second}：{case_zh}",
        "make the conditions exclude each other",
        "请让两者的条件互相排除",
    ),
    "WAITS_FOR_ITSELF": (
        "it waits for itself: {chain}",
        "等候的对象最终是其自身：{chain}",
        "take one of these out",
        "请去掉其中一项",
    ),
    # what higher law says
    "OVERRIDE_NOWHERE": (
        "nothing stands at {path} that could be replaced",
        "{path} 处没有可以替代的内容",
        "name a value that the plan says, such as {known}",
        "请指向方案中的一个值，如 {known}",
    ),
    "OVERRIDE_TWICE": (
        "{path} is replaced twice",
        "{path} 被替代了两次",
        "keep the rule that prevails",
        "请只保留应当适用的一项规定",
    ),
    "OVERRIDE_WITHOUT_LAW": (
        "{path} is replaced, and no law is named",
        "替代了 {path}，但没有写明依据的法律法规",
        "name the article: basis: [law/12], and the law in legal_bases",
        "请写明条文 basis: [law/12]，并在 legal_bases 中列出该法",
    ),
    "SUPERIOR_SUPPLIES_UNKNOWN": (
        "the superior rule supplies {id}, and the pack has no such section or element",
        "上位规定提供 {id}，但方案包中没有这一部分或要素",
        "name a section or the id of an element",
        "请写明部分名称或要素的 id",
    ),
    "SUPERIOR_GUESSED": (
        "{id} rests on “{law}”, which is not loaded, and yet it holds conditions of its own",
        "{id} 依据《{law_zh}》，该规定尚未载入，却已写有条件",
        "take them out, or load the rule and say loaded: true",
        "请移除这些条件；已载入该规定的，写 loaded: true",
    ),
}
