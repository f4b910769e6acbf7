"""Mail addresses as they are kept."""

import pytest

from lianxin.people.rules.mailboxes import InvalidMailbox, read_mailbox


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("li@example.org", "li@example.org"),
        (" Li.Wei@Example.ORG ", "Li.Wei@example.org"),
        ("li＠example．org", "li@example.org"),
        ("a@b.c", "a@b.c"),
    ],
)
def test_an_address_is_kept_in_half_width_with_a_small_domain(said: str, kept: str):
    assert read_mailbox(said) == kept


@pytest.mark.parametrize(
    "said",
    ["", "li", "li@", "@example.org", "li@example", "li@@example.org", "li wei@example.org", '"li"@example.org',
     "li@example..org", "li@.org", "x" * 65 + "@example.org", "li@" + "x" * 250 + ".org"],
)  # fmt: skip
def test_what_nobody_can_write_to_is_refused_without_saying_the_address(said: str):
    with pytest.raises(InvalidMailbox) as refused:
        read_mailbox(said, field="mail")
    assert refused.value.facts == {"field": "mail"}


def test_the_longest_local_part_is_accepted():
    assert read_mailbox("x" * 64 + "@example.org").startswith("x" * 64)
