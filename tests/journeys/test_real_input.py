"""Eighty messages go through the whole life cycle by the command line, and the log is replayed.

They are real ones where the folder of real messages stands beside the checkout, else generated ones of the same shape.
"""

import pytest
from bench.city import run_city

ROWS = 80  # `make city` plays all of them


@pytest.mark.timeout(600)
def test_eighty_messages_reach_their_end_by_legal_moves_and_no_deadline_fires_twice():
    report = run_city(ROWS, seed=1)
    played, replayed = report["simulation"], report["verify"]
    taken_in = sum(part["accepted"] for part in report["imports"].values())
    assert abs(sum(part["rows"] for part in report["imports"].values()) - ROWS) <= len(report["imports"])
    assert played["accepted"] >= taken_in
    assert set(played["by_status"]) <= {"archived", "void"}
    assert played["illegal_moves"] == played["double_fired"] == played["open_without_due"] == 0
    assert replayed["ok"]
    assert replayed["cases"] == played["accepted"]
    assert replayed["events"] == replayed["position"]
