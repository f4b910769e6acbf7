"""TURN servers for browsers at home, with credentials that end by themselves.

Source: draft-uberti-behave-turn-rest-00, as coturn reads it with `use-auth-secret`: the user name is the end in seconds
since 1970 and a name, the password is the Base64 of an HMAC-SHA1 of the user name under the shared secret.
"""

import hmac
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

TURN_LASTS: Final = timedelta(hours=2)  # longer than a call: a relay is renewed by the same credential


@dataclass(frozen=True)
class IceServer:
    """An entry of `RTCConfiguration.iceServers`."""

    urls: list[str]
    username: str
    credential: str


def turn_servers(urls: str, secret: str, name: str, now: datetime) -> list[IceServer]:
    """Returns the city's TURN servers for one browser; none if the city has none. `now` is the real time.

    `name` is logged by the TURN server, so it must identify nobody.
    """
    if not urls or not secret:
        return []
    user = f"{int((now + TURN_LASTS).timestamp())}:{name}"
    word = b64encode(hmac.digest(secret.encode(), user.encode(), "sha1")).decode()
    return [IceServer(urls.split(), user, word)]
