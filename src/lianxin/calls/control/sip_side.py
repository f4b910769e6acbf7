"""The SIP side of a controller: edge, agent, succession and outgoing calls, on the addresses of this installation."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from lianxin.calls.announcements.announcer import Announcer
from lianxin.calls.control.controller import CallController
from lianxin.calls.edge.city_edge import city_edge
from lianxin.calls.edge.kamailio import KamailioEdge
from lianxin.calls.edge.ports import EdgeNote
from lianxin.calls.outgoing.placing import OutgoingCalls
from lianxin.calls.outgoing.trunk_line import TrunkLine, TrunkWay
from lianxin.calls.seating.accounts import SeatAccounts
from lianxin.calls.sip.agent import SipAgent
from lianxin.calls.sip.legs import AgentSettings, Leg
from lianxin.calls.sip.rows import LegRows
from lianxin.calls.sip.succession import Succession
from lianxin.city import Profile, current_profile
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site


@dataclass
class SipSide:
    """A controller with its agent. The edge is started after the agent, because it sets a silent agent aside."""

    controller: CallController
    edge: KamailioEdge
    line: TrunkLine
    dials: OutgoingCalls
    accounts: SeatAccounts
    succession: Succession
    legs: list[Leg]

    async def go_on(self) -> None:
        """Goes on with the calls of an earlier start."""
        await self.dials.begin_again()
        await self.controller.adopt(self.legs)

    async def succeed(self) -> None:
        """Says that this controller lives; goes on with the calls of one that does not."""
        await self.controller.succeed(self.succession)


def edge_folder(settings: Settings) -> Path:
    """Returns the folder of the edge of this installation."""
    return settings.media / KamailioEdge.name


@asynccontextmanager
async def sip_side(
    site: Site, note: EdgeNote, controller: CallController, announcer: Announcer, environ: Mapping[str, str]
) -> AsyncGenerator[SipSide]:
    """Starts the agent of a controller and yields its SIP side; passwords of trunks come from `environ`."""
    async with site.database.read(site.city_id) as work:
        profile = await current_profile(work)
    plan = city_edge(profile, note.listen, note.inner, (note.controller,), environ)
    rows = LegRows(site.database, site.city_id, note.name, note.controller, inherit=controller.restoring.inherit)
    settings = AgentSettings(note.name, note.controller, plan.inner, plan.listen)
    agent = SipAgent(settings, rows, controller.tell, site.database.wall.now)

    async def speak(profile: Profile, name: str, language: str) -> Path | None:
        return await announcer.announcement(profile, name, language or profile.languages[0].code)

    target = next((one.target for one in plan.trunks if one.target), plan.listen)
    way = TrunkWay(profile.telephone.shown, plan.listen, target)
    media = controller.switch.media
    join, phones = controller.parties.outside.join, controller.phones
    line = TrunkLine(site.database, site.city_id, agent, media, way, speak, controller.take_over, join, phones)
    dials = OutgoingCalls(site.database, site.city_id, line)
    line.heard_by = phones.first_rings.dials = dials
    controller.has_agent(agent, line)
    legs = await agent.start()
    try:
        accounts = SeatAccounts(site.database, site.city_id, agent.admit)
        edge = KamailioEdge(plan, edge_folder(site.settings))
        yield SipSide(controller, edge, line, dials, accounts, Succession(agent, rows), legs)
    finally:
        await agent.stop()
