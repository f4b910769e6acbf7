"""A seat's SIP phone at the edge: it registers by digest, is called there, and is locked after wrong passwords."""

import asyncio
from dataclasses import replace

import pytest

from builders.desk_phone import DeskPhone
from builders.leg_store import MemoryLegs
from builders.listening_sockets import listening_addresses
from builders.sipp import SDP
from builders.telephone import WITHIN, a_telephone, plan_for, until_true
from lianxin.calls.edge.configuration import SEAT_TRIES
from lianxin.calls.edge.phones import phone_digest
from lianxin.calls.media.processes import read_note
from lianxin.calls.sip.calling import PlacedCall
from lianxin.calls.sip.connections import place
from lianxin.calls.sip.messages import message_bytes
from lianxin.calls.sip.news import LegOver
from lianxin.calls.sip.writing import reply_to

pytestmark = pytest.mark.once


async def test_a_desk_phone_registers_is_called_and_cannot_call():
    plan = plan_for()
    trunk = replace(plan.trunks[0], networks=("192.0.2.0/24",))
    plan = replace(plan, seat_networks=("127.0.0.1/32",), trunks=(trunk,))
    async with a_telephone(MemoryLegs(), plan) as telephone:
        telephone.agent.admit({"seat7": phone_digest("seat7", "right"), "seat8": phone_digest("seat8", "right")})
        note = read_note(telephone.folder / "edge")
        assert note is not None
        assert listening_addresses(note.pid) == {"127.0.0.1"}
        phone = DeskPhone(plan.listen, "seat7", "right")
        assert await asyncio.to_thread(phone.registers) == 200
        await telephone.agent.place(
            PlacedCall(f"sip:seat7@{plan.listen}", "<sip:12345@x>", "<sip:seat7@x>", SDP.encode())
        )
        invite = await asyncio.to_thread(phone.heard)
        assert (invite.method, invite.uri) == ("INVITE", f"sip:seat7@{phone.here}")
        phone.udp.sendto(message_bytes(reply_to(invite, 486, tag="busy")), place(plan.listen))
        over = await telephone.desk.until("seat7", LegOver)
        assert over.status == 486
        phone.udp.settimeout(0.4)
        with pytest.raises(TimeoutError):
            await asyncio.to_thread(phone.says, "INVITE", number="12345")
        phone.udp.settimeout(WITHIN)
        locked = DeskPhone(plan.listen, "seat8", "wrong")
        tries = [await asyncio.to_thread(locked.registers) for _ in range(SEAT_TRIES + 1)]
        assert tries == [401] * SEAT_TRIES + [403]
        locked.secret = "right"
        assert await asyncio.to_thread(locked.registers) == 403
        telephone.agent.admit({"seat7": ""})
        await until_true(lambda: phone.registers() == 401)
        for each in (phone, locked):
            each.udp.close()
