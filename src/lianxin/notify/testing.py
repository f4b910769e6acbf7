"""A text-message gateway for tests and demonstrations: uses the real protocol over HTTP and fails on request."""

import asyncio
import hmac
import socket
from collections import deque
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from lianxin.notify.adapters.sms import signature


class GatewayFault(StrEnum):
    """The failure of one request."""

    BROKEN = "broken"  # answers 500 and keeps nothing
    REFUSED = "refused"  # answers that the message itself is wrong
    SILENT = "silent"  # never answers and keeps nothing
    LOST_ANSWER = "lost_answer"  # keeps the message, then answers 500


@dataclass(frozen=True)
class Received:
    """A text message that the gateway accepted."""

    id: str
    to: str
    text: str


class Guest(uvicorn.Server):
    """A server inside another program, which handles the signals itself."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@dataclass
class SmsGateway:
    """Keeps each message once, by its idempotency key. Each request uses up one of `faults`; then all succeed."""

    key: str
    faults: deque[GatewayFault] = field(default_factory=deque[GatewayFault])
    received: dict[str, Received] = field(default_factory=dict[str, Received])
    requests: int = 0
    url: str = ""

    async def take(self, request: Request) -> Response:
        """Handles POST /messages."""
        self.requests += 1
        body = await request.body()
        expected = f"sha256={signature(self.key, request.headers.get('Lianxin-Timestamp', ''), body)}"
        if not hmac.compare_digest(expected, request.headers.get("Lianxin-Signature", "")):
            return JSONResponse({"error": "signature"}, 401)
        fault = self.faults.popleft() if self.faults else None
        if fault is GatewayFault.SILENT:
            await asyncio.Event().wait()
        if fault in (GatewayFault.BROKEN, GatewayFault.REFUSED):
            return JSONResponse({"error": fault}, 500 if fault is GatewayFault.BROKEN else 422)
        known = request.headers["Idempotency-Key"]
        self.received.setdefault(known, Received(**await request.json()))
        if fault is GatewayFault.LOST_ANSWER:
            return JSONResponse({"error": fault}, 500)
        return JSONResponse({"id": f"sms-{known}"})

    @asynccontextmanager
    async def serve(self) -> AsyncGenerator[str]:
        """Listens on a free port of loopback during the block; yields the URL for POST requests."""
        app = FastAPI(openapi_url=None)
        app.add_api_route("/messages", self.take, methods=["POST"])
        listening = socket.create_server(("127.0.0.1", 0))
        server = Guest(uvicorn.Config(app, lifespan="off", ws="none", log_config=None, timeout_graceful_shutdown=0))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}/messages"
        try:
            yield self.url
        finally:
            server.should_exit = True
            await serving
