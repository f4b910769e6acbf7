"""Text messages by a signed JSON POST; docs/features/notify.md describes the protocol."""

import hashlib
import hmac
from http import HTTPStatus

import httpx
import orjson

from lianxin.kernel.clock import Clock, WallClock
from lianxin.notify.adapters.gateway import Letter, NotDelivered

_TIMEOUT = 10.0  # seconds
FINAL = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY})
"""Status codes for a faulty message; any other failure, even a wrong key, may be gone at the next attempt."""


def signature(key: str, timestamp: str, body: bytes) -> str:
    """Returns the HMAC-SHA256 over timestamp, a full stop and the body, in hex."""
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class SmsOverHttp:
    """Sends text messages by an HTTP gateway."""

    def __init__(self, url: str, key: str, *, timeout: float = _TIMEOUT, clock: Clock | None = None) -> None:
        self.url = url
        self.key = key
        self.timeout = timeout
        self.clock = clock or WallClock()  # real time, also in a city whose clock runs fast

    async def deliver(self, letter: Letter) -> str:
        """Implements Gateway."""
        body = orjson.dumps({"id": str(letter.id), "to": letter.to, "text": letter.text})
        timestamp = str(int(self.clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": str(letter.id),
            "Lianxin-Timestamp": timestamp,
            "Lianxin-Signature": f"sha256={signature(self.key, timestamp, body)}",
        }
        try:
            async with httpx.AsyncClient(timeout=self.timeout, trust_env=False) as client:
                answer = await client.post(self.url, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise NotDelivered(type(error).__name__) from None  # the error's message may quote the request
        return provider_id(answer)


def provider_id(answer: httpx.Response) -> str:
    """Returns the gateway's id for the message; raises NotDelivered for any other answer."""
    if answer.is_success:
        try:
            return str(answer.json()["id"])
        except (ValueError, KeyError, TypeError):
            raise NotDelivered("answer_without_id") from None
    raise NotDelivered(f"http_{answer.status_code}", final=answer.status_code in FINAL)
