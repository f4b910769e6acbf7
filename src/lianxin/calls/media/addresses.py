"""The addresses at which the telephone listens beyond loopback, as a city sets them."""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final

from lianxin.calls.media.errors import MediaFailed
from lianxin.calls.media.faults import TelephoneFault
from lianxin.calls.media.processes import LOCAL_ADDRESS


class BadListener(MediaFailed):
    """An address at which the telephone cannot listen. Facts: server, reason, fault (a TelephoneFault)."""


@dataclass(frozen=True)
class MediaAddress:
    """Where the sound of telephones and browsers arrives: an address of this machine, and `seen`, that behind NAT."""

    own: str = LOCAL_ADDRESS
    seen: str = ""

    @property
    def beyond(self) -> bool:
        """Whether it is not that of loopback."""
        return self.own != LOCAL_ADDRESS


ON_LOOPBACK: Final = MediaAddress()


def read_media_address(text: str) -> MediaAddress:
    """Reads `10.0.0.5`, or `10.0.0.5/203.0.113.7` behind NAT; empty: loopback. Raises BadListener."""
    if not text:
        return ON_LOOPBACK
    own, _, seen = text.partition("/")
    return MediaAddress(_one_address(own), _one_address(seen) if seen else "")


def read_sip_address(text: str) -> tuple[str, int]:
    """Reads `10.0.0.5` or `10.0.0.5:5060`; empty: loopback. The port is 0 if none is named. Raises BadListener."""
    host, _, port = text.partition(":")
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise BadListener(server="kamailio", reason=text, fault=TelephoneFault.BAD_ADDRESS)
    return (_one_address(host) if host else LOCAL_ADDRESS), int(port or 0)


def _one_address(text: str) -> str:
    try:
        found = ipaddress.IPv4Address(text)
    except ValueError:
        raise BadListener(server="telephone", reason=text, fault=TelephoneFault.BAD_ADDRESS) from None
    if found.is_unspecified:
        raise BadListener(server="telephone", reason=text, fault=TelephoneFault.ANY_ADDRESS)
    return str(found)


def check_here(address: str) -> None:
    """Raises BadListener unless this machine has the address."""
    with socket.socket(type=socket.SOCK_DGRAM) as tried:
        try:
            tried.bind((address, 0))
        except OSError:
            raise BadListener(server="telephone", reason=address, fault=TelephoneFault.NOT_HERE) from None
