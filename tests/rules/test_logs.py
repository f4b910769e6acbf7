"""Logs hold no value that might be personal."""

import json

import pytest
import structlog

from lianxin.kernel.log import log_as_json


@pytest.fixture(autouse=True)
def as_before():
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def test_an_exception_is_logged_by_its_kind_and_place_without_any_value(capsys: pytest.CaptureFixture[str]):
    log_as_json()
    phone = "13912345678"
    try:
        raise ValueError(f"cannot read {phone}")
    except ValueError:
        structlog.get_logger("test").exception("background", task="timers")
    line = capsys.readouterr().err
    told = json.loads(line)
    assert phone not in line
    assert (told["event"], told["task"], told["error"]) == ("background", "timers", "ValueError")
    assert any("test_logs.py" in place for place in told["where"])
