"""The content of a profile as it is stored: plain tables, which are edited, compared and written as files."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from lianxin.kernel.json_values import JsonObject

Wordings = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Subject and text of messages by template and language."""


class Document(TypedDict):
    """The content of a profile as it is stored: `city` is city.toml, `tables` the CSV files, header first."""

    city: JsonObject
    tables: Mapping[str, list[list[str]]]
    messages: NotRequired[Wordings]
    danger: NotRequired[JsonObject]


class VersionDocument(Document):
    """The content of one version."""

    version: str
