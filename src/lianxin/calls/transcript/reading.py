"""Who reads a transcript: in the clear only the operator who is talking; everybody else, units too, under the masks."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from uuid import UUID

from lianxin.calls.media.case_calls import calls_of_case, cases_about
from lianxin.calls.media.hearing import check_hearing
from lianxin.calls.transcript.board import SpokenLine, TranscriptBoard
from lianxin.calls.transcript.keeping import TranscriptErased, kept_lines
from lianxin.calls.transcript.masked import masked_lines
from lianxin.cases import check_seen, sight_of, words_masks
from lianxin.city import current_profile
from lianxin.kernel.errors import NotFound
from lianxin.kernel.masking import mask_text
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor

_Mask = Callable[[str], str]


@dataclass(frozen=True)
class Transcript:
    """What was said in a call. `live`: it still grows. `erased`: it was. `withheld`: the viewer may not see all cases
    of the call. `spoken_now`: by speaker, the sentence that is being spoken. `offered`: the city has a recogniser.
    """

    call_id: UUID | None = None
    live: bool = False
    erased: bool = False
    withheld: bool = False
    lines: tuple[SpokenLine, ...] = ()
    spoken_now: dict[str, str] | None = None
    offered: bool = False


async def transcript_of_call(work: UnitOfWork, actor: Actor, call_id: UUID, board: TranscriptBoard) -> Transcript:
    """Returns the transcript of a call for somebody who may hear it; raises NotPermitted, NoCase."""
    await check_hearing(work, actor, call_id)
    live = board.live(call_id)
    if live is None or not await talks_in(work, actor, call_id):
        return await _masked(work, call_id, live=live is not None)
    earlier = await kept_lines(work, call_id) or []
    known = {line.id for line in earlier}
    lines = (*earlier, *(line for line in live.lines if line.id not in known))
    return Transcript(call_id, live=True, lines=lines, spoken_now=dict(live.spoken_now))


async def transcript_of_case(
    work: UnitOfWork, actor: Actor, number: str, board: TranscriptBoard, call: UUID | None = None
) -> Transcript:
    """Returns the masked transcript of a call of a case, without `call` of the first one; raises NoCase.

    Without such a call there are no lines; they are withheld if the viewer may not see every case of the call.
    """
    sight = sight_of(actor, await current_profile(work))
    await check_seen(work, sight, number)
    calls = [one.call_id for one in await calls_of_case(work, number) if call in {None, one.call_id}]
    if not calls:
        return Transcript()
    call_id = calls[0]
    try:
        for one in await cases_about(work, call_id):
            await check_seen(work, sight, one.number)
    except NotFound:
        return Transcript(withheld=True)
    return await _masked(work, call_id, live=board.live(call_id) is not None)


async def talks_in(work: UnitOfWork, actor: Actor, call_id: UUID) -> bool:
    """Whether the actor is the seat of this call."""
    seat = await work.value("SELECT seat FROM calls WHERE city_id = %(city)s AND id = %(call)s", call=call_id)
    return seat == actor.ref


async def _masked(work: UnitOfWork, call_id: UUID, *, live: bool) -> Transcript:
    """Returns the kept sentences under the masks of all cases of the call."""
    try:
        lines = await kept_lines(work, call_id)
    except TranscriptErased:
        return Transcript(call_id, erased=True)
    if not lines:
        return Transcript(call_id, live=live)
    cases = [one.case_id for one in await cases_about(work, call_id)]
    masks = await words_masks(work, cases)
    each: list[_Mask] = [masks.of(case_id) for case_id in cases] or [mask_text]
    shown = masked_lines(lines, lambda text: reduce(lambda said, mask: mask(said), each, text))
    return Transcript(call_id, live=live, lines=tuple(shown))
