"""Decisions of the simulated units, return desk and ruling officers about orders and responsibility."""

from lianxin.cases import Order, asks
from lianxin.simulation.asides import return_request
from lianxin.simulation.intake import likely_unit
from lianxin.simulation.scene import Scene, Step, open_orders

LEAST_REPLY, MOST_REPLY = 10, 4000  # characters, the limits of the form
_OUTCOMES = ("solved",) * 14 + ("explained",) * 5 + ("unsolved",)


def handle(scene: Scene) -> Step | None:
    """Returns the step for a pending return, else of a random unit at work; None while only a limit can act."""
    for order in scene.file.orders:
        if order.status == "return_requested":
            return decide_inside(scene, order) if order.role == "sub" else decide_return(scene, order)
    orders = open_orders(scene.file)
    scene.chance.shuffle(orders)
    steps = (work_on(scene, order) for order in orders)
    return next((step for step in steps if step is not None), None)


def decide_return(scene: Scene, order: Order) -> Step:
    """Returns the return officer's decision: grant or refuse the return."""
    refused = scene.once("return_refused", (order.id, order.refusals))
    kind = "return_refused" if refused else "return_granted"
    at = scene.within(("return_decision",), 0.1, 0.9)
    if refused:
        return scene.step(at, "refuse_return", asks.decisions.Denial(scene.say(kind)), order)
    return scene.step(at, "grant_return", asks.decisions.Grant(scene.say(kind)), order)


def decide_inside(scene: Scene, order: Order) -> Step:
    """Returns the decision of the unit above about a sub-order that is given back."""
    taken = scene.once("inside_accepted", (order.id, order.refusals))
    kind = "inside_accepted" if taken else "inside_refused"
    return scene.step(
        scene.after(20, 200),
        "accept_inside" if taken else "refuse_inside",
        asks.unit.Reason(scene.say(kind)),
        order,
    )


def work_on(scene: Scene, order: Order) -> Step | None:
    """Returns a unit's next step for one order, or None if it lets time pass."""
    if order.status == "dispatched":
        return take_on(scene, order)
    if order.role == "co" and scene.first("co_released", order.id):
        return scene.step(scene.after(60, 600), "release_order", asks.desk.Statement(scene.say("note")), order)
    if order.role != "sub" and order.contacted_at is None and scene.once("contacted", order.id):
        at = scene.calling(scene.within(("first_contact", "respond"), 0.1, 0.8))
        return scene.step(at, "log_contact", asks.unit.Contact(scene.say("first_contact")), order)
    below = forward_to(scene, order)
    if below is not None and scene.first("forwarded", order.id):
        return scene.step(scene.after(20, 300), "forward_order", asks.unit.Forward(below, scene.say("forward")), order)
    return reply(scene, order)


def take_on(scene: Scene, order: Order) -> Step | None:
    """Returns a unit's step for a new order: sign it or return it; None if it lets the sign limit end."""
    if order.role == "sub":
        if scene.first("inside_return", order.id):
            return scene.step(
                scene.after(20, 200), "return_inside", asks.unit.Reason(scene.say("inside_return")), order
            )
    elif order.returnable and scene.runs("return_window", order) and scene.first("ask_return", order.id):
        at = scene.within(("return_window", "sign"), 0.1, 0.6)
        return scene.step(at, "ask_return", return_request(scene, order), order)
    if scene.runs("sign", order) and scene.once("overslept", order.id):
        return None
    return scene.step(scene.within(("sign",), 0.1, 0.7), "sign_order", asks.desk.Nothing(), order)


def forward_to(scene: Scene, order: Order) -> str | None:
    """Returns a unit below without an order in the case: that of the case's street, else any, else None."""
    taken = {o.unit for o in scene.file.orders}
    below = [u for u in scene.profile.children(order.unit) if u.code not in taken]
    here = [u for u in below if u.division == scene.file.case.street]
    return scene.chance.choice(here or below).code if below else None


def reply(scene: Scene, order: Order) -> Step:
    """Returns the step with the unit's reply: usually in time, sometimes late."""
    story, due = scene.story, scene.due(("close",))
    late = order.role == "lead" and scene.once("late", order.id)
    if late and due is not None and due > scene.now:
        at = scene.working(due + (due - scene.now) * scene.chance.uniform(0.05, 0.4))
    else:
        at = scene.within(("close",), 0.15, 0.85)
    outcome = scene.chance.choice(_OUTCOMES)
    words = scene.phrases.reply(
        scene.profile.unit(order.unit).office or "", scene.file.case.topic, outcome, scene.chance
    )
    if scene.once("boilerplate", order.id):
        words = scene.say("boilerplate")
    elif scene.file.case.address:
        words = f"{scene.file.case.address}的情况，{words}"
    own = story.own_reply.strip()[:MOST_REPLY]
    if len(own) >= LEAST_REPLY and order.role == "lead" and order.round == 1:
        outcome, words = scene.chance.choice(("solved", "explained")), own
    return scene.step(at, "reply_order", asks.unit.Reply(outcome, words), order)


def rule(scene: Scene) -> Step | None:
    """Returns the next step of a responsibility review: ask for opinions, give one, or rule.

    Returns None if no one rules in time, so that the limit names the fallback unit.
    """
    turn = len(scene.file.clocks)
    if open_orders(scene.file) and scene.first("worked_meanwhile", turn):
        return handle(scene)
    if scene.first("opinions_asked", turn):
        asked = asks.rulings.Invitation(scene.say("opinion_asked"), [likely_unit(scene)])
        return scene.step(scene.within(("ruling",), 0.02, 0.1), "invite_opinions", asked)
    if scene.first("opinion", turn):
        return scene.step(
            scene.within(("ruling",), 0.1, 0.4), "give_opinion", asks.desk.Statement(scene.say("opinion"))
        )
    if scene.runs("ruling") and scene.once("ruled_by_time", turn):
        return None
    return scene.step(
        scene.within(("ruling",), 0.2, 0.9),
        "rule_responsibility",
        asks.rulings.Ruling(likely_unit(scene), scene.say("ruling_reason")),
    )
