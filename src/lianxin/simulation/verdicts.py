"""Decisions of the simulated checker, callback agent, citizen and review officer about a reply."""

from datetime import datetime, timedelta

from lianxin.cases import asks
from lianxin.simulation.scene import Scene, Step

_CONTENT = ("satisfied",) * 14 + ("mostly",) * 4 + ("neutral",) * 2
WRONG = ("not_solved", "not_solved", "not_contacted", "too_slow", "manner", "not_true", "perfunctory", "policy")
LACKS = (("plain_words",), ("evidence",), ("wish",), ("outcome", "evidence"), ("wish", "plain_words"))
UNHAPPY = ("dissatisfied", "callback_dissatisfied")
MOST_ROUNDS = 3


def check_reply(scene: Scene) -> Step:
    """Returns the step of the checker, or of the shift lead if a second person must confirm a doubtful reply."""
    at = scene.within(("check",), 0.05, 0.8)
    lead = scene.file.lead
    if lead is not None and lead.checked_by is not None:
        confirmed = scene.once("second_confirmed", (lead.id, lead.replied_at))
        kind = "check_confirmed" if confirmed else "check_fails"
        command = "confirm_check" if confirmed else "refuse_check"
        return scene.step(at, command, asks.decisions.Decision(scene.say(kind)))
    if scene.first("check_fails", scene.file.case.round):
        return scene.step(
            at, "fail_check", asks.checking.SentBack(scene.say("check_fails"), list(scene.chance.choice(LACKS)))
        )
    return scene.step(at, "pass_check", asks.checking.MaybeNote())


def call_back(scene: Scene) -> Step:
    """Returns the next callback step: a failed attempt, or the citizen's answer."""
    tries = f"tries {scene.file.case.round}"
    made = sum(key.startswith(tries) for key in scene.story.decided)
    at = scene.calling(scene.after(20, 300) if made == 0 else next_try(scene, made))
    if scene.once("unreachable", scene.file.case.round) or scene.once("no_answer", (scene.file.case.round, made)):
        scene.story.decided[f"{tries} {made}"] = True
        return scene.step(
            at,
            "attempt_callback",
            asks.followup.Attempt(scene.chance.choice(("no_answer", "busy")), scene.say("callback_no_answer")),
        )
    return scene.step(at, "answer_callback", verdict(scene))


def next_try(scene: Scene, made: int) -> datetime:
    """Returns the time of the next attempt: another day, the last ones in the evening, as the policy requires."""
    policy, later = scene.profile.callback, scene.now + timedelta(hours=scene.chance.uniform(16, 28))
    if policy.attempts - made > policy.evening_attempts:
        return scene.working(later)
    local = later.astimezone(scene.profile.zone)
    first, last = (datetime.combine(local.date(), edge, local.tzinfo) for edge in policy.evening)
    return first + (last - first) * scene.chance.random()


def verdict(scene: Scene) -> asks.followup.Verdict:
    """Returns the citizen's answers about the outcome and the handling."""
    claimed = scene.file.case.outcome_unit or "explained"
    if scene.once("dissatisfied", scene.file.case.round):
        outcome = scene.chance.choice(("unsolved", "unsolved", claimed))
        return asks.followup.Verdict(
            outcome, "dissatisfied", scene.chance.choice(WRONG), scene.say(scene.chance.choice(UNHAPPY))
        )
    outcome = "explained" if claimed == "unsolved" else claimed
    satisfaction = scene.chance.choice(_CONTENT)
    return asks.followup.Verdict(outcome, satisfaction, "", scene.say(f"callback_{satisfaction}"))


def review(scene: Scene) -> Step:
    """Returns the review officer's step: another round, a ruling, or closing with a reason."""
    at, turn = scene.within(("review",), 0.1, 0.9), len(scene.file.clocks)
    if scene.file.case.round < MOST_ROUNDS and scene.first("redo", turn):
        return scene.step(at, "redo_case", asks.followup.Redo(scene.say("review_redo")))
    if scene.first("ruled_in_review", turn):
        return scene.step(at, "call_ruling", asks.decisions.Denial(scene.say("ruling_called")))
    return scene.step(
        at,
        "close_with_reason",
        asks.followup.Finding(scene.chance.choice(("solved", "explained")), scene.say("review_close")),
    )


def ask_if_waiting(scene: Scene) -> Step | None:
    """Returns a callback step for merged cases and the sample of cases answered at once; None without a callback."""
    return call_back(scene) if scene.asked else None
