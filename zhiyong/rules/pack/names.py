"""What the sections and keys of a pack are called: in Chinese here, in English by themselves."""

from zhiyong.rules.values import Lang, is_chinese


def _table(text: str) -> dict[str, str]:
    return dict(line.split(maxsplit=1) for line in text.strip().splitlines())


SECTIONS_ZH = _table("""
format 格式版本
plan 方案
version 版本
title 方案名称
short_title 简称
source 来源文件
parent 上级方案
addressees 发送对象
issuers 印发机关
region 适用区域
in_force 施行日期
duration 实施期限
goals 目标
principles 原则
bindings 机构
actors 岗位
legal_bases 法规依据
interpretation 解释
counting 期限计算
scope 适用范围
finding_fields 认定要素
taxonomy 问题分类
kinds 事项类别
channels 受理渠道
desks 接待窗口
modes 办理方式
refusals 不予受理情形
matter_outcomes 事项结论
person_outcomes 人员结论
urgencies 缓急程度
major_matters 重大事项
marks 密级与范围
scales 等级序列
facts 事实
routing 受理分工
events 事件
pause_reasons 中止事由
clocks 时限
escalations 逐级提醒
urging 催办
office_hours 工作时间
campaign_year 实施年度
programmes 并行工作
axes 分类维度
bodies 工作机构
phases 阶段
tasks 任务
responsibilities 责任分工
rectification 整改
inspections 检查
review_points 评估节点
registers 登记簿
figures 数据取用
leads 线索标准
statistics 统计
indicators 指标
ballots 测评
appraisals 考核
rankings 排名
accounts 计分
coverages 覆盖要求
rewards 奖励
examples 典型
sanctioning 处理要求
measures 处理措施
ladder 适用条件
consequences 后果
combination 合并规则
freezes 限制
documents 书面材料
steps 必经步骤
eligibilities 资格
suspension 停职
aggravations 从重情形
authorities 决定权限
liabilities 责任追究
allocations 责任分配
tracks 责任种类
case_steps 办案步骤
meetings 会议
decision_notices 告知
appeals 申诉
clearances 任前审核
archives 归档
publications 公开与通报
overrides 上位法替代
superior_rules 上位规定
series 编号
slips 文书
approvals 审批流程
clauses 条款
acknowledged 已确认事项
""")

KEYS_ZH = _table("""
acts 行为
after 之后
agenda 议题
amount 金额
answer 答复时限
answers 解释记录
any_of 任一
approval 审批
approver 批准人
as_written 原文
at_least 不低于
at_least_ago 至少已过
at_most 不高于
audience 公开范围
bars 回避
base 计算基数
behaviours 行为
best 前列名额
block 不得评定
blocks 限制事项
by 责任方
by_default 默认公开
cap 上限
carry_over 结转
categories 类别
category 类别
checked 核对情况
checks 核查内容
children 子类
closing 办结要求
code 编号
components 构成
conditions 条件
contents 内容
cooperate 配合单位
count 数量
counting 计算方式
coverage 覆盖比例
criteria 标准
cycle 周期
decides 决定机关
deduct 扣发
default 默认
document 文件
earlier 前置措施
effect 效果
effective 实际期限
eligible 适用人员
en 英文
escalation 逐级提醒
every 频次
excluded 除外
executes 实施单位
extension 延期
fact 事实
feeds 汇入
fields 要素
final_only 仅限终局
first_day 起算
forbids 禁止
force 确定等次
forced_inside 占用名额
forms 形式
freeze 限制
from 起
full_mark 满分
gates 解除条件
gathers 汇总
grade 等次
grades 等次
heavier 可否加重
hosted_by 设在
id 标识
impose 连带措施
in_writing 书面
is 等于
issued 印发日期
keywords 关键词
kind 类型
label 名称
lasts 持续
law 法规
lead 牵头单位
least 最低
level 层级
linked 连带
many 可多个
mark 分值
marked_in 计分方式
measure 措施
measures 措施
members 成员
methods 方法
min_cell 最小公开数
min_n 最少份数
mode 方式
modes 分类处置
most 最多
nature 性质
needs 须填
no 序号
note 说明
number 文号
objection 公示期
objections 异议期
of 对象
offers 可用措施
on 对象
open 启动追责
options 选项
order 次序
outcomes 结果
over 超过
overflow 可否超额
overlaps 允许交叉
owed_by 责任方
parts 内容
pauses 中止
passes 通过标准
pattern 格式
per 按
phase 阶段
plain 通俗说法
points 节点
quorum 法定人数
quota 名额
rates 比例
reason 理由
recusal 回避
recusals 回避
rectify 限期整改
refer 移送
requires 须有
reset 重新编号
responsible 责任人
roll 顺延
rounding 取整
rounds 轮次
routes 分工
rows 行
rules 规则
same_as 对应
scale 等级
score 分值
seats 席位
secret 不记名
severity 情节
share 比例
source 来源
sources 来源
steps 步骤
strict 严格执行
subjects 对象
superior 上级
supplies 提供
suspends 停止执行
system 体系
take 取法
takes_effect 生效
term 期限
times 次数
to 报送
together 并用
top 满分
under 低于
unless 除外
until 止
vacated 空额
value 取值
values 取值
voters 参评人
warn 提前提醒
weight 权重
when 条件
where 位置
window 期间
within 期间内
worst 末位名额
year 年度
years 年度
zh 中文
""")

_UNSAID = frozenset({"shares"})
"""Keys that only hold a list: what is in it is named by its own."""

_KEYS_EN = {"from": "from", "no": "number", "of": "of whom", "on": "on whom", "to": "goes to"}


def section_name(section: str, lang: Lang) -> str:
    """Return what a section of a pack is called."""
    if is_chinese(lang):
        return SECTIONS_ZH.get(section, section)
    return section.replace("_", " ")


def key_name(key: str, lang: Lang) -> str:
    """Return what a key of an element is called."""
    if key in _UNSAID:
        return ""
    if is_chinese(lang):
        return KEYS_ZH.get(key) or SECTIONS_ZH.get(key, key)
    return _KEYS_EN.get(key, key.replace("_", " "))
