"""A small HTTP client with little overhead: hand-written requests over persistent connections."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import sleep

from lianxin.kernel.clock import stopwatch

CONNECTIONS = 4


@contextmanager
def server(*arguments: str) -> Iterator[int]:
    """Runs a server process on a free port; it is ready when the block begins and ends with it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kind, dsn, what, *rest = arguments
    command = [sys.executable, "-m", "bench.servers", kind, dsn, what, str(port), *rest]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Waits until the server accepts connections."""
    deadline = stopwatch() + 30
    while stopwatch() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start")


async def requests_a_second(port: int, request: Callable[[int], bytes], count: int) -> float:
    """Sends `count` requests over a few connections; raises unless every answer is a success."""
    numbers = iter(range(count))

    async def one_connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for n in numbers:
            writer.write(request(n))
            await read_answer(reader)
        writer.close()

    started = stopwatch()
    await asyncio.gather(*(one_connection() for _ in range(CONNECTIONS)))
    return count / (stopwatch() - started)


async def read_answer(reader: asyncio.StreamReader) -> bytes:
    """Returns the body of one answer; raises unless its status is 2xx."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    body = await reader.readexactly(length)
    if head[9:10] != b"2":
        raise RuntimeError(f"{head[:60]!r} {body[:300]!r}")
    return body


def http(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Returns one request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def ratio(ours: list[float], bare: list[float]) -> float:
    """Returns the median of the rounds' ratios; both servers run in each round, so noise affects both."""
    return median(a / b for a, b in zip(ours, bare, strict=True))
