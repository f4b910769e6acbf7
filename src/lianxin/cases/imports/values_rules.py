"""Converts one cell of an imported table to the typed value of its field, or refuses it with a code."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import partial
from typing import Final

from lianxin.cases.imports.raw import FaultFact
from lianxin.cases.rules.intake_fields import INTAKE_FIELDS, CallbackContact, CitizenRequest, bound_of
from lianxin.cases.rules.words import Channel, Nature, Urgency

ExtraValue = str | int | datetime
TimeReader = Callable[[str], datetime]


@dataclass(frozen=True)
class ImportedRequest(CallbackContact, CitizenRequest):
    """One imported message as plain values; an empty nature or urgency was not given.

    Times have a zone; topic and district are codes, not yet checked against the city profile.
    """

    channel: str = Channel.IMPORT
    nature: str = ""
    language: str = "zh"
    extra: Mapping[str, ExtraValue] = field(default_factory=dict[str, ExtraValue])


FIELDS: Final = ("key", *(one.name for one in INTAKE_FIELDS.values() if one.column))


class Refused(Exception):
    """A cell has no valid value: `code` is one of REASONS, `facts` fill its sentence."""

    def __init__(self, code: str, **facts: FaultFact) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


# code -> the sentence in Chinese and in English
REASONS: Final[dict[str, tuple[str, str]]] = {
    "undecodable": ("第{line}行有字节不是{encoding}编码", "line {line} has bytes that are not {encoding}"),
    "nul_character": ("第{column}列含空字符(NUL)", "column {column} contains a NUL character"),
    "line_too_long": ("该行超过{limit}字节", "the line is longer than {limit} bytes"),
    "field_too_long": ("单元格超过{limit}个字符", "a cell is longer than {limit} characters"),
    "unclosed_quote": ("引号没有结束，只跳过这一行", "a quotation mark is never closed; only this line was left out"),
    "bad_quoting": ("引号或换行的位置不对", "a quotation mark or a line end is in the wrong place"),
    "wrong_columns": ("有{found}列，表头是{expected}列", "{found} cells where the header has {expected}"),
    "missing": ("必填项“{field}”是空的", "required field {field} is empty"),
    "too_long": (
        "“{field}”有{found}个字符，最多{limit}",
        "{field} has {found} characters, at most {limit} allowed",
    ),
    "bad_time": ("“{field}”的时间无法识别：{value}", "{field} is not a time: {value}"),
    "bad_number": ("“{field}”不是整数：{value}", "{field} is not a whole number: {value}"),
    "bad_phone": ("“{field}”不是电话号码", "{field} is not a telephone number"),
    "unknown_value": ("“{field}”的值无法识别：{value}，应为 {expected}", "{field}: {value} is not one of {expected}"),
    "unknown_code": ("本市没有“{field}”这个代码：{value}", "unknown {field} in this city: {value}"),
    "not_taken": ("未能受理：{problem}", "could not be accepted: {problem}"),
    "bad_code": ("“{field}”不是代码：{value}，应如 {expected}", "{field}: {value} is not a code like {expected}"),
}

# Maximum length of a text field, in characters.
LONGEST_FIELDS: Final[dict[str, int]] = {"key": bound_of("source_key")} | {
    one.name: one.limit for one in INTAKE_FIELDS.values() if one.limit
}
LONGEST_EXTRA: Final = 50_000
_SHOWN: Final = 40
EARLIEST, LATEST = 1980, 2100

_NATURES: Final = {
    "咨询": Nature.CONSULTATION,
    "求助": Nature.HELP,
    "投诉": Nature.COMPLAINT,
    "举报": Nature.TIP_OFF,
    "建议": Nature.SUGGESTION,
    "表扬": Nature.PRAISE,
} | {one.value: one for one in Nature}
_URGENCIES: Final = {"特急": Urgency.CRITICAL, "紧急": Urgency.URGENT, "一般": Urgency.NORMAL} | {
    one.value: one for one in Urgency
}
_CHANNELS: Final = {
    "电话": Channel.PHONE,
    "网站": Channel.WEB,
    "网页": Channel.WEB,
    "手机": Channel.MOBILE,
    "小程序": Channel.MOBILE,
    "微信": Channel.MOBILE,
    "app": Channel.MOBILE,
    "接口": Channel.API,
    "信件": Channel.LETTER,
    "邮件": Channel.LETTER,
    "110": Channel.EMERGENCY_110,
} | {one.value: one for one in Channel}
YES_NO: Final = {
    "是": True, "保密": True, "true": True, "yes": True, "1": True,
    "否": False, "公开": False, "不保密": False, "false": False, "no": False, "0": False,
}  # fmt: skip
TIME_FORMATS: Final = (
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日",
)
PHONE: Final = re.compile(r"\+?\d{5,20}(?:[#转]\d{1,6})?")
PHONE_SIGNS: Final = re.compile(r"[\s()\-\u2010-\u2015.·]")
TOPIC: Final = re.compile(r"\d{2}\.\d{2}\.\d{2}")
DISTRICT: Final = re.compile(r"\d{6}")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def refusal_in_words(code: str, facts: Mapping[str, FaultFact], locale: str = "zh") -> str:
    """Returns the reason as a sentence, Chinese if `locale` is, otherwise English."""
    return REASONS[code][0 if locale.startswith("zh") else 1].format_map(facts)


def plain_text(text: str) -> str:
    """Returns the text with \\n as line ends, stripped."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip().strip("\ufeff")


def text_of(field: str, value: str) -> str:
    """Returns the text; raises Refused if it is longer than the field's limit."""
    limit = LONGEST_FIELDS.get(field, LONGEST_EXTRA)
    if len(value) > limit:
        raise Refused("too_long", field=field, found=len(value), limit=limit)
    return value


def _one_of(words: Mapping[str, object], field: str, value: str) -> object:
    """Returns the member named by a Chinese or English word; raises Refused."""
    try:
        return words[unicodedata.normalize("NFKC", value).lower()]
    except KeyError:
        expected = ", ".join(words)
        raise Refused("unknown_value", field=field, value=value[:_SHOWN], expected=expected) from None


def code_of(shape: re.Pattern[str], example: str, field: str, value: str) -> str:
    """Returns a code of the given shape, not yet checked against the city profile; raises Refused."""
    if shape.fullmatch(value) is None:
        raise Refused("bad_code", field=field, value=value[:_SHOWN], expected=example)
    return value


def phone_of(field: str, value: str) -> str:
    """Returns the digits with a leading + if any, without mainland China's +86; raises Refused.

    A reason never contains the number, which is personal data.
    """
    number = PHONE_SIGNS.sub("", unicodedata.normalize("NFKC", value))
    if PHONE.fullmatch(number) is None:
        raise Refused("bad_phone", field=field)
    return re.sub(r"^(?:\+|00)86", "", number)


def number_of(field: str, value: str) -> int:
    """Returns an integer; accepts 3.0, as spreadsheets write it. Raises Refused."""
    match = re.fullmatch(r"([+-]?\d{1,15})(?:\.0+)?", value)
    if match is None:
        raise Refused("bad_number", field=field, value=value[:_SHOWN])
    return int(match[1])


def by_format(form: str) -> TimeReader:
    """Returns a reader of one strptime format."""

    def read(value: str) -> datetime:
        return datetime.strptime(value, form)  # noqa: DTZ007 - the caller adds the zone

    return read


def time_readers(formats: Sequence[str]) -> tuple[TimeReader, ...]:
    """Returns readers of the given strptime formats, then ISO 8601, then the usual formats of Chinese spreadsheets."""
    return (*map(by_format, formats), datetime.fromisoformat, *map(by_format, TIME_FORMATS))


def time_of(field: str, value: str, readers: Sequence[TimeReader], zone: tzinfo) -> datetime:
    """Returns a time by the first reader that accepts it, in `zone` if it has none; raises Refused."""
    for read in readers:
        try:
            moment = read(value)
        except ValueError:
            continue
        if not EARLIEST <= moment.year < LATEST:
            break
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    raise Refused("bad_time", field=field, value=value[:_SHOWN])


# The fields that are not plain text; `submitted_at` is missing because it needs formats and a zone, see time_of.
CONVERTERS: Final[dict[str, Callable[[str, str], object]]] = {
    "nature": partial(_one_of, _NATURES),
    "urgency": partial(_one_of, _URGENCIES),
    "channel": partial(_one_of, _CHANNELS),
    "confidential": partial(_one_of, YES_NO),
    "phone": phone_of,
    "topic": partial(code_of, TOPIC, "03.02.05"),
    "district": partial(code_of, DISTRICT, "310101"),
    "language": partial(code_of, LANGUAGE, "zh"),
}


def value_of(field: str, value: str) -> object:
    """Returns the typed value of any field except `submitted_at`, from a text that is not empty; raises Refused."""
    return CONVERTERS.get(field, text_of)(field, value)
