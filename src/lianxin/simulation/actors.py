"""The function that decides the next step of a case in each state, and the role that takes the step."""

from collections.abc import Callable, Mapping

from lianxin.cases import COMMANDS, CaseFile, Order
from lianxin.people import Action, Role
from lianxin.simulation.asides import next_aside
from lianxin.simulation.intake import begin_case, dispatch, emergency, inform, screen
from lianxin.simulation.scene import Scene, Step
from lianxin.simulation.units import handle, rule
from lianxin.simulation.verdicts import ask_if_waiting, call_back, check_reply, review

MAIN: Mapping[str, Callable[[Scene], Step | None]] = {
    "draft": begin_case,
    "emergency_transferred": emergency,
    "screening": screen,
    "pending_dispatch": dispatch,
    "handling": handle,
    "needs_information": inform,
    "responsibility_review": rule,
    "checking": check_reply,
    "callback_pending": call_back,
    "review": review,
    "merged": ask_if_waiting,
    "answered": ask_if_waiting,
}
ROLE_OF: Mapping[Action, Role] = {
    Action.SEE_CASE: Role.QUALITY_INSPECTOR,
    Action.OPEN_CASE: Role.OPERATOR,
    Action.EDIT_CASE: Role.OPERATOR,
    Action.CONFIRM: Role.SHIFT_LEAD,
    Action.DISPATCH: Role.DISPATCHER,
    Action.DECIDE_RETURN: Role.RETURN_OFFICER,
    Action.CALL_RULING: Role.RETURN_OFFICER,
    Action.RULE: Role.RETURN_OFFICER,
    Action.CHECK: Role.CHECKER,
    Action.CALL_BACK: Role.CALLBACK_AGENT,
    Action.REVIEW: Role.REVIEW_OFFICER,
    Action.URGE: Role.OPERATOR,
    Action.SUPERVISE: Role.SUPERVISOR,
    Action.APPROVE: Role.HOTLINE_OFFICE,
    Action.REOPEN: Role.SUPERVISOR,
    Action.WITHDRAW: Role.OPERATOR,
}
SEES_NO_SECRETS = frozenset({Role.OPERATOR, Role.QUALITY_INSPECTOR})
DECIDED_ABOVE = frozenset({"accept_inside", "refuse_inside"})


def next_step(scene: Scene) -> Step | None:
    """Returns the next step of a case, or None while only a limit can move it."""
    aside = next_aside(scene)
    if aside is not None:
        return aside
    go_on = MAIN.get(scene.file.case.status)
    return go_on(scene) if go_on else None


def played_by(file: CaseFile, step: Step) -> tuple[Role, str]:
    """Returns the role that takes a step, and the unit for a unit's work (otherwise empty)."""
    command = COMMANDS[step.command]
    if command.action is not Action.HANDLE:
        return role_for(file, step.command), ""
    if command.about == "case":
        return Role.UNIT_HANDLER, file.case.praised_unit or ""
    return Role.UNIT_HANDLER, unit_for(file, step.command, file.order(step.target))


def role_for(file: CaseFile, command: str) -> Role:
    """Returns the hotline's role for a command; for confidential and sealed cases a role that may see them."""
    if file.case.sealed and file.case.status != "draft":
        return Role.SEALED_KEEPER
    role = Role.SHIFT_LEAD if command == "void_case" else ROLE_OF[COMMANDS[command].action]
    if command == "call_ruling" and file.case.status == "review":
        role = Role.REVIEW_OFFICER
    return Role.DISPATCHER if file.case.confidential and role in SEES_NO_SECRETS else role


def unit_for(file: CaseFile, command: str, order: Order) -> str:
    """Returns the unit that carries out a command: the order's own, or the one above it for decisions on sub-orders."""
    return file.order(order.parent_id).unit if command in DECIDED_ABOVE and order.parent_id else order.unit
