"""A lead unit that says another unit must lead asks for a ruling, with its claim and its law."""

from dataclasses import dataclass

from lianxin.cases.commands.registry import order_command, said
from lianxin.cases.commands.unit import leads
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.orders import open_ruling
from lianxin.cases.core.rows import Order
from lianxin.cases.rules.states import CaseStatus, OrderStatus
from lianxin.cases.rules.words import ReturnReason, TextKind
from lianxin.people import Action


@dataclass(frozen=True)
class PartyCase:
    """What the unit says and by which law, and the unit that it names."""

    claim: str = said("prose")
    basis: str = said("line", limit=200)
    proposed_unit: str = said("unit", "")


def may_claim(file: CaseFile, order: Order | None) -> bool:
    """The lead's order in handling, which no ruling has given to it."""
    return leads(file, order) and file.case.state is CaseStatus.HANDLING and order is not None and order.returnable


@order_command(Action.HANDLE, OrderStatus.IN_PROGRESS, asks=PartyCase, fits=may_claim)
async def claim_ruling(file: CaseFile, order: Order, ask: PartyCase) -> None:
    """The lead unit asks for a responsibility review; it continues to work until the ruling."""
    text = file.write(TextKind.RETURN_REASON, f"{ask.claim}\n{ask.basis}", order)
    file.add(
        "order_returns",
        {
            "id": file.new_id(),
            "case_id": file.case.id,
            "order_id": order.id,
            "unit": order.unit,
            "reason": ReturnReason.NEEDS_OTHER_LEAD,
            "proposed_unit": ask.proposed_unit or None,
            "claim_text": text,
            "asked_by": file.work.actor,
            "asked_at": file.now,
            "decision": "ruling",
            "decision_text": text,
            "decided_by": file.work.actor,
            "decided_at": file.now,
        },
    )
    open_ruling(file, "lead_unit")
