"""What the edge must know: trunks, numbers, controllers, phones of the last resort. Addresses are `host:port`."""

import ipaddress
import re
from dataclasses import dataclass
from typing import ClassVar, Final

from lianxin.calls.sip.connections import place
from lianxin.kernel.errors import Invalid

_HOST: Final = re.compile(r"[A-Za-z0-9.-]{1,253}|\[?[0-9A-Fa-f:.]{2,45}\]?")
_NUMBER: Final = re.compile(r"\+?[0-9]{3,20}")
_URI: Final = re.compile(r"sip:[A-Za-z0-9+*#._-]{1,64}@[A-Za-z0-9.:\[\]-]{1,255}(;transport=(udp|tcp|tls))?")
_QUOTED: Final = re.compile(r'[^"\\\x00-\x1f]{0,128}')


class BadEdge(Invalid):
    """A setting of the edge cannot be written into its configuration. `field` names it."""

    code: ClassVar[str] = "calls.bad_edge"


@dataclass(frozen=True, slots=True)
class Trunk:
    """A carrier or an exchange. It may call from `networks`; outgoing calls go to `target`, with digest if it asks."""

    name: str
    networks: tuple[str, ...]
    target: str = ""
    user: str = ""
    password: str = ""
    realm: str = ""


@dataclass(frozen=True, slots=True)
class EdgePlan:
    """`listen` (UDP and TCP) is for trunks, `inner` (TCP) for controllers; both are on loopback unless a city says so.

    `phones` are SIP URIs that ring when no controller answers. `frozen` is the time in milliseconds after which a
    controller that does not answer is left for the next one. Seats' phones register from
    `seat_networks` only. `caller_rate`: how many calls one number may place in a
    minute.
    """

    listen: str
    inner: str
    controllers: tuple[str, ...]
    trunks: tuple[Trunk, ...]
    numbers: tuple[str, ...] = ("12345",)
    phones: tuple[str, ...] = ()
    tls_listen: str = ""
    certificate: str = ""
    key: str = ""
    authority: str = ""
    frozen: int = 3000
    workers: int = 2
    caller_rate: int = 20
    seat_networks: tuple[str, ...] = ()


def check_plan(plan: EdgePlan) -> None:
    """Raises BadEdge for a value that is not what its field says: the configuration has no way to quote it."""
    addresses = [("listen", plan.listen), ("inner", plan.inner), *(("controllers", each) for each in plan.controllers)]
    for field, value in addresses:
        _check_address(field, value)
    if plan.tls_listen:
        _check_address("tls_listen", plan.tls_listen)
    for number in plan.numbers:
        _check("numbers", number, _NUMBER)
    for phone in plan.phones:
        _check("phones", phone, _URI)
    for path in (plan.certificate, plan.key, plan.authority):
        _check("certificate", path, _QUOTED)
    _check_networks(plan.seat_networks)
    for trunk in plan.trunks:
        _check_trunk(trunk)


def _check_networks(networks: tuple[str, ...]) -> None:
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            raise BadEdge(field="networks", value=network) from None


def _check_trunk(trunk: Trunk) -> None:
    _check_networks(trunk.networks)
    if trunk.target:
        _check("target", f"sip:x@{trunk.target}", _URI)
    for word in (trunk.user, trunk.password, trunk.realm):
        _check("user", word, _QUOTED)


def _check_address(field: str, value: str) -> None:
    try:
        host, port = place(value)
    except ValueError:
        raise BadEdge(field=field, value=value) from None
    if not _HOST.fullmatch(host) or not 0 < port < 65536:
        raise BadEdge(field=field, value=value)


def _check(field: str, value: str, pattern: re.Pattern[str]) -> None:
    if not pattern.fullmatch(value):
        raise BadEdge(field=field, value=value)
