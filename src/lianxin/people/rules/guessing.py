"""Limits on guessing and flooding: the counters that an attempt touches, and how many each allows in its time.

An IPv4 address may have thousands of people of one mobile carrier behind it, and one person with IPv6 has 2^64
addresses. So attempts are counted by network: the full IPv4 address and its /24, the IPv6 /64 and its /48.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

QUARTER: Final = 15 * 60  # seconds
HOUR: Final = 3600  # seconds
WIDER: Final = 8
"""The wide network may fail this many times as often as the narrow one."""
_OLD_ADDRESS_BITS, _OLD_WIDE_BITS = 32, 24
_NARROW_BITS, _WIDE_BITS = 64, 48


@dataclass(frozen=True)
class Network:
    """The networks of an address, such as `2001:db8:1:2::/64` and `2001:db8:1::/48`."""

    narrow: str
    wide: str


@dataclass(frozen=True)
class Ceiling:
    """At most `most` attempts under `key` in `seconds`. The first word of a key is its kind."""

    key: str
    most: int
    seconds: int = QUARTER


def network_of(address: str) -> Network:
    """Returns the networks of a client's address; text that is no address is a network of its own."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return Network(address, address)
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    old = isinstance(found, IPv4Address)
    narrow, wide = (_OLD_ADDRESS_BITS, _OLD_WIDE_BITS) if old else (_NARROW_BITS, _WIDE_BITS)
    return Network(_prefix(found, narrow), _prefix(found, wide))


def _prefix(address: IPv4Address | IPv6Address, bits: int) -> str:
    return str(ip_network((address, bits), strict=False))


def sign_in_ceilings(login: str, network: Network, device: str = "") -> tuple[Ceiling, ...]:
    """Returns the ceilings of a sign-in, the login's own first.

    A known device has its own counter and no other, so nobody else can lock it out.
    """
    if device:
        return (Ceiling(f"login-device {device} {login}", 10),)
    return (
        Ceiling(f"login-narrow {network.narrow} {login}", 10),
        Ceiling(f"login-wide {network.wide} {login}", 10 * WIDER),
        Ceiling(f"login-all {login}", 100, HOUR),
        Ceiling(f"logins-narrow {network.narrow}", 30),
        Ceiling(f"logins-wide {network.wide}", 30 * WIDER),
    )


def code_ceilings(number: str, network: Network) -> tuple[Ceiling, ...]:
    """Returns the ceilings of wrong codes for a case number, the guesser's own for this number first."""
    return (
        Ceiling(f"code-narrow {network.narrow} {number}", 5),
        Ceiling(f"code-wide {network.wide} {number}", 5 * WIDER),
        Ceiling(f"code-all {number}", 40, HOUR),
        Ceiling(f"codes-narrow {network.narrow}", 60),
        Ceiling(f"codes-wide {network.wide}", 60 * WIDER),
    )


def known_phone_ceilings(number: str) -> tuple[Ceiling, ...]:
    """Returns the ceiling of wrong codes by somebody who knows the end of the citizen's phone."""
    return (Ceiling(f"code-known {number}", 20, HOUR),)


def message_ceilings(phone: str, device: str, network: Network, budget: int) -> tuple[Ceiling, ...]:
    """Returns the ceilings of codes sent as text messages to a number; `budget`: the city's most in an hour."""
    return (
        Ceiling(f"message-device {device}", 5, HOUR),
        Ceiling(f"message-phone {network.narrow} {phone}", 3, HOUR),
        Ceiling(f"message-number {phone}", 6, HOUR),
        Ceiling(f"message-narrow {network.narrow}", 60, HOUR),
        Ceiling("messages-city", budget, HOUR),
    )


def phone_code_ceilings(device: str) -> tuple[Ceiling, ...]:
    """Returns the ceiling of wrong codes in the browser that asked for the code; no other browser can use it."""
    return (Ceiling(f"phone-code {device}", 5),)


def wrong_codes_of_city(budget: int) -> Ceiling:
    """Returns the city's budget of wrong codes. It refuses nothing by itself: beyond it the city is warned."""
    return Ceiling("codes-city", budget, HOUR)


def sending_ceilings(phone: str, words: str, device: str, network: Network) -> tuple[Ceiling, ...]:
    """Returns the ceilings of requests sent from the portal; `phone` is empty for a tip-off without a number.

    By number and content together with the network, so that a stranger cannot use up somebody's number, and
    neighbours may send the same text.
    """
    by_number = (Ceiling(f"send-phone {network.narrow} {phone}", 10, HOUR), Ceiling(f"send-number {phone}", 60, HOUR))
    return (
        Ceiling(f"send-device {device}", 30, HOUR),
        *(by_number if phone else (Ceiling(f"send-nameless {network.narrow}", 60, HOUR),)),
        Ceiling(f"send-words {network.narrow} {words}", 20, HOUR),
    )


def requests_of_city(budget: int) -> Ceiling:
    """Returns the city's budget of requests from the portal; beyond it sending gets slower, but is not refused."""
    return Ceiling("sends-city", budget, HOUR)


def calling_ceilings(phone: str, device: str, network: Network) -> tuple[Ceiling, ...]:
    """Returns the ceilings of calls from a browser; `phone` is the number it gives for a ring-back, or empty.

    Nobody has proved that the number is theirs, so few ring-backs may be wished for one number.
    """
    by_number = (Ceiling(f"call-number {phone}", 4, HOUR),) if phone else ()
    return (
        Ceiling(f"call-device {device}", 12, HOUR),
        *by_number,
        Ceiling(f"call-narrow {network.narrow}", 60, HOUR),
        Ceiling(f"call-wide {network.wide}", 60 * WIDER, HOUR),
    )


def browser_calls_of_city(budget: int) -> Ceiling:
    """Returns the city's budget of calls from browsers; beyond it they are refused and the page names the telephone."""
    return Ceiling("calls-city", budget, HOUR)


def upload_ceilings(device: str, network: Network) -> tuple[Ceiling, ...]:
    """Returns the ceilings of forms with files; the network's is high enough for a carrier's address."""
    return Ceiling(f"upload-device {device}", 120), Ceiling(f"upload-narrow {network.narrow}", 1200)


def act_ceilings(token: str) -> tuple[Ceiling, ...]:
    """Returns the ceiling of a citizen's acts on one case; the link's token is the citizen's right to act."""
    return (Ceiling(f"act-case {token}", 30),)
