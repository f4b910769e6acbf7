"""Dangers in what a citizen says after the case was opened."""

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import reckon_again
from lianxin.cases.core.intake_records import keep_danger
from lianxin.cases.core.locking import lock_case
from lianxin.cases.events import CaseChanged
from lianxin.cases.rules.states import CaseStatus
from lianxin.cases.rules.words import Urgency


async def read_later_words(file: CaseFile) -> None:
    """Reads what the citizen has just said for dangers; one makes the case critical, and desks hear of it.

    Whoever works on the primary of a merged case hears of it there, and the primary becomes critical too.
    """
    dangers = [found for words in file.said if (found := file.profile.danger_rules.danger_in(words))]
    file.said.clear()
    if not dangers:
        return
    await file.work.flush()  # clocks that the command started are on record before their limit changes
    _make_critical(file)
    heard = file
    if file.case.merged_into is not None and file.case.state is CaseStatus.MERGED:
        heard = await lock_case(file.work, file.case.merged_into)
        _make_critical(heard)
    for danger in dangers:
        keep_danger(heard, danger)


def _make_critical(file: CaseFile) -> None:
    before = file.case.urgency
    if before != Urgency.CRITICAL:
        file.case.urgency = Urgency.CRITICAL
        file.record(CaseChanged({"urgency": (before, str(Urgency.CRITICAL))}))
        reckon_again(file, "urgency")
