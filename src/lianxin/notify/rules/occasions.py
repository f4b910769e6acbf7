"""Which event causes which message. The first line that fits decides; most events cause none."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from lianxin.cases.events import (
    AccessCodeAsked,
    CallbackPlanned,
    CaseMoved,
    CaseOpened,
    OrderMoved,
    SideRecorded,
    TextWritten,
)
from lianxin.kernel.events import Event
from lianxin.people.events import BudgetUsedUp, LooksAlarmed

DISCREET = "discreet"
"""The template of every message of a confidential case, because other people may see the phone."""


@dataclass(frozen=True)
class Occasion:
    """An event of a class whose fields have one of the given values. The text may contain `facts` and `link`.

    `only`: the one channel by which the message may go; such a message says nothing of the case, also where it is
    confidential. `to_lead`: an alarm for whoever is on duty in the hotline office, without a case.
    """

    template: str
    event: type[Event]
    when: Mapping[str, Collection[str]] = field(default_factory=dict[str, Collection[str]])
    facts: tuple[str, ...] = ("number",)
    only: str = ""
    to_lead: bool = False


OCCASIONS = (
    Occasion("codes_alarm", BudgetUsedUp, {"budget": ("codes-city",)}, ("most",), to_lead=True),
    Occasion("sends_alarm", BudgetUsedUp, {"budget": ("sends-city",)}, ("most",), to_lead=True),
    Occasion("looks_alarm", LooksAlarmed, facts=("limit",), to_lead=True),
    Occasion("access_code", AccessCodeAsked, facts=("code",), only="sms"),
    Occasion("receipt", CaseOpened, {"channel": ("phone", "web", "mobile", "api", "letter", "email", "visit")}),
    Occasion("dispatched", CaseMoved, {"move": ("dispatch", "rule")}, ("number", "unit")),
    Occasion("signed", OrderMoved, {"move": ("sign",), "role": ("lead",)}, ("number", "unit")),
    Occasion("information", CaseMoved, {"move": ("ask_information",)}),
    Occasion("extended", TextWritten, {"text_kind": ("extension",)}),
    Occasion("suspended", CaseMoved, {"move": ("suspend",)}),
    Occasion("resumed", CaseMoved, {"move": ("resume_handling",), "before": ("suspended",)}),
    Occasion("not_accepted", CaseMoved, {"after": ("not_accepted",)}),
    Occasion("withdrawn", SideRecorded, {"record": ("withdrawal",), "status": ("confirmed",)}),
    Occasion("merged", CaseMoved, {"move": ("merge",)}),
    Occasion("second_round", CaseMoved, {"move": ("redo",)}),
    Occasion("survey", CallbackPlanned, {"method": ("survey", "message")}),
    Occasion("unverified", CaseMoved, {"move": ("close_unverified",)}),
    Occasion("closed", CaseMoved, {"after": ("closed",)}),
)

TEMPLATES = {
    one.template: frozenset(one.facts if one.only or one.to_lead else {"link", *one.facts}) for one in OCCASIONS
} | {DISCREET: frozenset({"link"})}
"""All required templates, and the facts that their texts may use."""


def occasion_of(event: Event) -> Occasion | None:
    """Returns the first occasion that fits the event, or None."""
    return next((one for one in OCCASIONS if isinstance(event, one.event) and _fits(one, event)), None)


def _fits(occasion: Occasion, event: Event) -> bool:
    """True if every named field has one of its values."""
    return all(getattr(event, name) in values for name, values in occasion.when.items())
