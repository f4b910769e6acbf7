"""Measures how many dangers the program's rules catch, and how many look-alikes and ordinary messages they alarm on.

The sentences are those of `tests/data`; ordinary messages are read from `../shared/data`, where it exists.
"""

import csv
import timeit
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.danger_cues import Sentence, all_sentences, rules_without

from lianxin.city import DangerRules, shared_rules
from lianxin.city.rules.danger_table import DangerTable

CHECKOUT = Path(__file__).parents[1]
BESIDE = CHECKOUT.parent / "shared" / "data"
NAMES = ("blind", "more", "fresh", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
SETS = tuple(f"danger{name}.toml" for name in ("", *(f"_{one}" for one in NAMES)))
CAUGHT, ALARMS, ORDINARY = 0.95, 0.05, 0.01
FOLDS = 5
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
    read = {name: alarmed(rules_without(name, table, sets), sets[name]) for name in SETS}
    read["all sets"] = [pair for pairs in read.values() for pair in pairs]
    read["danger_varied.toml in five folds"] = in_folds("danger_varied.toml", table, sets)
    figures = [figure for name, pairs in read.items() for figure in figures_of(name, pairs)]
    texts = [text for name in MESSAGES if (BESIDE / name).exists() for text in messages(name)]
    if texts:
        alarms = share(shared_rules(), texts)
        name = f"{len(texts):,} ordinary messages"
        figures.append({"name": name, "share": alarms, "wanted": ORDINARY, "met": alarms <= ORDINARY})
    micro = round(1e6 * min(timeit.repeat(lambda: shared_rules().danger_in(LONG), number=1, repeat=200)))
    figures.append({"name": "200 characters, µs", "µs": micro, "wanted": SLOWEST, "met": micro <= SLOWEST})
    return figures


Read = list[tuple[bool, bool]]
"""For each sentence: whether it reports a danger, and whether the rules alarm on it."""


def alarmed(rules: DangerRules, written: list[Sentence]) -> Read:
    """Reads sentences by rules."""
    return [(bool(one.service), rules.danger_in(one.words) is not None) for one in written]


def in_folds(name: str, table: DangerTable, sets: dict[str, list[Sentence]]) -> Read:
    """Reads a set in folds of neighbours, each with cues that were learned from the rest of it and the other sets."""
    whole = sets[name]
    parts = [whole[len(whole) * nth // FOLDS : len(whole) * (nth + 1) // FOLDS] for nth in range(FOLDS)]
    read: Read = []
    for held in parts:
        rest = {f"part {nth}": part for nth, part in enumerate(parts) if part is not held}
        others = {other: sentences for other, sentences in sets.items() if other != name}
        read += alarmed(rules_without("", table, {**others, **rest}), held)
    return read


def figures_of(name: str, read: Read) -> list[dict[str, Any]]:
    """Returns the share of dangers caught and of other sentences alarmed on."""
    caught, alarms = (share_of([alarm for danger, alarm in read if danger is kind]) for kind in (True, False))
    return [
        {"name": f"{name}: caught", "share": caught, "wanted": CAUGHT, "met": caught >= CAUGHT},
        {"name": f"{name}: look-alikes", "share": alarms, "wanted": ALARMS, "met": alarms <= ALARMS},
    ]


def share_of(alarms: list[bool]) -> float:
    """Returns the share of what is true."""
    return round(sum(alarms) / len(alarms), 4)


def share(rules: DangerRules, texts: list[str]) -> float:
    """Returns the share of texts in which the rules find a danger."""
    return share_of([rules.danger_in(text) is not None for text in texts])


def messages(name: str) -> Iterator[str]:
    """Returns the texts of one file of real messages."""
    with (BESIDE / name).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield "。".join(row[column] or "" for column in MESSAGES[name])
