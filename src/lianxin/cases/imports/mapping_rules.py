"""Parses a mapping (TOML) of table columns to intake fields, reports mistakes by line, and applies it to rows."""

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any, Final, cast

from lianxin.cases.imports.checks_rules import INTEGER, MappingDocument, as_text, listed, mistakes
from lianxin.cases.imports.values_rules import (
    FIELDS,
    ExtraValue,
    ImportedRequest,
    Refused,
    TimeReader,
    number_of,
    plain_text,
    text_of,
    time_of,
    time_readers,
    value_of,
)
from lianxin.kernel.json_values import read_json

ANY: Final = "*"

# Column names that are recognised without a mapping, the most specific first.
COLUMN_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "key": ("key", "id", "编号", "诉求编号", "工单编号", "工单号", "诉求号", "受理编号"),
    "words": ("words", "detail", "content", "诉求内容", "内容", "诉求描述", "问题描述", "来电内容", "留言详情", "描述"),
    "title": ("title", "subject", "标题", "诉求标题", "主题", "留言主题"),
    "wish": ("wish", "诉求目的", "诉求愿望", "期望", "希望"),
    "submitted_at": (
        "submitted_at",
        "time",
        "date",
        "时间",
        "诉求时间",
        "受理时间",
        "来电时间",
        "留言时间",
        "提交时间",
        "日期",
    ),
    "name": ("name", "姓名", "诉求人", "联系人", "来电人", "市民姓名"),
    "phone": ("phone", "电话", "联系电话", "手机", "手机号", "来电号码", "联系方式"),
    "nature": ("nature", "诉求类型", "诉求性质", "类型", "性质"),
    "channel": ("channel", "渠道", "来源", "诉求渠道", "受理渠道"),
    "topic": ("topic", "主题代码", "分类代码"),
    "district": ("district", "区", "区县", "行政区", "所属区", "区代码"),
    "street": ("street", "街镇", "街道", "乡镇", "所属街镇"),
    "address": ("address", "地址", "事发地址", "地点", "事发地点", "详细地址"),
    "language": ("language", "语言", "语种"),
    "urgency": ("urgency", "紧急程度", "缓急"),
    "confidential": ("confidential", "保密", "是否保密"),
    "company": ("company", "公司", "企业名称", "公司名称", "商家", "被投诉企业", "被投诉单位名称"),
    "company_address": ("company_address", "公司地址", "企业地址", "商家地址"),
    "order_number": ("order_number", "订单号", "订单编号"),
    "paid": ("paid", "金额", "消费金额", "涉及金额"),
    "paid_on": ("paid_on", "消费日期", "付款日期", "消费时间"),
}


@dataclass(frozen=True, slots=True)
class _Problem:
    """One mistake in a mapping: its place, the expected and the found value."""

    file: str
    line: int
    key: str
    expected: str
    found: str = ""

    def __str__(self) -> str:
        found = f", found {self.found}" if self.found else ""
        return f"{self.file}, line {self.line}, {self.key}: expected {self.expected}{found}"


class MappingProblems(Exception):
    """The mapping cannot be used; `problems` are in the order of the file."""

    def __init__(self, problems: list[_Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Derivation:
    """A value found in the text of other fields: the first match of `pattern` whose group 1 has a value."""

    sources: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """A parsed mapping. `fields`: field -> columns, of which the first that is not empty is used; `extra`: reference
    name -> column; `values`: field -> cell -> value, where the cell "*" is any other."""

    file: str
    name: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    delimiter: str | None = None
    timezone: str | None = None
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    extra: Mapping[str, str] = field(default_factory=dict[str, str])
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    formats: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    defaults: Mapping[str, str] = field(default_factory=dict[str, str])
    derive: Mapping[str, Derivation] = field(default_factory=dict[str, Derivation])
    required: frozenset[str] = frozenset({"words"})
    lines: Mapping[str, int] = field(default_factory=dict[str, int])

    def problem(self, key: str, expected: str, found: str = "") -> _Problem:
        """Returns a problem at the line of `key`."""
        return _Problem(self.file, self.lines.get(key, 1), key, expected, found)


def parse_mapping(text: str, file: str) -> ImportMapping:
    """Returns the mapping in `text`. Raises MappingProblems with `file`, line, key and the expected value."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = re.search(r"line (\d+)", str(error))
        line = int(said[1]) if said else text.count("\n") + 1
        raise MappingProblems([_Problem(file, line, "TOML", "valid TOML", str(error))]) from None
    lines = key_lines(text)
    problems = [
        _Problem(file, line_of(lines, key), key, expected, found) for key, expected, found in mistakes(document)
    ]
    if problems:
        raise MappingProblems(sorted(problems, key=lambda one: one.line))
    return _build(read_json(MappingDocument, document), file, lines)


def _build(document: MappingDocument, file: str, lines: Mapping[str, int]) -> ImportMapping:
    """Returns the mapping of a document without mistakes."""
    return ImportMapping(
        file=file,
        **vars(document.source),
        fields={name: listed(columns) for name, columns in document.fields.items()},
        extra=document.extra,
        values={
            name: {cell: as_text(value) for cell, value in cells.items()} for name, cells in document.values.items()
        },
        formats={name: listed(form) for name, form in document.formats.items()},
        defaults={name: as_text(value) for name, value in document.defaults.items()},
        derive={
            name: Derivation(listed(rule["from"]), re.compile("".join(rule["pattern"])))
            for name, rule in document.derive.items()
        },
        required=frozenset(document.required.get("fields", ())) | {"words"},
        lines=lines,
    )


def key_lines(text: str) -> dict[str, int]:
    """Returns dotted key -> line number, found line by line, because tomllib gives no line numbers."""
    lines: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
            section = head[1].replace('"', "").replace("'", "")
            lines.setdefault(section, number)
        elif key := re.match(r"""\s*("[^"]*"|'[^']*'|[\w.-]+)\s*=""", line):
            name = key[1].strip("\"'")
            lines.setdefault(f"{section}.{name}" if section else name, number)
    return lines


def line_of(lines: Mapping[str, int], key: str) -> int:
    """Returns the line of a dotted key, otherwise of its nearest parent."""
    while key not in lines and "." in key:
        key = key.rpartition(".")[0]
    return lines.get(key, 1)


@dataclass(frozen=True, slots=True)
class Binding:
    """A mapping bound to the columns of one file: field or reference name -> column indexes, the first filled wins."""

    mapping: ImportMapping
    zone: tzinfo
    columns: Mapping[str, tuple[int, ...]]
    extra: Mapping[str, int]
    readers: Mapping[str, tuple[TimeReader, ...]]


def bind(mapping: ImportMapping, header: Sequence[str], zone: tzinfo) -> Binding:
    """Returns the mapping bound to a header. Raises MappingProblems for columns that the file does not have."""
    index = {name: position for position, name in reversed(list(enumerate(header)))}
    wanted = [(f"fields.{name}", column) for name, columns in mapping.fields.items() for column in columns]
    wanted += [(f"extra.{name}", column) for name, column in mapping.extra.items()]
    problems = [
        mapping.problem(key, f"a column of the file: {', '.join(header)}", column)
        for key, column in wanted
        if column not in index
    ]
    if "words" not in mapping.fields:
        problems.append(mapping.problem("fields", "a column for words, the text of the message"))
    if problems:
        raise MappingProblems(problems)
    timed = {name: form for name, form in mapping.formats.items() if form != (INTEGER,)}
    return Binding(
        mapping,
        zone,
        {name: tuple(index[column] for column in columns) for name, columns in mapping.fields.items()},
        {name: index[column] for name, column in mapping.extra.items()},
        {name: time_readers(form) for name, form in ({"submitted_at": ()} | timed).items()},
    )


def recognised(header: Sequence[str], file: str) -> ImportMapping:
    """Returns a mapping by column names: our own field names or their usual Chinese names."""
    known = {plain_name(column): column for column in reversed(header)}
    found = {name: next((known[one] for one in names if one in known), None) for name, names in COLUMN_NAMES.items()}
    return ImportMapping(file=file, fields={name: (column,) for name, column in found.items() if column})


def plain_name(column: str) -> str:
    """Returns a column name in normal width and lower case, without spaces."""
    return "".join(unicodedata.normalize("NFKC", column).lower().split())


def row_key(binding: Binding, cells: Sequence[str]) -> str:
    """Returns the source's own key, otherwise a fingerprint of the whole row, so that a repeated row is a duplicate."""
    for column in binding.columns.get("key", ()):
        if key := cells[column].strip():
            return text_of("key", key)
    if "key" in binding.mapping.required:
        raise Refused("missing", field="key")
    return "sha256:" + hashlib.sha256("\x1f".join(cells).encode(errors="surrogatepass")).hexdigest()[:32]


def read_fields(binding: Binding, cells: Sequence[str]) -> ImportedRequest:
    """Returns the typed fields of one row with as many cells as the header. Raises Refused at the first problem."""
    texts = {name: _cell_text(binding, name, cells) for name in binding.columns if name != "key"}
    texts |= _derived(binding.mapping, texts)
    for name, default in binding.mapping.defaults.items():
        texts[name] = texts.get(name) or default
    for name in FIELDS:
        if name in binding.mapping.required and name != "key" and not texts.get(name):
            raise Refused("missing", field=name)
    typed = {name: typed_value(binding, name, text) for name, text in texts.items() if text}
    extra = {name: extra_value(binding, name, cells[column]) for name, column in binding.extra.items()}
    typed["extra"] = {name: value for name, value in extra.items() if value is not None}
    return ImportedRequest(**cast("dict[str, Any]", typed))


def _cell_text(binding: Binding, name: str, cells: Sequence[str]) -> str:
    """Returns the text of the first column that is not empty, translated by the mapping's `values`."""
    text = next(filter(None, (plain_text(cells[column]) for column in binding.columns[name])), "")
    values = binding.mapping.values.get(name)
    if not values or not text:
        return text
    return values.get(text, values.get(ANY, text))


def _derived(mapping: ImportMapping, texts: Mapping[str, str]) -> dict[str, str]:
    """Returns the fields whose cell is empty and whose value was found in the text of other fields."""
    found: dict[str, str] = {}
    for name, rule in mapping.derive.items():
        values = mapping.values.get(name)
        matches = (match[1] for source in rule.sources for match in rule.pattern.finditer(texts.get(source) or ""))
        known = (values.get(one, "") if values else one for one in matches)
        if not texts.get(name) and (value := next(filter(None, known), "")):
            found[name] = value
    return found


def typed_value(binding: Binding, name: str, text: str) -> object:
    """Returns the typed value of one field; raises Refused."""
    if name == "submitted_at":
        return time_of(name, text, binding.readers[name], binding.zone)
    return value_of(name, text)


def extra_value(binding: Binding, name: str, cell: str) -> ExtraValue | None:
    """Returns one reference value: a time or integer according to [formats], otherwise text; None if empty."""
    text = plain_text(cell)
    if not text:
        return None
    if name in binding.readers:
        return time_of(name, text, binding.readers[name], binding.zone)
    if binding.mapping.formats.get(name) == (INTEGER,):
        return number_of(name, text)
    return text_of(name, text)
