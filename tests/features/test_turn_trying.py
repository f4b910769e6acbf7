"""The check asks a real coturn for an address, and says plainly why it gets none."""

from dataclasses import replace
from pathlib import Path

import pytest

from builders.relay import a_relay
from builders.telephone import free_port
from lianxin.calls.media.checking import TelephonePart, TriedPart, check_relay
from lianxin.calls.media.faults import TelephoneFault
from lianxin.calls.media.turn_trying import TurnFailed, try_turn
from lianxin.cli.calls import said_of_part
from lianxin.kernel.clock import WallClock
from lianxin.kernel.settings import Settings

pytestmark = pytest.mark.once


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", "", "", "", "", "", turn_secret="a secret")


async def test_a_relay_gives_an_address_by_each_transport_and_refuses_a_wrong_secret(
    settings: Settings, tmp_path: Path
):
    async with a_relay(tmp_path, "a secret") as url:
        urls = f"{url} {url}?transport=tcp"
        given = await try_turn(urls, "a secret", WallClock().now())
        assert [one.rpartition(":")[0] for one in given] == ["127.0.0.1", "127.0.0.1"]
        assert await check_relay(replace(settings, turn_url=urls)) == TriedPart(TelephonePart.RELAY, works=True)
        failed = await check_relay(replace(settings, turn_url=url, turn_secret="another"))
        assert failed.fault is TelephoneFault.WRONG_SECRET
        assert said_of_part(failed, chinese=False) == (
            "TURN relay (LIANXIN_TURN_URL): wrong secret: it refuses our credential"
            f" ({url}: 401 Unauthorized) (see docs/runbook/relay.md)"
        )


async def test_a_relay_without_an_address_to_give_is_named(settings: Settings, tmp_path: Path):
    async with a_relay(tmp_path, "a secret", "--no-udp-relay") as url:
        failed = await check_relay(replace(settings, turn_url=url))
        assert (failed.fault, failed.works) == (TelephoneFault.NO_RELAY, False)
        assert failed.reason.startswith(f"{url}: 4")


async def test_a_relay_for_anybody_is_named(settings: Settings, tmp_path: Path):
    async with a_relay(tmp_path, "") as url:
        assert (await check_relay(replace(settings, turn_url=url))).fault is TelephoneFault.FOR_ANYBODY


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_nobody_who_answers_is_named(transport: str):
    url = f"turn:127.0.0.1:{free_port()}?transport={transport}"
    with pytest.raises(TurnFailed) as failed:
        await try_turn(url, "a secret", WallClock().now(), within=0.2)
    assert failed.value.fault is TelephoneFault.NO_ANSWER
    assert failed.value.words.startswith(url)
