"""The frequencies of events in a simulated city, and `Dice` that draw by them."""

from collections.abc import Mapping
from random import Random

# Assumptions of this project, of the order of magnitude that hotlines publish. Each is a share of the possible cases.
SHARES: Mapping[str, float] = {
    # intake
    "void": 0.01,
    "withdrawn_at_once": 0.004,
    "emergency": 0.01,
    "grew_dangerous": 0.004,  # before a unit replied
    "emergency_refused": 0.3,
    "answered": 0.25,  # of consultations
    "chosen_by_hand": 0.3,  # of written cases that a person looked at
    "not_accepted": 0.02,
    "objects": 0.35,  # of those not accepted
    "refusal_overturned": 0.25,
    "corrected": 0.05,
    "split": 0.01,
    "linked": 0.02,
    "merged": 0.02,
    "merge_undone": 0.15,  # of merged
    "withdrawn": 0.01,
    "withdrawal_confirmed": 0.8,
    "noted": 0.05,
    # the unit
    "overslept": 0.03,
    "ask_return": 0.08,
    "return_refused": 0.6,
    "contacted": 0.95,
    "forwarded": 0.3,
    "inside_return": 0.06,
    "inside_accepted": 0.5,
    "co_unit": 0.06,
    "co_released": 0.2,
    "late": 0.06,
    "missing": 0.04,
    "desk_asks": 0.01,
    "informed": 0.8,  # of citizens asked for more
    "extension": 0.05,
    "extension_granted": 0.8,
    "suspension": 0.01,
    "suspension_granted": 0.7,
    "suspension_ended": 0.5,
    "exclusion": 0.01,
    "exclusion_granted": 0.4,
    # pressing
    "urged": 0.06,
    "unit_urged": 0.03,
    "supervised": 0.02,
    "supervised_again": 0.3,  # of those that came back
    "praise_noted": 0.8,
    "visited": 0.02,
    "media": 0.012,
    "media_moved_on": 0.7,  # of media cases
    "supervision_ended": 0.5,  # of those supervised
    "progress_asked": 0.05,
    "more_told": 0.02,
    "code_lost": 0.01,
    "duty_rung": 0.3,
    # ruling
    "ruling_called": 0.01,
    "ruling_claimed": 0.01,
    "opinion": 0.5,
    "opinions_asked": 0.4,
    "precedent_withdrawn": 0.5,  # of ruled cases
    "ruled_by_time": 0.15,
    "worked_meanwhile": 0.3,
    # is it solved?
    "check_fails": 0.04,
    "second_confirmed": 0.7,  # of doubtful replies
    "boilerplate": 0.04,
    "unreachable": 0.03,
    "no_answer": 0.15,
    "dissatisfied": 0.14,
    "redo": 0.6,  # of dissatisfied
    "ruled_in_review": 0.05,
    "reopened": 0.02,
    "archive_reopened": 0.004,
    "published": 0.01,
    "proposed": 0.01,
    "proposal_refused": 0.5,  # of proposed
    "wrongly_published": 0.3,  # of published
}


class Dice:
    """Draws true or false by the shares, evenly: n draws of one name give share × n times true, plus or minus one."""

    def __init__(self, seed: object, shares: Mapping[str, float] = SHARES) -> None:
        chance = Random(f"dice {seed}")  # noqa: S311 - a simulation must be repeatable
        self.shares = shares
        self.sums = {name: chance.random() for name in sorted(shares)}

    def falls(self, name: str) -> bool:
        """Returns the result of one draw."""
        self.sums[name] += self.shares[name]
        if self.sums[name] < 1:
            return False
        self.sums[name] -= 1
        return True
