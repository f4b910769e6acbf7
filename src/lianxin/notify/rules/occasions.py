"""Which event makes which message. The first line that fits decides; most events make none."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

DISCREET = "discreet"
"""What a confidential case sends on every occasion: the phone may lie in somebody else's hand."""


@dataclass(frozen=True)
class Occasion:
    """An event of `kind` whose data has one of the named values. `facts` may fill the text besides `link`."""

    template: str
    kind: str
    when: Mapping[str, Collection[str]] = field(default_factory=dict[str, Collection[str]])
    facts: tuple[str, ...] = ("number",)


OCCASIONS = (
    Occasion("receipt", "case.opened", {"channel": ("phone", "web", "mobile", "api", "letter")}),
    Occasion("dispatched", "case.moved", {"move": ("dispatch", "rule")}, ("number", "unit")),
    Occasion("signed", "order.moved", {"move": ("sign",), "role": ("lead",)}, ("number", "unit")),
    Occasion("information", "case.moved", {"move": ("ask_information",)}),
    Occasion("extended", "case.text_written", {"text_kind": ("extension",)}),
    Occasion("suspended", "case.moved", {"move": ("suspend",)}),
    Occasion("not_accepted", "case.moved", {"after": ("not_accepted",)}),
    Occasion("merged", "case.moved", {"move": ("merge",)}),
    Occasion("second_round", "case.moved", {"move": ("redo",)}),
    Occasion("survey", "callback.planned", {"method": ("survey", "message")}),
    Occasion("unverified", "case.moved", {"move": ("close_unverified",)}),
    Occasion("closed", "case.moved", {"after": ("closed",)}),
)

TEMPLATES = {occasion.template: frozenset({"link", *occasion.facts}) for occasion in OCCASIONS} | {
    DISCREET: frozenset({"link"})
}
"""Every template there must be, and the facts its text may use."""


def occasion_of(kind: str, data: Mapping[str, Any]) -> Occasion | None:
    """The occasion an event is, if any."""
    return next((occasion for occasion in OCCASIONS if occasion.kind == kind and fits(occasion, data)), None)


def fits(occasion: Occasion, data: Mapping[str, Any]) -> bool:
    """Whether every named value is one of those asked for."""
    return all(data.get(name) in values for name, values in occasion.when.items())
