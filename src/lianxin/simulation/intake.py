"""Decisions of the simulated operator and dispatch desk about new cases."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from lianxin.cases import Place, asks, direction
from lianxin.city import Profile
from lianxin.simulation.scene import Scene, Step

SERVICES = ("110", "119", "120")
LEAST_KEYWORD = 2


def begin_case(scene: Scene) -> Step:
    """Returns the operator's step for a draft: send, answer, refuse, transfer, withdraw, void, or pass on praise."""
    at = scene.at_once(0.5, 4)
    nature = scene.file.case.nature
    if scene.once("void"):
        return scene.step(scene.after(10, 90), "void_case", asks.desk.Statement(scene.say("void")))
    if scene.once("withdrawn_at_once"):
        return scene.step(at, "withdraw_case", asks.desk.Statement(scene.say("withdrawal")))
    if nature == "praise":
        return scene.step(at, "inform_unit", asks.praise.Praised(likely_unit(scene), scene.say("praised")))
    if scene.once("emergency"):
        return _emergency_transfer(scene, at)
    if scene.once("not_accepted"):
        return scene.step(at, "refuse_case", some_refusal(scene))
    if nature == "consultation" and scene.once("answered"):
        return scene.step(at, "answer_case", asks.desk.Statement(scene.say("answer")))
    return scene.step(at, "send_case", asks.desk.Send())


def screen(scene: Scene) -> Step:
    """Returns the step of the person who looks at a written case: answer, refuse, void, complete, dispatch or pass."""
    critical = scene.file.case.urgency == "critical"
    at = scene.at_once(0.3, 1.5) if critical else scene.within(("screening",), 0.1, 0.8)
    if scene.once("void"):
        return scene.step(at, "void_case", asks.desk.Statement(scene.say("void")))
    if critical and scene.once("emergency"):
        return _emergency_transfer(scene, at)
    if scene.once("not_accepted"):
        return scene.step(at, "refuse_case", some_refusal(scene))
    if scene.file.case.nature == "consultation" and scene.once("answered"):
        return scene.step(at, "answer_case", asks.desk.Statement(scene.say("answer")))
    if completion := _completed(scene):
        return scene.step(at, "correct_case", completion)
    if scene.once("chosen_by_hand"):
        return scene.step(at, "dispatch_case", asks.desk.Dispatch(likely_unit(scene), [], scene.say("dispatch")))
    return scene.step(at, "pass_case", asks.desk.Nothing())


def some_refusal(scene: Scene) -> asks.desk.Refusal:
    """Returns a refusal on one of the city's grounds, never as a tip-off: that is what sealed cases are for."""
    grounds = sorted(scene.profile.refusals.keys() - {"discipline"})
    return asks.desk.Refusal(scene.chance.choice(grounds), scene.say("remedy"))


def _emergency_transfer(scene: Scene, at: datetime) -> Step:
    service = scene.chance.choice(SERVICES)
    return scene.step(at, "transfer_emergency", asks.emergencies.Emergency(service, scene.say("emergency")))


def _completed(scene: Scene) -> object | None:
    """Returns a correction that adds the missing topic or district, None if none is missing."""
    case = scene.file.case
    if case.topic and (case.district or scene.story.decided.get("placed")):
        return None
    scene.story.decided["placed"] = True
    place = case.district or scene.chance.choice([d.code for d in scene.profile.divisions if d.kind == "district"])
    topic = case.topic or likely_topic(scene.profile, case.title) or scene.chance.choice(scene.profile.topics).code
    return asks.corrections.Correct(topic=topic, district=place)


def emergency(scene: Scene) -> Step:
    """Returns the next step of an emergency transfer: receipt confirmed, or refused by the service."""
    if scene.once("emergency_refused"):
        return scene.step(scene.at_once(5, 40), "emergency_refused", asks.desk.Dispatch(likely_unit(scene)))
    return scene.step(scene.at_once(2, 20), "confirm_receipt", asks.emergencies.Receipt(scene.say("receipt")))


def dispatch(scene: Scene) -> Step:
    """Returns the dispatch desk's step: first complete topic and district, then dispatch to a unit."""
    at = scene.within(("dispatch",), 0.1, 0.8)
    if completion := _completed(scene):
        return scene.step(at, "correct_case", completion)
    return scene.step(at, "dispatch_case", asks.desk.Dispatch(likely_unit(scene), [], scene.say("dispatch")))


def inform(scene: Scene) -> Step | None:
    """Returns the citizen's answer to a question, None if they do not answer and the limit ends the pause."""
    turn = len(scene.file.clocks)
    if not scene.once("informed", turn) and scene.runs("information"):
        return None
    return scene.step(
        scene.within(("information",), 0.1, 0.8),
        "give_information",
        asks.desk.Statement(scene.say("information_answer")),
    )


NOT_BUREAUS: Final = frozenset({"hotline_office", "street", "team"})


def likely_unit(scene: Scene) -> str:
    """Returns the unit the dispatch rules name, else a bureau of the place that is not complained about and has not
    returned the case, else the fallback unit."""
    case, profile = scene.file.case, scene.profile
    returned = tuple(o.unit for o in scene.file.orders if o.status == "returned")
    found = direction(profile, case.topic, Place(case.district, case.street), case.complained, "", returned)
    if found.unit is not None:
        return found.unit
    place = profile.unit_of_place(case.district) if case.district else None
    able = [
        u.code for u in profile.children(place.code if place else profile.units[0].code) if u.kind not in NOT_BUREAUS
    ]
    able = [unit for unit in able if unit not in returned and unit not in case.complained]
    return scene.chance.choice(able) if able else profile.fallback.unit


def likely_topic(profile: Profile, title: str) -> str:
    """Returns the topic with the longest keyword in the title; empty if none matches."""
    found: Mapping[int, str] = {
        len(word): topic.code
        for topic in profile.topics
        for word in topic.keywords
        if len(word) >= LEAST_KEYWORD and word in title
    }
    return found[max(found)] if found else ""
