"""Networks of addresses, and the ceilings of attempts."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.people.rules.guessing import (
    Ceiling,
    Network,
    code_ceilings,
    known_phone_ceilings,
    network_of,
    requests_of_city,
    sending_ceilings,
    sign_in_ceilings,
    upload_ceilings,
    wrong_codes_of_city,
)

NETWORK = network_of("192.0.2.1")
old = st.integers(0, 2**32 - 1).map(IPv4Address)
new = st.integers(0, 2**128 - 1).map(IPv6Address).filter(lambda address: address.ipv4_mapped is None)
words = st.text(max_size=20)


@pytest.mark.parametrize(
    ("address", "narrow", "wide"),
    [
        ("192.0.2.77", "192.0.2.77/32", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.77/32", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/64", "fe80::/48"),
        ("testclient", "testclient", "testclient"),
        ("", "", ""),
    ],
)
def test_an_address_has_a_narrow_and_a_wide_network(address: str, narrow: str, wide: str):
    assert network_of(address) == Network(narrow, wide)


@given(old)
def test_every_ipv4_address_is_its_own_narrow_network(address: IPv4Address):
    found = network_of(str(address))
    assert found.narrow == f"{address}/32"
    assert address in ip_network(found.wide)
    assert ip_network(found.wide).num_addresses == 2**8


@given(new, st.integers(0, 2**64 - 1))
def test_all_addresses_of_one_line_share_the_networks(address: IPv6Address, host: int):
    neighbour = IPv6Address((int(address) >> 64 << 64) | host)
    if neighbour.ipv4_mapped is None:
        assert network_of(str(neighbour)) == network_of(str(address))
    assert address in ip_network(network_of(str(address)).narrow)


@given(new, st.integers(0, 2**80 - 1))
def test_all_lines_of_one_site_share_the_wide_network(address: IPv6Address, rest: int):
    neighbour = IPv6Address((int(address) >> 80 << 80) | rest)
    if neighbour.ipv4_mapped is None:
        assert network_of(str(neighbour)).wide == network_of(str(address)).wide


@given(words)
def test_no_text_breaks_the_reading_of_an_address(text: str):
    assert network_of(text) == network_of(text)


@given(words, words)
def test_no_login_has_the_counters_of_another(one: str, other: str):
    if one != other:
        keys = [{c.key for c in sign_in_ceilings(login, NETWORK) if login in c.key} for login in (one, other)]
        own = [{c.key for c in sign_in_ceilings(login, NETWORK)[:3]} for login in (one, other)]
        assert not own[0] & own[1]
        assert keys[0] != keys[1] or not (one and other)


def test_a_wide_network_may_fail_more_often_than_a_narrow_one():
    for ceilings in (sign_in_ceilings("a", NETWORK), code_ceilings("1", NETWORK)):
        found = {c.key.partition(" ")[0]: c.most for c in ceilings}
        for kind, most in found.items():
            if kind.endswith("-wide"):
                assert most == 8 * found[kind.replace("-wide", "-narrow")]


def test_the_ceilings_are_these():
    def said(*ceilings: Ceiling) -> list[tuple[str, int, int]]:
        return [(c.key.partition(" ")[0], c.most, c.seconds // 60) for c in ceilings]

    assert said(*sign_in_ceilings("a", NETWORK)) == [
        ("login-narrow", 10, 15),
        ("login-wide", 80, 15),
        ("login-all", 100, 60),
        ("logins-narrow", 30, 15),
        ("logins-wide", 240, 15),
    ]
    assert said(*sign_in_ceilings("a", NETWORK, "device")) == [("login-device", 10, 15)]
    assert said(*code_ceilings("1", NETWORK)) == [
        ("code-narrow", 5, 15),
        ("code-wide", 40, 15),
        ("code-all", 40, 60),
        ("codes-narrow", 60, 15),
        ("codes-wide", 480, 15),
    ]
    assert said(*known_phone_ceilings("1")) == [("code-known", 20, 60)]
    assert said(wrong_codes_of_city(500), requests_of_city(7)) == [("codes-city", 500, 60), ("sends-city", 7, 60)]
    assert said(*sending_ceilings("p", "w", "d", NETWORK)) == [
        ("send-device", 30, 60),
        ("send-phone", 10, 60),
        ("send-number", 60, 60),
        ("send-words", 20, 60),
    ]
    assert said(*upload_ceilings("d", NETWORK)) == [("upload-device", 120, 15), ("upload-narrow", 1200, 15)]
