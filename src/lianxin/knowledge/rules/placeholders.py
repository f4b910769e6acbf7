"""Placeholders of reply templates: which exist, and how a case fills them. They contain no personal data."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from lianxin.language import day_in_words

TEMPLATE_PLACEHOLDERS: Final = ("市民", "地点", "事项", "单位", "今天", "联系时间", "编号")
"""The names in braces as authors write them: `{市民}您好`."""
_PLACE: Final = re.compile(r"\{([^{}]*)\}")
POLITE: Final = ("先生", "女士", "小姐", "老师", "师傅", "同志", "阿姨", "大爷", "奶奶")


def unknown_in_template(body: str) -> list[str]:
    """Returns the unknown placeholders of a text."""
    return [name for name in _PLACE.findall(body) if name not in TEMPLATE_PLACEHOLDERS]


def fill_template(body: str, facts: Mapping[str, str]) -> str:
    """Fills in all known placeholders; a placeholder without a value stays visible for the author."""
    return _PLACE.sub(lambda found: facts.get(found[1]) or found[0], body)


def placeholder_words(
    *, name: str, place: str, topic: str, unit: str, today: date, contacted: date | None, number: str
) -> dict[str, str]:
    """Maps placeholders to values of a case. `name` is masked; days are in the city's time."""
    return {
        "市民": addressed(name),
        "地点": place,
        "事项": topic,
        "单位": unit,
        "今天": day_in_words(today, "zh"),
        "联系时间": day_in_words(contacted, "zh") if contacted else "",
        "编号": number,
    }


def addressed(masked_name: str) -> str:
    """Returns how a reply addresses a citizen whose name is masked: 王女士 stays, 王** becomes 市民."""
    return masked_name if masked_name.endswith(POLITE) else "市民"
