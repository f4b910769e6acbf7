"""A TURN server of a city: coturn on loopback."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from builders.telephone import free_port, until_bound


@asynccontextmanager
async def a_relay(folder: Path, secret: str, *more: str, relay: str = "127.0.0.1") -> AsyncGenerator[str]:
    """Runs coturn on loopback; yields its address. Without a secret it relays for anybody.

    `relay`: the address that it gives; `more`: words for coturn.
    """
    port = free_port()
    said = [f"--listening-port={port}", f"--pidfile={folder / 'turn.pid'}", f"--userdb={folder / 'turn.db'}"]
    said += ["--listening-ip=127.0.0.1", f"--relay-ip={relay}", "-n", "--realm=lianxin", "--log-file=stdout"]
    said += ["--use-auth-secret", f"--static-auth-secret={secret}"] if secret else ["--no-auth"]
    said += ["--allow-loopback-peers", "--no-tls", "--no-dtls", "--no-cli", *more]
    relaying = await asyncio.create_subprocess_exec("turnserver", *said, stdout=asyncio.subprocess.DEVNULL)
    try:
        await until_bound(port)
        yield f"turn:127.0.0.1:{port}"
    finally:
        relaying.terminate()
        await relaying.wait()
