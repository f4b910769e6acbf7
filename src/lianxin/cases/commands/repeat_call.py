"""A citizen calls about a case that is here already: progress was told, or something is to be added."""

from dataclasses import dataclass

from lianxin.cases.commands.desk import Statement
from lianxin.cases.commands.registry import case_command, said
from lianxin.cases.commands.side_records import side_record
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.citizen_rights import ADDABLE
from lianxin.cases.events import RecordDetails
from lianxin.cases.rules.states import CaseStatus
from lianxin.cases.rules.words import TextKind
from lianxin.people import Action, Actor


@dataclass(frozen=True)
class ProgressTold:
    """The answer that the caller got."""

    words: str = said("prose", "")


@case_command(
    Action.EDIT_CASE, *(s for s in CaseStatus if s not in {CaseStatus.DRAFT, CaseStatus.VOID}), asks=ProgressTold
)
async def tell_progress(file: CaseFile, _actor: Actor, ask: ProgressTold) -> None:
    """Records that the citizen asked about progress and got an answer; the case does not change."""
    side_record(file, "inquiry", "told", RecordDetails(status=file.case.status), ask.words)


@case_command(Action.EDIT_CASE, *sorted(ADDABLE - {CaseStatus.DRAFT}), asks=Statement)
async def append_words(file: CaseFile, _actor: Actor, ask: Statement) -> None:
    """Adds the citizen's further words to the case; its state does not change."""
    file.write(TextKind.ADDITION, ask.words)
