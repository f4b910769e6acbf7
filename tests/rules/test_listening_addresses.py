"""Where the telephone listens: on loopback, or at the one address that a city names."""

from pathlib import Path

import pytest

from lianxin.calls.edge.city_edge import THIS_MACHINE
from lianxin.calls.edge.configuration import edge_files
from lianxin.calls.edge.plan import EdgePlan
from lianxin.calls.edge.ports import edge_addresses
from lianxin.calls.media.addresses import (
    ON_LOOPBACK,
    BadListener,
    MediaAddress,
    check_here,
    read_media_address,
    read_sip_address,
)
from lianxin.calls.media.checking import TelephonePart, check_addresses
from lianxin.calls.media.faults import TelephoneFault
from lianxin.calls.media.servers import JanusServer, RtpengineServer
from lianxin.cli.calls import said_of_part
from lianxin.kernel.settings import Settings, read_settings

BEHIND_NAT = MediaAddress("10.0.0.5", "203.0.113.7")


def interfaces(address: MediaAddress, folder: Path) -> list[str]:
    return [word for word in RtpengineServer(folder, address=address).words() if word.startswith("--interface")]


def nat_of_janus(address: MediaAddress, folder: Path) -> str:
    server = JanusServer(folder, address=address)
    server.configure()
    main = (folder / "janus.jcfg").read_text()
    return main[main.index("nat:") : main.index("events:")]


def test_without_a_setting_nothing_is_beyond_loopback(tmp_path: Path):
    settings = read_settings({})
    assert read_media_address(settings.media_address) == ON_LOOPBACK
    assert read_sip_address(settings.sip_address) == ("127.0.0.1", 0)
    assert interfaces(ON_LOOPBACK, tmp_path) == ["--interface=127.0.0.1"]
    assert nat_of_janus(ON_LOOPBACK, tmp_path) == "nat: {\n  full_trickle = false\n}\n"
    assert edge_addresses(tmp_path).listen.startswith("127.0.0.1:")


def test_sound_arrives_at_the_address_of_the_city_and_stays_on_loopback_inside(tmp_path: Path):
    assert read_media_address("10.0.0.5/203.0.113.7") == BEHIND_NAT
    outside, inside = interfaces(BEHIND_NAT, tmp_path)
    assert (outside, inside) == ("--interface=outside/10.0.0.5!203.0.113.7", "--interface=inside/127.0.0.1")
    assert interfaces(MediaAddress("10.0.0.5"), tmp_path)[0] == "--interface=outside/10.0.0.5"
    words = RtpengineServer(tmp_path, address=BEHIND_NAT).words()
    assert {word.partition("=")[2].partition(":")[0] for word in words if "listen" in word} == {"127.0.0.1"}
    assert nat_of_janus(BEHIND_NAT, tmp_path) == (
        'nat: {\n  full_trickle = false\n  ice_enforce_list = "10.0.0.5"\n  nat_1_1_mapping = "203.0.113.7"\n}\n'
    )
    assert 'local_ip = "127.0.0.1"' in (tmp_path / "janus.plugin.audiobridge.jcfg").read_text()


def test_only_trunks_and_phones_reach_the_edge_at_the_address_of_the_city(tmp_path: Path):
    note = edge_addresses(tmp_path, "10.0.0.5:5070")
    assert (note.listen, note.inner[:10], note.controller[:10]) == ("10.0.0.5:5070", "127.0.0.1:", "127.0.0.1:")
    plan = EdgePlan(note.listen, note.inner, (note.controller,), (THIS_MACHINE,))
    lines = edge_files(plan, tmp_path)["kamailio.cfg"].splitlines()
    heard = [line for line in lines if line.startswith("listen=")]
    assert heard == ["listen=udp:10.0.0.5:5070", "listen=tcp:10.0.0.5:5070", f"listen=tcp:{note.inner}"]


def test_the_edge_moves_when_its_address_changes_and_keeps_its_name(tmp_path: Path):
    first = edge_addresses(tmp_path)
    assert edge_addresses(tmp_path) == first
    moved = edge_addresses(tmp_path, "10.0.0.5:5070")
    assert (moved.name, moved.listen) == (first.name, "10.0.0.5:5070")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("0.0.0.0", TelephoneFault.ANY_ADDRESS),
        ("10.0.0.5/0.0.0.0", TelephoneFault.ANY_ADDRESS),
        ("media.city", TelephoneFault.BAD_ADDRESS),
        ('10.0.0.5"', TelephoneFault.BAD_ADDRESS),
        ("203.0.113.250", TelephoneFault.NOT_HERE),
    ],
)
def test_an_address_at_which_nobody_can_listen_is_refused_with_a_sentence(text: str, fault: TelephoneFault):
    [tried] = check_addresses(Settings(Path("home"), "", "", "", "", "", media_address=text))
    assert (tried.part, tried.works, tried.fault) == (TelephonePart.ADDRESSES, False, fault)
    said = said_of_part(tried, chinese=False)
    assert said.startswith("addresses to listen at (LIANXIN_SIP_ADDRESS, LIANXIN_MEDIA_ADDRESS): ")
    assert "docs/runbook/addresses.md" in said


@pytest.mark.parametrize("text", ["0.0.0.0", "0.0.0.0:5060", "10.0.0.5:0", "10.0.0.5:sip", "[::]:5060"])
def test_the_edge_refuses_such_addresses_too(text: str):
    with pytest.raises(BadListener):
        read_sip_address(text)


def test_loopback_is_here():
    check_here("127.0.0.1")
