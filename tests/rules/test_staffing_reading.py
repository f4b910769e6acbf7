"""Tables of calls are read, or refused with the line that cannot be read."""

from pathlib import Path

import pytest

from lianxin.calls.staffing.reading import BadCalls, generated_day, read_call_day, read_history


def written(folder: Path, text: str) -> Path:
    file = folder / "calls.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_day_is_read_and_scaled(tmp_path: Path):
    file = written(tmp_path, "time,calls\n2020-02-11 07:00:00,10\n2020-02-11 07:05:00,30\n")
    assert (read_call_day(file).starts, read_call_day(file).counts) == ((25200, 25500), (10, 30))
    assert read_call_day(file, 400).counts == (100, 300)


def test_times_without_a_date_are_enough(tmp_path: Path):
    day = read_call_day(written(tmp_path, "time,calls\n07:00,1\n07:30,2.4\n"))
    assert (day.length, day.attempts) == (1800, 3)


@pytest.mark.parametrize(("text", "line"), [
    ("time,calls\n07:00,1\nseven,2\n", 3),
    ("time,calls\n07:00,-1\n", 2),
    ("time,calls\n07:00,1\n06:00,2\n", 3),
    ("when,calls\n07:00,1\n", 2),
    ("time,calls\n", 1),
    ("time,calls\n2020-01-01 07:00,1\n2020-01-02 07:00,1\n", 2),
])  # fmt: skip
def test_a_bad_table_is_refused_with_its_line(tmp_path: Path, text: str, line: int):
    with pytest.raises(BadCalls) as refused:
        read_call_day(written(tmp_path, text))
    assert refused.value.facts["line"] == line


def test_a_history_is_read_by_day(tmp_path: Path):
    days = read_history(written(tmp_path, "time,calls\n2020-01-01 07:00,1\n2020-01-02 07:00,2\n"))
    assert [(day.isoformat(), calls) for day, calls in days.items()] == [
        ("2020-01-01", {25200.0: 1.0}),
        ("2020-01-02", {25200.0: 2.0}),
    ]


def test_the_generated_day_has_the_asked_attempts():
    assert generated_day(1000).attempts == 1000
