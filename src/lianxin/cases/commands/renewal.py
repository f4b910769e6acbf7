"""A new link and code for a citizen who lost them: the old ones end, and the renewal is on record."""

import secrets
from dataclasses import dataclass

from lianxin.cases.commands.intake import fingerprint
from lianxin.cases.commands.registry import case_command, said
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.events import AccessRenewed
from lianxin.cases.rules.follow_code import new_code
from lianxin.cases.rules.states import CaseStatus
from lianxin.cases.rules.words import CallerCheck
from lianxin.people import Action, Actor

_FOLLOWED = sorted(status for status in CaseStatus if status is not CaseStatus.VOID)


@dataclass(frozen=True)
class Renewal:
    """How the operator checked that the caller is the citizen of the case."""

    checked: str = said("choice", options=CallerCheck)


@case_command(Action.OPEN_CASE, *_FOLLOWED, asks=Renewal)
async def renew_access(file: CaseFile, _actor: Actor, ask: Renewal) -> None:
    """Gives the citizen a new link and code after the caller was checked. The old ones end."""
    renew_link(file, ask.checked)


def renew_link(file: CaseFile, checked: str) -> None:
    """Replaces link and code; `checked` says how it was checked who asks."""
    file.code = new_code(secrets.choice)
    file.case.code_hash = fingerprint(file.work.vault, file.case.number, file.code)
    file.case.link_token = secrets.token_urlsafe(16)
    file.record(AccessRenewed(checked))
