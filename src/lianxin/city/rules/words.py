"""The codes that a profile may use, with their names on screen."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Label(NamedTuple):
    zh: str
    en: str

    def said(self, locale: str) -> str:
        """Returns the Chinese name for every `zh…` locale, else the English one."""
        return self.zh if locale.startswith("zh") else self.en


URGENCIES: Final[Mapping[str, Label]] = {
    "critical": Label("特急", "critical"),
    "urgent": Label("紧急", "urgent"),
    "normal": Label("一般", "normal"),
}

NATURES: Final[Mapping[str, Label]] = {
    "consultation": Label("咨询", "consultation"),
    "help": Label("求助", "help"),
    "complaint": Label("投诉", "complaint"),
    "tip_off": Label("举报", "tip-off"),
    "suggestion": Label("建议", "suggestion"),
    "praise": Label("表扬", "praise"),
}

OUTCOMES: Final[Mapping[str, Label]] = {
    "solved": Label("实际解决", "solved"),
    "explained": Label("解释说明", "explained"),
    "unsolved": Label("未解决", "unsolved"),
}

CLOCKS: Final[Mapping[str, Label]] = {
    "answer": Label("给市民的答复", "Answer to the citizen"),
    "sign": Label("签收", "Signing"),
    "first_contact": Label("先行联系", "First contact"),
    "respond": Label("响应", "Response"),
    "close": Label("答复", "Reply of the unit"),
    "return_window": Label("申请退单", "Requesting a return"),
    "return_decision": Label("退单审核", "Decision on a return"),
    "screening": Label("初审", "Screening"),
    "dispatch": Label("派单", "Dispatch"),
    "emergency": Label("紧急电话确认接到", "Confirmation by the emergency service"),
    "check": Label("答复审核", "Check of the reply"),
    "callback": Label("回访", "Callback"),
    "review": Label("复核", "Review"),
    "information": Label("补充信息", "Missing information"),
    "ruling": Label("确责", "Ruling on responsibility"),
    "reopen": Label("市民要求重开", "Re-opening by the citizen"),
    "object": Label("市民提出异议", "Objection by the citizen"),
}

QUEUES: Final = frozenset({"general", "enterprise", "fast_desk", "foreign", "sign", "expert"})
OPTIONAL_CLOCKS: Final = frozenset({"respond", "screening"})
UNCLOCKED_NATURES: Final = frozenset({"praise"})
CALLBACK_METHODS: Final = frozenset({"phone", "survey", "message", "video", "text", "none"})
DUTY_LEVELS: Final = frozenset({"city", "company", "district", "street"})
DIVISION_KINDS: Final = frozenset({"district", "street", "town", "special"})
UNIT_KINDS: Final = frozenset(
    {
        "city_government",
        "hotline_office",
        "service_provider",
        "bureau",
        "company",
        "district",
        "district_bureau",
        "street",
        "sub_centre",
        "team",
    }
)
