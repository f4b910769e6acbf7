"""What a reply template may hold: plain words and a few places that are filled from the case, nobody's data."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from lianxin.language import day_in_words

TEMPLATE_PLACEHOLDERS: Final = ("市民", "地点", "事项", "单位", "今天", "联系时间", "编号")
"""What stands in braces in a template, as its writers read it: `{市民}您好`."""
_PLACE: Final = re.compile(r"\{([^{}]*)\}")
POLITE: Final = ("先生", "女士", "小姐", "老师", "师傅", "同志", "阿姨", "大爷", "奶奶")


def unknown_in_template(body: str) -> list[str]:
    """What stands in braces and is no place."""
    return [name for name in _PLACE.findall(body) if name not in TEMPLATE_PLACEHOLDERS]


def fill_template(body: str, facts: Mapping[str, str]) -> str:
    """The words with every place filled; one nothing is known of stays, so that its writer sees it."""
    return _PLACE.sub(lambda found: facts.get(found[1]) or found[0], body)


def placeholder_words(
    *, name: str, place: str, topic: str, unit: str, today: date, contacted: date | None, number: str
) -> dict[str, str]:
    """Placeholder → word of a case. `name` is masked; days are the city's."""
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
    """How a reply speaks to somebody whose name is masked: 王女士 stays, 王** becomes 市民."""
    return masked_name if masked_name.endswith(POLITE) else "市民"
