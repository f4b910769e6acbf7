"""The indicators: one row each. A change of a formula is a new version of its row."""

# ruff: noqa: E501 - a table is read by its rows

from typing import Final

from lianxin.insight.rules.conditions import Condition, Given, MoreThan, Not, Soon, every, one_of, some
from lianxin.insight.rules.indicator import PREVIOUS, VERIFIED, Base, Group, Indicator, LeftOut, Pair, Spread

FROM_DESK: Final = one_of("order.role", "lead", "co")
LEAD: Final = one_of("order.role", "lead")
ACCEPTED: Final = Given("case.accepted_at")
CLOSED: Final = one_of("case.closing", "close_satisfied", "close_unverified", "close_with_reason")

GRANTED: Final = LeftOut("granted", ("经批准剔除", "Exclusion granted"), one_of("order.excluded", True))
GRANTED_CASE: Final = LeftOut("granted", ("经批准剔除", "Exclusion granted"), one_of("case.excluded", True))
RETURNED: Final = LeftOut("returned", ("已准予退单", "Return granted"), one_of("order.status", "returned"))
ENDED_BEFORE: Final = LeftOut(
    "ended_before", ("期限未到即已终止", "Ended before it was due"), one_of("clock.ended", "cancelled")
)
CANCELLED: Final = LeftOut(
    "cancelled",
    ("撤诉、并单或不再需要", "Withdrawn, merged or not needed"),
    every(one_of("order.status", "cancelled", "released"), Not(one_of("order.displaced", True))),
)
EXPLAINED: Final = LeftOut(
    "explained", ("解释政策，无事可办", "A pure explanation of policy"), one_of(VERIFIED, "explained")
)
UNVERIFIED: Final = LeftOut("unverified", ("未经市民核实", "Not verified with the citizen"), Not(Given(VERIFIED)))


def in_time(code: str, zh: str, en: str, clock: Condition, formula: Pair, **more: object) -> Indicator:
    """A limit of orders that is kept ÷ all that ran out in the period, those still open included."""
    given = {
        "code": code,
        "names": (zh, en),
        "group": Group.UNITS,
        "formula": formula,
        "base": Base.CLOCKS,
        "at": "clock.due_at",
        "who": every(clock, one_of("clock.role", "lead", "co")),
        "counted": one_of("clock.ended", "met"),
        "out": (GRANTED, RETURNED, ENDED_BEFORE),
        "why": ("按时", "In time"),
        "why_not": ("逾期或仍未完成", "Late, or still open"),
    }
    return Indicator(**(given | more))  # pyright: ignore[reportArgumentType]


IN_TIME: Final = (
    in_time(
        "sign_on_time_rate", "按时签收率", "Signed on time", one_of("clock.kind", "sign"),
        ("单位按时签收的工单 ÷ 本期签收期限届满的工单；系统代签不算按时", "orders a unit signed in time ÷ orders whose limit for signing ran out in the period; a signature by time-out is not in time"),
    ),
    in_time(
        "first_contact_rate", "先行联系率", "First contact in time", one_of("clock.kind", "first_contact"),
        ("按时联系市民的工单 ÷ 本期联系期限届满的工单", "orders whose citizen was contacted in time ÷ orders whose limit for first contact ran out in the period"),
    ),
    in_time(
        "on_time_rate", "按时办结率", "Replied on time", one_of("clock.kind", "close"),
        ("到期前答复的工单 ÷ 本期到期的全部工单（未答复的也在内）", "orders replied by their due time ÷ all orders due in the period, open ones included"),
    ),
)  # fmt: skip

VERDICTS: Final = (
    Indicator(
        "actual_resolution_rate", ("实际解决率", "Actually resolved"), Group.UNITS,
        ("核实为已解决的诉求 ÷ 本期办结并经核实的诉求；单纯解释政策的不在分母", "cases verified as solved ÷ verified cases closed in the period; pure explanations of policy stay outside"),
        Base.CASES, "case.closed_at", CLOSED, one_of(VERIFIED, "solved"), (GRANTED_CASE, UNVERIFIED, EXPLAINED),
        why=("核实已解决", "Verified as solved"), why_not=("核实未解决", "Verified as not solved"),
    ),
    Indicator(
        "resolution_rate_with_explained", ("实际解决率（含解释说明）", "Actually resolved, explanations inside"), Group.UNITS,
        ("核实为已解决的诉求 ÷ 本期办结并经核实的诉求；解释政策的也在分母", "cases verified as solved ÷ verified cases closed in the period; explanations of policy are inside"),
        Base.CASES, "case.closed_at", CLOSED, one_of(VERIFIED, "solved"), (GRANTED_CASE, UNVERIFIED),
        why=("核实已解决", "Verified as solved"), why_not=("解释说明或核实未解决", "Explained, or verified as not solved"),
    ),
    Indicator(
        "satisfaction_rate", ("满意率（加权）", "Satisfaction, weighted"), Group.UNITS,
        ("各答案权重之和 ÷ 本期回答的回访；权重由城市档案规定", "sum of the weights of the answers ÷ callbacks answered in the period; the weights are the city profile's"),
        Base.CALLBACKS, "callback.answered_at", Given("callback.satisfaction"), out=(GRANTED_CASE,),
        weights="callback.satisfaction", why=("市民已回答", "The citizen answered"),
    ),
    Indicator(
        "unverified_rate", ("未核实率", "Closed unverified"), Group.UNITS,
        ("没有联系上市民而办结的诉求 ÷ 本期办结的诉求", "cases closed without reaching the citizen ÷ cases closed in the period"),
        Base.CASES, "case.closed_at", CLOSED, every(one_of("case.closing", "close_unverified"), Not(Given(VERIFIED))), (GRANTED_CASE,),
        better="lower", why=("未联系上市民", "The citizen was not reached"), why_not=("已核实", "Verified"),
    ),
    Indicator(
        "false_closure_rate", ("虚假办结率", "Said solved, but was not"), Group.UNITS,
        ("市民说未解决的回访 ÷ 本期回答的、单位称已解决的回访", "callbacks in which the citizen says unsolved ÷ answered callbacks whose unit had said solved"),
        Base.CALLBACKS, "callback.answered_at", one_of("callback.outcome_unit", "solved"), one_of("callback.outcome", "unsolved"), (GRANTED_CASE,),
        better="lower", why=("市民说未解决", "The citizen says unsolved"), why_not=("市民未说未解决", "The citizen does not say unsolved"),
    ),
    Indicator(
        "redo_rate", ("重办率", "Done again"), Group.UNITS,
        ("办过第二轮的诉求 ÷ 本期办结的诉求", "cases with a second round ÷ cases closed in the period"),
        Base.CASES, "case.closed_at", CLOSED, MoreThan("case.round", 1), (GRANTED_CASE,),
        better="lower", why=("重办过", "Done again"), why_not=("一轮办结", "Closed in one round"),
    ),
    Indicator(
        "repeat_rate", ("重复诉求率", "Asked again"), Group.UNITS,
        ("同一市民同一主题在规定天数内再次反映的诉求 ÷ 本期受理的、有诉求人的诉求", "cases whose citizen had asked about the same topic within the profile’s days ÷ accepted cases of a known citizen"),
        Base.CASES, "case.accepted_at", every(ACCEPTED, Given("case.citizen_id")), Soon(PREVIOUS, "case.opened_at", "repeat_days"), (GRANTED_CASE,),
        better="lower", why=("同一市民同一主题再次反映", "The same citizen, the same topic again"), why_not=("首次反映", "The first time"),
    ),
)  # fmt: skip

RETURNS: Final = (
    Indicator(
        "return_rate", ("退单率", "Returns asked for"), Group.UNITS,
        ("申请过退单的工单 ÷ 本期派出的工单", "orders whose unit asked to return them ÷ orders dispatched in the period"),
        Base.ORDERS, "order.dispatched_at", FROM_DESK, Given("order.return_asked_at"), (GRANTED,),
        better="lower", why=("申请过退单", "A return was asked for"), why_not=("未申请退单", "No return was asked for"),
    ),
    Indicator(
        "wrongful_return_rate", ("不当退单率", "Returns refused"), Group.UNITS,
        ("被驳回的退单 ÷ 本期裁定的退单", "returns refused ÷ returns decided in the period"),
        Base.ORDERS, "order.return_decided_at", every(FROM_DESK, one_of("order.return_decision", "granted", "refused")), one_of("order.return_decision", "refused"), (GRANTED,),
        better="lower", why=("退单被驳回", "The return was refused"), why_not=("准予退单", "The return was granted"),
    ),
    Indicator(
        "extension_rate", ("延期率", "Extended"), Group.UNITS,
        ("获准延期的工单 ÷ 本期派出的工单", "orders that were given more time ÷ orders dispatched in the period"),
        Base.ORDERS, "order.dispatched_at", FROM_DESK, MoreThan("order.extensions", 0), (GRANTED,),
        better="lower", why=("获准延期", "Given more time"), why_not=("未延期", "Not extended"),
    ),
)  # fmt: skip


def duration(code: str, zh: str, en: str, share: float, said: Pair) -> Indicator:
    """Days from acceptance to closing."""
    return Indicator(
        code, (zh, en), Group.UNITS,
        (f"本期办结诉求从受理到办结天数的{said[0]}", f"{said[1]} of the days from acceptance to closing, of cases closed in the period"),
        Base.CASES, "case.closed_at", every(CLOSED, ACCEPTED), out=(GRANTED_CASE,), unit="days", better="lower",
        spread=Spread(share, "case.closed_at", "case.accepted_at"), why=("已办结", "Closed"),
    )  # fmt: skip


DURATIONS: Final = (
    duration("median_days", "办理天数（中位数）", "Days, median", 0.5, ("中位数", "median")),
    duration("p90_days", "办理天数（九成以内）", "Days, nine of ten", 0.9, ("第九十百分位数", "90th percentile")),
)


def effort(
    code: str,
    names: Pair,
    formula: Pair,
    at: str,
    of: str,
    unit: str = "seconds",
    group: Group = Group.UNITS,
    who: Condition = FROM_DESK,
) -> Indicator:
    """What a step of an order cost the person at the page, in the middle."""
    unmeasured = LeftOut("unmeasured", ("没有在工作台上计量", "Not measured at a page"), Not(Given(of)))
    return Indicator(
        code, names, group, formula, Base.ORDERS, at, who, out=(unmeasured,), unit=unit, better="lower",
        spread=Spread(0.5, of), why=("已计量", "Measured"),
    )  # fmt: skip


EFFORTS: Final = (
    effort(
        "reply_time", ("答复用时（中位数）", "Time of a reply, median"),
        ("本期每份答复在页面上所用秒数（从上一步到提交，页面可见的时间）的中位数", "median of the seconds that a reply of the period took at the page, from the step before to its sending, while in sight"),
        "order.replied_at", "order.reply_seconds",
    ),
    effort(
        "reply_presses", ("答复按键（中位数）", "Presses of a reply, median"),
        ("本期每份答复在页面上点击和按键（打字除外）次数的中位数", "median of the clicks and keys, typing not counted, that a reply of the period took at the page"),
        "order.replied_at", "order.reply_presses", "presses",
    ),
    effort(
        "return_time", ("退单审核用时（中位数）", "Time of a decision on a return, median"),
        ("本期每次退单裁定在页面上所用秒数的中位数", "median of the seconds that a decision on a return took at the page, of those decided in the period"),
        "order.return_decided_at", "order.decision_seconds", group=Group.CENTRE,
        who=every(FROM_DESK, one_of("order.return_decision", "granted", "refused")),
    ),
)  # fmt: skip

SAID: Final[Condition] = Given("callback.outcome")
THREE_RATES: Final = (
    in_time(
        "response_rate", "响应率", "Response", one_of("clock.response", True), group=Group.THREE_RATES,
        formula=("期限内响应市民的工单 ÷ 本期响应期限届满的工单；城市没有规定响应期限的，按先行联系期限", "orders whose unit responded to the citizen in time ÷ orders whose limit to respond ran out in the period; where the city sets none, the limit for first contact"),
    ),
    Indicator(
        "resolution_rate", ("解决率", "Resolution"), Group.THREE_RATES,
        ("市民说已解决的回访 ÷ 本期回答的回访", "callbacks in which the citizen says solved ÷ callbacks answered in the period"),
        Base.CALLBACKS, "callback.answered_at", SAID, one_of("callback.outcome", "solved"), (GRANTED_CASE,),
        why=("市民说已解决", "The citizen says solved"), why_not=("市民说未解决或只得到解释", "The citizen says unsolved, or only explained"),
    ),
    Indicator(
        "satisfied_rate", ("满意率", "Satisfaction"), Group.THREE_RATES,
        ("满意与基本满意的回访 ÷ 本期回答的回访", "callbacks with satisfied or mostly satisfied ÷ callbacks answered in the period"),
        Base.CALLBACKS, "callback.answered_at", SAID, one_of("callback.satisfaction", "satisfied", "mostly"), (GRANTED_CASE,),
        why=("满意或基本满意", "Satisfied or mostly satisfied"), why_not=("一般或不满意", "Neutral or dissatisfied"),
    ),
)  # fmt: skip

CENTRE: Final = (
    Indicator(
        "inflow", ("来件量", "Cases that came in"), Group.CENTRE,
        ("本期接到的诉求，作废的除外", "cases that came in during the period, without those void"),
        Base.CASES, "case.came_at", Not(one_of("case.status", "void")), unit="count", better="neither",
        why=("本期接到", "Came in"),
    ),
    Indicator(
        "direct_answer_rate", ("直接答复率", "Answered at once"), Group.CENTRE,
        ("当场答复且市民没有再来的诉求 ÷ 本期受理的诉求", "cases answered on the spot to which the citizen has not come back ÷ cases accepted in the period"),
        Base.CASES, "case.accepted_at", ACCEPTED, one_of("case.direct", True),
        why=("当场答复", "Answered on the spot"), why_not=("转有关单位办理等", "Sent on"),
    ),
    Indicator(
        "form_time", ("填单用时", "Time to fill the form"), Group.CENTRE,
        ("从挂机到派出的秒数；须接入电话", "seconds from hang-up to dispatch; needs the telephone"),
        Base.CASES, "case.accepted_at", unit="seconds", better="lower", needs="telephone",
    ),
    Indicator(
        "first_dispatch_accuracy", ("一次派准率", "Right at the first dispatch"), Group.CENTRE,
        ("首次派单后没有被准予退单、也没有被确责改派的诉求 ÷ 本期首次派出的诉求（按首派日期归期）", "cases whose first order was neither rightly returned nor ruled to be another unit’s ÷ cases first dispatched in the period"),
        Base.ORDERS, "order.dispatched_at", every(LEAD, one_of("order.first", True)),
        Not(some(one_of("order.status", "returned"), one_of("order.displaced", True))), (CANCELLED,),
        why=("首派单位承办", "It stayed with the first unit"), why_not=("首派后退单或改派", "Returned, or ruled to another unit"),
    ),
    Indicator(
        "internal_forwarding", ("单位内部转派", "Passed on inside units"), Group.CENTRE,
        ("本期单位内部转派的子工单；不计入派单准确率", "sub-orders passed on inside units in the period; not part of the accuracy of dispatch"),
        Base.ORDERS, "order.dispatched_at", one_of("order.role", "sub"), unit="count", better="neither",
        why=("单位内部转派", "Passed on inside the unit"),
    ),
)  # fmt: skip

INDICATORS: Final = {
    row.code: row for row in (*THREE_RATES, *IN_TIME, *VERDICTS, *DURATIONS, *RETURNS, *EFFORTS, *CENTRE)
}
