"""Translates the problems found by the check modules into Chinese."""

import re
from typing import Final

_SAID: Final[tuple[tuple[str, str], ...]] = (
    (r"cannot be read: (.+)", "文件读不出来：{1}"),
    (r"is not UTF-8", "不是 UTF-8 编码"),
    (r"is not (TOML|CSV): (.+)", "不是正确的 {1}：{2}"),
    (r"column (\S+) is missing; needed: (.+)", "缺少列 {1}；需要：{2}"),
    (r"unknown column '(.+)'", "没有 {1} 这一列"),
    (r"a column occurs twice", "有一列重复了"),
    (r"has (\d+) cells, the header (\d+)", "这一行有 {1} 格，表头有 {2} 格"),
    (r"has no row", "一行也没有"),
    (r"(\S+) is empty", "还没有填"),
    (r"unknown (\S+) '(.*)'; known: (.+)", "“{2}”不在可选范围内：{3}"),
    (r"\{(.*)\} is unknown; known: (.+)", "没有 {{{1}}} 这个占位符；可用：{2}"),
    (r"(\S+) '(.*)' is unknown; known: (.+)", "“{2}”不在可选范围内：{3}"),
    (r"(\S+) '(.*)' is not in (\S+)\.csv", "“{2}”不在 {3}.csv 中"),
    (r"(\S+) '(.*)' is not 6 or 9 digits", "“{2}”应为 6 位或 9 位数字"),
    (r"(\S+) '(.*)' is not lower-case letters, digits and hyphens", "“{2}”只能用小写字母、数字和连字符"),
    (r"(\S+) '(.*)' is not lower-case letters", "“{2}”只能用小写字母"),
    (r"(\S+) '(.*)' is not three dotted numbers like 03.02.05", "“{2}”应形如 03.02.05"),
    (r"(\S+) '(.*)' is not a date like 2026-06-19", "“{2}”应形如 2026-06-19"),
    (r"(\S+) '(.*)' is not a time like 08:30", "“{2}”应形如 08:30"),
    (r"(\S+) '(.*)' is not 3 to 5 digits", "“{2}”应为 3 至 5 位数字"),
    (r"(\S+) '(.*)' is not a text", "还没有填"),
    (r"(\S+) (\S+) is already on line (\d+)", "{2} 已在第 {3} 行"),
    (r"a district has no parent", "区没有上级"),
    (r"a district's code has 6 digits", "区的代码是 6 位"),
    (r"the parent of (\S+) must be a district", "{1} 的上级应是一个区"),
    (r"code (\S+) does not begin with its district's (\S+)", "代码 {1} 应以所在区的 {2} 开头"),
    (r"there is no unit of kind (\S+)", "缺少 {1} 类的单位"),
    (r"there are (\d+) units of kind (\S+), one is allowed", "{2} 类的单位有 {1} 个，只能有一个"),
    (r"unit (\S+) needs a parent; only the city government has none", "{1} 需要上级单位；只有市政府没有"),
    (r"a unit of kind (\S+) needs a division of kind district", "{1} 类的单位要填所在的区"),
    (r"a unit of kind street needs a street-level division", "街镇单位要填所在的街镇"),
    (r"a district bureau needs an office word", "区级部门要填条线"),
    (r"(.+) has a unit already on line (\d+)", "{1} 在第 {2} 行已有单位"),
    (r"units form a circle: (.+)", "单位的上下级循环了：{1}"),
    (r"topic (\S+) has no entry in duty\.csv", "权责清单里还没有事项 {1}"),
    (r"(\S+) of (\S+) is '(.*)' here and '(.*)' on line (\d+)", "{2} 的名称这里是“{3}”，第 {5} 行是“{4}”"),
    (
        r"level street answers by place, so answers stays empty, not '(.*)'",
        "街镇按地点定单位，这里应留空，不填“{1}”",
    ),
    (r"no district has a bureau with office '(.*)'", "哪个区都没有条线为“{1}”的部门"),
    (r"level (\S+) cannot be answered by (\S+), a unit of kind (\S+)", "{1} 一级不能由 {2}（{3}）承办"),
    (r"(\S+) is not a date", "{1} 不是日期"),
    (r"(\d+) is not in announced_years of city\.toml", "{1} 年还没有列入已公布年份"),
    (r"(\S+) is not on a weekend, so it cannot be a make-up day", "{1} 不是周末，不能是补班日"),
    (r"(\d+) is announced, but calendar\.csv has no day of it", "{1} 年已列为公布，日历里却没有这一年的日子"),
    (r"table (\S*) is missing", "缺少 {1} 一节"),
    (r"table (\S+) occurs more than once", "{1} 一节出现了两次"),
    (r"unknown key '(.+)' (?:in|at).*", "没有 {1} 这一项"),
    (r"(\S+) is missing (?:in|at) .+", "还没有填"),
    (r"(\S+) must be text, not (.+)", "应为文字，不是 {2}"),
    (r"(\S+) must be a whole number, not (.+)", "应为整数，不是 {2}"),
    (r"(\S+) must be a number, not (.+)", "应为数字，不是 {2}"),
    (r"(\S+) must be true or false, not (.+)", "应为是或否，不是 {2}"),
    (r"(\S+) must be a list with something in it", "至少要有一项"),
    (r"(\S+) must have (\d+) entries", "应有 {2} 项"),
    (r"(\S+) (\S+) is not between (\S+) and (\S+)", "{2} 不在 {3} 与 {4} 之间"),
    (r"office hours must go forward: (.+)", "办公时间应由早到晚：{1}"),
    (r"the evening ends before it begins", "晚间结束早于开始"),
    (r"the hours of calls end before they begin", "可打电话的时段结束早于开始"),
    (r"the evening is not within the hours of calls, (\S+) to (\S+)", "晚间不在可打电话的时段 {1} 至 {2} 之内"),
    (r"timezone '?(.*?)'? is unknown", "没有时区“{1}”"),
    (r"a limit needs exactly one of .+; it has none", "时限要填一种长度（分钟、小时、工作小时、工作日、自然日）"),
    (r"a limit needs exactly one of .+; it has (.+)", "时限只能填一种长度，现在有：{1}"),
    (r"(\S+) = 0 is not a limit; .+", "{1} 不能为 0；只有工作日和自然日可以为 0，即当天"),
    (r"this limit is chosen by the same words as the one on line (\d+)", "与第 {1} 行的时限条件相同"),
    (r"no limit with clock '(.+)' fits: (.+)", "{1} 缺少时限：{2}"),
    (r"(\S+) must hold languages", "{1} 下面应是各种语言"),
    (r"(\S+) must hold subject and text", "{1} 要有标题和正文"),
    (r"no event sends this template", "没有哪个时机会发这条消息"),
    (r"(\S+) uses \{(.*)\}, which this message does not have", "{1} 里的 {{{2}}} 这条消息没有"),
    (r"(\S+) cannot be filled in: (.+)", "{1} 里的花括号不成对或带了格式"),
)
PATTERNS: Final = tuple((re.compile(pattern), words) for pattern, words in _SAID)


def in_chinese(message: str) -> str:
    """The sentence in Chinese; unchanged if there is no translation."""
    for pattern, words in PATTERNS:
        if found := pattern.fullmatch(message):
            return words.format(found[0], *found.groups())
    return message
