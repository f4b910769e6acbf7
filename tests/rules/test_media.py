"""The closed loop of a media case."""

import pytest

from lianxin.cases.rules.media import next_stage


def test_the_loop_goes_through_all_stages_and_closes_after_the_advice():
    walked = ["found"]
    while walked[-1] != "closed":
        walked.append(next_stage(walked[-1]))
    assert walked == ["found", "checked", "passed_on", "supervised", "advised", "closed"]


def test_what_is_closed_goes_nowhere():
    with pytest.raises(ValueError, match="closed"):
        next_stage("closed")
