"""Optional commands outside the main course of a case: urging, pausing, correcting, merging, re-opening.

One row each: its share, the states in which it is possible, and its form. Some of them are followed by a decision.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from lianxin.cases import COMMANDS, CaseFile, Order, asks
from lianxin.simulation.scene import Scene, Step, Story
from lianxin.simulation.shares import Dice

AskOf = Callable[[Scene, Order | None], object | None]

_OPEN = frozenset({"screening", "pending_dispatch", "handling", "checking", "callback_pending", "review"})
HANDLING = frozenset({"handling"})
_UNASSIGNED = frozenset({"screening", "pending_dispatch"})
_ENDED = frozenset({"closed", "archived"})
RETURN_REASONS = ("not_our_duty", "not_our_duty", "not_our_place", "needs_other_lead")
ANY_STATE = frozenset(COMMANDS["grant_exclusion"].states)
WORKING = frozenset({"handling", "checking", "callback_pending"})


@dataclass(frozen=True)
class Aside:
    """An optional command. `share` is its key in SHARES, empty if it only follows another command.
    `ask` returns None if the command is not possible in this case. `minutes` is the range of its delay."""

    command: str
    share: str
    states: frozenset[str]
    ask: AskOf
    minutes: tuple[float, float] = (20, 300)


@dataclass(frozen=True)
class _Reaction:
    """The command that follows another: `yes` as often as `share` says, otherwise `no`; empty means none."""

    share: str
    yes: str
    no: str = ""


def _words(kind: str) -> AskOf:
    """Returns a form with a sentence of this kind, for commands that need only a text."""
    return lambda scene, _order: asks.desk.Statement(scene.say(kind))


def decision(kind: str) -> AskOf:
    return lambda scene, _order: asks.decisions.RecordDecision(scene.say(kind))


def granted(kind: str) -> AskOf:
    return lambda scene, _order: asks.decisions.GrantedRequest(scene.say(kind))


def decision_only(kind: str) -> AskOf:
    return lambda scene, _order: asks.decisions.Decision(scene.say(kind))


def _ruled(scene: Scene, _order: Order | None) -> object | None:
    """Returns None unless the case has a ruling."""
    here = any(order.rule == "ruling" and not order.returnable for order in scene.file.orders)
    return asks.decisions.Decision(scene.say("precedent_withdrawn")) if here else None


def note(kind: str) -> AskOf:
    return lambda scene, _order: asks.followup.CheckNote(scene.say(kind))


def _reason(kind: str) -> AskOf:
    return lambda scene, _order: asks.unit.Reason(scene.say(kind))


def correction(scene: Scene, _order: Order | None) -> object:
    """Returns a correction of the urgency, a flag, the address or the deadline."""
    case, correct = scene.file.case, asks.corrections.Correct
    changes = [
        correct(urgency="urgent") if case.urgency == "normal" else correct(expedite=True),
        correct(address=(case.address or "小区") + "东门"),
        correct(needed_by=scene.now + timedelta(days=3)),
    ]
    return scene.chance.choice(changes)


def extension(scene: Scene, order: Order | None) -> object | None:
    """Returns a request for more time, None if less than two hours are left or the limit does not run."""
    due = scene.due(("close",))
    most = scene.profile.extensions.most_working_days
    if order is None or due is None or due - scene.now < timedelta(hours=2) or not scene.runs("close", order):
        return None
    return asks.unit.MoreTime(min(scene.chance.randint(2, 8), most), scene.say("extension_reason"))


def suspension(scene: Scene, _order: Order | None) -> object:
    days = scene.chance.randint(10, 40)
    return asks.unit.Suspension(scene.say("suspension_request"), scene.now + timedelta(days=days))


def return_request(scene: Scene, order: Order | None) -> object | None:
    """Returns a request to return the order, None after the return window."""
    if order is None or not scene.runs("return_window", order):
        return None
    return asks.unit.ReturnRequest(scene.chance.choice(RETURN_REASONS), scene.say("return_reason"))


def ruling_claim(scene: Scene, _order: Order | None) -> object:
    """Returns a lead unit's claim that another unit must lead, with its law."""
    return asks.lead_ruling.PartyCase(scene.say("return_reason"), scene.say("ruling_basis"))


def co_unit(scene: Scene, _order: Order | None) -> object | None:
    """Returns another unit of the same place that has no order in this case yet, or None."""
    lead = scene.file.lead
    if lead is None:
        return None
    above = scene.profile.unit(lead.unit).parent
    taken = {o.unit for o in scene.file.orders} | set(scene.file.case.complained)
    near = [u.code for u in scene.profile.children(above or "") if u.code not in taken and u.office]
    return asks.desk.CoUnit(scene.chance.choice(near)) if near else None


def danger(scene: Scene, _order: Order | None) -> object:
    return asks.emergencies.Emergency(scene.chance.choice(("119", "122", "gas")), scene.say("emergency"))


def another(scene: Scene) -> str | None:
    """Returns the number of another open case, of the same topic if there is one; None if there is none."""
    own = scene.file.case.number
    for topic in (scene.file.case.topic, ""):
        numbers = [number for number in scene.others.get(topic, ()) if number != own]
        if numbers:
            return scene.chance.choice(numbers)
    return None


def merge(scene: Scene, _order: Order | None) -> object | None:
    number = another(scene)
    return asks.supervision.MergeInto(number, scene.say("merge")) if number else None


def link(scene: Scene, _order: Order | None) -> object | None:
    number = another(scene)
    return asks.supervision.LinkTo(number) if number else None


def summary(scene: Scene, _order: Order | None) -> object | None:
    """Returns a public summary, None for a confidential case."""
    return None if scene.file.case.secret else asks.supervision.Summary(scene.say("publish"))


def proposal(scene: Scene, _order: Order | None) -> object | None:
    return None if scene.file.case.secret else asks.followup.CheckNote(scene.say("publish"))


def part(scene: Scene, _order: Order | None) -> object:
    return asks.supervision.SplitPart(scene.say("split"), scene.chance.choice(scene.profile.topics).code)


ASIDES: Mapping[str, Aside] = {
    aside.command: aside
    for aside in (
        Aside("correct_case", "corrected", _UNASSIGNED | HANDLING, correction, (5, 90)),
        Aside("split_case", "split", _UNASSIGNED | HANDLING, part, (5, 60)),
        Aside("link_case", "linked", _OPEN, link, (5, 120)),
        Aside("merge_case", "merged", HANDLING, merge, (30, 600)),
        Aside("undo_merge", "merge_undone", frozenset({"merged"}), _words("unmerge"), (120, 2000)),
        Aside("withdraw_case", "withdrawn", _OPEN, _words("withdrawal"), (60, 2000)),
        Aside("confirm_withdrawal", "", _OPEN, decision_only("withdrawal"), (30, 400)),
        Aside("refuse_withdrawal", "", _OPEN, decision_only("withdrawal_refused"), (30, 400)),
        Aside("transfer_emergency", "grew_dangerous", _UNASSIGNED | HANDLING, danger, (5, 600)),
        Aside("add_note", "noted", _OPEN, _words("note")),
        Aside("ask_information", "desk_asks", _UNASSIGNED | HANDLING, _words("information_question")),
        Aside("call_ruling", "ruling_called", HANDLING, lambda s, _o: asks.decisions.Denial(s.say("ruling_called"))),
        Aside("claim_ruling", "ruling_claimed", HANDLING, ruling_claim),
        Aside("withdraw_precedent", "", WORKING, _ruled),
        Aside("add_co_unit", "co_unit", HANDLING, co_unit),
        Aside("urge_case", "urged", _OPEN, _words("citizen_urge"), (300, 3000)),
        Aside("urge_unit", "unit_urged", HANDLING, _words("unit_urge"), (300, 2000)),
        Aside("supervise_case", "supervised", WORKING, _words("supervise"), (300, 2000)),
        Aside(
            "record_visit",
            "visited",
            WORKING,
            lambda s, _o: asks.supervision.Visit(s.say("visit"), s.chance.randint(1, 4)),
        ),
        Aside("record_media", "media", WORKING, lambda s, _o: asks.supervision.Media("晚报", "found", s.say("media"))),
        Aside("advance_media", "", ANY_STATE, lambda s, _o: asks.supervision.MediaStep(s.say("media")), (300, 3000)),
        Aside(
            "end_supervision",
            "",
            ANY_STATE,
            lambda s, _o: asks.supervision.RecordWords(s.say("supervise")),
            (600, 5000),
        ),
        Aside("tell_progress", "progress_asked", _OPEN, lambda _s, _o: asks.repeat_call.ProgressTold(), (60, 2000)),
        Aside("ring_unit", "duty_rung", HANDLING, lambda _s, _o: asks.ringing.RungUnit("值班室", "reached"), (5, 30)),
        Aside("renew_access", "code_lost", _OPEN, lambda _s, _o: asks.renewal.Renewal("details"), (60, 2000)),
        Aside("append_words", "more_told", HANDLING | {"merged"}, _words("citizen_urge"), (60, 2000)),
        Aside(
            "ask_desk",
            "missing",
            HANDLING,
            lambda s, _o: asks.unit.QuestionToDesk(s.say("information_question")),
            (30, 400),
        ),
        Aside("ask_return", "", HANDLING, return_request),
        Aside("ask_extension", "extension", HANDLING, extension, (60, 900)),
        Aside("grant_extension", "", HANDLING, granted("extension_granted"), (30, 400)),
        Aside("refuse_extension", "", frozenset({"handling", "checking"}), decision("extension_refused"), (30, 400)),
        Aside("ask_suspension", "suspension", HANDLING, suspension, (60, 900)),
        Aside("grant_suspension", "", HANDLING, granted("suspension_plan"), (60, 600)),
        Aside("refuse_suspension", "", HANDLING, decision("suspension_refused"), (60, 600)),
        Aside("end_suspension", "", frozenset({"suspended"}), decision("suspension_ended"), (3000, 12000)),
        Aside("ask_exclusion", "exclusion", HANDLING, _reason("exclusion"), (60, 900)),
        Aside("grant_exclusion", "", ANY_STATE, decision("exclusion_granted"), (200, 2000)),
        Aside("refuse_exclusion", "", ANY_STATE, decision("exclusion_refused"), (200, 2000)),
        Aside("confirm_refusal", "", frozenset({"not_accepted"}), lambda _s, _o: asks.desk.Nothing(), (20, 300)),
        Aside("overturn_refusal", "", frozenset({"not_accepted"}), decision("objection"), (20, 300)),
        Aside("object_refusal", "", frozenset({"not_accepted"}), _words("objection"), (600, 6000)),
        Aside("reopen_case", "reopened", frozenset({"closed", "answered"}), note("reopen"), (1500, 15000)),
        Aside("reopen_archived", "archive_reopened", frozenset({"archived"}), note("reopen"), (2000, 9000)),
        Aside("note_praise", "", frozenset({"closed"}), lambda _s, _o: asks.desk.Nothing(), (30, 600)),
        Aside("publish_summary", "published", _ENDED, summary, (600, 5000)),
        Aside("propose_summary", "proposed", _ENDED, proposal, (600, 5000)),
        Aside("refuse_summary", "", _ENDED, decision("unpublish"), (60, 2000)),
        Aside("withdraw_summary", "", _ENDED, _words("unpublish"), (60, 2000)),
    )
}
_FOLLOWED: Mapping[str, tuple[_Reaction, ...]] = {
    "ask_extension": (_Reaction("extension_granted", "grant_extension", "refuse_extension"),),
    "ask_suspension": (_Reaction("suspension_granted", "grant_suspension", "refuse_suspension"),),
    "grant_suspension": (_Reaction("suspension_ended", "end_suspension"),),
    "ask_exclusion": (_Reaction("exclusion_granted", "grant_exclusion", "refuse_exclusion"),),
    "withdraw_case": (_Reaction("withdrawal_confirmed", "confirm_withdrawal", "refuse_withdrawal"),),
    "refuse_case": (
        _Reaction("objects", "object_refusal"),
        _Reaction("refusal_overturned", "overturn_refusal", "confirm_refusal"),
    ),
    "record_media": (_Reaction("media_moved_on", "advance_media"),),
    "supervise_case": (_Reaction("supervision_ended", "end_supervision"),),
    "propose_summary": (_Reaction("proposal_refused", "refuse_summary"),),
    "publish_summary": (_Reaction("wrongly_published", "withdraw_summary"),),
    "merge_case": (_Reaction("merge_undone", "undo_merge"),),
    "rule_responsibility": (_Reaction("precedent_withdrawn", "withdraw_precedent"),),
    "inform_unit": (_Reaction("praise_noted", "note_praise"),),
    "reopen_case": (_Reaction("supervised_again", "supervise_case"),),
}
_PATIENCE = 0.4  # probability that an aside happens at a step of the case that allows it


def begin(dice: Dice) -> list[str]:
    """Returns the optional commands that a new case will get, drawn by their shares."""
    return [aside.command for aside in ASIDES.values() if aside.share and dice.falls(aside.share)]


def note_command(story: Story, dice: Dice, command: str) -> None:
    """Updates a case's optional commands after a command: removes it, and adds the command that follows it."""
    if command in story.asides:
        story.asides.remove(command)
    for reaction in _FOLLOWED.get(command, ()):
        follows = reaction.yes if dice.falls(reaction.share) else reaction.no
        if follows:
            story.asides.insert(0, follows)


def next_aside(scene: Scene) -> Step | None:
    """Returns the first optional command of the case that is possible now, or None."""
    for command in scene.story.asides:
        aside = ASIDES[command]
        if scene.file.case.status not in aside.states:
            continue
        if aside.share and (unsigned(scene.file) or scene.chance.random() > _PATIENCE):
            continue
        order = order_for(scene.file, command)
        ask = aside.ask(scene, order) if fits(scene.file, command, order) else None
        if ask is not None:
            return scene.step(scene.meanwhile(*aside.minutes), command, ask, order)
    return None


def unsigned(file: CaseFile) -> bool:
    """Returns whether the lead unit has not signed yet; optional commands then wait."""
    return file.lead is not None and file.lead.status == "dispatched"


def order_for(file: CaseFile, command: str) -> Order | None:
    """Returns the lead order if the command is about an order, else None."""
    return file.lead if COMMANDS[command].about == "order" else None


def fits(file: CaseFile, command: str, order: Order | None) -> bool:
    """Returns whether the state tables and the command's own conditions allow the command."""
    known = COMMANDS[command]
    if known.about == "order" and order is None:
        return False
    state = order.status if order else file.case.status
    return state in known.states and known.fits(file, order) and known.offered(file, order)
