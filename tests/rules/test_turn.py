"""Credentials of TURN servers end by themselves and follow the rule that coturn checks."""

from datetime import UTC, datetime

from lianxin.calls.media.turn import TURN_LASTS, turn_servers

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_the_password_is_the_keyed_digest_of_end_and_name():
    [server] = turn_servers("turn:turn.city:3478 turns:turn.city:5349", "north", "seat", NOW)
    assert server.urls == ["turn:turn.city:3478", "turns:turn.city:5349"]
    assert server.username == f"{int((NOW + TURN_LASTS).timestamp())}:seat" == "1772449200:seat"
    # printf 1772449200:seat | openssl dgst -sha1 -hmac north -binary | base64
    assert server.credential == "5RkWZU+J867/uX67FRWXSewNpGk="


def test_without_a_server_or_a_secret_there_is_none():
    assert turn_servers("", "north", "seat", NOW) == turn_servers("turn:turn.city", "", "seat", NOW) == []
