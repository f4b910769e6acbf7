"""The citizen's leg of a call on rtpengine: answered while waiting, joined to a room, taken out of it, ended.

The citizen's port never changes, so neither the telephone network nor a citizen's browser hears of any of this.
"""

from dataclasses import dataclass
from typing import Final

from lianxin.calls.media.janus_messages import RtpPlace
from lianxin.calls.media.rooms import CallSide, RoomLeg, Rooms
from lianxin.calls.media.rtpengine import RtpengineClient
from lianxin.calls.media.sdp import DISCARD, G711, address_in, g711_of, is_browser, plain_sdp, port_of

QUEUE_TAG: Final = "lianxin"
_HERE: Final = "127.0.0.1"
OFFERED: Final = 8  # A-law, which every trunk in China knows


@dataclass(frozen=True)
class CitizenLeg:
    """A leg: its id and tag on rtpengine, the citizen's SDP, and the SDP with which the call is answered."""

    call: str
    tag: str
    sdp: str
    answer: str

    @property
    def browser(self) -> bool:
        """Whether the citizen calls from a browser."""
        return is_browser(self.sdp)


async def answer_leg(rtpengine: RtpengineClient, call: str, tag: str, sdp: str) -> CitizenLeg:
    """Gives the citizen a port; until the leg joins a room only `play` is heard.

    A browser's SDP is one that `browser_offer` returned.

    Raises BadSdp, MediaRefused, MediaUnreachable.
    """
    codec = g711_of(sdp)
    await rtpengine.offer(call, tag, sdp)
    nowhere = plain_sdp(_HERE, DISCARD, codec, sdp)
    answer = await rtpengine.answer(call, tag, QUEUE_TAG, nowhere, browser=is_browser(sdp))
    return CitizenLeg(call, tag, sdp, answer)


async def offer_leg(rtpengine: RtpengineClient, call: str) -> str:
    """Opens a port for a telephone that is to be called; returns the SDP of our offer.

    Raises MediaRefused, MediaUnreachable.
    """
    return await rtpengine.offer(call, QUEUE_TAG, plain_sdp(_HERE, DISCARD, OFFERED), inside=True)


async def leg_answered(rtpengine: RtpengineClient, call: str, tag: str, offer: str, sdp: str) -> CitizenLeg:
    """Returns the leg of a called telephone that answered our offer with `sdp`; only `play` is heard yet.

    Raises BadSdp, MediaRefused, MediaUnreachable.
    """
    g711_of(sdp)
    await rtpengine.answer(call, QUEUE_TAG, tag, sdp)
    return CitizenLeg(call, tag, sdp, offer)


async def join_leg(
    rtpengine: RtpengineClient,
    leg: CitizenLeg,
    rooms: Rooms,
    room: int,
    number: int = 1,
    side: CallSide = CallSide.CITIZEN,
    *,
    keypad: bool = False,
) -> RoomLeg:
    """Lets a telephone, usually the citizen's, talk in a room; ends what is played.

    `keypad`: `press_key` can send it keys. Raises MediaRefused, MediaUnreachable.
    """
    codec = g711_of(leg.sdp)
    await rtpengine.stop_playing(leg.call, leg.tag)
    offered = await rtpengine.offer(leg.call, leg.tag, leg.sdp, QUEUE_TAG, keypad=keypad)
    place = RtpPlace(address_in(offered), port_of(offered))
    joined = await rooms.join_rtp(room, number, side, place, G711[codec])
    if joined.place is not None:
        inside = plain_sdp(joined.place.ip, joined.place.port, codec, leg.sdp)
        await rtpengine.answer(leg.call, leg.tag, QUEUE_TAG, inside, browser=leg.browser, keypad=keypad)
    return joined


async def press_key(rtpengine: RtpengineClient, leg: CitizenLeg, key: str) -> None:
    """Sends a key to a telephone that joined a room with `keypad`; raises MediaRefused, MediaUnreachable."""
    await rtpengine.press(leg.call, QUEUE_TAG, key)


async def part_leg(rtpengine: RtpengineClient, leg: CitizenLeg, rooms: Rooms, joined: RoomLeg) -> None:
    """Takes the citizen out of the room and lets them wait; the participant is removed first."""
    await rooms.leave(joined)
    await rtpengine.offer(leg.call, leg.tag, leg.sdp, QUEUE_TAG)
    nowhere = plain_sdp(_HERE, DISCARD, g711_of(leg.sdp), leg.sdp)
    await rtpengine.answer(leg.call, leg.tag, QUEUE_TAG, nowhere, browser=leg.browser)
