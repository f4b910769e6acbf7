"""Screening: a person looks at a written case before a unit gets it."""

from lianxin.cases.commands.desk import Send, direct_case, hold_case
from lianxin.cases.commands.registry import Nothing, case_command
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.promises import accept
from lianxin.cases.core.routing import direction_of, names_on_the_way, spoken_words
from lianxin.cases.rules.screening import UnreadCase, why_held
from lianxin.cases.rules.states import CaseStatus
from lianxin.cases.rules.words import ClockKind, Nature
from lianxin.people import Action, Actor


async def send_unread(file: CaseFile) -> None:
    """Accepts a case that nobody has read; holds it for a person or sends it to the unit that the rules name."""
    await accept(file)
    direction = await direction_of(file)
    case, words, names = file.case, "", frozenset[str]()
    if case.nature == Nature.COMPLAINT and direction.unit:
        words, names = await spoken_words(file), names_on_the_way(file.profile, direction.unit)
    held = why_held(UnreadCase(case.nature, case.urgency, words, direction.unit, names, case.sealed))
    if held is None:
        direct_case(file, direction, Send())
        return
    hold_case(file, held)


@case_command(Action.DISPATCH, CaseStatus.SCREENING, asks=Nothing, key="o")
async def pass_case(file: CaseFile, _actor: Actor, _ask: Nothing) -> None:
    """A person has looked: the rules send the case to a unit, or to the dispatch desk if none decides."""
    file.stop((ClockKind.SCREENING,))
    direct_case(file, await direction_of(file), Send())
