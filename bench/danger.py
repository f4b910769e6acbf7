"""Measures how many dangers the program's rules catch, and how many look-alikes and ordinary messages they alarm on.

The sentences are those of `tests/data`; ordinary messages are read from `../shared/data`, where it exists.
"""

import csv
import timeit
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.danger_cues import all_sentences, rules_without

from lianxin.city import DangerRules, shared_rules

CHECKOUT = Path(__file__).parents[1]
BESIDE = CHECKOUT.parent / "shared" / "data"
NAMES = ("blind", "more", "fresh", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
SETS = tuple(f"danger{name}.toml" for name in ("", *(f"_{one}" for one in NAMES)))
CAUGHT, ALARMS, ORDINARY = 0.95, 0.05, 0.01
SLOWEST = 200  # µs for a text of 200 characters
LONG = ("你好，我想反映一下我们小区物业一直不管楼道堆物的事情，上次打电话说了以后也没有人来清理。" * 5)[:200]
MESSAGES = {
    "teddy2020c/fj2_raw.csv": ("text",),
    "teddy2020c/fj3_hot.csv": ("subject", "detail"),
    "teddy2020c/fj4_replies.csv": ("subject", "detail"),
    "fuzhou12345/appeals.csv": ("subject", "detail"),
    "msgabench/messages.csv": ("text",),
    "publicstuff_nyc/tickets.csv": ("Title", "Description"),
}


async def measure() -> list[dict[str, Any]]:
    """Returns the share caught and the share of false alarms of each set, and of false alarms on ordinary messages.

    Each set is read with cues that were learned from the other sets.
    """
    table, sets = all_sentences()
    figures: list[dict[str, Any]] = []
    for name in SETS:
        written = tomllib.loads((CHECKOUT / "tests/data" / name).read_text("utf-8"))["sentence"]
        dangers = [one["words"] for one in written if one["danger"]]
        harmless = [one["words"] for one in written if not one["danger"]]
        rules = rules_without(name, table, sets)
        caught, alarms = share(rules, dangers), share(rules, harmless)
        figures.append({"name": f"{name}: caught", "share": caught, "wanted": CAUGHT, "met": caught >= CAUGHT})
        figures.append({"name": f"{name}: look-alikes", "share": alarms, "wanted": ALARMS, "met": alarms <= ALARMS})
    texts = [text for name in MESSAGES if (BESIDE / name).exists() for text in messages(name)]
    if texts:
        alarms = share(shared_rules(), texts)
        name = f"{len(texts):,} ordinary messages"
        figures.append({"name": name, "share": alarms, "wanted": ORDINARY, "met": alarms <= ORDINARY})
    micro = round(1e6 * min(timeit.repeat(lambda: shared_rules().danger_in(LONG), number=1, repeat=200)))
    figures.append({"name": "200 characters, µs", "µs": micro, "wanted": SLOWEST, "met": micro <= SLOWEST})
    return figures


def share(rules: DangerRules, texts: list[str]) -> float:
    """Returns the share of texts in which the rules find a danger."""
    return round(sum(rules.danger_in(text) is not None for text in texts) / len(texts), 4)


def messages(name: str) -> Iterator[str]:
    """Returns the texts of one file of real messages."""
    with (BESIDE / name).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield "。".join(row[column] or "" for column in MESSAGES[name])
