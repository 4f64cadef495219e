"""The sentences about what is wrong with a question, and about what would be right."""

# code: (English, Chinese, what would be right in English, in Chinese)
WORDING: dict[str, tuple[str, str, str, str]] = {
    "FACT_NOT_DECLARED": (
        "the plan knows no fact {fact}",
        "方案没有 {fact} 这一事实",
        "use one of: {known}",
        "可用：{known}",
    ),
    "FACT_NOT_DECLARED_NEAR": (
        "the plan knows no fact {fact}",
        "方案没有 {fact} 这一事实",
        "did you mean {near}?",
        "是否应为 {near}？",
    ),
    "FACT_VALUE": (
        "“{value}” is no value of {fact}",
        "{fact} 没有“{value}”这一取值",
        "one of: {known}",
        "可选：{known}",
    ),
    "FACT_KIND": (
        "{fact} is {kind}, and “{value}” is none",
        "{fact} 应填{kind_zh}，“{value}”不是",
        "write it as {example}",
        "写法如 {example}",
    ),
    "FACT_SEVERAL": (
        "{fact} has one value, not several",
        "{fact} 只能有一个值",
        "give one value",
        "请只填一个值",
    ),
    "FINDING_CATEGORY": (
        "the plan has no category {value}",
        "方案没有“{value}”这一情形",
        "one of: {known}",
        "可选：{known}",
    ),
    "FINDING_CATEGORY_NEAR": (
        "the plan has no category {value}",
        "方案没有“{value}”这一情形",
        "did you mean {near}?",
        "是否应为 {near}？",
    ),
    "ROW_FIELD": (
        "{field} of this row cannot be used: {reason}",
        "此行的 {field} 无法使用：{reason}",
        "write it as {example}",
        "写法如 {example}",
    ),
    "REGISTER_UNKNOWN": (
        "the plan has no register {register}",
        "方案没有 {register} 这一台账",
        "one of: {known}",
        "可用：{known}",
    ),
    "ROW_WITHOUT": (
        "this row has no usable {field}, which {figure} is taken from",
        "此行没有可用的 {field}，无法计算 {figure}",
        "fill in {field}",
        "请补填 {field}",
    ),
    "WINDOW_UNIT": (
        "a window of {term} is no stretch of calendar days",
        "“{term}”不能作为统计期间",
        "days, months or years",
        "用日、月或年",
    ),
    "FIGURES_DISAGREE": (
        "{figures} give different values for {fact}",
        "{figures} 得出的 {fact} 不一致",
        "correct the registers, or give the fact itself",
        "请核对台账，或直接填写该事实",
    ),
    "CALENDAR_MISSING": (
        "the calendar of {year} is not known",
        "没有{year}年的工作日历",
        "give `calendar` with its holidays and make-up days",
        "请在 calendar 中填写放假和补班日期",
    ),
    "PAUSE_BACKWARDS": (
        "a pause ends before it begins: {begins}, {until}",
        "中止的结束早于开始：{begins}、{until}",
        "check the days",
        "请核对日期",
    ),
    "FRAME_EMPTY": ("there is nobody to draw from", "名单为空", "give the frame", "请填写名单"),
    "FRAME_TWICE": (
        "{name} is in the frame twice",
        "{name} 重复列入名单",
        "name each once",
        "每个只列一次",
    ),
    "LINE_BROKEN": (
        "a name or the seed has several lines",
        "名称或种子中有换行",
        "write each on one line",
        "请写在一行内",
    ),
    "SEED_EMPTY": ("there is no seed", "没有种子", "give the seed", "请填写种子"),
    "COUNT_TOO_LARGE": (
        "{count} of {size} cannot be drawn",
        "{size} 个中不能抽取 {count} 个",
        "from 1 to {size}",
        "1 至 {size}",
    ),
    "COUNT_MISSING": (
        "neither plan nor question says how many are drawn",
        "方案和问题都没有写抽取多少",
        "give `count` or `share`",
        "请填写 count 或 share",
    ),
    "SHARE_OUTSIDE": (
        "{share} is no share to draw",
        "{share} 不能作为抽取比例",
        "above 0, at most 100%",
        "大于 0，不超过 100%",
    ),
    "ELEMENT_UNKNOWN": (
        "the plan has no such element: {value} ({what})",
        "方案没有 {value}（{what}）",
        "one of: {known}",
        "可用：{known}",
    ),
    "DAY_NEEDED": (
        "without the day of the question this cannot be answered",
        "没有给出所问的日期，无法作答",
        "give `today`",
        "请填写 today",
    ),
    "NOT_ALLOWED": (
        "{value} is not allowed here: {reason}",
        "此处不能有 {value}：{reason_zh}",
        "allowed: {known}",
        "允许：{known}",
    ),
    "SETTING_UNKNOWN": (
        "the plan leaves nothing open at {path}",
        "方案在 {path} 处没有未定的数字",
        "open: {known}",
        "未定处：{known}",
    ),
    "SETTING_FIXED": (
        "the plan says {value} at {path}; only what it leaves open can be set",
        "方案已定 {path} 为 {value}，只能填写方案未定的数字",
        "open: {known}",
        "未定处：{known}",
    ),
    "PART_REFUSED": (
        "this part has no answer: {reason}",
        "此部分无法作答：{reason}",
        "",
        "",
    ),
    "PART_FAILED": (
        "this part failed: {reason}. It is a fault of the program, not of the question",
        "此部分出错：{reason}。这是程序的问题，不是填写的问题",
        "please report it together with the question",
        "请连同所填内容一并反馈",
    ),
    "RUNGS_CONTRADICT": (
        "the rungs {first} and {second} contradict each other on {measure}",
        "{measure} 的两条前提 {first} 与 {second} 自相矛盾",
        "give them conditions that cannot both hold",
        "请改为不会同时成立的条件",
    ),
    "CALENDAR_DAY_TWICE": (
        "{day} is given as a holiday and as a working day",
        "{day} 既列为放假日，又列为上班日",
        "give it once",
        "请只列一处",
    ),
}

KINDS: dict[str, tuple[str, str, str]] = {
    "flag": ("true or false", "是或否（true/false）", "true"),
    "number": ("a number", "数字", "3"),
    "share": ("a share", "比例", "11/30 · 40%"),
    "day": ("a day", "日期", "2021-03-15"),
    "text": ("a text", "文字", "…"),
    "choice": ("one of a list", "选项", "…"),
    "scale": ("one of a list", "选项", "…"),
}
"""What a kind of fact is called in English and in Chinese, and how one is written."""
