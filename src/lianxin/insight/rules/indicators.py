"""The table of indicators, one row each. A changed formula needs a new `version` of its row."""

# ruff: noqa: E501 - a table is read by its rows

from typing import Final

from lianxin.insight.rules.conditions import Condition, Given, MoreThan, Not, Soon, all_of, one_of, some
from lianxin.insight.rules.indicator import (
    PREVIOUS,
    VERIFIED,
    Base,
    FigureUnit,
    Group,
    Indicator,
    LeftOut,
    Pair,
    Spread,
)

FROM_DESK: Final = one_of("order.role", "lead", "co")
LEAD: Final = one_of("order.role", "lead")
ACCEPTED: Final = Given("case.accepted_at")
_CLOSED: Final = one_of("case.closing", "close_satisfied", "close_unverified", "close_unasked", "close_with_reason")

GRANTED: Final = LeftOut("granted", ("经批准剔除", "Exclusion granted"), one_of("order.excluded", True))
GRANTED_CASE: Final = LeftOut("granted", ("经批准剔除", "Exclusion granted"), one_of("case.excluded", True))
_RETURNED: Final = LeftOut("returned", ("已同意退单", "Return granted"), one_of("order.status", "returned"))
ENDED_BEFORE: Final = LeftOut(
    "ended_before", ("到期前已终止", "Ended before it was due"), one_of("clock.ended", "cancelled")
)
CANCELLED: Final = LeftOut(
    "cancelled",
    ("撤诉、并单或不再需要", "Withdrawn, merged or no longer needed"),
    all_of(one_of("order.status", "cancelled", "released"), Not(one_of("order.displaced", True))),
)
EXPLAINED: Final = LeftOut(
    "explained", ("解释政策，无事可办", "Policy explained, nothing to do"), one_of(VERIFIED, "explained")
)
UNASKED: Final = LeftOut(
    "unasked", ("没有联系方式，无法回访", "No way to ask the citizen"), one_of("case.closing", "close_unasked")
)
UNVERIFIED: Final = LeftOut("unverified", ("未经市民核实", "Not verified with the citizen"), Not(Given(VERIFIED)))


def in_time(code: str, zh: str, en: str, clock: Condition, formula: Pair, **more: object) -> Indicator:
    """Returns an indicator: the share of orders that met a deadline, among all whose deadline was in the period."""
    given = {
        "code": code,
        "names": (zh, en),
        "group": Group.UNITS,
        "formula": formula,
        "base": Base.CLOCKS,
        "at": "clock.due_at",
        "who": all_of(clock, one_of("clock.role", "lead", "co")),
        "counted": one_of("clock.ended", "met"),
        "out": (GRANTED, _RETURNED, ENDED_BEFORE),
        "why": ("按时", "On time"),
        "why_not": ("超时或仍未完成", "Late, or still open"),
    }
    return Indicator(**(given | more))  # pyright: ignore[reportArgumentType]


IN_TIME: Final = (
    in_time(
        "sign_on_time_rate", "按时签收率", "Signed on time", one_of("clock.kind", "sign"),
        ("单位按时签收的工单 ÷ 本期签收时限届满的工单；自动签收不算按时", "orders signed on time ÷ orders whose signing deadline fell in the period; automatic signing does not count as on time"),
    ),
    in_time(
        "first_contact_rate", "先行联系率", "First contact on time", one_of("clock.kind", "first_contact"),
        ("按时联系市民的工单 ÷ 本期先行联系时限届满的工单；没有联系就答复、又没有说明理由的，算没有按时", "orders with first contact on time ÷ orders whose deadline for first contact fell in the period; a reply without contact and without a reason counts as not on time"),
        version=2,
    ),
    in_time(
        "on_time_rate", "按时办结率", "Replied on time", one_of("clock.kind", "close"),
        ("到期前答复的工单 ÷ 本期到期的全部工单（未答复的也在内）", "orders replied to by the deadline ÷ all orders due in the period, including open ones"),
    ),
    in_time(
        "usual_on_time_rate", "按时办结率（按平时时限）", "Replied on time (usual limits)", one_of("clock.kind", "close"),
        ("在平时时限内答复的工单 ÷ 本期到期的全部工单；没有临时时限的日子与按时办结率相同", "orders replied to within the usual limit ÷ all orders due in the period; equals “Replied on time” where no temporary limit was in force"),
        counted=one_of("clock.usual", "met"),
    ),
)  # fmt: skip

VERDICTS: Final = (
    Indicator(
        "actual_resolution_rate", ("实际解决率", "Resolved (verified)"), Group.UNITS,
        ("核实为已解决的诉求 ÷ 本期办结并经核实的诉求；单纯解释政策的不在分母", "cases verified as solved ÷ verified cases closed in the period; pure explanations of policy are not in the denominator"),
        Base.CASES, "case.closed_at", _CLOSED, one_of(VERIFIED, "solved"), (GRANTED_CASE, UNVERIFIED, EXPLAINED),
        why=("核实已解决", "Verified as solved"), why_not=("核实未解决", "Verified as not solved"),
    ),
    Indicator(
        "resolution_rate_with_explained", ("实际解决率（含解释说明）", "Resolved (explanations included)"), Group.UNITS,
        ("核实为已解决的诉求 ÷ 本期办结并经核实的诉求；解释政策的也在分母", "cases verified as solved ÷ verified cases closed in the period; explanations of policy are included"),
        Base.CASES, "case.closed_at", _CLOSED, one_of(VERIFIED, "solved"), (GRANTED_CASE, UNVERIFIED),
        why=("核实已解决", "Verified as solved"), why_not=("解释说明或核实未解决", "Explained, or verified as not solved"),
    ),
    Indicator(
        "satisfaction_rate", ("满意率（加权）", "Satisfaction (weighted)"), Group.UNITS,
        ("各答案权重之和 ÷ 本期回答的回访；权重由城市配置规定", "sum of the weights of the answers ÷ callbacks answered in the period; the city profile sets the weights"),
        Base.CALLBACKS, "callback.answered_at", Given("callback.satisfaction"), out=(GRANTED_CASE,),
        weights="callback.satisfaction", why=("市民已回答", "The citizen answered"),
    ),
    Indicator(
        "unverified_rate", ("未核实率", "Closed unverified"), Group.UNITS,
        ("没有联系上市民而办结的诉求 ÷ 本期办结的诉求", "cases closed without reaching the citizen ÷ cases closed in the period"),
        Base.CASES, "case.closed_at", _CLOSED, all_of(one_of("case.closing", "close_unverified"), Not(Given(VERIFIED))), (GRANTED_CASE, UNASKED),
        better="lower", why=("未联系上市民", "The citizen was not reached"), why_not=("已核实", "Verified"), version=2,
    ),
    Indicator(
        "unasked_rate", ("无法回访率", "Could not be asked"), Group.UNITS,
        ("市民没有留下联系方式、无法回访而办结的诉求 ÷ 本期办结的诉求", "cases closed without asking, because the citizen left no number, mailbox or code ÷ cases closed in the period"),
        Base.CASES, "case.closed_at", _CLOSED, one_of("case.closing", "close_unasked"), (GRANTED_CASE,),
        better="neither", why=("无法回访", "Could not be asked"), why_not=("可以回访", "Could be asked"),
    ),
    Indicator(
        "false_closure_rate", ("虚假办结率", "False closures"), Group.UNITS,
        ("市民说未解决的回访 ÷ 本期回答的、单位称已解决的回访", "callbacks in which the citizen says unsolved ÷ answered callbacks in which the unit had claimed solved"),
        Base.CALLBACKS, "callback.answered_at", one_of("callback.outcome_unit", "solved"), one_of("callback.outcome", "unsolved"), (GRANTED_CASE,),
        better="lower", why=("市民说未解决", "The citizen says unsolved"), why_not=("市民未说未解决", "The citizen does not say unsolved"),
    ),
    Indicator(
        "redo_rate", ("重办率", "Redone"), Group.UNITS,
        ("办过第二轮的诉求 ÷ 本期办结的诉求", "cases with a second round ÷ cases closed in the period"),
        Base.CASES, "case.closed_at", _CLOSED, MoreThan("case.round", 1), (GRANTED_CASE,),
        better="lower", why=("重办过", "Redone"), why_not=("一轮办结", "Closed in one round"),
    ),
    Indicator(
        "repeat_rate", ("重复诉求率", "Repeated requests"), Group.UNITS,
        ("同一市民同一事项在规定天数内再次反映的诉求 ÷ 本期受理的、有诉求人的诉求", "cases on a topic that the same citizen reported within the number of days set by the profile ÷ accepted cases of a known citizen"),
        Base.CASES, "case.accepted_at", all_of(ACCEPTED, Given("case.citizen_id")), Soon(PREVIOUS, "case.opened_at", "repeat_days"), (GRANTED_CASE,),
        better="lower", why=("同一市民同一事项再次反映", "Same citizen, same topic again"), why_not=("首次反映", "First time"),
    ),
)  # fmt: skip

REPLIES: Final = (
    Indicator(
        "staff_withdrawal_rate", ("由工作人员记为撤诉", "Withdrawn by staff"), Group.UNITS,
        ("市民没有在自己的页面上提出、由工作人员记为撤诉的诉求 ÷ 本期受理的诉求", "cases that staff ended as withdrawn without a request on the citizen's own page ÷ cases accepted in the period"),
        Base.CASES, "case.accepted_at", ACCEPTED, one_of("case.withdrawn", "staff"),
        better="lower", why=("工作人员记为撤诉", "Withdrawn by staff"), why_not=("没有", "Not withdrawn by staff"),
    ),
    Indicator(
        "uncontacted_rate", ("没有联系就答复", "Answered without contact"), Group.UNITS,
        ("答复时没有联系过市民的主办工单 ÷ 本期答复的主办工单；说明了理由的也在内", "lead orders whose unit had not contacted the citizen when it replied ÷ lead orders replied to in the period; those with a reason are included"),
        Base.ORDERS, "order.replied_at", LEAD, one_of("order.no_contact", True), (GRANTED,),
        better="lower", why=("没有联系市民", "Citizen not contacted"), why_not=("联系过市民", "Citizen contacted"),
    ),
    Indicator(
        "contact_backed_rate", ("联系前看过号码", "Contacts with the number opened"), Group.UNITS,
        ("联系市民前打开过市民号码的工单 ÷ 本期联系过市民的工单；当面联系的不打开号码", "orders whose unit opened the citizen's number before the contact ÷ orders with a contact in the period; a contact in person opens no number"),
        Base.ORDERS, "order.contacted_at", FROM_DESK, Given("order.contact_by"), (GRANTED,),
        why=("打开过号码", "Number opened"), why_not=("没有打开号码", "Number not opened"),
    ),
    Indicator(
        "boilerplate_rate", ("套话答复", "Boilerplate replies"), Group.UNITS,
        ("只说转办、只说走司法途径、或与别的事项答复相同的答复 ÷ 本期的答复", "replies that only pass the matter on, only point to the courts, or repeat the words of other matters ÷ replies of the period"),
        Base.ORDERS, "order.replied_at", FROM_DESK, one_of("order.boilerplate", True), (GRANTED,),
        better="lower", why=("套话", "Boilerplate"), why_not=("有实际内容", "Own words"),
    ),
)  # fmt: skip

_RETURNS: Final = (
    Indicator(
        "return_rate", ("退单率", "Returns requested"), Group.UNITS,
        ("申请过退单的工单 ÷ 本期派出的工单", "orders with a requested return ÷ orders dispatched in the period"),
        Base.ORDERS, "order.dispatched_at", FROM_DESK, Given("order.return_asked_at"), (GRANTED,),
        better="lower", why=("申请过退单", "Return requested"), why_not=("未申请退单", "No return requested"),
    ),
    Indicator(
        "wrongful_return_rate", ("不当退单率", "Unjustified returns"), Group.UNITS,
        ("被驳回的退单 ÷ 本期审定的退单", "refused returns ÷ returns decided in the period"),
        Base.ORDERS, "order.return_decided_at", all_of(FROM_DESK, one_of("order.return_decision", "granted", "refused")), one_of("order.return_decision", "refused"), (GRANTED,),
        better="lower", why=("退单被驳回", "Return refused"), why_not=("同意退单", "Return granted"),
    ),
    Indicator(
        "extension_rate", ("延期率", "Extended"), Group.UNITS,
        ("获准延期的工单 ÷ 本期派出的工单", "orders with a granted extension ÷ orders dispatched in the period"),
        Base.ORDERS, "order.dispatched_at", FROM_DESK, MoreThan("order.extensions", 0), (GRANTED,),
        better="lower", why=("获准延期", "Extended"), why_not=("未延期", "Not extended"),
    ),
)  # fmt: skip


def duration(code: str, zh: str, en: str, share: float, said: Pair) -> Indicator:
    """Returns an indicator: a percentile of the days from acceptance to closing."""
    return Indicator(
        code, (zh, en), Group.UNITS,
        (f"本期办结诉求从受理到办结天数的{said[0]}", f"{said[1]} of the days from acceptance to closing of cases closed in the period"),
        Base.CASES, "case.closed_at", all_of(_CLOSED, ACCEPTED), out=(GRANTED_CASE,), unit="days", better="lower",
        spread=Spread(share, "case.closed_at", "case.accepted_at"), why=("已办结", "Closed"),
    )  # fmt: skip


DURATIONS: Final = (
    duration("median_days", "办理天数（中位数）", "Days to close (median)", 0.5, ("中位数", "median")),
    duration(
        "p90_days",
        "办理天数（九成以内）",
        "Days to close (90th percentile)",
        0.9,
        ("第九十百分位数", "90th percentile"),
    ),
)


def effort(
    code: str,
    names: Pair,
    formula: Pair,
    at: str,
    of: str,
    unit: FigureUnit = "seconds",
    group: Group = Group.UNITS,
    who: Condition = FROM_DESK,
) -> Indicator:
    """Returns an indicator: the median effort of a step of an order, as measured in the workbench."""
    unmeasured = LeftOut("unmeasured", ("没有在工作台上计量", "Not measured in the workbench"), Not(Given(of)))
    return Indicator(
        code, names, group, formula, Base.ORDERS, at, who, out=(unmeasured,), unit=unit, better="lower",
        spread=Spread(0.5, of), why=("已计量", "Measured"),
    )  # fmt: skip


EFFORTS: Final = (
    effort(
        "reply_time", ("答复用时（中位数）", "Time per reply (median)"),
        ("本期每份答复所用秒数（从上一步到提交，页面可见的时间）的中位数", "median of the seconds per reply in the period, from the previous step to sending, while the page was visible"),
        "order.replied_at", "order.reply_seconds",
    ),
    effort(
        "reply_presses", ("答复点击按键（中位数）", "Presses per reply (median)"),
        ("本期每份答复点击和按键（打字除外）次数的中位数", "median of the clicks and key presses (except typing) per reply in the period"),
        "order.replied_at", "order.reply_presses", "presses",
    ),
    effort(
        "return_time", ("退单审核用时（中位数）", "Time per return decision (median)"),
        ("本期每次退单审核所用秒数的中位数", "median of the seconds per decision on a return in the period"),
        "order.return_decided_at", "order.decision_seconds", group=Group.CENTRE,
        who=all_of(FROM_DESK, one_of("order.return_decision", "granted", "refused")),
    ),
)  # fmt: skip

_SAID: Final[Condition] = Given("callback.outcome")
THREE_RATES: Final = (
    in_time(
        "response_rate", "响应率", "Response", one_of("clock.response", True), group=Group.THREE_RATES,
        formula=("按时响应市民的工单 ÷ 本期响应时限届满的工单；城市没有规定响应时限的，按先行联系时限", "orders whose unit responded to the citizen on time ÷ orders whose response deadline fell in the period; if the city sets none, the deadline for first contact"),
    ),
    Indicator(
        "resolution_rate", ("解决率", "Resolution"), Group.THREE_RATES,
        ("市民说已解决的回访 ÷ 本期回答的回访", "callbacks in which the citizen says solved ÷ callbacks answered in the period"),
        Base.CALLBACKS, "callback.answered_at", _SAID, one_of("callback.outcome", "solved"), (GRANTED_CASE,),
        why=("市民说已解决", "The citizen says solved"), why_not=("市民说未解决或只得到解释", "The citizen says unsolved or only explained"),
    ),
    Indicator(
        "satisfied_rate", ("满意率", "Satisfaction"), Group.THREE_RATES,
        ("满意与基本满意的回访 ÷ 本期回答的回访", "callbacks with satisfied or mostly satisfied ÷ callbacks answered in the period"),
        Base.CALLBACKS, "callback.answered_at", _SAID, one_of("callback.satisfaction", "satisfied", "mostly"), (GRANTED_CASE,),
        why=("满意或基本满意", "Satisfied or mostly satisfied"), why_not=("一般或不满意", "Neutral or dissatisfied"),
    ),
)  # fmt: skip

CENTRE: Final = (
    Indicator(
        "inflow", ("来件量", "Cases received"), Group.CENTRE,
        ("本期接到的诉求，作废的除外", "cases received in the period, except void ones"),
        Base.CASES, "case.came_at", Not(one_of("case.status", "void")), unit="count", better="neither",
        why=("本期接到", "Received"),
    ),
    Indicator(
        "direct_answer_rate", ("直接答复率", "Answered on the spot"), Group.CENTRE,
        ("当场答复且市民没有再来的诉求 ÷ 本期受理的诉求", "cases answered on the spot that the citizen has not re-opened ÷ cases accepted in the period"),
        Base.CASES, "case.accepted_at", ACCEPTED, one_of("case.direct", True),
        why=("当场答复", "Answered on the spot"), why_not=("转有关单位办理等", "Passed on"),
    ),
    Indicator(
        "form_time", ("填单用时", "Time to fill the form"), Group.CENTRE,
        ("从挂机到派出的秒数；要先接通电话系统", "seconds from hang-up to dispatch; requires a telephone system"),
        Base.CASES, "case.accepted_at", unit="seconds", better="lower", needs="telephone",
    ),
    Indicator(
        "first_dispatch_accuracy", ("一次派准率", "First dispatch correct"), Group.CENTRE,
        ("首次派单后没有被同意退单、也没有因确责改派的诉求 ÷ 本期首次派出的诉求（按首派日期归期）", "cases whose first order was neither returned nor ruled to another unit ÷ cases first dispatched in the period"),
        Base.ORDERS, "order.dispatched_at", all_of(LEAD, one_of("order.first", True)),
        Not(some(one_of("order.status", "returned"), one_of("order.displaced", True))), (CANCELLED,),
        why=("首派单位承办", "Stayed with the first unit"), why_not=("首派后退单或改派", "Returned, or ruled to another unit"),
    ),
    Indicator(
        "internal_forwarding", ("单位内部转派", "Forwarded inside units"), Group.CENTRE,
        ("本期单位内部转派的子工单；不计入派单准确率", "sub-orders forwarded inside units in the period; not part of the accuracy of dispatch"),
        Base.ORDERS, "order.dispatched_at", one_of("order.role", "sub"), unit="count", better="neither",
        why=("单位内部转派", "Forwarded inside the unit"),
    ),
)  # fmt: skip

INDICATORS: Final = {
    row.code: row for row in (*THREE_RATES, *IN_TIME, *VERDICTS, *DURATIONS, *REPLIES, *_RETURNS, *EFFORTS, *CENTRE)
}
