"""What one cell of a foreign table may say, field by field: text in, a typed value or a coded refusal out."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import partial
from typing import Final

from lianxin.cases.rules.intake_fields import INTAKE_FIELDS, CallbackContact, CitizenRequest, bound_of
from lianxin.cases.rules.words import Channel, Nature, Urgency

ExtraValue = str | int | datetime
TimeReader = Callable[[str], datetime]


@dataclass(frozen=True)
class ImportedRequest(CallbackContact, CitizenRequest):
    """One message of a foreign table as plain values; an empty nature or urgency was not given.

    Times are aware; topic and district are codes, the city profile says which exist.
    """

    channel: str = Channel.IMPORT
    nature: str = ""
    language: str = "zh"
    extra: Mapping[str, ExtraValue] = field(default_factory=dict[str, ExtraValue])


FIELDS: Final = ("key", *(one.name for one in INTAKE_FIELDS.values() if one.column))


class Refused(Exception):
    """A cell that cannot be taken: `code` is one of REASONS, `facts` fill its sentence."""

    def __init__(self, code: str, **facts: object) -> None:
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

# Longest text a field may hold, in characters.
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


def refusal_in_words(code: str, facts: Mapping[str, object], locale: str = "zh") -> str:
    """The reason in words, Chinese unless `locale` is another language."""
    return REASONS[code][0 if locale.startswith("zh") else 1].format_map(facts)


def plain_text(text: str) -> str:
    """Line ends as \\n, no blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip().strip("\ufeff")


def text_of(field: str, value: str) -> str:
    """The text itself, refused when longer than the field may be."""
    limit = LONGEST_FIELDS.get(field, LONGEST_EXTRA)
    if len(value) > limit:
        raise Refused("too_long", field=field, found=len(value), limit=limit)
    return value


def _one_of(words: Mapping[str, object], field: str, value: str) -> object:
    """The member that a Chinese or English word means."""
    try:
        return words[unicodedata.normalize("NFKC", value).lower()]
    except KeyError:
        expected = ", ".join(words)
        raise Refused("unknown_value", field=field, value=value[:_SHOWN], expected=expected) from None


def code_of(shape: re.Pattern[str], example: str, field: str, value: str) -> str:
    """A code of the given shape; whether the city has it is for the city profile to say."""
    if shape.fullmatch(value) is None:
        raise Refused("bad_code", field=field, value=value[:_SHOWN], expected=example)
    return value


def phone_of(field: str, value: str) -> str:
    """Digits, a leading + kept but for the mainland's own +86. The number is never repeated in a reason."""
    number = PHONE_SIGNS.sub("", unicodedata.normalize("NFKC", value))
    if PHONE.fullmatch(number) is None:
        raise Refused("bad_phone", field=field)
    return re.sub(r"^(?:\+|00)86", "", number)


def number_of(field: str, value: str) -> int:
    """A whole number; 3.0 as spreadsheets write it is 3."""
    match = re.fullmatch(r"([+-]?\d{1,15})(?:\.0+)?", value)
    if match is None:
        raise Refused("bad_number", field=field, value=value[:_SHOWN])
    return int(match[1])


def by_format(form: str) -> TimeReader:
    """A reader of one strptime format."""

    def read(value: str) -> datetime:
        return datetime.strptime(value, form)  # noqa: DTZ007 - the caller adds the zone

    return read


def time_readers(formats: Sequence[str]) -> tuple[TimeReader, ...]:
    """The given strptime formats first, then ISO 8601, then how Chinese spreadsheets write."""
    return (*map(by_format, formats), datetime.fromisoformat, *map(by_format, TIME_FORMATS))


def time_of(field: str, value: str, readers: Sequence[TimeReader], zone: tzinfo) -> datetime:
    """An aware time by the first reader that understands it; a naive one means `zone`."""
    for read in readers:
        try:
            moment = read(value)
        except ValueError:
            continue
        if not EARLIEST <= moment.year < LATEST:
            break
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    raise Refused("bad_time", field=field, value=value[:_SHOWN])


# Every field that is more than text; `submitted_at` needs formats and a zone, see time_of.
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
    """The typed value of any field but `submitted_at`, from a text that is not empty."""
    return CONVERTERS.get(field, text_of)(field, value)
