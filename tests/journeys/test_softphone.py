"""A browser is a telephone: its voice over WebRTC reaches the citizen's plain RTP, and both sides are recorded."""

import asyncio
from dataclasses import asdict
from pathlib import Path

from playwright.async_api import Page, async_playwright

from builders.listening_sockets import own_address
from builders.relay import a_relay
from builders.rtp import channels
from builders.telephone_line import CITIZEN, SEAT, WITHIN, a_line, media_servers, until
from journeys.conftest import CHROMIUM
from lianxin.calls.media.citizen_leg import join_leg
from lianxin.calls.media.janus_messages import RtpPlace
from lianxin.calls.media.mixing import mix, tapes_in
from lianxin.calls.media.mjr import FIRST_OF_SEATS
from lianxin.calls.media.rooms import CallSide
from lianxin.calls.media.tones import tone_share
from lianxin.calls.media.turn import turn_servers
from lianxin.kernel.clock import WallClock

FLAGS = (
    "--no-sandbox",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
)
OFFER = """async ([hertz, way]) => {
  const context = new AudioContext(), tone = new OscillatorNode(context, {frequency: hertz});
  const voice = context.createMediaStreamDestination();
  tone.connect(new GainNode(context, {gain: 0.3})).connect(voice); tone.start();
  const line = window.line = new RTCPeerConnection(way);
  line.addTrack(voice.stream.getAudioTracks()[0], voice.stream);
  line.ontrack = event => { window.heard = new Audio(); heard.srcObject = event.streams[0]; heard.play(); };
  await line.setLocalDescription();
  while (line.iceGatheringState !== 'complete') await new Promise(done => setTimeout(done, 20));
  return line.localDescription.sdp;
}"""
HEARD = """async () => {
  for (const one of (await line.getStats()).values())
    if (one.type === 'inbound-rtp') return [one.packetsReceived, one.totalAudioEnergy];
  return [0, 0];
}"""


async def energy(page: Page) -> tuple[int, float]:
    """Returns the packets that the browser received, and the energy of their sound."""
    packets, loud = await page.evaluate(HEARD)
    return packets, loud


async def test_a_seat_in_the_browser_and_a_citizen_on_the_telephone_hear_each_other(tmp_path: Path):
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await chromium.new_page()
        with media_servers(tmp_path) as servers:
            async with a_line(servers, "browser") as line:
                await line.rooms.create(51, "a call", tmp_path / "tapes")
                leg = await line.waiting()
                await join_leg(line.rtpengine, leg, line.rooms, 51)
                offer = await page.evaluate(OFFER, [SEAT, {}])
                seat = await line.rooms.join_browser(51, FIRST_OF_SEATS, CallSide.SEAT, offer)
                await page.evaluate("sdp => line.setRemoteDescription({type: 'answer', sdp})", seat.sdp)
                line.citizen.play(CITIZEN)
                forwarded = RtpPlace("127.0.0.1", line.seat.port)
                stream = await line.rooms.forward(51, CallSide.CITIZEN, forwarded)
                await until(lambda: line.citizen.hears(SEAT) > 0.8 and line.seat.hears(CITIZEN) > 0.8)
                async with asyncio.timeout(WITHIN):
                    while min(await energy(page)) < 0.001:  # noqa: ASYNC110 - the browser is asked
                        await asyncio.sleep(0.1)
                await line.rooms.stop_forward(51, stream)
                await line.rooms.mute(seat, muted=True)
                await until(lambda: line.citizen.hears(SEAT) < 0.1)
                assert await line.rooms.leave(seat)
                assert await line.rooms.destroy(51)
        await chromium.close()
    mixed = await asyncio.to_thread(mix, tapes_in(tmp_path / "tapes"), tmp_path / "both.wav")
    assert [tape.header.codec for tape in sorted(mixed.tapes, key=lambda one: one.name.participant)] == ["pcma", "opus"]
    left, right = channels(mixed.path)
    assert (tone_share(left, CITIZEN) > 0.8, tone_share(left, SEAT) < 0.01) == (True, True)
    assert (tone_share(right, SEAT) > 0.8, tone_share(right, CITIZEN) < 0.01) == (True, True)


async def test_a_seat_at_home_is_heard_through_the_relay_with_its_credential(tmp_path: Path):
    async with a_relay(tmp_path, "a secret", relay=own_address()) as url, async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await chromium.new_page()
        servers = [asdict(one) for one in turn_servers(url, "a secret", "seat", WallClock().now())]
        way = {"iceServers": servers, "iceTransportPolicy": "relay"}
        with media_servers(tmp_path) as media:
            async with a_line(media, "relay") as line:
                await line.rooms.create(52, "a call", tmp_path / "tapes")
                leg = await line.waiting()
                await join_leg(line.rtpengine, leg, line.rooms, 52)
                offer = await page.evaluate(OFFER, [SEAT, way])
                assert "typ relay" in offer
                assert "typ host" not in offer
                seat = await line.rooms.join_browser(52, FIRST_OF_SEATS, CallSide.SEAT, offer)
                await page.evaluate("sdp => line.setRemoteDescription({type: 'answer', sdp})", seat.sdp)
                line.citizen.play(CITIZEN)
                await until(lambda: line.citizen.hears(SEAT) > 0.8)
                assert await line.rooms.leave(seat)
                assert await line.rooms.destroy(52)
        await chromium.close()
